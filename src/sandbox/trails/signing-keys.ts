import { generateKeyPairSync } from "node:crypto";
import { fingerprintOf } from "../../integrity/index.ts";
import type { World } from "../world/world.ts";
import { isoSecond } from "./instants.ts";

/** With which CloudTrail signs the digests of one region, for all accounts. */
export interface SigningKey {
  /** ISO 8601; `to` does not count. */
  readonly from: string;
  readonly to: string;
  readonly fingerprint: string;
  /** Base64 of DER, PKCS#1. */
  readonly publicKey: string;
  /** PEM. */
  readonly privateKey: string;
}

/** All that there ever were, oldest first. */
export function signingKeys(world: World, region: string): readonly SigningKey[] {
  return [...world.store.table<SigningKey>(`signing-keys@${region}`).values()];
}

/** The key of that time. It is made when it is needed first, which takes about a tenth of a second. */
export function signingKeyAt(world: World, region: string, time: number): SigningKey {
  const keys = world.store.table<SigningKey>(`signing-keys@${region}`);
  for (const key of keys.values()) {
    if (Date.parse(key.from) <= time && time < Date.parse(key.to)) return key;
  }
  const key = newKey(time - (time % day));
  keys.put(key.from, key);
  return key;
}

const day = 86_400_000;
const lifetime = 30 * day;

function newKey(from: number): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "pkcs1", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  return {
    from: isoSecond(from),
    to: isoSecond(from + lifetime),
    fingerprint: fingerprintOf(publicKey),
    publicKey: publicKey.toString("base64"),
    privateKey,
  };
}
