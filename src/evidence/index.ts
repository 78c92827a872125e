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
export {
  type Manifest,
  type ManifestFile,
  manifestOf,
  manifestPath,
  manifestText,
  parseManifest,
  signaturePaths,
  sumsPath,
  sumsText,
} from "./manifest.ts";
export { merkleRoot } from "./merkle-tree.ts";
export { comparePaths, pathProblem } from "./pack-path.ts";
export { readTar, type TarSink } from "./read-tar.ts";
export { readmeText } from "./readme.ts";
export {
  checkSignatureFile,
  readSigner,
  readSignerNames,
  type Signer,
  signatureOf,
  signaturePathOf,
  signerName,
} from "./signature.ts";
export { tarEnd, tarHeader, tarPadding } from "./ustar.ts";
