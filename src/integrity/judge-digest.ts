import type { DigestChainName } from "../model/index.ts";
import { checkDigest } from "./check-digest.ts";
import type { Digest } from "./digest.ts";
import { keysValidAt, type PublicKey } from "./public-keys.ts";
import { sha256Hex } from "./signature.ts";
import { hourMs } from "./spans.ts";
import { digestReason, invalidReasons } from "./verdict-words.ts";

/** What was found under the key of a digest. */
export type FoundDigest =
  | {
      readonly kind: "digest";
      /** Uncompressed: what the first gzip member holds. */
      readonly text: Uint8Array;
      readonly hasTrailing: boolean;
      /** The object's metadata, without `x-amz-meta-`. */
      readonly metadata: ReadonlyMap<string, string>;
      /** Those that CloudTrail lists around its time. */
      readonly keys: readonly PublicKey[];
    }
  | { readonly kind: "absent" }
  /** Not gzip, corrupt, cut off, or larger than any digest. */
  | { readonly kind: "broken" }
  | { readonly kind: "unreadable"; readonly message: string };

/** Where it was found. */
export interface DigestPlace {
  readonly bucket: string;
  readonly key: string;
  /** Its end, by its name. */
  readonly time: number;
  readonly chain: DigestChainName;
  /** What the digest after it says of it. */
  readonly expectedHash: string | undefined;
}

export type JudgedDigest =
  | { readonly verdict: "valid"; readonly digest: Digest; readonly from: number; readonly to: number }
  | { readonly verdict: "invalid" | "unchecked"; readonly reason: string; readonly isUnread?: true };

/** Whether one digest may be believed. */
export function judgeDigest(place: DigestPlace, found: FoundDigest): JudgedDigest {
  switch (found.kind) {
    case "absent":
      return { verdict: "invalid", reason: invalidReasons.absent };
    case "broken":
      return { verdict: "invalid", reason: invalidReasons.format };
    case "unreadable":
      return { verdict: "unchecked", reason: `unchecked: ${found.message}`, isUnread: true };
    case "digest":
      return judgeFound(place, found);
  }
}

function judgeFound(place: DigestPlace, found: FoundDigest & { kind: "digest" }): JudgedDigest {
  const { bucket, key, chain, expectedHash } = place;
  const { text, metadata } = found;
  const span = signingSpan(place, metadata);
  const checked = checkDigest(
    {
      bucket,
      key,
      text,
      signature: metadata.get("signature"),
      algorithm: metadata.get("signature-algorithm"),
    },
    span === undefined ? new Map() : keysValidAt(found.keys, span.from, span.to),
  );
  const problem = checked.ok ? undefined : checked.problem;
  if (span === undefined && problem !== "no-signature") return { verdict: "invalid", reason: invalidReasons.format };
  if (!checked.ok) return { verdict: "invalid", reason: reasonOf(checked, chain, found.keys) };
  const from = Date.parse(checked.digest.digestStartTime);
  const to = Date.parse(checked.digest.digestEndTime);
  if (Number.isNaN(from) || Number.isNaN(to)) return { verdict: "invalid", reason: invalidReasons.format };
  if (expectedHash !== undefined && sha256Hex(text) !== expectedHash.toLowerCase()) {
    return { verdict: "invalid", reason: invalidReasons.hash };
  }
  if (found.hasTrailing) return { verdict: "invalid", reason: invalidReasons.trailing };
  return { verdict: "valid", digest: checked.digest, from, to };
}

function reasonOf(
  {
    problem,
    fingerprint = "",
  }: { readonly problem: Parameters<typeof digestReason>[0]; readonly fingerprint?: string },
  { homeRegion }: DigestChainName,
  keys: readonly PublicKey[],
): string {
  const reason = digestReason(problem, homeRegion, fingerprint);
  const isKnown = problem === "unknown-key" && keys.some((key) => key.fingerprint === fingerprint);
  return isKnown ? `${reason} (the key of that fingerprint was not valid at that time)` : reason;
}

/**
 * When the key that signed it must have been valid. A digest is signed when it is delivered, after its end; AWS CLI looks two
 * hours beyond it, and an hour around the time at which a backfill digest was made. Undefined: a backfill digest without that time.
 */
function signingSpan(
  { time, chain }: DigestPlace,
  metadata: ReadonlyMap<string, string>,
): { readonly from: number; readonly to: number } | undefined {
  if (!chain.isBackfill) return { from: time - hourMs, to: time + 2 * hourMs };
  const made = Date.parse(metadata.get(backfillTimeMember) ?? "");
  return Number.isNaN(made) ? undefined : { from: made - hourMs, to: made + hourMs };
}

/** In the metadata of backfill digests: when they were made. */
export const backfillTimeMember = "backfill-generation-timestamp";
