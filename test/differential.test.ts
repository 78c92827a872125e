import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test, vi } from "vitest";
import { mmdb } from "../src/app/geo/geo.fixture.ts";
import { loadRules } from "../src/app/rules/load-rules.ts";
import { combineRules, type RuleSet } from "../src/sigma/index.ts";
import { countRows, detectBothWays, detectBytesBothWays } from "./support/both-ways.ts";
import { hostileLogs, usualRecords } from "./support/hostile-logs.ts";
import { placeholders } from "./support/placeholders.ts";
import { randomRecords, randomRules } from "./support/random-logs.ts";
import { trickyRules } from "./support/tricky-rules.ts";

vi.setConfig({ testTimeout: 120_000 });

// Most records are never parsed. Whatever is asked of whatever input, the answer is that of a run that parses all of them.

const sigmaRules = "../shared/data/sigma-aws";
const recorded = "../shared/data/cloudtrail-events";
const samples = "samples/aerosecure/cloudtrail";

const folder = mkdtempSync(join(tmpdir(), "trailproof-differential-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Where some addresses of the hostile files are, so that rules about countries and travel have something to say. */
const geo = join(folder, "geo.mmdb");
const records = {
  "198.51.100.0/24": { country_code: "DE", lat: "52.52", lng: "13.40", asn: "64500" },
  "203.0.113.0/24": { country_code: "BR", lat: "-23.55", lng: "-46.63", asn: "64501" },
};
writeFileSync(geo, mmdb({ type: "any", ipVersion: 4, records }));

const tricky = trickyRules();
const published = loadRules(existsSync(sigmaRules) ? [sigmaRules] : [], { builtin: true, placeholders });
const rules = combineRules(
  [published, tricky].map((set) => ({ ...set, filters: [], waiting: [], orphans: [], problems: [] })),
);

test("the rules that are compared are all there are", () => {
  expect(published.waiting).toEqual([]);
  expect(published.rules.length).toBeGreaterThan(300);
  expect(tricky.rules.length).toBeGreaterThan(140);
  expect(rules.rules).toHaveLength(published.rules.length + tricky.rules.length);
  expect(rules.correlations).toHaveLength(published.correlations.length + tricky.correlations.length);
  expect(rules.baselines).toHaveLength(published.baselines.length + tricky.baselines.length);
});

test("the built-in samples, asked by all published rules", async () => {
  const found = await detectBothWays({ paths: [samples], rules: published, stateFile: freshState() });
  expect(found.detections.length).toBeGreaterThan(5);
  expect(await shareOfRows([samples], published)).toBeGreaterThan(0.99);
});

describe.skipIf(!existsSync(recorded))(`2,900 recorded events (skipped without ${recorded})`, () => {
  test.each<[string, RuleSet]>([
    ["all published rules", published],
    ["tricky rules", tricky],
  ])("asked by %s", async (_what, set) => {
    const found = await detectBothWays({ paths: [recorded], rules: set, stateFile: freshState() });
    expect(found.stats.records).toBe(2900);
    expect(found.detections.length).toBeGreaterThan(50);
    expect(await shareOfRows([recorded], set)).toBeGreaterThan(0.99);
  });

  test("only those of an hour, and only the severest rules", async () => {
    const fromMs = Date.parse("2023-07-10T11:50:00Z");
    const request = {
      paths: [recorded],
      rules: published,
      fromMs,
      toMs: fromMs + 1_800_000,
      minLevel: "medium",
    } as const;
    const found = await detectBothWays(request);
    expect(found.sources.outside).toBeGreaterThan(100);
    expect(found.detections.length).toBeGreaterThan(5);
  });
});

describe("hostile files", () => {
  const logs = hostileLogs();
  const directory = join(folder, "hostile");
  mkdirSync(directory);
  for (const [name, bytes] of logs) writeFileSync(join(directory, name), bytes);

  test("all in one run, asked by all rules, twice since the second time much is remembered", async () => {
    const again = logs.filter(([, bytes]) => bytes.length < 500_000);
    for (const [name, bytes] of again) writeFileSync(join(directory, `again-${name}`), bytes);
    const found = await detectBothWays({ paths: [directory], rules, stateFile: freshState(), geoipPaths: [geo] });
    expect(found.stats.files).toBe(logs.length + again.length);
    expect(found.detections.length).toBeGreaterThan(2000);
    expect(found.problems.length).toBeGreaterThan(100);
    const inCountries = found.detections.filter(({ match }) => "derived.country" in match);
    expect(inCountries.length).toBeGreaterThan(100);
  });

  test("two runs at the same time, which share the scanner's memory", async () => {
    const paths = ["members.json.gz", "usual.json", "pretty.json", "lines.jsonl", "large.json"].map((name) =>
      join(directory, name),
    );
    await Promise.all([
      detectBothWays({ paths, rules: tricky }),
      detectBothWays({ paths: paths.toReversed(), rules: published }),
    ]);
  });

  test("each alone, in chunks that end anywhere", async () => {
    const few = { ...tricky, rules: tricky.rules.filter((_, at) => at % 5 === 0), correlations: [] };
    for (const [name, bytes] of logs) {
      if (bytes.length > 60_000) continue;
      const size = Math.max(97, Math.ceil(bytes.length / 20));
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.subarray(at * size, (at + 1) * size),
      );
      await detectBytesBothWays(chunks, few).catch((cause: unknown) => {
        throw new Error(`${name} in chunks of ${size}`, { cause });
      });
    }
  });
});

test("user agents, names and callers of which none comes twice", async () => {
  const records = Array.from({ length: 9000 }, (_, at) => {
    const usual = { ...usualRecords[at % usualRecords.length], eventID: `id-${at}` };
    const part = Math.floor(at / 2000);
    if (part === 0) return { ...usual, userAgent: `agent/${at}` };
    if (part === 1) return { ...usual, eventName: `Create${at}` };
    if (part === 2) return { ...usual, errorCode: `Error${at}`, userIdentity: { type: "IAMUser", arn: `user/${at}` } };
    return usual;
  });
  const file = join(folder, "ever-new.json");
  writeFileSync(file, JSON.stringify({ Records: records }));
  const found = await detectBothWays({ paths: [file], rules: published });
  expect(found.detections.length).toBeGreaterThan(5000);
});

test("random rules, asked of random records", async () => {
  let rows = 0;
  let records = 0;
  let detections = 0;
  await fc.assert(
    fc.asyncProperty(randomRules(), randomRecords(), fc.boolean(), async (set, texts, asLines) => {
      const file = join(folder, "random.json");
      writeFileSync(file, asLines ? texts.join("\n") : `{"Records":[${texts.join(",")}]}`);
      const found = await detectBothWays({ paths: [file], rules: set });
      const counts = await countRows([file], set);
      rows += counts.rows;
      records += counts.records;
      detections += found.detections.length;
    }),
    { seed: 20_261_122, numRuns: 300 },
  );
  expect(rows / records).toBeGreaterThan(0.3);
  expect(detections / records).toBeGreaterThan(0.5);
});

let states = 0;

/** A path at which there is nothing yet. */
function freshState(): string {
  states += 1;
  return join(folder, `state-${states}.json`);
}

async function shareOfRows(paths: readonly string[], set: RuleSet): Promise<number> {
  const files = paths.flatMap((path) =>
    readdirSync(path, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.json(?:\.gz)?$/.test(name))
      .map((name) => join(path, name)),
  );
  const { rows, records } = await countRows(files, set);
  return rows / records;
}
