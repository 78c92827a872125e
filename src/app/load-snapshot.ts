import {
  type AnswerValues,
  assembleSnapshot,
  decodeText,
  type SnapshotPart,
  type SnapshotParts,
  savedParsers,
} from "../collect/index.ts";
import { Problem, type Snapshot, type SourceName, type SourceOrigin } from "../model/index.ts";
import { readInput } from "./read-input.ts";
import type { SubjectFile } from "./subject-file.ts";

export { parseSubjectFile, type SubjectFile } from "./subject-file.ts";

/** Saved answers of AWS CLI, as the flags of `audit` name them. One of them may be `-`, standard input. */
export interface SnapshotInputs {
  readonly credentialReport?: string;
  readonly accountSummary?: string;
  readonly passwordPolicy?: string;
  readonly authorizationDetails?: readonly string[];
  readonly trails?: readonly string[];
  readonly buckets?: readonly string[];
  readonly trailStatus?: readonly SubjectFile[];
  readonly eventSelectors?: readonly SubjectFile[];
  readonly insightSelectors?: readonly SubjectFile[];
  readonly serviceLastAccessed?: readonly SubjectFile[];
  readonly bucketPolicy?: readonly SubjectFile[];
  readonly bucketAcl?: readonly SubjectFile[];
  readonly publicAccessBlock?: readonly SubjectFile[];
  readonly bucketVersioning?: readonly SubjectFile[];
  readonly bucketLifecycle?: readonly SubjectFile[];
}

export interface LoadOptions {
  /** `--as-of`: a time or a date. */
  readonly asOf?: string;
  /** The machine's clock. */
  readonly now: Date;
}

export interface LoadedSnapshot {
  readonly snapshot: Snapshot;
  readonly problems: readonly Problem[];
  /** Kinds of answers that were named and of which no file could be used; what rests on them is UNKNOWN. */
  readonly unusable: readonly SourceName[];
}

/**
 * Reads saved answers and puts them together. A file that is missing, unreadable or malformed is a problem and a gap;
 * when no file at all is usable, its Problem is thrown. Inputs about different accounts throw, too.
 */
export async function loadSnapshot(inputs: SnapshotInputs, options: LoadOptions): Promise<LoadedSnapshot> {
  const files = filesOf(inputs);
  const all = Object.values(files).flat();
  if (all.length === 0) throw new Problem("input.nothing", "No saved answer of AWS was given.");
  if (all.filter(({ file }) => file === "-").length > 1) {
    throw new Problem("cli.usage", "Standard input (-) can be read only once.", {
      hint: "Save the other answers to files.",
    });
  }
  const failures: Problem[] = [];
  const parts: SnapshotParts = {
    "credential-report": await load("credential-report", 256),
    "authorization-details": await load("authorization-details", 500),
    "account-summary": await load("account-summary"),
    "password-policy": await load("password-policy"),
    "service-last-accessed": await load("service-last-accessed", 256),
    trails: await load("trails"),
    "trail-status": await load("trail-status"),
    "event-selectors": await load("event-selectors"),
    "insight-selectors": await load("insight-selectors"),
    buckets: await load("buckets", 256),
    "bucket-policy": await load("bucket-policy"),
    "bucket-acl": await load("bucket-acl"),
    "public-access-block": await load("public-access-block"),
    "bucket-versioning": await load("bucket-versioning"),
    "bucket-lifecycle": await load("bucket-lifecycle"),
  };
  const kinds = Object.entries(parts) as [SourceName, readonly SnapshotPart<unknown>[]][];
  const unusable = kinds.filter(([, read]) => read.length > 0 && read.every(isFailed)).map(([name]) => name);
  const given = kinds.filter(([, read]) => read.length > 0);
  const [first] = failures;
  if (first !== undefined && unusable.length === given.length) throw first;
  return { ...assembleSnapshot(parts, options), unusable };

  function load<S extends SourceName>(name: S, maxMebibytes = 32): Promise<readonly SnapshotPart<AnswerValues[S]>[]> {
    return loadParts(name, files[name], maxMebibytes * 2 ** 20, options.now, failures);
  }

  function isFailed({ parsed }: SnapshotPart<unknown>): boolean {
    return parsed.value === undefined && parsed.problems.some((problem) => failures.includes(problem));
  }
}

type Files = { readonly [name in SourceName]: readonly SubjectFile[] };

function filesOf(inputs: SnapshotInputs): Files {
  return {
    "credential-report": one(inputs.credentialReport),
    "authorization-details": many(inputs.authorizationDetails),
    "account-summary": one(inputs.accountSummary),
    "password-policy": one(inputs.passwordPolicy),
    "service-last-accessed": inputs.serviceLastAccessed ?? [],
    trails: many(inputs.trails),
    "trail-status": inputs.trailStatus ?? [],
    "event-selectors": inputs.eventSelectors ?? [],
    "insight-selectors": inputs.insightSelectors ?? [],
    buckets: many(inputs.buckets),
    "bucket-policy": inputs.bucketPolicy ?? [],
    "bucket-acl": inputs.bucketAcl ?? [],
    "public-access-block": inputs.publicAccessBlock ?? [],
    "bucket-versioning": inputs.bucketVersioning ?? [],
    "bucket-lifecycle": inputs.bucketLifecycle ?? [],
  };
}

function one(file: string | undefined): readonly SubjectFile[] {
  return file === undefined ? [] : [{ file }];
}

function many(files: readonly string[] | undefined): readonly SubjectFile[] {
  return (files ?? []).map((file) => ({ file }));
}

async function loadParts<S extends SourceName>(
  name: S,
  files: readonly SubjectFile[],
  maxBytes: number,
  now: Date,
  failures: Problem[],
): Promise<readonly SnapshotPart<AnswerValues[S]>[]> {
  const parts: SnapshotPart<AnswerValues[S]>[] = [];
  for (const file of files) {
    const part = await loadPart(name, file, maxBytes, now);
    if (part instanceof Problem) {
      failures.push(part);
      const gap = { what: file.file, cause: part.message };
      parts.push({ ...file, parsed: { value: undefined, problems: [part], gaps: [gap] } });
    } else parts.push(part);
  }
  return parts;
}

async function loadPart<S extends SourceName>(
  name: S,
  { file, subject }: SubjectFile,
  maxBytes: number,
  now: Date,
): Promise<SnapshotPart<AnswerValues[S]> | Problem> {
  try {
    const { text, problems, origin } = await readText(file, maxBytes, now);
    const parsed = savedParsers[name](text, file);
    return {
      ...(subject !== undefined && { subject }),
      file,
      origin,
      parsed: { ...parsed, problems: [...problems, ...parsed.problems] },
    };
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

/** The bytes are let go before the text is parsed: of a large account they are a hundred megabytes. */
async function readText(
  file: string,
  maxBytes: number,
  now: Date,
): Promise<ReturnType<typeof decodeText> & { readonly origin: SourceOrigin }> {
  const { bytes, origin } = await readInput(file, maxBytes, now);
  return { ...decodeText(bytes, file), origin };
}
