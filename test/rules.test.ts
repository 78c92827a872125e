import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { type CloudTrailEvent, isAtLeast, isJsonObject, type JsonObject, ownObject } from "../src/model/index.ts";
import { compileMatcher, lintRule, parseRules, type Rule } from "../src/sigma/index.ts";

const folder = "rules/aws";
const rules = readdirSync(folder).flatMap((tactic) =>
  readdirSync(`${folder}/${tactic}`).map((name) => readOne(`${tactic}/${name}`)),
);

test("there are rules for eight tactics", () => {
  expect(rules.length).toBeGreaterThanOrEqual(36);
  expect(readdirSync(folder)).toEqual([
    "credential-access",
    "defense-evasion",
    "discovery",
    "impact",
    "initial-access",
    "lateral-movement",
    "persistence",
    "privilege-escalation",
  ]);
});

test("ids and titles are unique", () => {
  for (const key of ["id", "title"] as const) {
    const values = rules.map(({ rule }) => rule[key]);
    expect(values.filter((value, index) => values.indexOf(value) !== index)).toEqual([]);
  }
});

describe.each(rules)("$file", ({ file, text, rule }) => {
  test("says all that a reader needs", () => {
    expect(rule.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(rule.title.length).toBeLessThanOrEqual(70);
    expect(rule.logsource).toEqual({ product: "aws", service: "cloudtrail" });
    expect(rule.description).toMatch(/\.$/);
    expect(rule.author).toBe("trailproof contributors");
    expect(["experimental", "test"]).toContain(rule.status);
    expect(rule.references.length).toBeGreaterThan(0);
    for (const url of rule.references) expect(url).toMatch(/^https:\/\/(docs\.aws\.amazon\.com|attack\.mitre\.org)\//);
    expect(text).toMatch(/^date: \d{4}-\d{2}-\d{2}$/m);
    expect(rule.response).toHaveLength(3);
    expect(rule.falsePositives.length).toBeGreaterThan(0);
    for (const sentence of [...rule.response, ...rule.falsePositives]) expect(sentence).toMatch(/^[A-Z].{20,}\.$/);
  });

  test("names its tactic, as its folder does, and a technique of ATT&CK", () => {
    expect(rule.tags).toContain(`attack.${file.split("/")[0]}`);
    expect(rule.tags.some((tag) => /^attack\.t\d{4}/.test(tag))).toBe(true);
    for (const tag of rule.tags) expect(tag).toMatch(/^attack\.(t\d{4}(\.\d{3})?|[a-z]+(-[a-z]+)*)$/);
  });

  test("gives the rule lint nothing to say", () => {
    expect(lintRule(rule).map(({ message }) => message)).toEqual([]);
  });

  test("has two examples that match and two that do not", () => {
    expect(rule.examples.filter(({ matches }) => matches).length).toBeGreaterThanOrEqual(2);
    expect(rule.examples.filter(({ matches }) => !matches).length).toBeGreaterThanOrEqual(2);
  });

  test.each(rule.examples)("$name: $matches", ({ event, matches }) => {
    expect(compileMatcher(rule.condition)(event)).toBe(matches);
  });

  const detection: unknown = parse(text)?.detection;
  const filters = isJsonObject(detection) ? Object.keys(detection).filter((name) => name.startsWith("filter_")) : [];
  test.each(filters)("%s keeps out an example", (filter) => {
    const without = compileMatcher(withoutFilter(text, filter).condition);
    expect(rule.examples.filter(({ event, matches }) => without(event) !== matches)).not.toEqual([]);
  });

  test("its examples name no account, address or key but those made for documentation", () => {
    const events = JSON.stringify(rule.examples.map(({ event }) => event));
    const accounts = events.match(/(?<![0-9a-z-])\d{12}(?![0-9a-z])/g) ?? [];
    expect(accounts.filter((account) => !["111122223333", "444455556666"].includes(account))).toEqual([]);
    const addresses = [...events.matchAll(/"sourceIPAddress":"(\d[^"]*)"/g)].map(([, address]) => address);
    for (const address of addresses) expect(address).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/);
    for (const [id] of events.matchAll(/\bA(?:KIA|SIA|IDA|ROA)[A-Z0-9]{8,}/g)) expect(id).toMatch(/EXAMPLE$/);
  });
});

const samples = "../shared/data/cloudtrail-samples";

describe.skipIf(!existsSync(samples))(
  `on real and documented events (${samples}; skipped where they are absent)`,
  () => {
    test.each<[string, readonly string[]]>([
      ["01-AssumeRole.success", ["lateral-movement/assume-role"]],
      [
        "02-AttachUserPolicy",
        ["privilege-escalation/administrator-policy-attached", "privilege-escalation/attach-user-policy"],
      ],
      ["03-DetachUserPolicy", ["defense-evasion/detach-user-policy"]],
      ["04-ConsoleLogin.iam-success-mfa", ["initial-access/console-login"]],
      [
        "04-ConsoleLogin.iam-success-nomfa",
        ["initial-access/console-login", "initial-access/console-login-without-mfa"],
      ],
      [
        "05-ConsoleLogin.iam-failure",
        ["credential-access/console-login-failed", "credential-access/console-login-wrong-mfa-code"],
      ],
      ["05-ConsoleLogin.root-failure", ["credential-access/root-console-login-failed"]],
      ["06-DeactivateMFADevice", ["defense-evasion/deactivate-mfa-device"]],
      ["07-CreateUser", ["persistence/create-user"]],
      ["08-DeleteUser", ["impact/delete-user"]],
      ["AssumeRole.cross-account.caller-side", ["lateral-movement/assume-role"]],
      ["AssumeRole.cross-account.role-side", ["initial-access/assume-role-from-another-account"]],
      [
        "ConsoleLogin.root-success",
        ["initial-access/root-console-login", "initial-access/root-console-login-without-mfa"],
      ],
      ["ConsoleLogin.unknown-user", ["credential-access/console-login-unknown-user"]],
      ["ConsoleLogin.saml", ["initial-access/console-login-through-role"]],
      ["ConsoleLogin.sso", ["initial-access/console-login-through-role"]],
      ["PutUserPolicy", ["privilege-escalation/administrator-policy-written"]],
      ["StopLogging", ["defense-evasion/cloudtrail-stopped"]],
      ["StopLogging.not-found", ["defense-evasion/cloudtrail-stop-failed"]],
      ["PutEventSelectors.disable-mgmt", ["defense-evasion/trail-management-events-off"]],
      ["UpdateTrail", ["initial-access/root-activity"]],
      ["LeaveOrganization.denied", ["defense-evasion/leave-organization"]],
      ["01-AssumeRole.by-service", []],
      ["01-AssumeRole.denied", []],
      ["06-DeactivateMFADevice.denied", []],
      ["AwsServiceEvent", []],
      ["DescribeTrails", []],
      ["GetSigninToken", []],
      ["Insight.End", []],
      ["S3.GetBucketAcl.by-cloudtrail", []],
      ["S3.PutObject.data-event.by-cloudtrail", []],
      ["UserAuthentication.identity-center", []],
    ])("%s is matched by %j", (sample, expected) => {
      const content: unknown = JSON.parse(readFileSync(`${samples}/${sample}.json`, "utf8"));
      const event = isJsonObject(content) ? ownObject(content, "event") : undefined;
      expect(event && matching(event)).toEqual(expected);
    });
  },
);

const recorded = "../shared/data/cloudtrail-events";

describe.skipIf(!existsSync(recorded))(
  `on 2,900 events of an attack (${recorded}; skipped where they are absent)`,
  () => {
    // The body of a skipped suite runs, too.
    const events = existsSync(recorded) ? readEvents(recorded) : [];

    // Each of them is a technique of Stratus Red Team, which made the events, or the clean-up after one.
    test("rules of medium and above hit the techniques that were used, and nothing else", () => {
      const hits = rules.flatMap(({ file, rule }) => {
        const matches = compileMatcher(rule.condition);
        const count = isAtLeast(rule.level, "medium") ? events.filter(matches).length : 0;
        return count === 0 ? [] : [[file, count]];
      });
      expect(Object.fromEntries(hits)).toEqual({
        // aws.defense-evasion.cloudtrail-stop and -delete, on a trail that was not there
        "defense-evasion/cloudtrail-stop-failed": 4,
        // the trails of aws.defense-evasion.cloudtrail-event-selectors and -lifecycle-rule are removed
        "defense-evasion/cloudtrail-stopped": 2,
        // aws.defense-evasion.organizations-leave
        "defense-evasion/leave-organization": 1,
        // aws.defense-evasion.cloudtrail-event-selectors
        "defense-evasion/trail-management-events-off": 1,
        // aws.defense-evasion.vpc-remove-flow-logs
        "defense-evasion/vpc-flow-logs-deleted": 1,
        // aws.defense-evasion.cloudtrail-lifecycle-rule
        "impact/bucket-lifecycle-expires-within-a-day": 1,
        // aws.initial-access.console-login-without-mfa
        "initial-access/console-login-without-mfa": 1,
        // aws.persistence.iam-backdoor-user and -create-admin-user
        "persistence/create-access-key-for-another-user": 2,
        // aws.persistence.iam-create-user-login-profile, and the user of aws.initial-access.console-login-without-mfa
        "persistence/create-login-profile": 2,
        // aws.persistence.lambda-backdoor-function
        "persistence/lambda-function-opened-to-everyone": 1,
        // aws.persistence.iam-backdoor-role
        "persistence/role-trusts-another-account": 1,
        // aws.persistence.rolesanywhere-create-trust-anchor
        "persistence/roles-anywhere-trust-anchor": 1,
        // aws.persistence.iam-create-admin-user, and the role of aws.persistence.iam-backdoor-role
        "privilege-escalation/administrator-policy-attached": 2,
      });
    });

    test("all rules together hit fewer than 2 of 100 events, those of medium and above fewer than 1", () => {
      const floor = (level: Rule["level"]) => rules.filter(({ rule }) => isAtLeast(rule.level, level));
      const share = (asked: typeof rules) => {
        const matchers = asked.map(({ rule }) => compileMatcher(rule.condition));
        return events.filter((event) => matchers.some((matches) => matches(event))).length / events.length;
      };
      expect(events).toHaveLength(2900);
      expect(share(floor("informational"))).toBeLessThan(0.02);
      expect(share(floor("medium"))).toBeLessThan(0.01);
    });
  },
);

interface RuleFile {
  /** Below `rules/aws`, without `.yml`. */
  readonly file: string;
  readonly text: string;
  readonly rule: Rule;
}

function readOne(path: string): RuleFile {
  const text = readFileSync(`${folder}/${path}`, "utf8");
  return { file: path.replace(/\.yml$/, ""), text, rule: parseOne(text, path) };
}

function parseOne(text: string, file: string): Rule {
  const { rules: parsed, problems } = parseRules(text, file);
  const [rule] = parsed;
  if (rule === undefined || parsed.length > 1 || problems.length > 0) {
    throw new Error(`${file} does not hold one rule: ${problems.map(({ message }) => message).join(" ")}`);
  }
  return rule;
}

/** The rule with one filter that can never match. */
function withoutFilter(text: string, filter: string): Rule {
  const content: unknown = parse(text);
  const detection = isJsonObject(content) ? ownObject(content, "detection") : undefined;
  const changed = { ...detection, [filter]: { eventName: "NoSuchEvent" } };
  return parseOne(stringify({ title: "t", logsource: { product: "aws" }, detection: changed }), filter);
}

function matching(event: CloudTrailEvent): readonly string[] {
  return rules
    .filter(({ rule }) => compileMatcher(rule.condition)(event))
    .map(({ file }) => file)
    .sort();
}

function readEvents(from: string): readonly JsonObject[] {
  const files = readdirSync(from).filter((name) => name.endsWith(".json"));
  return files.flatMap((name) => {
    const content: unknown = JSON.parse(readFileSync(`${from}/${name}`, "utf8"));
    const records = isJsonObject(content) ? content["Records"] : undefined;
    return Array.isArray(records) ? records.filter(isJsonObject) : [];
  });
}
