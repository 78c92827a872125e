import { gzipSync } from "node:zlib";
import { type DigestedLogFile, type LogFileKind, logFileKey, sha256Hex } from "../../integrity/index.ts";
import { AwsError } from "../aws-error.ts";
import type { SandboxParts } from "../parts.ts";
import type { RecordedEvent } from "../record/index.ts";
import { keyFault } from "../services/cloudtrail/trail-access.ts";
import { type Flow, flowTable, nextDigest, type TrailFlow } from "../trails/flows.ts";
import { hour, isoSecond } from "../trails/instants.ts";
import type { World } from "../world/world.ts";
import { askAsCloudTrail, encryptionOf, placeOf } from "./as-cloudtrail.ts";
import { deliveryOptions } from "./delivery-options.ts";
import { type Pending, pendingBefore, timesOf } from "./pending.ts";
import { tellOthers } from "./tell-others.ts";
import { noteDelivery } from "./trail-notes.ts";

/**
 * Writes what waits from before `at` (milliseconds since 1970, a multiple of five minutes) as files of that minute. Each file
 * and that it was written become lasting together. Throws AwsError; files before the one that failed are written.
 */
export function deliverLogs(sandbox: SandboxParts, of: TrailFlow, at: number): void {
  const { world } = sandbox;
  const { disorder, duplicates } = deliveryOptions(world);
  let flow = checked(sandbox, of, at);
  for (const [kind, records] of [
    ["events", pendingBefore(world, "events", of, flow.next, at)],
    ["insights", pendingBefore(world, "insights", of, flow.nextInsight, at)],
  ] as const) {
    const last = records.at(-1);
    if (last === undefined) continue;
    const place = kind === "events" ? { next: last.number + 1 } : { nextInsight: last.number + 1 };
    const ordered = disorder ? shuffled(world, records) : records;
    const { retry: _, ...rest } = flow;
    flow = put(sandbox, of, at, kind, ordered, { ...rest, ...place });
    if (duplicates) flow = put(sandbox, of, at, kind, ordered, flow);
  }
}

/** CloudTrail looks about once an hour whether the bucket is its to write to. */
function checked(sandbox: SandboxParts, of: TrailFlow, at: number): Flow {
  const { flow, account, key } = of;
  if (flow.checkedAt !== undefined && at - flow.checkedAt < hour) return flow;
  const next = { ...flow, checkedAt: at };
  flowTable(sandbox.world, account).put(key, next);
  askAsCloudTrail(sandbox, of, "GetBucketAcl", {}, at);
  return next;
}

function put(
  sandbox: SandboxParts,
  of: TrailFlow,
  at: number,
  kind: "events" | "insights",
  records: readonly RecordedEvent[],
  before: Flow,
): Flow {
  const { world } = sandbox;
  const { trail, account } = of;
  requireKey(sandbox, of, at);
  const folder: LogFileKind = kind === "events" ? "CloudTrail" : "CloudTrail-Insight";
  const text = `{"Records":[${records.map((record) => record.text).join(",")}]}`;
  const time = isoSecond(at);
  const object = logFileKey({ ...placeOf(world, of), kind: folder, time, unique: world.ids.fileSuffix() });
  const { oldest, newest } = timesOf(records);
  const entry: DigestedLogFile = {
    s3Bucket: trail.bucket,
    s3Object: object,
    hashValue: sha256Hex(text),
    hashAlgorithm: "SHA-256",
    newestEventTime: newest,
    oldestEventTime: oldest,
  };
  const flow: Flow = {
    ...before,
    ...(trail.validation && {
      logs: [...before.logs, entry],
      digestAt: before.digestAt ?? nextDigest(trail, before.region, at),
    }),
  };
  flowTable(world, account).put(of.key, flow);
  noteDelivery(world, of, "logs", time);
  tellOthers(world, of, records, at);
  const body = { Key: object, Body: gzipSync(text), ContentType: "application/json", ContentEncoding: "gzip" };
  askAsCloudTrail(sandbox, of, "PutObject", { ...body, ...encryptionOf(trail) }, at);
  return flow;
}

/** S3 asks KMS for CloudTrail. Throws AwsError with S3's code. */
function requireKey({ world }: SandboxParts, { account, trail }: TrailFlow, at: number): void {
  const fault = keyFault({ world, account, trail, time: isoSecond(at) });
  if (fault !== undefined) throw new AwsError(fault, `The key ${trail.kmsKeyId} cannot be used.`, 400);
}

function shuffled(world: World, records: readonly Pending[]): readonly Pending[] {
  const places = records.map((record) => ({ record, place: Buffer.from(world.ids.bytes(4)).readUInt32BE() }));
  return places.sort((a, b) => a.place - b.place).map(({ record }) => record);
}
