import { Problem, type ProblemRecord, toProblemRecord } from "../../model/index.ts";
import type { CloudTrail, LookedUpEvent } from "../archive/cloudtrail.ts";
import { type KeptHistory, openKeptHistory } from "./kept-history.ts";
import { gapsIn, secondMs, type TimeSpan } from "./spans.ts";

/** One region whose management events are looked up and kept. */
export interface HistoryRequest {
  readonly region: string;
  /** Where they are kept; it must be there. */
  readonly folder: string;
  readonly cloudTrail: CloudTrail;
  readonly asked: TimeSpan;
  /** Milliseconds between two calls. */
  readonly gapMs: number;
  /** Told of each page: how many events it had, and the time of the oldest. */
  readonly onPage: (events: number, oldestMs: number | undefined) => void;
}

export interface LookedUpHistory {
  /** Names in the folder, of files that have events of the time that was asked for; oldest first. */
  readonly files: readonly string[];
  readonly problems: readonly ProblemRecord[];
}

/** AWS's limit is two calls a second for each account and region, with a little time to spare. */
export const historyGapMs = 550;

/**
 * Looks up what is not kept yet, newest first. A run that is killed loses what it had not looked up, and the next one goes on.
 * Never throws for what AWS answers: what was looked up until then is kept and the rest is named.
 */
export async function lookUpHistory({ region, folder, ...request }: HistoryRequest): Promise<LookedUpHistory> {
  const { asked } = request;
  const problems: ProblemRecord[] = [];
  const name = (problem: Omit<ProblemRecord, "location">): void => {
    problems.push({ ...problem, location: { file: `event-history/${region}` } });
  };
  const history = openKeptHistory(folder);
  const covered = history.spans.map(({ fromMs, settledMs }) => ({ fromMs, toMs: settledMs }));
  let broken = 0;
  try {
    for (const gap of gapsIn(asked, covered)) broken += await lookUpGap(gap, history, region, request);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    name(toProblemRecord(error));
  }
  if (broken > 0) {
    name({
      code: "input.malformed",
      message: `${broken} events came without a record that is JSON; they are left out.`,
    });
  }
  const files = history.spans.filter(
    ({ fromMs, toMs, events }) => events > 0 && fromMs <= asked.toMs && toMs >= asked.fromMs,
  );
  return { files: files.map(({ file }) => file), problems };
}

/** How many events had no record that can be used. */
async function lookUpGap(
  gap: TimeSpan,
  history: KeptHistory,
  region: string,
  { cloudTrail, gapMs, onPage, asked }: Omit<HistoryRequest, "region" | "folder">,
): Promise<number> {
  // Of what happened just now something may still be missing.
  const settledMs = Math.min(gap.toMs, asked.toMs - lateMs);
  const pages = history.begin(gap, settledMs);
  let broken = 0;
  let isWhole = false;
  try {
    let token: string | undefined;
    do {
      const started = Date.now();
      const query = token === undefined ? gap : { ...gap, token };
      const { events, next } = await cloudTrail.lookUpEvents(region, query);
      const texts = events.flatMap((event) => recordText(event) ?? []);
      broken += events.length - texts.length;
      pages.add(texts);
      onPage(events.length, events.at(-1)?.time);
      token = next;
      if (next !== undefined) await until(started + gapMs);
    } while (token !== undefined);
    isWhole = true;
  } finally {
    pages.end(isWhole);
  }
  return broken;
}

/** The record on one line, as it was written: numbers and the order of keys stay. Undefined: it is no JSON object. */
function recordText({ text = "" }: LookedUpEvent): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // Line feeds are allowed between values only, where a blank means the same.
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? text.replace(/[\r\n]+/g, " ")
      : undefined;
  } catch {
    return undefined;
  }
}

async function until(time: number): Promise<void> {
  const ms = time - Date.now();
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}

/** Source: CloudTrail User Guide, "How CloudTrail works": typically within 5 minutes; not guaranteed. */
const lateMs = 15 * 60 * secondMs;
