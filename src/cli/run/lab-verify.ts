import { runsHere } from "../../app/lab/lab-clean.ts";
import { type LabVerification, verifyLab } from "../../app/lab/lab-verify.ts";
import { Problem, toProblemRecord } from "../../model/index.ts";
import type { LabActivityResult } from "../../report/index.ts";
import type { Io } from "../io.ts";
import { printProblems } from "../problems.ts";
import { startProgress } from "../progress.ts";
import { sanitizeTerminalLines } from "../terminal-lines.ts";
import { inLab, type LabOptions } from "./lab-place.ts";

export interface LabVerifyCommandOptions extends LabOptions {
  /** Milliseconds. */
  readonly timeout?: number;
}

/** `lab verify`: 3 when an activity of the last run was not found in Event history or in the trail; 4 without a run. */
export function runLabVerify(options: LabVerifyCommandOptions, io: Io): Promise<number> {
  return inLab(options, io, async (place, states) => {
    const run = runsHere(place, states).at(-1);
    if (run === undefined) {
      throw new Problem("input.nothing", `No run of this workspace was made in account ${place.account}.`, {
        hint: "Make one: trailproof lab run. A run that was cleaned up is forgotten.",
      });
    }
    const progress = startProgress(io, options);
    const verified = await verifyLab(place, run, {
      timeoutMs: options.timeout ?? (place.loopback === undefined ? 20 * 60_000 : 10_000),
      onWait: (missing) => progress.show(`waiting for ${missing} of 8 activities`),
    });
    progress.done();
    printProblems(io.stderr, verified.problems, 20);
    if (!options.quiet) io.stderr.write(sanitizeTerminalLines(verified.notes.map((note) => `note: ${note}`)));
    io.stdout.write(render(verified, options.output));
    return verified.isComplete ? 0 : 3;
  });
}

function render(verified: LabVerification, output: LabOptions["output"]): string {
  const { run, lines, isComplete, notes, problems } = verified;
  if (output === "jsonl") return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  if (output === "json") {
    const summary = { run: run.id, account: run.account, startedAt: run.startedAt, isComplete };
    const json = { schemaVersion: 1, kind: "lab-verify", summary, activities: lines, notes };
    return `${JSON.stringify({ ...json, problems: problems.map(toProblemRecord) }, null, 2)}\n`;
  }
  return sanitizeTerminalLines(tableOf(lines));
}

function tableOf(lines: readonly LabActivityResult[]): readonly string[] {
  const rows = lines.map((line) => {
    const { activity, expected, foundInEventHistory, foundInTrail, detections, secondsToVisible } = line;
    const found = (count: number): string => (expected === 0 ? "left out" : count >= expected ? "found" : "MISSING");
    return [
      activity,
      found(foundInEventHistory),
      found(foundInTrail),
      secondsToVisible === null ? "-" : `${secondsToVisible} s`,
      detections.length === 0 ? "none" : detections.join("; "),
    ];
  });
  const all = [["ACTIVITY", "EVENT HISTORY", "TRAIL", "VISIBLE AFTER", "DETECTIONS"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const done = lines.filter(({ expected }) => expected > 0);
  const complete = done.filter(
    (line) => line.foundInEventHistory >= line.expected && line.foundInTrail >= line.expected,
  );
  return [
    ...all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")),
    "",
    `${complete.length} of ${done.length} activities were found in both.`,
  ];
}
