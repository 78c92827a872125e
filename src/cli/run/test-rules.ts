import { measureNoise, type NoiseReport } from "../../app/detect/rule-noise.ts";
import { type ExampleFailure, engines, testRules } from "../../app/detect/test-rules.ts";
import type { SelectedRules } from "../../app/rules/select-rules.ts";
import { sanitizeTerminal } from "../../report/index.ts";
import { counted } from "../counted.ts";
import type { Io } from "../io.ts";
import { printProblem, printProblems } from "../problems.ts";
import { startProgress } from "../progress.ts";
import { type RulesOptions, selectedRules } from "./rules.ts";

export interface RuleTestOptions extends RulesOptions {
  readonly on?: readonly string[];
  readonly geoip?: readonly string[];
  readonly workers?: number;
}

/** `rules test`: the examples that rules carry, or with `--on` how often they would speak up. */
export async function testSelectedRules(options: RuleTestOptions, io: Io): Promise<number> {
  const { on, geoip = [] } = options;
  const set = selectedRules(options, io, { lean: on !== undefined });
  if (set === undefined) return 2;
  return on === undefined ? runExamples(set, geoip, options, io) : runOnEvents(set, on, options, io);
}

async function runOnEvents(
  rules: SelectedRules,
  paths: readonly string[],
  options: RuleTestOptions,
  io: Io,
): Promise<number> {
  const { geoip = [], workers } = options;
  const progress = startProgress(io, options);
  const noise = await measureNoise({
    paths,
    rules,
    geoipPaths: geoip,
    ...(workers !== undefined && { workers }),
    onProgress: ({ filesDone, files }) => progress.show(`reading ${filesDone}/${files} files`),
  });
  progress.done();
  printProblems(io.stderr, noise.problems, options.verbose ? Number.POSITIVE_INFINITY : 20);
  if (!options.quiet) for (const note of noise.notes) io.stderr.write(`note: ${sanitizeTerminal(note)}\n`);
  if (noise.events === 0) {
    io.stderr.write(`error: no CloudTrail event in ${paths.map((path) => sanitizeTerminal(path)).join(", ")}\n`);
    return noise.problems.length > 0 ? 2 : 4;
  }
  printNoise(noise, options, io);
  return 0;
}

async function runExamples(
  set: SelectedRules,
  geoip: readonly string[],
  options: RuleTestOptions,
  io: Io,
): Promise<number> {
  const { rules, examples, failures, withoutExamples } = await testRules(set, geoip);
  for (const failure of failures) printFailure(failure, io);
  if (options.verbose) {
    for (const { title, location } of withoutExamples) {
      printProblem(io.stderr, { code: "rule.syntax", message: `'${title}' has no example.`, location }, "warning");
    }
  }
  const without = withoutExamples.length;
  if (options.output === "table") {
    io.stdout.write(
      `${counted(rules, "rule")}, ${counted(examples, "example")} in ${engines.length} engines, ${counted(failures.length, "failure")}` +
        `${without > 0 ? `; ${counted(without, "rule")} without an example` : ""}\n`,
    );
  } else {
    const summary = { rules, examples, engines, failures: failures.length, rulesWithoutExamples: without };
    io.stdout.write(`${JSON.stringify({ schemaVersion: 1, ...summary })}\n`);
  }
  return failures.length > 0 || rules === 0 ? 2 : 0;
}

function printFailure({ rule, example, expected, engine, problem }: ExampleFailure, io: Io): void {
  const found = expected ? "should match and does not" : "should not match and does";
  const message = `'${rule.title}': the example '${example}' ${found} (engine: ${engine}).${problem ? ` ${problem}` : ""}`;
  printProblem(io.stderr, { code: "rule.syntax", message, location: rule.location }, "failure");
}

function printNoise(noise: NoiseReport, options: RuleTestOptions, io: Io): void {
  const { rules, events, days } = noise;
  if (options.output === "json") {
    io.stdout.write(`${JSON.stringify({ schemaVersion: 1, events, days, rules }, null, 2)}\n`);
    return;
  }
  if (options.output === "jsonl") {
    for (const rule of rules) io.stdout.write(`${JSON.stringify({ schemaVersion: 1, kind: "noise", ...rule })}\n`);
    return;
  }
  const loud = rules.filter(({ detections }) => detections > 0);
  const rows = loud.map(({ perDay, worstDay, findings, level, title }) =>
    [
      perDay.toFixed(perDay < 10 ? 2 : 0).padStart(10),
      String(worstDay).padStart(9),
      String(findings).padStart(8),
      level.padEnd(13),
      title,
    ].join("  "),
  );
  const head = ["ALERTS/DAY", "WORST DAY", "FINDINGS", "LEVEL".padEnd(13), "RULE"].join("  ");
  const total = loud.reduce((sum, { perDay }) => sum + perDay, 0);
  const findings = loud.reduce((sum, rule) => sum + rule.findings, 0);
  const lines = [
    ...(loud.length > 0 ? [head, ...rows, ""] : []),
    `${counted(events, "event")} over ${days.toFixed(1)} days: ${total.toFixed(1)} alerts a day in ${counted(findings, "finding")}; ` +
      `${rules.length - loud.length} of ${counted(rules.length, "rule")} stay quiet`,
  ];
  io.stdout.write(lines.map((line) => `${sanitizeTerminal(line)}\n`).join(""));
}
