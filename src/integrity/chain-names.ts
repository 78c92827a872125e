import type { DigestChainName } from "../model/index.ts";
import { parseDigestFileKey } from "./file-names.ts";

/** A digest as it stands in a listing. */
export interface ListedDigest {
  readonly key: string;
  /** Its end, by its name. Milliseconds since 1970. */
  readonly time: number;
}

/** Which chain a digest belongs to, and its end, by its key. Undefined: it is not the key of a digest. */
export function chainOfKey(key: string): { readonly chain: DigestChainName; readonly time: number } | undefined {
  const name = parseDigestFileKey(key);
  if (name === undefined) return undefined;
  const { time, backfill, ...chain } = name;
  return { chain: { ...chain, isBackfill: backfill }, time: Date.parse(time) };
}

/** Equal for digests of one chain, and for no others. */
export function chainId({
  prefix,
  organization,
  account,
  region,
  trail,
  homeRegion,
  isBackfill,
}: DigestChainName): string {
  return JSON.stringify([prefix, organization, account, region, trail, homeRegion, isBackfill]);
}

/** `[prefix/]AWSLogs/[o-ORG/]ACCOUNT` */
export function accountFolder({
  prefix,
  organization,
  account,
}: Pick<DigestChainName, "prefix" | "organization" | "account">): string {
  return [prefix, "AWSLogs", organization ?? "", account].filter((part) => part !== "").join("/");
}

/** `.../ACCOUNT/CloudTrail-Digest/REGION/` */
export function digestFolder(chain: Pick<DigestChainName, "prefix" | "organization" | "account" | "region">): string {
  return `${accountFolder(chain)}/CloudTrail-Digest/${chain.region}/`;
}
