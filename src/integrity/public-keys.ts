import { fingerprintOf } from "./signature.ts";

/** A public key of CloudTrail for one region. */
export interface PublicKey {
  /** How digests name it. */
  readonly fingerprint: string;
  /** DER, PKCS#1 as CloudTrail gives it. */
  readonly value: Uint8Array;
  /** Milliseconds since 1970. Undefined: not told, so that it is taken to be valid at any time. */
  readonly validFrom?: number;
  readonly validTo?: number;
}

/**
 * Reads what `aws cloudtrail list-public-keys` prints: times in seconds since 1970 or as ISO 8601, values in base64. Undefined:
 * it is not that. Entries without a value are left out.
 */
export function parsePublicKeys(text: string): readonly PublicKey[] | undefined {
  const list = listIn(text);
  return Array.isArray(list) ? list.flatMap((entry) => publicKeyOf(entry) ?? []) : undefined;
}

/** Keys that were valid at some time from `fromMs` to `toMs`, by their fingerprint. */
export function keysValidAt(keys: readonly PublicKey[], fromMs: number, toMs: number): ReadonlyMap<string, Uint8Array> {
  return new Map(
    keys
      .filter(({ validFrom = -Infinity, validTo = Infinity }) => validFrom <= toMs && validTo >= fromMs)
      .map(({ fingerprint, value }) => [fingerprint, value]),
  );
}

function listIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : memberOf(value, "PublicKeyList");
  } catch {
    return undefined;
  }
}

function publicKeyOf(entry: unknown): PublicKey | undefined {
  const encoded = memberOf(entry, "Value");
  if (typeof encoded !== "string" || encoded === "") return undefined;
  const value = Buffer.from(encoded, "base64");
  const fingerprint = memberOf(entry, "Fingerprint");
  const validFrom = timeOf(memberOf(entry, "ValidityStartTime"));
  const validTo = timeOf(memberOf(entry, "ValidityEndTime"));
  return {
    fingerprint: typeof fingerprint === "string" ? fingerprint : fingerprintOf(value),
    value,
    ...(validFrom !== undefined && { validFrom }),
    ...(validTo !== undefined && { validTo }),
  };
}

function timeOf(value: unknown): number | undefined {
  const ms = typeof value === "number" ? value * 1000 : typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isFinite(ms) ? ms : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
