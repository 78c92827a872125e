import type { JsonObject } from "../../src/model/index.ts";
import { accountId, iamTrailBucket, labTrailBucket, mainRegion } from "../../src/sandbox/seed/aerosecure/workload.ts";
import { byService } from "./events/callers.ts";
import { onObject } from "./events/calls.ts";
import { type TimedEvent, toEvent } from "./events/shape.ts";
import { labTrailStopped } from "./events/stolen-key.ts";
import { inOrder } from "./events/story.ts";
import { lettersAndDigits, type Random } from "./random.ts";
import { eventTime, minuteMs, secondMs } from "./time.ts";

/** A log file as CloudTrail would have put it in the bucket. */
export interface LogFile {
  /** From `AWSLogs/` on. */
  readonly key: string;
  readonly records: readonly JsonObject[];
}

export interface Delivery {
  /** By key. */
  readonly files: readonly LogFile[];
  /** Unique events. */
  readonly events: readonly TimedEvent[];
  /** Records that are in two files. */
  readonly duplicates: number;
}

const slotMs = 5 * minuteMs;
const maxRecords = 80;
const duplicateCount = 14;

/**
 * Sorts events into files: one or more for each region and five minutes, 28 seconds to 10 minutes after the event, not
 * always in order of time, and a few events twice, as CloudTrail delivers at least once.
 */
export function deliver(random: Random, events: readonly TimedEvent[]): Delivery {
  const slots = new Map<string, TimedEvent[]>();
  for (const event of events) put(slots, slotOf(random, event), event);
  const written = cloudTrailWrites(random, slots);
  for (const event of written) put(slots, slotOf(random, event), event);
  const duplicates = deliverTwice(random.fork("twice"), slots);
  const files = [...slots].flatMap(([slot, content]) => filesOf(random, slot, content));
  return {
    files: files.sort((a, b) => (a.key < b.key ? -1 : 1)),
    events: inOrder([...events, ...written]),
    duplicates,
  };
}

/** The one line of a log file, without an end of line. */
export function logFileText(records: readonly JsonObject[]): string {
  return JSON.stringify({ Records: records });
}

function put(slots: Map<string, TimedEvent[]>, slot: string, event: TimedEvent): void {
  const content = slots.get(slot);
  if (content === undefined) slots.set(slot, [event]);
  else content.push(event);
}

/** `us-east-1 2026-11-21T20:25:00Z`: where and when the file of an event is made. Neighbours mostly go together. */
function slotOf(random: Random, { at, region, event }: TimedEvent): string {
  const shared = random.fork(`lag/${region}/${Math.floor(at / (2 * slotMs))}`).int(28, 60);
  const own = random.fork(`lag/${String(event["eventID"])}`);
  const lag = (own.chance(0.06) ? own.int(61, 295) : shared) * secondMs;
  return `${region} ${eventTime(Math.ceil((at + lag) / slotMs) * slotMs)}`;
}

/** CloudTrail's own writes to the trail buckets are data events as well: some of them, with the true keys. */
function cloudTrailWrites(random: Random, slots: ReadonlyMap<string, readonly TimedEvent[]>): TimedEvent[] {
  const caller = byService("cloudtrail.amazonaws.com");
  return [...slots.keys()].flatMap((slot) => {
    const own = random.fork(`write/${slot}`);
    const [region = "", made = ""] = slot.split(" ");
    const at = Date.parse(made) + own.int(5, 20) * secondMs;
    if (!own.chance(0.35) || at >= labTrailStopped) return [];
    const bucket = region === mainRegion ? labTrailBucket : iamTrailBucket;
    const { request: _short, ...call } = onObject("PutObject", bucket, keyOf(random, slot, 0));
    const request = {
      bucketName: bucket,
      Host: `${bucket}.s3.${mainRegion}.amazonaws.com`,
      "x-amz-acl": "bucket-owner-full-control",
      "x-amz-server-side-encryption": "AES256",
      key: keyOf(random, slot, 0),
    };
    return [toEvent(own, at, caller, { ...call, request, shared: true })];
  });
}

/** Puts a few events in the file of the next five minutes as well. */
function deliverTwice(random: Random, slots: Map<string, TimedEvent[]>): number {
  const chosen = random.shuffle([...slots.keys()].sort().slice(0, -12)).slice(0, duplicateCount);
  for (const slot of chosen) {
    const [region = "", made = ""] = slot.split(" ");
    const event = random.pick(slots.get(slot) ?? []);
    put(slots, `${region} ${eventTime(Date.parse(made) + slotMs)}`, event);
  }
  return chosen.length;
}

function filesOf(random: Random, slot: string, content: readonly TimedEvent[]): LogFile[] {
  const own = random.fork(`order/${slot}`);
  const sorted = own.chance(0.27) ? own.shuffle(inOrder(content)) : inOrder(content);
  return Array.from({ length: Math.ceil(sorted.length / maxRecords) }, (_, part) => ({
    key: keyOf(random, slot, part),
    records: sorted.slice(part * maxRecords, (part + 1) * maxRecords).map(({ event }) => event),
  }));
}

/** Source: CloudTrail User Guide, "CloudTrail log file name format". */
function keyOf(random: Random, slot: string, part: number): string {
  const [region = "", made = ""] = slot.split(" ");
  const day = made.slice(0, 10).replaceAll("-", "/");
  const stamp = `${made.slice(0, 16).replace(/[-:]/g, "")}Z`;
  const unique = random.fork(`name/${slot}/${part}`).text(lettersAndDigits, 16);
  return `AWSLogs/${accountId}/CloudTrail/${region}/${day}/${accountId}_CloudTrail_${region}_${stamp}_${unique}.json.gz`;
}
