import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { readWire, wireString } from "./ssh-wire.ts";

/** Who signs as SSH does: the private key, and the public one as SSH writes it. */
export interface SshSigner {
  readonly form: "ssh";
  readonly privateKey: KeyObject;
  readonly publicKey: Uint8Array;
}

/**
 * Reads an Ed25519 private key without a passphrase: as `ssh-keygen` makes it, or PKCS#8 PEM. Undefined: it is none. Source of
 * the first form: OpenSSH, PROTOCOL.key.
 */
export function readSshSecret(text: string): SshSigner | undefined {
  const sshBody = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END OPENSSH PRIVATE KEY-----/.exec(text);
  const privateKey = sshBody?.[1] === undefined ? pemKey(text) : openSshKey(Buffer.from(sshBody[1], "base64"));
  if (privateKey?.asymmetricKeyType !== "ed25519") return undefined;
  return { form: "ssh", privateKey, publicKey: blobOf(createPublicKey(privateKey)) };
}

/** Every Ed25519 public key of a `.pub`, `authorized_keys` or allowed-signers file, or of PEM, as SSH writes it. */
export function readSshPublicKeys(text: string): readonly Uint8Array[] {
  const ssh = [...text.matchAll(/^[^#\n]*?\bssh-ed25519\s+([A-Za-z0-9+/=]+)/gm)].flatMap(([, base64 = ""]) => {
    const blob = Buffer.from(base64, "base64");
    return keyOfBlob(blob) === undefined ? [] : [blob];
  });
  const pems = text.match(/-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----/g) ?? [];
  return [...ssh, ...pems.flatMap((pem) => pemBlob(pem) ?? [])];
}

/** The key in SSH's form: its kind and 32 bytes. Undefined: it is another kind, or none. */
export function keyOfBlob(blob: Uint8Array): KeyObject | undefined {
  const wire = readWire(blob);
  const kind = wire.string()?.toString("latin1");
  const raw = wire.string();
  if (kind !== keyKind || raw?.length !== 32 || !wire.isAtEnd()) return undefined;
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") }, format: "jwk" });
}

/** As `ssh-keygen -l` prints it: `SHA256:...` */
export function sshFingerprint(blob: Uint8Array): string {
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replaceAll("=", "")}`;
}

export const keyKind = "ssh-ed25519";

function blobOf(publicKey: KeyObject): Uint8Array {
  const { x = "" } = publicKey.export({ format: "jwk" });
  return Buffer.concat([wireString(keyKind), wireString(Buffer.from(x, "base64url"))]);
}

function pemKey(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
}

function pemBlob(pem: string): Uint8Array | undefined {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === "ed25519" ? blobOf(key) : undefined;
  } catch {
    return undefined;
  }
}

/** The one key of a file without a passphrase. */
function openSshKey(bytes: Buffer): KeyObject | undefined {
  const wire = readWire(bytes);
  if (wire.bytes(magic.length)?.toString("latin1") !== magic) return undefined;
  const [cipher, derivation, , count] = [wire.string(), wire.string(), wire.string(), wire.uint32()];
  wire.string();
  const inner = wire.string();
  if (cipher?.toString() !== "none" || derivation?.toString() !== "none" || count !== 1 || inner === undefined) {
    return undefined;
  }
  const secret = readWire(inner);
  const [first, second, kind] = [secret.uint32(), secret.uint32(), secret.string()?.toString("latin1")];
  const [publicRaw, pair] = [secret.string(), secret.string()];
  if (first !== second || kind !== keyKind || publicRaw?.length !== 32 || pair?.length !== 64) return undefined;
  const d = pair.subarray(0, 32).toString("base64url");
  return createPrivateKey({
    key: { kty: "OKP", crv: "Ed25519", d, x: publicRaw.toString("base64url") },
    format: "jwk",
  });
}

const magic = "openssh-key-v1\0";
