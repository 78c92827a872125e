import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { detectEvents } from "../../src/app/detect/detect-events.ts";
import { loadRules } from "../../src/app/rules/load-rules.ts";
import { Problem } from "../../src/model/index.ts";
import { combineRules, type RuleSet } from "../../src/sigma/index.ts";
import { streamOf } from "../support/both-ways.ts";
import { usualRecords } from "../support/hostile-logs.ts";
import { placeholders } from "../support/placeholders.ts";
import { trickyRules } from "../support/tricky-rules.ts";
import { budget } from "./budget.ts";
import { textMutations, treeMutations } from "./mutations.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-fuzz-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Rules over time only, with the rules that they ask: others keep nothing. */
const published = onlyOverTime(loadRules([], { builtin: true, placeholders }));
const tricky = onlyOverTime(trickyRules());
const records = Array.from({ length: 200 }, (_, at) => ({
  ...usualRecords[at % usualRecords.length],
  eventID: `id-${at}`,
  eventTime: new Date(Date.parse("2026-11-21T20:00:00Z") + at * 60_000).toISOString().replace(".000Z", "Z"),
}));
const bytes = Buffer.from(JSON.stringify({ Records: records }));
const later = Buffer.from(
  JSON.stringify({ Records: records.slice(0, 40).map((one) => ({ ...one, eventID: `${one.eventID}b` })) }),
);

test.each<[string, RuleSet]>([
  ["the built-in rules", published],
  ["tricky rules", tricky],
])("a changed state of %s is read or refused with a problem, and the run goes on", async (_what, rules) => {
  const good = join(folder, "good.json");
  await run(bytes, good);
  const text = readFileSync(good, "utf8");
  expect(text.length).toBeGreaterThan(2000);
  const state: unknown = JSON.parse(text);
  rmSync(good);
  let read = 0;
  let refused = 0;
  const changed = fc.oneof(
    textMutations().map((change) => change(text)),
    treeMutations().map((change) => JSON.stringify(change(state)) ?? ""),
  );
  await fc.assert(
    fc.asyncProperty(changed, async (written) => {
      const stateFile = join(folder, "state.json");
      writeFileSync(stateFile, written);
      try {
        await run(later, stateFile);
        read += 1;
        // What it leaves is a state again.
        await run(bytes, stateFile);
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== "state.invalid") throw error;
        refused += 1;
      }
    }),
    budget(40),
  );
  expect(read).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);

  async function run(input: Buffer, stateFile: string): Promise<void> {
    const { saveState } = await detectEvents({ paths: ["-"], stdin: streamOf([input]), rules, stateFile });
    saveState?.();
  }
});

function onlyOverTime(set: RuleSet): RuleSet {
  const { correlations, baselines } = combineRules([{ ...set, filters: [], waiting: [], orphans: [], problems: [] }]);
  const asked = new Set(correlations.flatMap(({ rules }) => rules));
  return { rules: set.rules.filter(({ id }) => asked.has(id)), correlations, baselines };
}
