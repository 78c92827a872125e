import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { createTimelineEngines, feedsOf } from "../../src/detect/index.ts";
import {
  combineRules,
  compileMatcher,
  describeBaseline,
  describeCorrelation,
  explainMatch,
  lintRule,
  loadEventNames,
  type ParsedRules,
  parseRules,
} from "../../src/sigma/index.ts";
import { placeholders } from "../support/placeholders.ts";
import { runSequence } from "../support/run-sequence.ts";
import { budget } from "./budget.ts";
import { textMutations, treeMutations } from "./mutations.ts";

const texts = readdirSync("rules", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".yml"))
  .map((name) => readFileSync(join("rules", name), "utf8"));
const overTime = texts.filter((text) => /^(?:correlation|baseline):/m.test(text));
/** With few events, since trying them is not what takes time elsewhere. */
const documents = texts.map((text) => parseAllDocuments(text).map((one): unknown => shortened(one.toJS())));
const eventNames = await loadEventNames();
const event = {
  eventName: "CreateUser",
  eventSource: "iam.amazonaws.com",
  eventTime: "2026-11-21T20:02:11Z",
  eventID: "1",
};

test("a rule of any kind with changed text is a rule or a problem with a place", () => {
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...texts), fc.constantFrom(...overTime)), textMutations(), (text, change) => {
      use(parseRules(change(text), "rule.yml", { placeholders }));
    }),
    budget(4),
  );
});

test("a rule of any kind with changed values is a rule or a problem with a place", () => {
  fc.assert(
    fc.property(fc.constantFrom(...documents), treeMutations(), (rules, change) => {
      const changed = change(rules);
      const all: readonly unknown[] = Array.isArray(changed) ? changed : [changed];
      // JSON is YAML as well.
      use(parseRules(all.map((one) => JSON.stringify(one) ?? "null").join("\n---\n"), "rule.yml", { placeholders }));
    }),
    budget(4),
  );
});

/** What every command does with rules. */
function use(parsed: ParsedRules): void {
  for (const { code, location, message } of parsed.problems) {
    // Nothing has no lines.
    if (code !== "input.empty") expect(location?.line).toBeGreaterThan(0);
    expect(message).not.toBe("");
  }
  const set = combineRules([parsed]);
  for (const rule of [...set.rules, ...set.correlations, ...set.baselines]) lintRule(rule, eventNames);
  for (const { condition } of set.rules) {
    compileMatcher(condition)(event);
    explainMatch(condition, event);
  }
  for (const one of set.correlations) expect(describeCorrelation(one, new Map())).toBeTruthy();
  for (const one of set.baselines) expect(describeBaseline(one)).toBeTruthy();
  createTimelineEngines(set, feedsOf(set));
  for (const { examples } of [...set.correlations, ...set.baselines]) {
    for (const { events } of examples.slice(0, 1)) if (events.length <= 200) runSequence(set, events);
  }
}

function shortened(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, one: unknown) =>
    key === "repeat" && typeof one === "number" ? Math.min(one, 5) : one,
  );
}
