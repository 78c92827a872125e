import {
  aboutPath,
  checkSsh,
  type Manifest,
  manifestPath,
  merkleRoot,
  parseAbout,
  parseManifest,
  signaturePath,
  sshFingerprint,
  sumsPath,
  sumsText,
} from "../evidence/index.ts";
import type { EvidenceLink } from "../model/index.ts";
import { type OpenedPack, oddFile, textOf } from "./evidence-opened.ts";

/** Whether a pack is what was packed: every file, the manifest over them, the signature over that. */
export function checkPack(pack: OpenedPack, signers: readonly Uint8Array[] | undefined): readonly EvidenceLink[] {
  const text = textOf(pack, manifestPath);
  const parsed = text === undefined ? { problem: "not found" } : parseManifest(text);
  if ("problem" in parsed) {
    return [...pack.odd, link("manifest", manifestPath, "itself", parsed.problem), ...checkSignature(pack, signers)];
  }
  return [
    ...pack.odd,
    checkRoot(parsed),
    ...checkFiles(pack, parsed),
    checkSums(pack, parsed),
    ...checkSignature(pack, signers),
  ];
}

function checkRoot({ root, files }: Manifest): EvidenceLink {
  const made = merkleRoot(files.map(({ sha256, path }) => `${sha256}  ${path}`));
  const problem = made === root ? undefined : `its Merkle root is ${root}, of its files ${made}`;
  return link("manifest", manifestPath, `root ${root}`, problem);
}

function checkFiles(pack: OpenedPack, { files }: Manifest): readonly EvidenceLink[] {
  const odd = new Set(pack.odd.map(({ subject }) => subject));
  const links = files.map(({ path, size, sha256 }) => {
    const found = pack.files.get(path);
    if (found === undefined) return link("file", path, manifestPath, "not found");
    if (found.sha256 === sha256 && found.size === size) return link("file", path, manifestPath);
    return link(
      "file",
      path,
      manifestPath,
      found.size === size ? hashProblem : `${hashProblem}: ${found.size} bytes, not ${size}`,
    );
  });
  const known = new Set([manifestPath, sumsPath, signaturePath, ...files.map(({ path }) => path)]);
  const more = [...pack.files.keys()].filter((path) => !known.has(path) && !odd.has(path));
  return [...links, ...more.sort().map((path) => oddFile(path, "the manifest does not name it"))];
}

const hashProblem = "hash value doesn't match";

function checkSums(pack: OpenedPack, manifest: Manifest): EvidenceLink {
  const text = textOf(pack, sumsPath);
  const sha256 = pack.files.get(manifestPath)?.sha256 ?? "";
  const problem = text === undefined ? "not found" : "it does not say what the manifest says";
  return link("file", sumsPath, manifestPath, text === sumsText(manifest, sha256) ? undefined : problem);
}

/** `signers`: keys that somebody else vouches for; undefined: none were given. */
function checkSignature(pack: OpenedPack, signers: readonly Uint8Array[] | undefined): readonly EvidenceLink[] {
  const said = parseAbout(textOf(pack, aboutPath) ?? "")?.signer ?? undefined;
  const signature = textOf(pack, signaturePath);
  const against = said ?? "any key";
  if (!pack.files.has(signaturePath)) {
    if (said !== undefined) return [link("signature", signaturePath, against, "not found")];
    if (signers !== undefined) return [link("signature", signaturePath, "--signer", "the pack is not signed")];
    const why = "the pack is not signed: whoever can write to it could have made it anew";
    return [unchecked("signature", signaturePath, against, why)];
  }
  const checked = checkSsh(Buffer.from(textOf(pack, manifestPath) ?? ""), signature ?? "");
  if ("problem" in checked) return [link("signature", signaturePath, against, checked.problem)];
  const fingerprint = sshFingerprint(checked.publicKey);
  if (said !== undefined && said !== fingerprint) {
    return [link("signature", signaturePath, said, `it is by ${fingerprint}, not by who packed`)];
  }
  return [link("signature", signaturePath, fingerprint), signerLink(fingerprint, signers)];
}

function signerLink(fingerprint: string, signers: readonly Uint8Array[] | undefined): EvidenceLink {
  if (signers === undefined) {
    return unchecked(
      "key",
      fingerprint,
      "a key from outside",
      "nobody but the pack says whose key this is; compare it with --signer",
    );
  }
  const isKnown = signers.some((key) => sshFingerprint(key) === fingerprint);
  return link("key", fingerprint, "--signer", isKnown ? undefined : "the pack is signed by another key");
}

/** Valid, or with a clause that says what is wrong. */
export function link(kind: EvidenceLink["kind"], subject: string, against: string, problem?: string): EvidenceLink {
  if (problem === undefined) return { kind, subject, against, verdict: "valid", reason: "valid" };
  return { kind, subject, against, verdict: "invalid", reason: `INVALID: ${problem}` };
}

export function unchecked(kind: EvidenceLink["kind"], subject: string, against: string, why: string): EvidenceLink {
  return { kind, subject, against, verdict: "unchecked", reason: `unchecked: ${why}` };
}
