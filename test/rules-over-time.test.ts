import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parse as parseCsv } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { needsGeo } from "../src/detect/index.ts";
import { isJsonObject, type JsonObject, ownObject } from "../src/model/index.ts";
import {
  type BaselineRule,
  type CorrelationRule,
  combineRules,
  compileMatcher,
  headsOf,
  lintRule,
  type ParsedRules,
  parseRules,
  type Rule,
  type RuleHead,
} from "../src/sigma/index.ts";
import { derivedEvent } from "./support/derived-event.ts";
import { aloneIn, runSequence } from "./support/run-sequence.ts";

const folder = "rules/aws";
/** What a user would list, in the words of the rules' examples. */
const placeholders = new Map<string, readonly string[]>([
  ["egress_networks", ["203.0.113.0/24"]],
  ["privileged_roles", ["platform-administrator"]],
]);
const files = readdirSync(folder).flatMap((tactic) =>
  readdirSync(`${folder}/${tactic}`).map((name) => readFile(`${tactic}/${name}`)),
);
const set = combineRules(files.map(({ parsed }) => parsed));
const overTime = [...set.correlations, ...set.baselines];
/** Rules that stand in one file with a correlation. */
const baseRules = set.rules.filter(({ location }) =>
  files.some(({ file, parsed }) => file === location.file && parsed.correlations.length > 0),
);

test("every reference is resolved and every id is given once", () => {
  expect(set.problems.filter(({ location }) => isOverTime(location?.file)).map(({ message }) => message)).toEqual([]);
  expect(set.correlations.map(({ id }) => id).sort()).toEqual(files.flatMap(({ parsed }) => idsOf(parsed)).sort());
});

test("ids, names and titles are unique", () => {
  const heads = headsOf(set);
  for (const key of ["id", "name", "title"] as const) {
    const values = heads.flatMap((head) => head[key] ?? []);
    expect(values.filter((value, index) => values.indexOf(value) !== index)).toEqual([]);
  }
});

describe.each([...overTime, ...baseRules].map((rule) => [rule.title, rule] as const))("%s", (_, rule) => {
  test("says all that a reader needs", () => {
    expect(rule.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(rule.title.length).toBeLessThanOrEqual(70);
    expect(rule.description).toMatch(/\.$/);
    expect(rule.author).toBe("trailproof contributors");
    expect(["experimental", "test"]).toContain(rule.status);
    expect(rule.references.length).toBeGreaterThan(0);
    for (const url of rule.references) expect(url).toMatch(/^https:\/\/(docs\.aws\.amazon\.com|attack\.mitre\.org)\//);
    expect(textOf(rule)).toMatch(/^date: \d{4}-\d{2}-\d{2}$/m);
    expect(rule.response).toHaveLength(3);
    expect(rule.falsePositives.length).toBeGreaterThan(0);
    for (const sentence of [...rule.response, ...rule.falsePositives]) expect(sentence).toMatch(/^[A-Z].{20,}\.$/);
  });

  test("names its tactic, as its folder does, and a technique of ATT&CK", () => {
    expect(rule.tags).toContain(`attack.${rule.location.file?.split("/")[0]}`);
    expect(rule.tags.some((tag) => /^attack\.t\d{4}/.test(tag))).toBe(true);
    for (const tag of rule.tags) expect(tag).toMatch(/^attack\.(t\d{4}(\.\d{3})?|[a-z]+(-[a-z]+)*)$/);
  });

  test("gives the rule lint nothing to say", () => {
    expect(lintRule(rule).map(({ message }) => message)).toEqual([]);
  });

  test("has two examples that match and two that do not", () => {
    const matching = rule.examples.filter(({ matches }) => matches).length;
    // Examples have no GeoIP database, without which nothing matches; rules-baselines.test.ts has one.
    if (asksGeo(rule)) expect(matching).toBe(0);
    else expect(matching).toBeGreaterThanOrEqual(2);
    expect(rule.examples.length - matching).toBeGreaterThanOrEqual(2);
  });

  test("its examples name no account, address or key but those made for documentation", () => {
    const events = JSON.stringify(rule.examples);
    const accounts = events.match(/(?<![0-9a-z-])\d{12}(?![0-9a-z])/g) ?? [];
    expect(accounts.filter((account) => !["111122223333", "444455556666"].includes(account))).toEqual([]);
    const addresses = [...events.matchAll(/"sourceIPAddress":"(\d[^"]*)"/g)].map(([, address]) => address);
    // Those behind a VPC endpoint are private.
    for (const address of addresses)
      expect(address).toMatch(/^(10\.[\d.]+|(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+|2001:db8:[\da-f:]+)$/);
    for (const [id] of events.matchAll(/\bA(?:KIA|SIA|IDA|ROA)[A-Z0-9]{8,}/g)) expect(id).toMatch(/EXAMPLE$/);
  });
});

describe.each(overTime.map((rule) => [rule.title, rule] as const))("%s, over time", (_, rule) => {
  const only = aloneIn(set, rule);

  test.each(rule.examples)("$name: $matches", ({ events, matches }) => {
    expect(runSequence(only, events).some((detection) => detection.rule.id === rule.id)).toBe(matches);
  });
});

describe.each(baseRules.map((rule) => [rule.title, rule] as const))("%s, of one event", (_, rule) => {
  test.each(rule.examples)("$name: $matches", ({ event, matches }) => {
    expect(compileMatcher(rule.condition)(derivedEvent(event))).toBe(matches);
  });

  test.each(filtersOf(rule))("%s keeps out an example", (filter) => {
    const without = compileMatcher(withoutFilter(rule, filter).condition);
    expect(rule.examples.filter(({ event, matches }) => without(derivedEvent(event)) !== matches)).not.toEqual([]);
  });
});

test("rules that only feed correlations have no voice, and those that stand for themselves keep theirs", () => {
  const fed = new Set(set.correlations.flatMap(({ rules }) => rules));
  // A level above informational promises an alert; a catalogue number does, too.
  for (const { title, level, silent, catalogue } of [...baseRules, ...set.correlations]) {
    expect([title, silent === true]).toEqual([title, level === "informational" && catalogue.length === 0]);
  }
  for (const rule of set.rules) {
    if (fed.has(rule.id) && !baseRules.includes(rule))
      expect([rule.title, rule.silent ?? false]).toEqual([rule.title, false]);
  }
});

const catalogue = "../shared/data/detection_catalogue.csv";

describe.skipIf(!existsSync(catalogue))(
  `the catalogue of detections (${catalogue}; skipped where it is absent)`,
  () => {
    test("every correlation of it is answered, impossible travel by a baseline", () => {
      const rows: readonly Record<string, string>[] = parseCsv(readFileSync(catalogue, "utf8"), { columns: true });
      const wanted = rows.filter(({ kind }) => kind === "correlation").map(({ id }) => id);
      const answered = new Set(set.correlations.flatMap((rule) => rule.catalogue));
      expect(wanted).toHaveLength(39);
      expect(wanted.filter((id) => id !== undefined && !answered.has(id))).toEqual(["SIGNIN-007"]);
    });
  },
);

const recorded = "../shared/data/cloudtrail-events";

describe.skipIf(!existsSync(recorded))(
  `on 2,900 events of an attack (${recorded}; skipped where they are absent)`,
  () => {
    // Each of them is a technique of Stratus Red Team, which made the events, or what its user did to prepare it.
    test("correlations hit the techniques that were used, and nothing else", () => {
      const events = readEvents(recorded);
      expect(events).toHaveLength(2900);
      const detections = runSequence({ ...set, baselines: [] }, events);
      const counts = new Map<string, number>();
      for (const { rule } of detections) counts.set(rule.title, (counts.get(rule.title) ?? 0) + 1);
      expect(Object.fromEntries([...counts].sort())).toEqual({
        // the keys of aws.persistence.iam-backdoor-user and -create-admin-user, which are removed after minutes
        "Access key made and removed within hours": 2,
        // aws.persistence.iam-backdoor-role
        "Administrator role opened to somebody outside the account": 1,
        // aws.credential-access.ec2-steal-instance-credentials
        "Instance role used from two networks under one instance's name": 1,
        // aws.credential-access.ssm-retrieve-securestring-parameters
        "Many lists of parameters decrypted by one principal": 1,
        // aws.credential-access.secretsmanager-retrieve-secrets
        "Many secrets read by one principal": 1,
        // aws.persistence.iam-create-admin-user
        "New IAM user gets a key or password and administrator rights": 1,
        // aws.initial-access.console-login-without-mfa
        "Password of another user set, then used from the same address": 1,
        // aws.defense-evasion.cloudtrail-event-selectors and aws.defense-evasion.vpc-remove-flow-logs
        "Several security services switched off by one principal": 1,
        // aws.credential-access.ec2-get-password-data and aws.discovery.ec2-download-user-data
        "User data or passwords of many instances read": 2,
        // another user takes stock with a script of the incident responders, at the level low
        "Users, groups and policies of IAM explored with one credential": 1,
      });
    });
  },
);

interface RuleFile {
  /** Below `rules/aws`. */
  readonly file: string;
  readonly text: string;
  readonly parsed: ParsedRules;
}

function readFile(file: string): RuleFile {
  const text = readFileSync(`${folder}/${file}`, "utf8");
  return { file, text, parsed: parseRules(text, file, { placeholders }) };
}

function asksGeo(rule: Rule | CorrelationRule | BaselineRule): boolean {
  if (!("question" in rule)) return false;
  const { question } = rule;
  return question.kind === "travel" || ("fields" in question && needsGeo(question.fields));
}

function idsOf({ correlations }: ParsedRules): readonly string[] {
  return correlations.map(({ id }) => id);
}

/** The document of a rule. */
function textOf({ id, location }: RuleHead): string {
  const text = files.find(({ file }) => file === location.file)?.text ?? "";
  return text.split(/^---$/m).find((document) => document.includes(id)) ?? "";
}

function detectionOf(rule: RuleHead): JsonObject {
  const content: unknown = parse(textOf(rule));
  return (isJsonObject(content) && ownObject(content, "detection")) || {};
}

function filtersOf(rule: RuleHead): readonly string[] {
  return Object.keys(detectionOf(rule)).filter((name) => name.startsWith("filter_"));
}

/** The rule with one filter that can never match. */
function withoutFilter(rule: Rule, filter: string): Rule {
  const detection = { ...detectionOf(rule), [filter]: { eventName: "NoSuchEvent" } };
  const text = stringify({ title: "t", logsource: { product: "aws" }, detection });
  return parseRules(text, filter, { placeholders }).rules[0] ?? rule;
}

function isOverTime(file: string | undefined): boolean {
  const text = files.find((one) => one.file === file)?.text ?? "";
  return /^(correlation|baseline):/m.test(text);
}

function readEvents(from: string): readonly JsonObject[] {
  const names = readdirSync(from).filter((name) => name.endsWith(".json"));
  return names.flatMap((name) => {
    const content: unknown = JSON.parse(readFileSync(`${from}/${name}`, "utf8"));
    const records = isJsonObject(content) ? content["Records"] : undefined;
    return Array.isArray(records) ? records.filter(isJsonObject) : [];
  });
}
