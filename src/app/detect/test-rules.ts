import { Readable } from "node:stream";
import type { Detection, JsonObject, ProblemRecord } from "../../model/index.ts";
import type { BaselineRule, CorrelationRule, Rule, RuleHead, RuleSet } from "../../sigma/index.ts";
import { onlyRule } from "../rules/select-rules.ts";
import { detectEvents } from "./detect-events.ts";

/** What became of the examples that rules carry. */
export interface RuleTestResult {
  readonly rules: number;
  readonly examples: number;
  /** One for each example and engine that disagree. */
  readonly failures: readonly ExampleFailure[];
  readonly withoutExamples: readonly RuleHead[];
}

export interface ExampleFailure {
  readonly rule: RuleHead;
  readonly example: string;
  /** What the rule says. */
  readonly expected: boolean;
  readonly engine: Engine;
  /** Why nothing could be asked, where that is so. */
  readonly problem?: string;
}

/** `parse` reads every record whole; `scan` decides by the few bytes that rules ask for. Both must say the same. */
export type Engine = (typeof engines)[number];
export const engines = ["parse", "scan"] as const;

/** Runs the examples of rules, of one event and over time, through every engine. */
export async function testRules(set: RuleSet, geoipPaths: readonly string[] = []): Promise<RuleTestResult> {
  const all = [...set.rules, ...set.correlations, ...set.baselines];
  const failures: ExampleFailure[] = [];
  for (const rule of set.rules) failures.push(...(await testRule(rule, geoipPaths)));
  for (const rule of [...set.correlations, ...set.baselines]) {
    failures.push(...(await testSequences(rule, onlyRule(set, rule.id), geoipPaths)));
  }
  return {
    rules: all.length,
    examples: all.reduce((sum, { examples }) => sum + examples.length, 0),
    failures,
    withoutExamples: all.filter(({ examples }) => examples.length === 0),
  };
}

/** All examples in one go: a rule looks at one event at a time. */
async function testRule(rule: Rule, geoipPaths: readonly string[]): Promise<readonly ExampleFailure[]> {
  const alone: RuleSet = { rules: [{ ...rule, silent: false }], correlations: [], baselines: [] };
  const events = rule.examples.map(({ event }) => event);
  const failures: ExampleFailure[] = [];
  for (const engine of engines) {
    const { detections, problems } = await run(alone, events, engine, geoipPaths);
    const hits = new Set(detections.flatMap((detection) => detection.events.map(({ index }) => index)));
    for (const [index, { name, matches }] of rule.examples.entries()) {
      if (hits.has(index) !== matches) failures.push(failure(rule, name, matches, engine, problems));
    }
  }
  return failures;
}

async function testSequences(
  rule: CorrelationRule | BaselineRule,
  alone: RuleSet,
  geoipPaths: readonly string[],
): Promise<readonly ExampleFailure[]> {
  const failures: ExampleFailure[] = [];
  for (const { name, events, matches } of rule.examples) {
    for (const engine of engines) {
      const { detections, problems } = await run(alone, events, engine, geoipPaths);
      const found = detections.some((detection) => detection.rule.id === rule.id);
      if (found !== matches) failures.push(failure(rule, name, matches, engine, problems));
    }
  }
  return failures;
}

async function run(
  rules: RuleSet,
  events: readonly JsonObject[],
  engine: Engine,
  geoipPaths: readonly string[],
): Promise<{ readonly detections: readonly Detection[]; readonly problems: readonly ProblemRecord[] }> {
  const text = JSON.stringify({ Records: events });
  const stdin = Readable.from([Buffer.from(text)]);
  return await detectEvents({ paths: ["-"], stdin, rules, plain: engine === "parse", workers: 1, geoipPaths });
}

function failure(
  rule: RuleHead,
  example: string,
  expected: boolean,
  engine: Engine,
  problems: readonly ProblemRecord[],
): ExampleFailure {
  // An example without a time is asked all the same.
  const [problem] = problems.filter(({ code }) => code !== "input.no-time");
  return { rule, example, expected, engine, ...(problem && { problem: problem.message }) };
}
