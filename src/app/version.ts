import { readFileSync } from "node:fs";

/** The package's root, seen from `src/app` and from `dist/app` alike. */
export const packageRoot: URL = new URL("../../", import.meta.url);

/** Where the code lies: `src`, or `dist` once it is built (the bundles in `dist/bin` are as deep as `dist/app`). */
export const codeRoot: URL = new URL("../", import.meta.url);

/** The version in package.json. */
export function toolVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("package.json", packageRoot), "utf8"));
  return String((manifest as { version?: unknown }).version);
}
