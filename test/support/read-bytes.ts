import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { type LogFileSummary, type ReadLimits, readLogFile } from "../../src/logs/index.ts";
import type { CloudTrailEvent, ProblemRecord } from "../../src/model/index.ts";

/** A directory for the files of one test file, which calls this once. Threads keep their modules from file to file. */
export function logDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "trailproof-logs-"));
  afterAll(() => rmSync(directory, { recursive: true }));
  return directory;
}

export interface Read {
  readonly events: readonly CloudTrailEvent[];
  readonly indexes: readonly number[];
  readonly problems: readonly ProblemRecord[];
  readonly summary: LogFileSummary;
}

/** Reads bytes in one piece and as a stream; both must give the same. */
export async function readBoth(bytes: Buffer, limits: Partial<ReadLimits> = {}): Promise<Read> {
  const directory = mkdtempSync(join(tmpdir(), "trailproof-log-"));
  try {
    const file = join(directory, "input");
    writeFileSync(file, bytes);
    const whole = await read(file, { limits });
    const streamed = await read(file, { limits: { ...limits, maxWholeFileBytes: -1 } });
    expect(streamed).toEqual(whole);
    return whole;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

export function readChunks(chunks: readonly Buffer[], limits: Partial<ReadLimits>): Promise<Read> {
  async function* stream(): AsyncGenerator<Uint8Array> {
    yield* chunks;
  }
  return read("-", { limits, stdin: stream() });
}

export async function read(file: string, options: Parameters<typeof readLogFile>[2] = {}): Promise<Read> {
  const events: CloudTrailEvent[] = [];
  const indexes: number[] = [];
  const problems: ProblemRecord[] = [];
  const sink = {
    event(event: CloudTrailEvent, index: number): void {
      events.push(event);
      indexes.push(index);
    },
    problem: (problem: ProblemRecord): unknown => problems.push(problem),
  };
  const summary = await readLogFile(file, sink, options);
  return { events, indexes, problems, summary };
}

export function brief({ code, location }: ProblemRecord): string {
  const byte = location?.byteOffset === undefined ? "" : ` byte ${location.byteOffset}`;
  return `${code}${byte}${location?.record === undefined ? "" : ` record ${location.record}`}`;
}

/** A row tells the code, and the place where the place is the point. */
export function startOf(problem: string): RegExp {
  return new RegExp(`^${problem.replaceAll(".", "\\.")}(?: |$)`);
}
