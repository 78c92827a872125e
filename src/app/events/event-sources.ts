import type { ConnectionOptions } from "../../collect/index.ts";
import {
  type AwsOptions,
  type FoundLogFiles,
  findLogFiles,
  isObjectUri,
  type ObjectReader,
  openObjectReader,
} from "../../logs/index.ts";
import type { ProblemRecord } from "../../model/index.ts";
import { eventHistory } from "./event-history-word.ts";

/** What a user may ask of events that lie at AWS. */
export interface AwsEventOptions {
  readonly connection: ConnectionOptions;
  /** Only these; else all that there are. */
  readonly regions?: readonly string[];
  readonly accounts?: readonly string[];
  /** Objects that are got at the same time. */
  readonly concurrency: number;
  /** Where Event history is kept. */
  readonly workspace: string;
  /** Of events, in milliseconds since 1970; the end is not part of it. */
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly onProgress?: (text: string) => void;
}

/** Files to be read, wherever they are, and how. */
export interface EventSources extends FoundLogFiles {
  /** Absent: all are files of this machine. */
  readonly objects?: ObjectAccess;
  /** Absent: nothing was asked of AWS. */
  readonly freshness?: Freshness;
}

/** How objects are got, in any thread. */
export interface ObjectAccess {
  readonly aws: AwsOptions;
  /** Milliseconds since 1970, by S3's clock. */
  readonly listedAt: number | undefined;
  readonly concurrency: number;
  /** All objects together, as stored. */
  readonly bytes: number;
}

/** What is to be said of how late events are. */
export interface Freshness {
  /** When AWS was asked which events there are, by its own clock; milliseconds since 1970. */
  readonly askedAt: number;
  /** How soon events come, a clause. */
  readonly cadence: string;
}

/** Whether any of the paths is at AWS. */
export function needsAws(paths: readonly string[]): boolean {
  return paths.some((path) => isObjectUri(path) || path === eventHistory);
}

/** Finds the files behind paths, each once. Never throws for what cannot be found: it is named. */
export async function openEventSources(
  paths: readonly string[],
  options: AwsEventOptions | undefined,
): Promise<EventSources> {
  const local = findLogFiles(paths.filter((path) => options === undefined || !needsAws([path])));
  if (options === undefined || !needsAws(paths)) return local;
  const { findAwsEvents } = await import("./aws-events.ts");
  const { files, skipped, problems, objects, freshness } = await findAwsEvents(
    [...new Set(paths.filter((path) => needsAws([path])))],
    options,
  );
  return {
    files: [...new Set([...local.files, ...files])],
    skipped: local.skipped + skipped,
    problems: [...local.problems, ...problems],
    ...(objects && { objects }),
    ...(freshness && { freshness }),
  };
}

/** Gets objects for one thread. */
export function readerOf({ aws, concurrency, listedAt }: ObjectAccess): ObjectReader {
  return openObjectReader(aws, { ahead: concurrency, listedAt });
}

/** Whether a problem says that AWS could not be asked, rather than what is in a file. */
export function isAwsProblem({ code }: Pick<ProblemRecord, "code">): boolean {
  return code.startsWith("aws.");
}
