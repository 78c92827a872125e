import { s3Error } from "./errors.ts";

export interface Members {
  readonly [name: string]: unknown;
}

/** Empty for what is no structure. */
export function membersOf(value: unknown): Members {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** `Rules` of a configuration; throws `MalformedXML` where there are none. */
export function rulesOf(configuration: unknown): readonly Members[] {
  const rules = membersOf(configuration)["Rules"];
  if (!Array.isArray(rules) || rules.length === 0) throw s3Error("MalformedXML");
  return rules.map(membersOf);
}

export function onlyRule(configuration: unknown): Members {
  const [rule, ...more] = rulesOf(configuration);
  if (rule === undefined || more.length > 0) throw s3Error("MalformedXML");
  return rule;
}
