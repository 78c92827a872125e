import { compileGlob, globCovers, globsIntersect } from "../../iam/index.ts";

/**
 * What of the old `Resource` patterns lies within the wanted ones, never less: an old pattern that is met in part stays whole, and
 * so does one with a policy variable. Each of the result is covered by an old one. Empty: none is met.
 */
export function narrowPatterns(old: readonly string[], wanted: readonly string[]): readonly string[] {
  const globs = wanted.map((text) => ({ text, glob: compileGlob(text) }));
  const found = old.flatMap((pattern) => {
    if (pattern.includes("${")) return [pattern];
    const outer = compileGlob(pattern);
    const met = globs.filter(({ glob }) => globsIntersect(outer, glob));
    const isCut = met.every(({ glob }) => globCovers(outer, glob));
    return isCut ? met.map(({ text }) => text) : [pattern];
  });
  return [...new Set(found)];
}
