import { Problem } from "../model/index.ts";
import { readSshPublicKeys, readSshSecret, type SshSigner, sshFingerprint } from "./ed25519-key.ts";
import { manifestPath, minisignPath, sshSignaturePath } from "./manifest.ts";
import {
  checkMinisign,
  isPublicKey,
  type MinisignSigner,
  readMinisignPublicKeys,
  readMinisignSecret,
  signMinisign,
} from "./minisign.ts";
import { checkSsh, signatureNamespace, signSsh } from "./ssh-signature.ts";

/** Who signs, in one of two forms. */
export type Signer = SshSigner | MinisignSigner;

/** Reads a private key without a passphrase: of OpenSSH, PKCS#8 PEM, or minisign. Throws a Problem `input.unsupported` for others. */
export function readSigner(text: string, file: string): Signer {
  const signer = readSshSecret(text) ?? readMinisignSecret(text);
  if (signer !== undefined) return signer;
  const isMinisign = text.startsWith("untrusted comment: ");
  throw new Problem("input.unsupported", "This is no Ed25519 private key without a passphrase.", {
    location: { file },
    hint: isMinisign
      ? `Make one: minisign -G -W. Or sign a folder afterwards: minisign -S -s KEY -m ${manifestPath}`
      : `Make one: ssh-keygen -t ed25519 -N '' -f FILE. Or sign afterwards, also with an agent: ssh-keygen -Y sign -n ${signatureNamespace} -f KEY ${manifestPath}`,
  });
}

/** What stands for a key: its fingerprint as `ssh-keygen -l` prints it, or the whole public key of minisign. */
export function signerName(signer: Signer): string {
  return signer.form === "ssh" ? sshFingerprint(signer.publicKey) : signer.publicKey;
}

/** The names of all public keys of a `.pub`, `authorized_keys` or allowed-signers file, of PEM, or of minisign. */
export function readSignerNames(text: string): readonly string[] {
  return [...readSshPublicKeys(text).map(sshFingerprint), ...readMinisignPublicKeys(text)];
}

/** The file in a pack that holds what this key signs. */
export function signaturePathOf(name: string): string {
  return isPublicKey(name) ? minisignPath : sshSignaturePath;
}

export function signatureOf(manifest: Uint8Array, signer: Signer): string {
  return signer.form === "ssh" ? signSsh(manifest, signer) : signMinisign(manifest, signer);
}

/**
 * Whose signature of the manifest it is, by name; or why it does not hold, a clause. `keyId`: minisign's signatures have no key in
 * them, and none of `names` is the one that this one asks for.
 */
export function checkSignatureFile(
  path: string,
  manifest: Uint8Array,
  text: string,
  names: readonly string[],
): { readonly name: string } | { readonly keyId: string } | { readonly problem: string } {
  if (path === minisignPath) {
    const checked = checkMinisign(manifest, text, names.filter(isPublicKey));
    return "publicKey" in checked ? { name: checked.publicKey } : checked;
  }
  const checked = checkSsh(manifest, text);
  return "publicKey" in checked ? { name: sshFingerprint(checked.publicKey) } : checked;
}
