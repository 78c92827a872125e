import {
  aboutPath,
  checkSignatureFile,
  type Manifest,
  manifestPath,
  merkleRoot,
  parseAbout,
  parseManifest,
  signaturePathOf,
  signaturePaths,
  sumsPath,
  sumsText,
} from "../../evidence/index.ts";
import type { EvidenceLink } from "../../model/index.ts";
import { type OpenedPack, oddFile, textOf } from "./evidence-opened.ts";

/** Whether a pack is what was packed: every file, the manifest over them, the signature over that. */
export function checkPack(pack: OpenedPack, signers: readonly string[] | undefined): readonly EvidenceLink[] {
  const text = textOf(pack, manifestPath);
  const parsed = text === undefined ? { problem: "not found" } : parseManifest(text);
  if ("problem" in parsed) {
    return [...pack.odd, link("manifest", manifestPath, "itself", parsed.problem), ...checkSignatures(pack, signers)];
  }
  return [
    ...pack.odd,
    checkRoot(parsed),
    ...checkFiles(pack, parsed),
    checkSums(pack, parsed),
    ...checkSignatures(pack, signers),
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
  const known = new Set([manifestPath, sumsPath, ...signaturePaths, ...files.map(({ path }) => path)]);
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
function checkSignatures(pack: OpenedPack, signers: readonly string[] | undefined): readonly EvidenceLink[] {
  const said = parseAbout(textOf(pack, aboutPath) ?? "")?.signer ?? undefined;
  const paths = signaturePaths.filter((path) => pack.files.has(path));
  const wanted = signaturePathOf(said ?? "");
  if (said !== undefined && !paths.includes(wanted)) {
    return [link("signature", wanted, said, "not found"), ...paths.flatMap((path) => checkOne(path, undefined))];
  }
  if (paths.length > 0) return paths.flatMap((path) => checkOne(path, path === wanted ? said : undefined));
  if (signers !== undefined) return [link("signature", wanted, "--signer", "the pack is not signed")];
  const why = "the pack is not signed: whoever can write to it could have made it anew";
  return [unchecked("signature", wanted, "any key", why)];

  function checkOne(path: string, by: string | undefined): readonly EvidenceLink[] {
    const names = [...(signers ?? []), ...(said === undefined ? [] : [said])];
    const manifest = Buffer.from(textOf(pack, manifestPath) ?? "");
    const checked = checkSignatureFile(path, manifest, textOf(pack, path) ?? "", names);
    if ("problem" in checked) return [link("signature", path, by ?? "any key", checked.problem)];
    if ("keyId" in checked) return [unknownKey(path, checked.keyId, by, signers)];
    const { name } = checked;
    if (by !== undefined && by !== name) return [link("signature", path, by, `it is by ${name}, not by who packed`)];
    return [link("signature", path, name), signerLink(name, signers)];
  }
}

/** A signature of minisign tells only the name of its key. */
function unknownKey(
  path: string,
  keyId: string,
  by: string | undefined,
  signers: readonly string[] | undefined,
): EvidenceLink {
  if (by !== undefined) return link("signature", path, by, `it is by the key ${keyId}, not by who packed`);
  if (signers !== undefined)
    return link("signature", path, "--signer", `it is by the key ${keyId}, which is not there`);
  return unchecked(
    "signature",
    path,
    "any key",
    `it is by the key ${keyId}, which is not in the pack; give it as --signer`,
  );
}

function signerLink(name: string, signers: readonly string[] | undefined): EvidenceLink {
  if (signers === undefined) {
    return unchecked(
      "key",
      name,
      "a key from outside",
      "nobody but the pack says whose key this is; compare it with --signer",
    );
  }
  return link("key", name, "--signer", signers.includes(name) ? undefined : "the pack is signed by another key");
}

/** Valid, or with a clause that says what is wrong. */
export function link(kind: EvidenceLink["kind"], subject: string, against: string, problem?: string): EvidenceLink {
  if (problem === undefined) return { kind, subject, against, verdict: "valid", reason: "valid" };
  return { kind, subject, against, verdict: "invalid", reason: `INVALID: ${problem}` };
}

export function unchecked(kind: EvidenceLink["kind"], subject: string, against: string, why: string): EvidenceLink {
  return { kind, subject, against, verdict: "unchecked", reason: `unchecked: ${why}` };
}
