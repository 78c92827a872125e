import { appendFileSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { keptAnswers } from "./kept-answers.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-kept-"));
afterAll(() => rmSync(folder, { recursive: true }));
const now = new Date("2026-11-21T20:00:00Z");
const later = (hours: number) => () => new Date(now.getTime() + hours * 3_600_000);

test("what was kept is there in the next run, of its level only, until it is a day old", () => {
  const file = join(folder, "a.jsonl");
  const first = keptAnswers(file, () => now);
  first.keep("arn:a", "service", ["{}", "{}"]);
  first.keep("arn:b", "action", ["{}"]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const next = keptAnswers(file, later(2));
  expect(next.count).toBe(2);
  expect(next.get("arn:a", "service")).toEqual(["{}", "{}"]);
  expect(next.get("arn:a", "action")).toBeUndefined();
  expect(keptAnswers(file, later(25)).count).toBe(0);
  next.clear();
  expect(existsSync(file)).toBe(false);
});

test("a line that a killed run did not end costs that line only, also when the next run goes on behind it", () => {
  const file = join(folder, "b.jsonl");
  keptAnswers(file, () => now).keep("arn:a", "service", ["{}"]);
  appendFileSync(file, '\n{"arn":"arn:b","level":"serv');
  keptAnswers(file, () => now).keep("arn:c", "service", ["{}"]);
  const next = keptAnswers(file, () => now);
  expect(["arn:a", "arn:b", "arn:c"].map((arn) => next.get(arn, "service") !== undefined)).toEqual([true, false, true]);
});

test.each([
  ["[]"],
  ['{"arn":1}'],
  ['{"arn":"a","level":"service","at":"never","pages":["{}"]}'],
  ['{"arn":"a","level":"service","at":"2026-11-21T20:00:00Z","pages":[1]}'],
  ["\0"],
])("noise is nothing: %s", (line) => {
  const file = join(folder, "c.jsonl");
  writeFileSync(file, line);
  expect(keptAnswers(file, () => now).count).toBe(0);
});

test("where nothing can be written the run goes on", () => {
  const store = keptAnswers(join(folder, "no", "such", "folder.jsonl"), () => now);
  expect(() => store.keep("arn:a", "service", ["{}"])).not.toThrow();
});
