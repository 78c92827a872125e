import { createHash, randomBytes } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { actionCatalogue } from "../../iam/index.ts";
import {
  findLogFiles,
  isObjectUri,
  parseRow,
  type ReadOptions,
  type RecordRows,
  readLogFile,
  rowWord,
} from "../../logs/index.ts";
import type { Activity, CloudTrailEvent, ProblemRecord } from "../../model/index.ts";
import { createRowCounter, eventFields } from "../../rightsize/index.ts";
import { foldObjectProblems } from "../detect/fold-problems.ts";
import { inDeliveryOrder } from "../events/delivery-order.ts";
import { type AwsEventOptions, type EventSources, needsAws, openEventSources } from "../events/event-sources.ts";
import { withObjects } from "../events/with-objects.ts";
import { hashedObjects } from "./hashed-objects.ts";

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
  /** How AWS is asked for `s3://` addresses and `event-history`; without it nothing is asked of AWS. */
  readonly aws?: AwsEventOptions;
  /** Also count what calls were about, and changes of trails. */
  readonly places?: boolean;
  /** Parse every event: slower, and the same result. */
  readonly plain?: boolean;
}

/**
 * Counts who used which permission in CloudTrail files, of this machine or in buckets. Never throws for what is in the files:
 * what could be read is counted and what could not is named.
 */
export async function countActivity(
  paths: readonly string[],
  options: CountActivityOptions = {},
): Promise<CountedActivity> {
  const found = await findEach(paths, options.aws);
  return withObjects(found, ({ openObject }, expect) => {
    const files = inDeliveryOrder(found.files);
    expect(files.filter(isObjectUri));
    return countFiles(files, found, openObject, options);
  });
}

async function countFiles(
  files: readonly string[],
  found: FoundFiles,
  openObject: ReadOptions["openObject"],
  { stdin, onProgress, plain = false, places = false }: CountActivityOptions,
): Promise<CountedActivity> {
  const objects = openObject && hashedObjects(openObject);
  const counter = createRowCounter({ catalogue: actionCatalogue(), ...(places && { places }) }, rowWord);
  const options = {
    ...(stdin && { stdin }),
    ...(objects && { openObject: objects.open }),
    ...(!plain && { projection: { paths: eventFields, seed: randomBytes(4).readInt32LE() } }),
  };
  const chunk = Buffer.allocUnsafe(chunkBytes);
  const problems: ProblemRecord[] = [];
  const inputs: { source: "logs"; file: string; sha256: string }[] = [];
  let [withRecords, whole] = [0, 0];
  for (const [index, file] of files.entries()) {
    let isWhole = true;
    const sink = {
      event: counter.see,
      rows: seeRows,
      problem(problem: ProblemRecord): void {
        isWhole &&= problem.code === "input.nothing";
        problems.push(problem);
      },
    };
    const summary = await readLogFile(file, sink, options);
    if (summary.records > 0) withRecords += 1;
    if (isWhole) whole += 1;
    const sha256 = objects && isObjectUri(file) ? objects.hashOf(file) : hashOf(file, chunk);
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
    problems: foldObjectProblems([...found.problems, ...problems]),
  };

  function seeRows(rows: RecordRows): void {
    let row = 0;
    const parse = (): CloudTrailEvent => parseRow(rows, row);
    for (; row < rows.count; row += 1) counter.seeRow(rows.words, row * rows.rowWords, rows.bytes, parse);
  }
}

const chunkBytes = 256 * 1024;

interface FoundFiles extends Pick<EventSources, "objects"> {
  readonly files: readonly string[];
  readonly missing: number;
  readonly problems: readonly ProblemRecord[];
}

/** The files behind all paths, each once; a folder that holds none is said. */
async function findEach(paths: readonly string[], aws: AwsEventOptions | undefined): Promise<FoundFiles> {
  const files = new Map<string, string>();
  const problems: ProblemRecord[] = [];
  let missing = 0;
  const remote = aws === undefined ? [] : paths.filter((path) => needsAws([path]));
  for (const path of paths) {
    if (remote.includes(path)) continue;
    const found = findLogFiles([path]);
    for (const file of found.files) {
      const key = resolve(file);
      if (!files.has(key)) files.set(key, file);
    }
    missing += found.problems.length;
    problems.push(...found.problems);
    if (found.files.length + found.problems.length === 0) problems.push(noFileIn(path));
  }
  if (remote.length === 0) return { files: [...files.values()], missing, problems };
  const found = await openEventSources(remote, aws);
  if (found.files.length + found.problems.length === 0) problems.push(...remote.map(noFileIn));
  return {
    files: [...files.values(), ...found.files],
    missing: missing + found.problems.length,
    problems: [...problems, ...found.problems],
    ...(found.objects && { objects: found.objects }),
  };
}

function noFileIn(file: string): ProblemRecord {
  return { code: "input.nothing", message: "There is no CloudTrail file in it.", location: { file } };
}

/** Undefined: standard input, or the file cannot be read, which was said when its events were. */
function hashOf(file: string, chunk: Buffer): string | undefined {
  if (file === "-") return undefined;
  let opened: number | undefined;
  try {
    opened = openSync(file, "r");
    const hash = createHash("sha256");
    for (let size = readSync(opened, chunk); size > 0; size = readSync(opened, chunk)) {
      hash.update(chunk.subarray(0, size));
    }
    return hash.digest("hex");
  } catch {
    return undefined;
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
}
