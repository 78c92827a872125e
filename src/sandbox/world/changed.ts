/** A noun with other settings; undefined takes one away. */
export function changed<Noun extends object>(
  noun: Noun,
  changes: { readonly [Setting in keyof Noun]?: Noun[Setting] | undefined },
): Noun {
  const entries = Object.entries({ ...noun, ...changes }).filter(([, value]) => value !== undefined);
  // The same members with the same types; only those that may be missing can have been taken away.
  return Object.fromEntries(entries) as unknown as Noun;
}
