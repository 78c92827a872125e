import { existsSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import { type DetectEventsRequest, type DetectedEvents, detectEvents } from "../../src/app/detect/detect-events.ts";
import { createScanTools } from "../../src/app/detect/scan-tools.ts";
import { readLogFile } from "../../src/logs/index.ts";
import type { RuleSet } from "../../src/sigma/index.ts";

/**
 * Runs rules over files twice, once by parsing every record and once by the scan, and expects the same. Gives what both found.
 * `stateFile`: what it holds is compared as well; it is written by both, so that the second run begins without it.
 */
export async function detectBothWays(request: Omit<DetectEventsRequest, "plain">): Promise<DetectedEvents> {
  const before = request.stateFile !== undefined && existsSync(request.stateFile);
  if (before) throw new Error("A state that is there already would be another one for the second run.");
  const plain = await detectEvents({ ...request, plain: true, ...statePath(request, "plain") });
  const scanned = await detectEvents({ ...request, plain: false, ...statePath(request, "scan") });
  expectSame(whatMatters(scanned), whatMatters(plain));
  plain.saveState?.();
  scanned.saveState?.();
  if (request.stateFile !== undefined) {
    const [one, two] = ["plain", "scan"].map((way) => JSON.parse(readFileSync(`${request.stateFile}.${way}`, "utf8")));
    expectSame(two, one);
  }
  return scanned;
}

/** The same of bytes that come by standard input. */
export async function detectBytesBothWays(
  chunks: readonly Uint8Array[],
  rules: RuleSet,
  more: Partial<DetectEventsRequest> = {},
): Promise<DetectedEvents> {
  const run = (plain: boolean): Promise<DetectedEvents> =>
    detectEvents({ ...more, paths: ["-"], rules, plain, stdin: streamOf(chunks) });
  const [plain, scanned] = [await run(true), await run(false)];
  expectSame(whatMatters(scanned), whatMatters(plain));
  return scanned;
}

/** Records of the files that the scan does not parse at first sight, and all records. */
export async function countRows(
  paths: readonly string[],
  rules: RuleSet,
): Promise<{ readonly rows: number; readonly records: number }> {
  const { projection } = createScanTools(rules, [], 1).tools;
  const counts = { rows: 0, records: 0 };
  for (const path of paths) {
    const sink = { event: () => {}, problem: () => {}, rows: ({ count }: { count: number }) => (counts.rows += count) };
    counts.records += (await readLogFile(path, sink, { projection })).records;
  }
  return counts;
}

export async function* streamOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** `expect` explains a difference well, but takes its time to find that there is none. */
function expectSame(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}

/** Without what depends on the machine and the clock. Problems in any order. */
function whatMatters({ problems, stats, saveState: _save, ...rest }: DetectedEvents): object {
  const { seconds: _, peakRssBytes: __, ...counts } = stats;
  return { ...rest, counts, problems: problems.map((problem) => JSON.stringify(problem)).sort() };
}

function statePath({ stateFile }: { readonly stateFile?: string }, way: string): { readonly stateFile?: string } {
  return stateFile === undefined ? {} : { stateFile: `${stateFile}.${way}` };
}
