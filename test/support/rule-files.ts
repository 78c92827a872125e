import { readdirSync, readFileSync } from "node:fs";
import { parseRules, type Rule } from "../../src/sigma/index.ts";

export const folder = "rules/aws";

/** What a user would list, in the words of the rules' examples. */
const placeholders = new Map<string, readonly string[]>([
  ["abac_tags", ["team"]],
  ["alert_plumbing", ["aerosecure-alerts"]],
  ["anonymizer_asns", ["64500"]],
  ["break_glass_principals", ["break-glass"]],
  ["decoys", ["decoy-admin", "AKIAI44QH8DHBEXAMPLE", "aerosecure-payroll-backup", "payroll/database"]],
  ["iac_principals", ["arn:aws:iam::111122223333:role/terraform"]],
  ["organization_accounts", ["111122223333"]],
  ["privileged_groups", ["security-team", "aaaaaaaa-2222-3333-4444-555555555555"]],
  ["privileged_roles", ["ps-fedcba9876543210"]],
  ["provisioning_principals", ["arn:aws:iam::111122223333:role/identity-provisioning"]],
  ["public_buckets", ["aerosecure-website"]],
  ["threat_addresses", ["198.51.100.0/24"]],
  ["trail_buckets", ["aerosecure-iam-trail-logs", "aerosecure-lab-trail-logs"]],
  ["trail_keys", ["11111111-2222-3333-4444-555555555555"]],
  ["trail_log_groups", ["aws-cloudtrail-logs-aerosecure"]],
]);

/** Every file of the pack, with its rule or what is wrong with it. */
export const files: readonly PackFile[] = readdirSync(folder).flatMap((tactic) =>
  readdirSync(`${folder}/${tactic}`).map((name) => readOne(tactic, name)),
);
export const rules: readonly RuleFile[] = files.flatMap(({ found }) => found);

/** Those that work without any configuration. */
export const active: readonly RuleFile[] = rules.filter(({ rule }) => rule.needsSettings.length === 0);

export interface RuleFile {
  /** Below `rules/aws`, without `.yml`. */
  readonly file: string;
  readonly text: string;
  readonly rule: Rule;
}

interface PackFile {
  readonly found: readonly RuleFile[];
  readonly fault: readonly string[];
}

/** No rule and no fault when the file holds a rule over time, which other tests try with its base rules. */
function readOne(tactic: string, name: string): PackFile {
  const path = `${tactic}/${name}`;
  const text = readFileSync(`${folder}/${path}`, "utf8");
  if (/^(?:correlation|baseline):/m.test(text)) return { found: [], fault: [] };
  try {
    return { found: [{ file: path.replace(/\.yml$/, ""), text, rule: parseOne(text, path) }], fault: [] };
  } catch (error) {
    return { found: [], fault: [error instanceof Error ? error.message : String(error)] };
  }
}

/** Throws when the text is not one rule; `file` is its name in the error. */
export function parseOne(text: string, file: string): Rule {
  const { rules: parsed, problems } = parseRules(text, file, { placeholders });
  const [rule] = parsed;
  if (rule === undefined || parsed.length > 1 || problems.length > 0) {
    throw new Error(`${file} does not hold one rule: ${problems.map(({ message }) => message).join(" ")}`);
  }
  return rule;
}
