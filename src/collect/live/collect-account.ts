import { createHash } from "node:crypto";
import {
  type CollectFeature,
  type Collection,
  Problem,
  type Snapshot,
  type SourceName,
  snapshotSources,
} from "../../model/index.ts";
import { assembleSnapshot } from "../assemble.ts";
import { type AnswerValues, type SnapshotPart, type SnapshotParts, savedParsers } from "../parts.ts";
import { savedAnswers } from "../saved/catalogue.ts";
import { present } from "../saved/present.ts";
import type { AdvisorProgress, AdvisorSubject, CollectedAnswer, KeptAnswers } from "./collector.ts";
import { collectors } from "./collectors/index.ts";
import type { Connection } from "./connection.ts";
import { runCollectors } from "./run-collectors.ts";
import { type SessionOptions, startSession } from "./session.ts";
import { type Caller, whoAmI } from "./who-am-i.ts";

export interface CollectOptions extends SessionOptions {
  readonly features: readonly CollectFeature[];
  /** Of Access Advisor. */
  readonly level?: "service" | "action";
  /** Whom Access Advisor is asked about; users and roles, if nothing is said. */
  readonly subjects?: readonly AdvisorSubject[];
  /** Jobs of Access Advisor that are under way at the same time. */
  readonly concurrency?: number;
  readonly now?: () => Date;
  /** Answers of a run that was interrupted, once it is known who asks. */
  readonly kept?: (caller: Caller | undefined) => KeptAnswers;
  readonly onProgress?: (progress: AdvisorProgress) => void;
}

export interface CollectedAccount {
  readonly snapshot: Snapshot & { readonly collection: Collection };
  readonly problems: readonly Problem[];
}

/**
 * Asks AWS and puts the answers together as if they had been saved by AWS CLI. Calls that are denied or fail are written
 * down, and what rests on them is a gap. Throws a Problem when the first call finds no credentials or no network, or
 * when not one call was answered.
 */
export async function collectAccount(connection: Connection, options: CollectOptions): Promise<CollectedAccount> {
  const {
    features,
    level = "service",
    subjects = ["users", "roles"],
    concurrency = 4,
    now = () => new Date(),
    onProgress,
    kept,
  } = options;
  const session = startSession(connection, options);
  const startedAt = isoNow(now);
  const caller = await whoAmI(session);
  const ofBefore = kept?.(caller);
  const run = await runCollectors(features, {
    session,
    level,
    subjects,
    ...(caller !== undefined && { account: caller.account }),
    isProbe: false,
    concurrency,
    ...(ofBefore !== undefined && { kept: ofBefore }),
    ...(onProgress !== undefined && { onProgress }),
  });
  const readAt = isoNow(now);
  const parts = partsOf(run.answers, readAt);
  const ended = session.ended();
  const { snapshot, problems } = assembleSnapshot(parts, {
    now: now(),
    ...(caller !== undefined && { asked: caller }),
    askedAt: clockOfAws(connection, now),
    absent: (source) => notCollected(source, features, ended),
  });
  const collection: Collection = {
    ...(caller !== undefined && { caller: caller.arn }),
    features,
    startedAt,
    finishedAt: readAt,
    calls: session.calls(),
    ...(ended !== undefined && { ended }),
    failures: session.failures,
    ...run.facts,
  };
  // A refusal is among the failures already, with more about it than a parser can tell.
  return { snapshot: { ...snapshot, collection }, problems: problems.filter(({ code }) => code !== "input.nothing") };
}

function isoNow(now: () => Date): string {
  return now().toISOString().replace(".000Z", "Z");
}

/**
 * The end of the second of AWS's last answer, else the machine's time. The credential report would be no clock: what is
 * answered after it would be from its future.
 */
function clockOfAws({ dates }: Connection, now: () => Date): string {
  const last = Math.max(...dates.seen.map(({ server }) => server));
  return Number.isFinite(last) ? new Date(last + 1000).toISOString().replace(".000Z", "Z") : isoNow(now);
}

function partsOf(answers: readonly CollectedAnswer[], readAt: string): SnapshotParts {
  const parts = new Map<SourceName, SnapshotPart<unknown>[]>();
  for (const answer of answers) {
    const list = parts.get(answer.source) ?? [];
    list.push(partOf(answer, readAt));
    parts.set(answer.source, list);
  }
  // Object.fromEntries forgets that each list is of its source.
  return Object.fromEntries(parts) as SnapshotParts;
}

function partOf<S extends SourceName>(
  { source, subject, region, text }: CollectedAnswer & { readonly source: S },
  readAt: string,
): SnapshotPart<AnswerValues[S]> {
  const file = `aws ${snapshotSources[source]}${subject === undefined ? "" : ` ${subject}`}`;
  const origin = {
    file,
    bytes: Buffer.byteLength(text),
    sha256: createHash("sha256").update(text).digest("hex"),
    readAt,
  };
  const common = { file, origin, ...present({ subject, region }) };
  try {
    const parsed = savedParsers[source](text, file);
    // Of one subject nothing is known, not of the source.
    const what = bySubject.has(source) ? (subject ?? region ?? source) : source;
    const gaps = parsed.gaps.map((gap) => (gap.what === source ? { ...gap, what } : gap));
    return { ...common, parsed: { ...parsed, gaps } };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return {
      ...common,
      parsed: { value: undefined, problems: [error], gaps: [{ what: source, cause: error.message }] },
    };
  }
}

/** Sources of which one answer is only about one of many. */
const bySubject: ReadonlySet<SourceName> = new Set([
  "analyzers",
  "analyzer-findings",
  "event-rules",
  "trail-keys",
  "metric-filters",
]);

function notCollected(source: SourceName, features: readonly CollectFeature[], ended: Collection["ended"]): string {
  const action = snapshotSources[source];
  const feature = collectors.find(({ actions }) => actions.includes(action))?.features[0];
  if (feature === undefined) {
    const { command, flag } = savedAnswers[source];
    return `not given: collect does not ask for it (${action}); audit saved answers with ${flag} (${command})`;
  }
  if (!features.includes(feature)) {
    return `not collected: trailproof collect --for ${feature} asks for it (needs ${action})`;
  }
  return `not collected: ${ended === undefined ? "nothing led to it" : endings[ended]} (needs ${action})`;
}

const endings: { readonly [end in NonNullable<Collection["ended"]>]: string } = {
  interrupted: "the collection was interrupted before it",
  timeout: "the time of --timeout was over before it",
  credentials: "the credentials ended before it",
  unreachable: "AWS was out of reach before it",
};
