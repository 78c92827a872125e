import {
  type AnswerValues,
  assembleSnapshot,
  decodeText,
  type SnapshotPart,
  type SnapshotParts,
  savedParsers,
  sourceNames,
} from "../../collect/index.ts";
import { Problem, type Snapshot, type SourceName, type SourceOrigin } from "../../model/index.ts";
import { readInput } from "../read-input.ts";
import type { SubjectFile } from "./subject-file.ts";

export { parseSubjectFile, type SubjectFile } from "./subject-file.ts";

/**
 * Saved answers of AWS CLI, by the names of the flags of `audit` in camel case: a file, files, or files with the
 * subject that each is about. One of them may be `-`, standard input.
 */
export type SnapshotInputs = { readonly [name in SourceName as InputName<name>]?: InputOf<name> };

/** `trail-status` is `trailStatus`. */
export type InputName<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<InputName<Tail>>}`
  : Name;

type InputOf<Name extends SourceName> = Name extends "account-summary" | "credential-report" | "password-policy"
  ? string
  : Name extends "authorization-details" | "buckets" | "trails"
    ? readonly string[]
    : readonly SubjectFile[];

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
  const loaded: (readonly [SourceName, readonly SnapshotPart<unknown>[]])[] = [];
  for (const name of sourceNames) {
    const bytes = (maxMebibytes[name] ?? 32) * 2 ** 20;
    loaded.push([name, await loadParts(name, files[name], bytes, options.now, failures)]);
  }
  // Object.fromEntries forgets that each list is of its source.
  const parts = Object.fromEntries(loaded) as SnapshotParts;
  const unusable = loaded.filter(([, read]) => read.length > 0 && read.every(isFailed)).map(([name]) => name);
  const given = loaded.filter(([, read]) => read.length > 0);
  const [first] = failures;
  if (first !== undefined && unusable.length === given.length) throw first;
  return { ...assembleSnapshot(parts, options), unusable };

  function isFailed({ parsed }: SnapshotPart<unknown>): boolean {
    return parsed.value === undefined && parsed.problems.some((problem) => failures.includes(problem));
  }
}

type Files = { readonly [name in SourceName]: readonly SubjectFile[] };

function filesOf(inputs: SnapshotInputs): Files {
  // The names of the flags are those of the sources, in camel case; fromEntries forgets that all are there.
  const given = inputs as { readonly [name: string]: string | readonly (string | SubjectFile)[] | undefined };
  const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(sourceNames.map((name) => [name, subjectFiles(given[camel(name)])])) as Files;
}

function subjectFiles(given: string | readonly (string | SubjectFile)[] = []): readonly SubjectFile[] {
  const list = typeof given === "string" ? [given] : given;
  return list.map((one) => (typeof one === "string" ? { file: one } : one));
}

/** Of answers that are large for a large account; of the others 32. */
const maxMebibytes: { readonly [name in SourceName]?: number } = {
  "credential-report": 256,
  "authorization-details": 500,
  "service-last-accessed": 256,
  buckets: 256,
};

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
