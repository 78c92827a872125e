import { createHash } from "node:crypto";
import { accountId } from "../../src/sandbox/seed/aerosecure/workload.ts";
import { type Delivery, logFileText } from "./delivery.ts";
import type { Marked } from "./events/activities.ts";
import type { Story } from "./events/story.ts";
import { asOf, eventTime } from "./time.ts";

/** What the sample holds, so that anybody can see that theirs is the same. */
export interface Manifest {
  readonly schemaVersion: 1;
  readonly account: string;
  /** The clock that the story assumes. ISO 8601, UTC. */
  readonly asOf: string;
  readonly seed: string;
  readonly cloudtrail: {
    readonly files: number;
    /** As delivered. */
    readonly records: number;
    /** Unique by `eventID`. */
    readonly events: number;
    readonly eventNames: number;
    readonly firstEvent: string;
    readonly lastEvent: string;
    /** Hex, over the uncompressed contents of all files, one after the other by key. */
    readonly sha256: string;
  };
  readonly activities: readonly Milestone[];
  readonly intrusions: readonly { readonly id: string; readonly title: string; readonly steps: readonly Milestone[] }[];
  /** SHA-256 of the saved answers, by name. */
  readonly files: { readonly [name: string]: string };
}

export interface Milestone {
  readonly label: string;
  readonly eventName: string;
  readonly time: string;
  readonly eventID: string;
}

export function manifestOf(
  seed: string,
  story: Story,
  delivery: Delivery,
  answers: ReadonlyMap<string, string>,
): Manifest {
  const { files, events } = delivery;
  const hash = createHash("sha256");
  for (const { records } of files) hash.update(logFileText(records));
  return {
    schemaVersion: 1,
    account: accountId,
    asOf: eventTime(asOf),
    seed,
    cloudtrail: {
      files: files.length,
      records: files.reduce((sum, { records }) => sum + records.length, 0),
      events: events.length,
      eventNames: new Set(events.map(({ event }) => event["eventName"])).size,
      firstEvent: eventTime(events.at(0)?.at ?? 0),
      lastEvent: eventTime(events.at(-1)?.at ?? 0),
      sha256: hash.digest("hex"),
    },
    activities: story.activities.map(toMilestone),
    intrusions: story.intrusions.map(({ id, title, marked }) => ({ id, title, steps: marked.map(toMilestone) })),
    files: Object.fromEntries(
      [...answers].map(([name, content]) => [name, createHash("sha256").update(content).digest("hex")]),
    ),
  };
}

function toMilestone({ label, timed: { at, event } }: Marked): Milestone {
  return { label, eventName: String(event["eventName"]), time: eventTime(at), eventID: String(event["eventID"]) };
}
