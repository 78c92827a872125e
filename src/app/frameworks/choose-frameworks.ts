import { type BaselineLevel, type Framework, Problem, type Profile } from "../../model/index.ts";
import { nearestName } from "../nearest-name.ts";

/** What a run is about. */
export interface FrameworkChoice {
  readonly frameworks: readonly Framework[];
  readonly baselineLevel?: BaselineLevel;
  /** Undefined where frameworks were named one by one. */
  readonly profile?: Profile;
}

/** The profile that is shown when nothing was named. */
export const defaultProfile = "aerospace";

/**
 * Frameworks by what the user named: ids of frameworks, of profiles, or `all`; each framework once. An unknown name is a
 * Problem `cli.usage`, as is a level where no framework has baselines.
 */
export function chooseFrameworks(
  named: readonly string[],
  level: BaselineLevel | undefined,
  frameworks: readonly Framework[],
  profiles: readonly Profile[],
): FrameworkChoice {
  const names = named.length === 0 ? [defaultProfile] : named;
  const ids = [...new Set(names.flatMap((name) => idsOf(name, frameworks, profiles)))];
  const chosen = ids.flatMap((id) => frameworks.find((framework) => framework.id === id) ?? []);
  const [only] = names;
  const profile = names.length === 1 ? profiles.find(({ id }) => id === only) : undefined;
  if (level !== undefined && !chosen.some(({ baselineSizes }) => baselineSizes)) {
    throw new Problem("cli.usage", `--baseline-level ${level}: none of ${ids.join(", ")} has baselines.`, {
      hint: "Name a framework that has: --framework nist-800-53-r5.",
    });
  }
  const baselineLevel = level ?? profile?.baselineLevel;
  return { frameworks: chosen, ...(baselineLevel && { baselineLevel }), ...(profile && { profile }) };
}

function idsOf(name: string, frameworks: readonly Framework[], profiles: readonly Profile[]): readonly string[] {
  const ids = frameworks.map(({ id }) => id);
  if (name === "all") return ids;
  if (ids.includes(name)) return [name];
  const profile = profiles.find(({ id }) => id === name);
  if (profile !== undefined) return profile.frameworks;
  const known = [...ids, ...profiles.map(({ id }) => id), "all"];
  const nearest = nearestName(name, known);
  throw new Problem("cli.usage", `There is no framework ${JSON.stringify(name)}; known are ${known.join(", ")}.`, {
    ...(nearest !== undefined && { hint: `Did you mean '${nearest}'?` }),
  });
}
