import { createHash, sign, verify } from "node:crypto";
import { keyKind, keyOfBlob, type SshSigner } from "./ed25519-key.ts";
import { readWire, wireString } from "./ssh-wire.ts";

/** What a signature is for; `ssh-keygen -Y verify -n` asks for it. */
export const signatureNamespace = "trailproof-evidence";

/** A signature over bytes, as `ssh-keygen -Y sign` makes it. Source: OpenSSH, PROTOCOL.sshsig. */
export function signSsh(message: Uint8Array, { privateKey, publicKey }: SshSigner): string {
  const raw = sign(null, signedBytes(message, hashName), privateKey);
  return armored(
    Buffer.concat([
      Buffer.from(magic),
      Buffer.from([0, 0, 0, 1]),
      wireString(publicKey),
      wireString(signatureNamespace),
      wireString(""),
      wireString(hashName),
      wireString(Buffer.concat([wireString(keyKind), wireString(raw)])),
    ]),
  );
}

/** Whose signature it is; or why it does not hold, a clause. */
export function checkSsh(
  message: Uint8Array,
  signature: string,
): { readonly publicKey: Uint8Array } | { readonly problem: string } {
  const body = /^-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)\n-----END SSH SIGNATURE-----\n$/.exec(
    signature,
  )?.[1];
  const bytes = Buffer.from(body ?? "", "base64");
  const parts = partsOf(bytes);
  // There is one way to write it, so that no byte of it is without meaning.
  if (parts === undefined || armored(bytes) !== signature) return { problem: "it is no signature of an Ed25519 key" };
  const key = keyOfBlob(parts.publicKey);
  if (key === undefined) return { problem: "it is not by an Ed25519 key" };
  if (parts.namespace !== signatureNamespace)
    return { problem: `it was made for another purpose than ${signatureNamespace}` };
  const isHash = parts.hash === "sha512" || parts.hash === "sha256";
  const holds = isHash && verify(null, signedBytes(message, parts.hash), key, parts.raw);
  return holds ? { publicKey: parts.publicKey } : { problem: "it does not belong to this manifest" };
}

const magic = "SSHSIG";
const hashName = "sha512";

function signedBytes(message: Uint8Array, hash: string): Buffer {
  const digest = createHash(hash).update(message).digest();
  const parts = [wireString(signatureNamespace), wireString(""), wireString(hash), wireString(digest)];
  return Buffer.concat([Buffer.from(magic), ...parts]);
}

function armored(bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,70}/g) ?? [];
  return ["-----BEGIN SSH SIGNATURE-----", ...lines, "-----END SSH SIGNATURE-----", ""].join("\n");
}

interface Parts {
  readonly publicKey: Uint8Array;
  readonly namespace: string;
  readonly hash: string;
  readonly raw: Uint8Array;
}

function partsOf(bytes: Buffer): Parts | undefined {
  const wire = readWire(bytes);
  if (wire.bytes(magic.length)?.toString("latin1") !== magic || wire.uint32() !== 1) return undefined;
  const [publicKey, namespace, reserved, hash, blob] = Array.from({ length: 5 }, () => wire.string());
  if (publicKey === undefined || reserved?.length !== 0 || blob === undefined || !wire.isAtEnd()) return undefined;
  const inner = readWire(blob);
  const [kind, raw] = [inner.string()?.toString("latin1"), inner.string()];
  if (kind !== keyKind || raw?.length !== 64 || !inner.isAtEnd()) return undefined;
  return { publicKey, namespace: namespace?.toString() ?? "", hash: hash?.toString("latin1") ?? "", raw };
}
