import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";

/** Who signs as minisign does. `publicKey` is what its `.pub` file holds: `RW...`, 56 characters. */
export interface MinisignSigner {
  readonly form: "minisign";
  readonly privateKey: KeyObject;
  readonly publicKey: string;
}

/**
 * A signature of bytes as `minisign -S` makes it: prehashed, with a trusted comment of ours. Source: the page "Minisign" of
 * jedisct1.github.io, section "Signature format".
 */
export function signMinisign(message: Uint8Array, { privateKey, publicKey }: MinisignSigner): string {
  const keyId = Buffer.from(publicKey, "base64").subarray(2, 10);
  const signature = sign(null, prehash(message), privateKey);
  const whole = sign(null, Buffer.concat([signature, Buffer.from(ownComment)]), privateKey);
  return written({ signature: Buffer.concat([Buffer.from(prehashed), keyId, signature]), comment: ownComment, whole });
}

/**
 * By which of these keys it is; or why it does not hold, a clause. `keyId`: it may hold, and none of the keys is the one that it
 * names. The names of keys are eight bytes as anybody likes them: only a key that fits says something.
 */
export function checkMinisign(
  message: Uint8Array,
  text: string,
  publicKeys: readonly string[],
): { readonly publicKey: string } | { readonly keyId: string } | { readonly problem: string } {
  const parts = partsOf(text);
  if (parts === undefined) return { problem: "it is no prehashed signature as minisign writes them" };
  const { signature, comment, whole } = parts;
  const keyId = signature.subarray(2, 10);
  const named = publicKeys.filter((key) => Buffer.from(key, "base64").subarray(2, 10).equals(keyId));
  if (named.length === 0) return { keyId: idText(keyId) };
  const raw = signature.subarray(10);
  const publicKey = named.find((key) => {
    const own = keyOf(Buffer.from(key, "base64").subarray(10));
    return verify(null, prehash(message), own, raw) && verify(null, Buffer.concat([raw, comment]), own, whole);
  });
  return publicKey === undefined
    ? { problem: "it does not belong to this manifest, or not to this key" }
    : { publicKey };
}

/** An unencrypted secret key file of `minisign -G -W`; undefined: it is none. Source: the same page, section "Secret key format". */
export function readMinisignSecret(text: string): MinisignSigner | undefined {
  const [, base64 = ""] = /^untrusted comment: [^\n]*\r?\n([A-Za-z0-9+/]+=*)\s*$/.exec(text) ?? [];
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length !== secretBytes || bytes.toString("latin1", 0, 2) !== plain || bytes.readUInt16BE(2) !== 0) {
    return undefined;
  }
  const [keyId, seed, raw] = [bytes.subarray(54, 62), bytes.subarray(62, 94), bytes.subarray(94, 126)];
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: "der", type: "pkcs8" });
  // A file that was damaged has a public key that does not fit.
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  if (x !== raw.toString("base64url")) return undefined;
  const publicKey = Buffer.concat([Buffer.from(plain), keyId, raw]).toString("base64");
  return { form: "minisign", privateKey, publicKey };
}

/** Every public key of a `.pub` file, or as `minisign -P` takes it: 56 characters that stand alone on a line. */
export function readMinisignPublicKeys(text: string): readonly string[] {
  return [...text.matchAll(/^(RW[A-Za-z0-9+/]{54})\s*$/gm)].flatMap(([, key = ""]) => (isPublicKey(key) ? key : []));
}

/** Whether it is what {@link MinisignSigner} calls a public key. */
export function isPublicKey(text: string): boolean {
  const bytes = Buffer.from(text, "base64");
  return bytes.length === 42 && bytes.toString("latin1", 0, 2) === plain && bytes.toString("base64") === text;
}

interface Parts {
  /** Kind of two bytes, the key's name of eight, and 64. */
  readonly signature: Buffer;
  readonly comment: Buffer;
  /** Over the signature and the trusted comment. */
  readonly whole: Buffer;
}

/** There is one way to write it, so that no byte of it is without meaning: nothing signs the first comment. */
function partsOf(text: string): Parts | undefined {
  const [first = "", signature = "", trusted = "", whole = ""] = text.split("\n");
  const parts = {
    signature: Buffer.from(signature, "base64"),
    comment: Buffer.from(trusted.slice(trustedStart.length)),
    whole: Buffer.from(whole, "base64"),
  };
  const isOne =
    usualComments.includes(first) &&
    parts.signature.length === 74 &&
    parts.signature.toString("latin1", 0, 2) === prehashed &&
    parts.whole.length === 64;
  return isOne && written({ ...parts, comment: parts.comment.toString() }, first) === text ? parts : undefined;
}

function written(
  { signature, comment, whole }: Pick<Parts, "signature" | "whole"> & { readonly comment: string },
  first: string = ownFirst,
): string {
  return [first, signature.toString("base64"), `${trustedStart}${comment}`, whole.toString("base64"), ""].join("\n");
}

const plain = "Ed";
const prehashed = "ED";
/** Two for the kind, the key's derivation and its check each, salt, two limits, then name, key and check. */
const secretBytes = 2 + 2 + 2 + 32 + 8 + 8 + 8 + 64 + 32;
const trustedStart = "trusted comment: ";
const ownFirst = "untrusted comment: signature from minisign secret key";
/** As minisign and rsign write them unless they are told otherwise. */
const usualComments: readonly string[] = [ownFirst, "untrusted comment: signature from rsign secret key"];
/** Minisign signs for no purpose in particular; the comment says which. */
const ownComment = "trailproof-evidence\tfile:manifest.json\thashed";
/** What stands before the 32 bytes of an Ed25519 key. Source: RFC 8410, section 7. */
const pkcs8Head: Buffer = Buffer.from("302e020100300506032b657004220420", "hex");

function prehash(message: Uint8Array): Buffer {
  return createHash("blake2b512").update(message).digest();
}

function keyOf(raw: Buffer): KeyObject {
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") }, format: "jwk" });
}

/** As minisign prints it: the bytes are a number, least first. */
function idText(keyId: Buffer): string {
  return Buffer.from(keyId).reverse().toString("hex").toUpperCase();
}
