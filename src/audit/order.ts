const families = ["CRED", "POL", "TRUST", "USE", "TRAIL", "ORG", "JOIN"];

/** Negative when check `a` comes before check `b`: by family of the catalogue, then by number. */
export function compareCheckIds(a: string, b: string): number {
  return rank(a) - rank(b) || number(a) - number(b) || compareText(a, b);
}

/** By code unit, the same on every machine. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function rank(id: string): number {
  const position = families.indexOf(id.slice(0, id.indexOf("-")));
  return position === -1 ? families.length : position;
}

function number(id: string): number {
  const value = Number(id.slice(id.indexOf("-") + 1));
  return Number.isNaN(value) ? 0 : value;
}
