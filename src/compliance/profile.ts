import { baselineLevels, type Problem, type Profile } from "../model/index.ts";
import { offsetOf, type Report, readMap, readOptionalText, readText, readTexts, readYaml } from "./yaml-map.ts";

export interface ParsedProfile {
  /** Undefined when something that it needs is missing. */
  readonly profile?: Profile;
  /** Each with its line and column. */
  readonly problems: readonly Problem[];
}

/** Reads a profile: which frameworks are shown together, and what they do not answer. */
export function parseProfile(text: string, file: string): ParsedProfile {
  const { value, problems } = readYaml(text, file, readProfile);
  return { ...(value && { profile: value }), problems };
}

const keys = ["profile", "title", "baselineLevel", "frameworks", "outOfScope"];

function readProfile(node: unknown, report: Report): Profile | undefined {
  const map = readMap(node, keys, "A profile has 'profile', 'title' and 'frameworks'.", report);
  if (map === undefined) return undefined;
  const id = readText(map, "profile", report);
  const title = readText(map, "title", report);
  const frameworks = readTexts(map, "frameworks", "ids of frameworks", report);
  const outOfScope = readTexts(map, "outOfScope", "sentences", report);
  const levelText = readOptionalText(map, "baselineLevel", report);
  const baselineLevel = baselineLevels.find((level) => level === levelText);
  if (levelText !== undefined && baselineLevel === undefined) {
    report(offsetOf(map.get("baselineLevel", true)), `'baselineLevel' is one of ${baselineLevels.join(", ")}.`);
    return undefined;
  }
  if (id === undefined || title === undefined || frameworks === undefined || outOfScope === undefined) return undefined;
  if (frameworks.length === 0) {
    report(offsetOf(map), "'frameworks' is a list of ids of frameworks, each of them once.");
    return undefined;
  }
  return { id, title, frameworks, ...(baselineLevel && { baselineLevel }), outOfScope };
}
