import type { z } from "zod";
import { Problem } from "../../model/index.ts";
import type { Step } from "../steps/step.ts";
import type { Entry, IntentEntry, OutcomeEntry, Purpose, StepPlace, Way } from "./entries.ts";

/** What became of one plan: it was made, perhaps taken back, perhaps made again. */
export interface Journal<S = Step> {
  readonly runs: readonly Run<S>[];
  /** When the last line was written. */
  readonly lastAt?: string;
  /** Length of the whole lines in bytes; what follows was torn off by a crash and never acted on. */
  readonly wholeBytes: number;
}

export interface Run<S = Step> {
  readonly number: number;
  readonly purpose: Purpose;
  readonly plan: string;
  /** When it began. */
  readonly at: string;
  readonly steps: readonly S[];
  /** Steps whose call was made or was about to be, and was not refused. */
  readonly begun: ReadonlySet<number>;
  /** Ids of the versions that steps made, where they were told. */
  readonly made: ReadonlyMap<number, string>;
  /** Undone parts of steps, see {@link partKey}. */
  readonly undone: ReadonlySet<string>;
  /** Undos were begun. */
  readonly isBeingUndone: boolean;
  readonly ended: ReadonlySet<Way>;
}

export function partKey({ step, part }: Pick<StepPlace, "step" | "part">): string {
  return `${step}.${part}`;
}

/**
 * Reads a journal as it stands, also after a crash; `schema` is that of its lines. Throws a Problem `journal.invalid` for anything
 * but a torn last line.
 */
export function readJournal<S>(bytes: Uint8Array, file: string, schema: z.ZodType<Entry<S>>): Journal<S> {
  const wholeBytes = bytes.lastIndexOf(lineFeed) + 1;
  const lines = Buffer.from(bytes.subarray(0, wholeBytes)).toString("utf8").split("\n").slice(0, -1);
  const runs: OpenRun<S>[] = [];
  let lastAt: string | undefined;
  for (const [index, line] of lines.entries()) {
    const entry = readEntry(line, schema);
    const mistake = entry === undefined ? "it is not a line of a journal" : add(entry, runs);
    if (entry === undefined || mistake !== undefined) {
      throw new Problem("journal.invalid", `The journal cannot be read: ${mistake}.`, {
        location: { file, line: index + 1 },
        hint: "Nothing was changed. Give the journal as trailproof wrote it.",
      });
    }
    lastAt = entry.at;
  }
  return { runs, wholeBytes, ...(lastAt !== undefined && { lastAt }) };
}

const lineFeed = 0x0a;

interface OpenRun<S> extends Run<S> {
  readonly begun: Set<number>;
  readonly made: Map<number, string>;
  readonly undone: Set<string>;
  isBeingUndone: boolean;
  readonly ended: Set<Way>;
}

function readEntry<S>(line: string, schema: z.ZodType<Entry<S>>): Entry<S> | undefined {
  try {
    return schema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Answers what is wrong with an entry at this place. */
function add<S>(entry: Entry<S>, runs: OpenRun<S>[]): string | undefined {
  if (entry.kind === "begin") {
    const { purpose, plan, steps, at } = entry;
    const empty = { begun: new Set<number>(), made: new Map(), undone: new Set<string>(), ended: new Set<Way>() };
    runs.push({ number: runs.length, purpose, plan, at, steps, ...empty, isBeingUndone: false });
    return undefined;
  }
  const run = runs[entry.run];
  if (run === undefined) return `it belongs to run ${entry.run}, which has not begun`;
  if (entry.kind === "end") {
    run.ended.add(entry.way);
    if (entry.way === "undo") run.isBeingUndone = true;
    return undefined;
  }
  if (entry.step >= run.steps.length) return `it belongs to step ${entry.step}, and there are ${run.steps.length}`;
  if (entry.way === "undo") addUndo(entry, run);
  else addDo(entry, run);
  return undefined;
}

function addUndo(entry: IntentEntry | OutcomeEntry, run: OpenRun<unknown>): void {
  run.isBeingUndone = true;
  if (entry.kind === "outcome" && entry.result === "done") run.undone.add(partKey(entry));
}

function addDo(entry: IntentEntry | OutcomeEntry, run: OpenRun<unknown>): void {
  if (entry.kind === "intent") run.begun.add(entry.step);
  else if (entry.result === "refused") run.begun.delete(entry.step);
  else if (entry.made !== undefined) run.made.set(entry.step, entry.made);
}
