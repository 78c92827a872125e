import { createHash, createPublicKey } from "node:crypto";
import type { PackedInput } from "../../evidence/index.ts";
import { fingerprintOf, type PublicKey, parsePublicKeys } from "../../integrity/index.ts";
import { Problem } from "../../model/index.ts";
import { readInput } from "../read-input.ts";
import type { PackEntry } from "./evidence-write.ts";

/** Keys of AWS as they go into a pack. */
export interface PackedKeys {
  readonly entries: readonly PackEntry[];
  readonly keys: readonly { readonly fingerprint: string; readonly path: string }[];
  readonly inputs: readonly PackedInput[];
}

/** Packs what `aws cloudtrail list-public-keys` printed as it is, and beside it each key as PEM. Throws Problems. */
export async function packKeys(files: readonly string[]): Promise<PackedKeys> {
  const entries = new Map<string, PackEntry>();
  const keys = new Map<string, string>();
  const inputs: PackedInput[] = [];
  for (const [index, file] of files.entries()) {
    const { bytes, origin } = await readInput(file, 16 * 2 ** 20, new Date(0));
    const text = Buffer.from(bytes).toString("utf8");
    const path = `${keysFolder}${index + 1}.json`;
    entries.set(path, { path, from: text });
    inputs.push({ source: "public-keys", file, sha256: origin.sha256, path });
    for (const key of keysIn(text, file)) {
      const pem = pemOf(key);
      const pemPath = `${keysFolder}${key.fingerprint}.pem`;
      if (pem === undefined || !isFingerprint(key.fingerprint)) continue;
      entries.set(pemPath, { path: pemPath, from: pem });
      keys.set(key.fingerprint, pemPath);
    }
  }
  const listed = [...keys].map(([fingerprint, path]) => ({ fingerprint, path }));
  return { entries: [...entries.values()], keys: listed, inputs };
}

export const keysFolder = "public-keys/";

export function keysIn(text: string, file: string): readonly PublicKey[] {
  const keys = parsePublicKeys(text);
  if (keys !== undefined && keys.length > 0) return keys;
  throw new Problem("input.malformed", "There is no public key of CloudTrail in it.", {
    location: { file },
    hint: "Save them: aws cloudtrail list-public-keys --start-time START --end-time END > keys.json",
  });
}

/** Undefined: it is no RSA key. */
export function pemOf({ value }: PublicKey): string | undefined {
  for (const type of ["pkcs1", "spki"] as const) {
    try {
      const key = createPublicKey({ key: Buffer.from(value), format: "der", type });
      if (key.asymmetricKeyType === "rsa") return key.export({ type: "spki", format: "pem" }).toString();
    } catch {
      // The other form, or none.
    }
  }
  return undefined;
}

/** Why a key is not what its fingerprint says: a clause. Undefined: it is. */
export function keyProblem(key: PublicKey): string | undefined {
  if (pemOf(key) === undefined) return "it is no RSA key";
  return fingerprintOf(key.value) === key.fingerprint ? undefined : "its bytes have another fingerprint";
}

/** Of the bytes, hex: MD5 alone can be forged. */
export function keySha256({ value }: PublicKey): string {
  return createHash("sha256").update(value).digest("hex");
}

function isFingerprint(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}
