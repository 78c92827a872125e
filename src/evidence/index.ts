/** Evidence packs: what a pack holds, its manifest, Merkle tree, archive and signature, and what findings cite. Pure. */
export {
  type About,
  aboutPath,
  aboutText,
  type CitedFile,
  originsOf,
  type PackedInput,
  parseAbout,
  withoutCredentials,
} from "./about.ts";
export { type Citation, citationsOf, differenceOf, leftOut } from "./citations.ts";
export { readPublicKeys, readSigner, type Signer, sshFingerprint } from "./ed25519-key.ts";
export {
  type Manifest,
  type ManifestFile,
  manifestOf,
  manifestPath,
  manifestText,
  parseManifest,
  signaturePath,
  sumsPath,
  sumsText,
} from "./manifest.ts";
export { merkleRoot } from "./merkle-tree.ts";
export { comparePaths, pathProblem } from "./pack-path.ts";
export { readTar, type TarSink } from "./read-tar.ts";
export { readmeText } from "./readme.ts";
export { checkSsh, signSsh } from "./ssh-signature.ts";
export { tarEnd, tarHeader, tarPadding } from "./ustar.ts";
