import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { actionCatalogue } from "../iam/index.ts";
import { findLogFiles, readLogFile } from "../logs/index.ts";
import type { Activity, ProblemRecord } from "../model/index.ts";
import { createActivityCounter } from "../rightsize/index.ts";
import { inDeliveryOrder } from "./delivery-order.ts";

export interface CountedActivity {
  readonly activity: Activity;
  /** Files that were read or tried, with the SHA-256 of their bytes; standard input has none. */
  readonly inputs: readonly { readonly source: "logs"; readonly file: string; readonly sha256: string }[];
  readonly files: number;
  /** Files that gave events. */
  readonly withRecords: number;
  /** Files that could be read to their end, though they may hold no event. */
  readonly whole: number;
  /** Named paths that do not exist or may not be read. */
  readonly missingPaths: number;
  readonly problems: readonly ProblemRecord[];
}

export interface CountActivityOptions {
  /** The bytes of `-`. */
  readonly stdin?: AsyncIterable<Uint8Array>;
  readonly onProgress?: (done: number, files: number) => void;
}

/**
 * Counts who used which permission in CloudTrail files. Never throws for what is in the files: what could be read is
 * counted and what could not is named.
 */
export async function countActivity(
  paths: readonly string[],
  { stdin, onProgress }: CountActivityOptions = {},
): Promise<CountedActivity> {
  const found = findEach(paths);
  const files = inDeliveryOrder(found.files);
  const counter = createActivityCounter({ catalogue: actionCatalogue() });
  const problems: ProblemRecord[] = [];
  const inputs: { source: "logs"; file: string; sha256: string }[] = [];
  let [withRecords, whole] = [0, 0];
  for (const [index, file] of files.entries()) {
    let isWhole = true;
    const sink = {
      event: (event: Parameters<typeof counter.see>[0]): unknown => counter.see(event),
      problem(problem: ProblemRecord): void {
        isWhole &&= problem.code === "input.nothing";
        problems.push(problem);
      },
    };
    const summary = await readLogFile(file, sink, stdin === undefined ? {} : { stdin });
    if (summary.records > 0) withRecords += 1;
    if (isWhole) whole += 1;
    const sha256 = file === "-" ? undefined : await hashOf(file);
    if (sha256 !== undefined) inputs.push({ source: "logs", file, sha256 });
    onProgress?.(index + 1, files.length);
  }
  return {
    activity: counter.take(),
    inputs,
    files: files.length,
    withRecords,
    whole,
    missingPaths: found.missing,
    problems: [...found.problems, ...problems],
  };
}

/** The files behind all paths, each once; a folder that holds none is said. */
function findEach(paths: readonly string[]): {
  readonly files: readonly string[];
  readonly missing: number;
  readonly problems: readonly ProblemRecord[];
} {
  const files = new Map<string, string>();
  const problems: ProblemRecord[] = [];
  let missing = 0;
  for (const path of paths) {
    const found = findLogFiles([path]);
    for (const file of found.files) {
      const key = resolve(file);
      if (!files.has(key)) files.set(key, file);
    }
    missing += found.problems.length;
    problems.push(...found.problems);
    if (found.files.length + found.problems.length > 0) continue;
    problems.push({ code: "input.nothing", message: "There is no CloudTrail file in it.", location: { file: path } });
  }
  return { files: [...files.values()], missing, problems };
}

/** Undefined: the file cannot be read, which was said when its events were. */
async function hashOf(file: string): Promise<string | undefined> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
  } catch {
    return undefined;
  }
  return hash.digest("hex");
}
