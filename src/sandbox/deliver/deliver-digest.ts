import { gzipSync } from "node:zlib";
import {
  type Digest,
  type DigestedLogFile,
  digestFileKey,
  digestText,
  sha256Hex,
  signDigest,
} from "../../integrity/index.ts";
import type { SandboxParts } from "../parts.ts";
import { type DigestLink, type Flow, flowTable, nextDigest, type TrailFlow } from "../trails/flows.ts";
import { hour, isoSecond } from "../trails/instants.ts";
import { signingKeyAt } from "../trails/signing-keys.ts";
import { askAsCloudTrail, placeOf } from "./as-cloudtrail.ts";
import { deliveryOptions } from "./delivery-options.ts";
import { noteDelivery } from "./trail-notes.ts";

/**
 * Writes the digest of what was delivered since the one before, also when that is nothing; of a stopped trail the last one.
 * Before it, the backfill digest of what the digest before had left out. Throws AwsError.
 */
export function deliverDigest(sandbox: SandboxParts, of: TrailFlow, at: number): void {
  const flow = of.flow.late === undefined ? of.flow : putBackfill(sandbox, of, of.flow.late, at);
  if (flow.isFinished || !of.trail.validation) finish(sandbox, of, flow);
  else putHourly(sandbox, of, flow, at);
}

function putHourly(sandbox: SandboxParts, of: TrailFlow, flow: Flow, at: number): void {
  const { trail } = of;
  const { digestAt: _, late: __, ...rest } = flow;
  const { named, late } = parted(sandbox, flow);
  const from = flow.lastDigest?.end ?? isoSecond(at - hour);
  const goesOn = trail.logging || late.length > 0;
  const after: Flow = {
    ...rest,
    logs: [],
    ...(goesOn && { digestAt: nextDigest(trail, flow.region, at) }),
    ...(late.length > 0 && { late: { logs: late, from, to: isoSecond(at) } }),
    ...(!trail.logging && { isFinished: true }),
  };
  const window: Window = { from, to: isoSecond(at), logs: named, link: flow.lastDigest };
  putDigest(sandbox, of, window, at, (link) => ({ ...after, lastDigest: link }));
}

/** The last log file is left out where backfills are wanted. */
function parted(
  { world }: SandboxParts,
  { logs }: Flow,
): { readonly named: readonly DigestedLogFile[]; readonly late: readonly DigestedLogFile[] } {
  if (!deliveryOptions(world).backfill || logs.length === 0) return { named: logs, late: [] };
  return { named: logs.slice(0, -1), late: logs.slice(-1) };
}

function putBackfill(sandbox: SandboxParts, of: TrailFlow, late: NonNullable<Flow["late"]>, at: number): Flow {
  const { late: _, ...rest } = of.flow;
  return putDigest(sandbox, of, { ...late, link: of.flow.lastBackfill, isBackfill: true }, at, (link) => ({
    ...rest,
    lastBackfill: link,
  }));
}

function finish({ world }: SandboxParts, { account, key }: TrailFlow, flow: Flow): void {
  const { digestAt: _, lastDigest: __, ...rest } = flow;
  flowTable(world, account).put(key, rest);
}

interface Window {
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly logs: readonly DigestedLogFile[];
  readonly link: DigestLink | undefined;
  readonly isBackfill?: boolean;
}

function putDigest(
  sandbox: SandboxParts,
  of: TrailFlow,
  window: Window,
  at: number,
  after: (link: DigestLink) => Flow,
): Flow {
  const { world } = sandbox;
  const { trail, account } = of;
  const place = placeOf(world, of);
  const isBackfill = window.isBackfill === true;
  const { name, homeRegion, bucket } = trail;
  const object = digestFileKey({ ...place, trail: name, homeRegion, time: window.to, backfill: isBackfill });
  const signingKey = signingKeyAt(world, place.region, at);
  const digest = digestOf(window, { account: place.account, bucket, key: object }, signingKey.fingerprint);
  const text = digestText(digest);
  const signature = signDigest(digest, text, signingKey.privateKey);
  const flow = after({ bucket, key: object, hash: sha256Hex(text), signature, end: window.to });
  flowTable(world, account).put(of.key, flow);
  noteDelivery(world, of, "digest", isoSecond(at));
  askAsCloudTrail(
    sandbox,
    of,
    "PutObject",
    {
      Key: object,
      Body: gzipSync(text),
      ContentType: "application/json",
      ContentEncoding: "gzip",
      ServerSideEncryption: "AES256",
      Metadata: {
        signature,
        "signature-algorithm": "SHA256withRSA",
        ...(isBackfill && { "backfill-generation-timestamp": isoSecond(at) }),
      },
    },
    at,
  );
  return flow;
}

function digestOf(
  { from, to, logs, link }: Window,
  place: { readonly account: string; readonly bucket: string; readonly key: string },
  fingerprint: string,
): Digest {
  return {
    awsAccountId: place.account,
    digestStartTime: from,
    digestEndTime: to,
    digestS3Bucket: place.bucket,
    digestS3Object: place.key,
    digestPublicKeyFingerprint: fingerprint,
    digestSignatureAlgorithm: "SHA256withRSA",
    newestEventTime: ends(logs.map((log) => log.newestEventTime)).last,
    oldestEventTime: ends(logs.map((log) => log.oldestEventTime)).first,
    previousDigestS3Bucket: link?.bucket ?? null,
    previousDigestS3Object: link?.key ?? null,
    previousDigestHashValue: link?.hash ?? null,
    previousDigestHashAlgorithm: link === undefined ? null : "SHA-256",
    previousDigestSignature: link?.signature ?? null,
    logFiles: logs,
  };
}

function ends(times: readonly (string | null)[]): { readonly first: string | null; readonly last: string | null } {
  const sorted = times.filter((time) => time !== null).sort();
  return { first: sorted[0] ?? null, last: sorted.at(-1) ?? null };
}
