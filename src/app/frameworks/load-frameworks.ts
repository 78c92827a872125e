import { readdirSync, readFileSync } from "node:fs";
import { parseFramework, parseProfile } from "../../compliance/index.ts";
import type { Framework, Problem, Profile } from "../../model/index.ts";
import { packageRoot } from "../version.ts";

/** The frameworks that come with the package (`frameworks/*.yml`), in the order of their file names. */
export function loadFrameworks(): { readonly frameworks: readonly Framework[]; readonly problems: readonly Problem[] } {
  const parsed = filesIn("frameworks/").map(({ text, file }) => parseFramework(text, file));
  return {
    frameworks: parsed.flatMap(({ framework }) => framework ?? []),
    problems: parsed.flatMap(({ problems }) => problems),
  };
}

/** The profiles that come with the package (`frameworks/profiles/*.yml`), in the order of their file names. */
export function loadProfiles(): { readonly profiles: readonly Profile[]; readonly problems: readonly Problem[] } {
  const parsed = filesIn("frameworks/profiles/").map(({ text, file }) => parseProfile(text, file));
  return {
    profiles: parsed.flatMap(({ profile }) => profile ?? []),
    problems: parsed.flatMap(({ problems }) => problems),
  };
}

function filesIn(folder: string): readonly { readonly file: string; readonly text: string }[] {
  const url = new URL(folder, packageRoot);
  const names = readdirSync(url).filter((name) => name.endsWith(".yml"));
  return names.sort().map((name) => ({ file: `${folder}${name}`, text: readFileSync(new URL(name, url), "utf8") }));
}
