/**
 * A pattern of paths as a test of whole paths with `/` between their parts: `*` and `?` stay inside one part, `**` as a
 * whole part stands for any number of them, also none. Everything else stands for itself.
 */
export function compileGlob(pattern: string): (path: string) => boolean {
  const parts = pattern.split("/");
  return (path) => matchParts(parts, path.split("/"));
}

export function isGlob(path: string): boolean {
  return /[*?]/.test(path);
}

/** The folder that all matches lie below: the parts before the first wildcard. */
export function globRoot(pattern: string): string {
  const parts = pattern.split("/");
  const fixed = parts.slice(0, parts.findIndex(isGlob));
  if (fixed.length === 0) return ".";
  return fixed.join("/") || "/";
}

function matchParts(pattern: readonly string[], path: readonly string[]): boolean {
  return matches(pattern.length, path.length, (p, t) => {
    const part = pattern[p];
    if (part === "**") return "many";
    return part !== undefined && matchPart(part, path[t] ?? "") ? "one" : "none";
  });
}

function matchPart(pattern: string, text: string): boolean {
  return matches(pattern.length, text.length, (p, t) => {
    const character = pattern[p];
    if (character === "*") return "many";
    return character === "?" || character === text[t] ? "one" : "none";
  });
}

/** Walks both sides with one point to go back to, so that time grows with their product at most. */
function matches(
  patternLength: number,
  textLength: number,
  ask: (p: number, t: number) => "many" | "one" | "none",
): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < textLength) {
    const answer = p < patternLength ? ask(p, t) : "none";
    if (answer === "many") {
      star = p++;
      mark = t;
    } else if (answer === "one") {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < patternLength && ask(p, t) === "many") p += 1;
  return p === patternLength;
}
