/** Why a path may not stand in a pack, a clause; undefined: it may. */
export function pathProblem(path: string): string | undefined {
  if (path === "" || Buffer.byteLength(path) > maxPathBytes) return "its name is empty or too long";
  if (unseen.test(path) || path.includes("\\")) return "its name has characters that no file of a pack has";
  if (path.split("/").some((part) => part === "" || part === "." || part === "..")) return "its name leads elsewhere";
  return path.split("/").some((part) => Buffer.byteLength(part) > maxPartBytes) ? "its name is too long" : undefined;
}

/** Most file systems take no longer names. */
const maxPartBytes = 255;
const maxPathBytes = 1400;

/** Controls, format characters such as bidi marks, separators, lone surrogates: names must be what they look like. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/u;

/** By the bytes of UTF-8, as `LC_ALL=C sort` does. */
export function comparePaths(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
