import { readdirSync, readFileSync } from "node:fs";
import { parseFramework } from "../compliance/index.ts";
import type { Framework, Problem } from "../model/index.ts";
import { packageRoot } from "./version.ts";

/** The frameworks that come with the package (`frameworks/*.yml`), in the order of their file names. */
export function loadFrameworks(): { readonly frameworks: readonly Framework[]; readonly problems: readonly Problem[] } {
  const folder = new URL("frameworks/", packageRoot);
  const names = readdirSync(folder).filter((name) => name.endsWith(".yml"));
  const parsed = names
    .sort()
    .map((name) => parseFramework(readFileSync(new URL(name, folder), "utf8"), `frameworks/${name}`));
  return {
    frameworks: parsed.flatMap(({ framework }) => framework ?? []),
    problems: parsed.flatMap(({ problems }) => problems),
  };
}
