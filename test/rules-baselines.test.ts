import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parse as parseCsv } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { parseAllDocuments, stringify } from "yaml";
import { buildSamples } from "../scripts/samples/generate.ts";
import type { GeoLookup } from "../src/detect/index.ts";
import type { CloudTrailEvent, Detection } from "../src/model/index.ts";
import { isJsonObject, type JsonObject, ownObject, ownText } from "../src/model/index.ts";
import { type BaselineRule, combineRules, parseRules, type RuleSet } from "../src/sigma/index.ts";
import { runSequence } from "./support/run-sequence.ts";

const folder = "rules/aws";
const placeholders = new Map<string, readonly string[]>([["privileged_roles", ["platform-administrator"]]]);
const documents = readdirSync(folder).flatMap((tactic) =>
  readdirSync(`${folder}/${tactic}`).flatMap((name) => readDocuments(`${folder}/${tactic}/${name}`)),
);
const { baselines } = combineRules(documents.map((document) => parseRules(stringify(document), "b", { placeholders })));

/** Where the addresses of the documentation are said to be. */
const places = new Map([
  ["203.0.113.", { country: "DE", location: "52.52,13.40" }],
  ["192.0.2.", { country: "FR", location: "48.86,2.35" }],
  ["198.51.100.", { country: "AU", location: "-33.87,151.21" }],
]);
const placeOf = (address: string) => places.get(address.replace(/\d+$/, ""));
const geo: GeoLookup = {
  country: (address) => placeOf(address)?.country,
  location: (address) => placeOf(address)?.location,
  asn: () => undefined,
};

test.each(baselines.flatMap((rule) => filtersOf(rule).map((filter) => [rule.title, filter, rule] as const)))(
  "%s: %s keeps out an example",
  (_, filter, rule) => {
    const without = { ...sectionOf(rule), [filter]: { eventName: "NoSuchEvent" } };
    const changed = parseRules(stringify({ ...documentOf(rule), baseline: without }), "b", { placeholders });
    const hits = (set: RuleSet) => rule.examples.map(({ events }) => runSequence(set, events, geo).length > 0);
    expect(changed.problems).toEqual([]);
    expect(hits(changed)).not.toEqual(hits(alone(rule)));
  },
);

describe("with a GeoIP database", () => {
  const home = { sourceIPAddress: "203.0.113.10" };
  const paris = { sourceIPAddress: "192.0.2.10" };
  const sydney = { sourceIPAddress: "198.51.100.23" };
  const failed = { responseElements: { ConsoleLogin: "Failure" } };
  const [country, signIn, session] = [
    "Console sign-in from a country new to the person",
    "Console sign-ins at two places too far apart",
    "Federated sessions taken at two places too far apart",
  ];
  test.each([
    [country, "a new country", [sydney], true],
    [country, "a known country", [home], false],
    [country, "a failed sign-in", [{ ...sydney, ...failed }], false],
    [signIn, "to Sydney within the hour", [home, sydney], true],
    [signIn, "to Paris within the hour", [home, paris], false],
    [signIn, "a guess from Sydney", [home, { ...sydney, ...failed }], false],
    [session, "to Sydney within the hour", [home, sydney], true],
    [session, "to Paris within the hour", [home, paris], false],
  ])("%s: %s", (title, _, changes, matches) => {
    const rule = baselines.find((one) => one.title === title);
    // The first example begins with weeks of ordinary sign-ins.
    const usual = rule?.examples[0]?.events.slice(0, -1) ?? [];
    expect(usual.length).toBeGreaterThan(19);
    const last = usual.map((event, at) => ({ ...event, ...home, eventID: `usual-${at}` }));
    const then = changes.map((change, at) => ({
      ...usual[0],
      ...change,
      eventTime: `2026-10-25T1${at}:00:00Z`,
      eventID: `then-${at}`,
    }));
    const set = rule === undefined ? undefined : alone(rule);
    expect(set && runSequence(set, [...last, ...then], geo)).toHaveLength(matches ? 1 : 0);
  });
});

test("in thirty days of a small account, only the intruders do what was not done before", () => {
  const records = buildSamples().delivery.files.flatMap((file) => file.records);
  const said = detect(records).map(({ time, rule, sourceIp }) => [time < "2026-11-20T22:41:00Z", sourceIp, rule.title]);
  const titles = said.map(([, , title]) => title);
  expect(said.filter(([isEarly]) => isEarly)).toEqual([]);
  expect(new Set(said.map(([, address]) => address))).toEqual(new Set(["203.0.113.66", "203.0.113.140"]));
  for (const title of [
    "Changes in a region that the account never used",
    "Long-lived access key used from a network new to it",
    "Secret read by a principal that never read it",
    "Sensitive call that was never made in the account",
  ]) {
    expect(titles).toContain(title);
  }
});

const recorded = "../shared/data/cloudtrail-events";

describe.skipIf(!existsSync(recorded))(`on one day of an attack (${recorded}; skipped where it is absent)`, () => {
  test("nothing is known of anybody's habits, and nothing is said", () => {
    const names = readdirSync(recorded).filter((name) => name.endsWith(".json"));
    const events = names.flatMap((name) => {
      const content: unknown = JSON.parse(readFileSync(`${recorded}/${name}`, "utf8"));
      const records = isJsonObject(content) ? content["Records"] : undefined;
      return Array.isArray(records) ? records.filter(isJsonObject) : [];
    });
    expect(events.length).toBeGreaterThan(2000);
    expect(detect(events)).toEqual([]);
  });
});

const catalogue = "../shared/data/detection_catalogue.csv";

describe.skipIf(!existsSync(catalogue))(`the catalogue (${catalogue}; skipped where it is absent)`, () => {
  test("every line about habits is answered, and impossible travel", () => {
    const rows: readonly Record<string, string>[] = parseCsv(readFileSync(catalogue, "utf8"), { columns: true });
    const wanted = rows.filter(({ kind }) => kind === "baseline").map(({ id }) => id);
    const answered = new Set(baselines.flatMap((rule) => rule.catalogue));
    expect(wanted).toHaveLength(40);
    expect([...wanted, "SIGNIN-007"].filter((id) => id !== undefined && !answered.has(id))).toEqual([]);
  });
});

function detect(events: readonly CloudTrailEvent[]): readonly Detection[] {
  return runSequence({ rules: [], correlations: [], baselines }, events);
}

function alone(rule: BaselineRule): RuleSet {
  return { rules: [], correlations: [], baselines: [rule] };
}

function readDocuments(file: string): readonly JsonObject[] {
  const text = readFileSync(file, "utf8");
  if (!/^baseline:/m.test(text)) return [];
  return parseAllDocuments(text)
    .map((document): unknown => document.toJS())
    .filter(isJsonObject);
}

function documentOf({ id }: BaselineRule): JsonObject {
  return documents.find((document) => ownText(document, "id") === id) ?? {};
}

function sectionOf(rule: BaselineRule): JsonObject {
  return ownObject(documentOf(rule), "baseline") ?? {};
}

function filtersOf(rule: BaselineRule): readonly string[] {
  return Object.keys(sectionOf(rule)).filter((name) => name.startsWith("filter_"));
}
