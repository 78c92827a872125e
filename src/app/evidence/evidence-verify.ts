import { readFileSync } from "node:fs";
import {
  aboutPath,
  type CitedFile,
  citationsOf,
  manifestPath,
  originsOf,
  parseAbout,
  readSignerNames,
} from "../../evidence/index.ts";
import { type PublicKey, parsePublicKeys } from "../../integrity/index.ts";
import { type EvidenceLink, isJsonObject, type JsonObject, ownObject, ownText, Problem } from "../../model/index.ts";
import { checkDigests } from "./evidence-check-digests.ts";
import { checkFinding, readCitedEvents, readLines } from "./evidence-check-findings.ts";
import { checkLogs } from "./evidence-check-logs.ts";
import { checkPack, link, unchecked } from "./evidence-check-pack.ts";
import { keyProblem, keySha256, keysFolder, keysIn, pemOf } from "./evidence-keys.ts";
import { openPack } from "./evidence-open.ts";
import { type OpenedPack, textOf } from "./evidence-opened.ts";
import { answersFolder, detectionsPath, findingsPath, snapshotPath } from "./evidence-pack.ts";

/** What is held against a pack from outside; without it a pack is held against itself. */
export interface EvidenceTrust {
  /** Files of `aws cloudtrail list-public-keys`. */
  readonly publicKeys: readonly string[];
  /** File with public keys of who may have signed. */
  readonly signer?: string;
}

/** Every link of a pack, from its files to AWS's signatures. Needs nothing but the pack. Throws Problems. */
export async function verifyEvidence(path: string, trust: EvidenceTrust): Promise<readonly EvidenceLink[]> {
  const outside = trust.publicKeys.flatMap((file) => keysIn(readText(file), file));
  const signers = trust.signer === undefined ? undefined : readSigners(trust.signer);
  const pack = await openPack(path);
  try {
    if (pack.odd.length === 0 && !pack.files.has(manifestPath) && !pack.files.has(aboutPath)) {
      throw new Problem("input.nothing", "There is no evidence pack: it has no manifest.json.", {
        location: { file: path },
      });
    }
    return [...checkPack(pack, signers), ...(await checkContent(pack, outside))];
  } finally {
    pack.close();
  }
}

async function checkContent(pack: OpenedPack, outside: readonly PublicKey[]): Promise<readonly EvidenceLink[]> {
  const enclosed = enclosedKeys(pack);
  const sound = enclosed.filter((key) => keyProblem(key) === undefined);
  const digests = await checkDigests(pack, outside.length > 0 ? outside : sound);
  const cited = parseAbout(textOf(pack, aboutPath) ?? "")?.cited ?? [];
  const logs = await checkLogs(pack, packedPaths(cited), digests);
  const findings = readLines(pack, findingsPath);
  const detections = readLines(pack, detectionsPath);
  const all = [...findings.objects, ...detections.objects];
  const events = await readCitedEvents(pack, all.flatMap(citationsOf), cited);
  const question = {
    pathOf: new Map(cited.map(({ file, path }) => [file, path])),
    logs: new Map(logs.map((one) => [one.subject, one])),
    events,
  };
  return [
    ...enclosed.map((key) => checkKey(key, pack, outside, digests.fingerprints)),
    ...checkAnswers(pack, findings.objects),
    ...digests.links,
    ...logs,
    ...findings.links,
    ...detections.links,
    ...all.flatMap((saved) => checkFinding(saved, question)),
  ];
}

function packedPaths(cited: readonly CitedFile[]): readonly string[] {
  return [...new Set(cited.flatMap(({ path }) => path ?? []))].sort();
}

function enclosedKeys(pack: OpenedPack): readonly PublicKey[] {
  const lists = [...pack.files.keys()].filter((path) => path.startsWith(keysFolder) && path.endsWith(".json")).sort();
  const keys = lists.flatMap((path) => parsePublicKeys(textOf(pack, path) ?? "") ?? []);
  return [
    ...new Map(
      keys.map((key) => [`${key.fingerprint} ${keySha256(key)} ${key.validFrom} ${key.validTo}`, key]),
    ).values(),
  ];
}

function checkKey(
  key: PublicKey,
  pack: OpenedPack,
  outside: readonly PublicKey[],
  used: ReadonlySet<string>,
): EvidenceLink {
  const { fingerprint } = key;
  const problem = keyProblem(key);
  if (problem !== undefined) return link("key", fingerprint, "its fingerprint", problem);
  if (textOf(pack, `${keysFolder}${fingerprint}.pem`) !== pemOf(key)) {
    return link(
      "key",
      fingerprint,
      `${keysFolder}${fingerprint}.pem`,
      "the same key stands there with other bytes, or not at all",
    );
  }
  if (outside.length === 0) {
    return unchecked(
      "key",
      fingerprint,
      "a key from outside",
      "nobody but the pack says that this key is AWS's; compare it with --public-keys",
    );
  }
  const same = outside.filter((other) => other.fingerprint === fingerprint);
  if (same.some((other) => keySha256(other) === keySha256(key))) return link("key", fingerprint, "--public-keys");
  if (same.length > 0) return link("key", fingerprint, "--public-keys", "another key has this fingerprint there");
  const isUsed = used.has(fingerprint);
  return unchecked(
    "key",
    fingerprint,
    "--public-keys",
    `it is not there${isUsed ? "" : ", and no digest that is valid uses it"}`,
  );
}

/** Checks rest on the snapshot, the snapshot on answers of AWS. */
function checkAnswers(pack: OpenedPack, findings: readonly JsonObject[]): readonly EvidenceLink[] {
  if (!pack.files.has(snapshotPath)) return [];
  const snapshot = parseJson(textOf(pack, snapshotPath) ?? "");
  if (!isJsonObject(snapshot)) return [link("answer", snapshotPath, "itself", "it is no snapshot")];
  const packed = new Set(
    [...pack.files].flatMap(([path, { sha256 }]) => (path.startsWith(answersFolder) ? [sha256] : [])),
  );
  const answers = originsOf(snapshot).map(({ source, sha256 }) =>
    packed.has(sha256)
      ? link("answer", source, `${snapshotPath}, SHA-256 ${sha256}`)
      : unchecked("answer", source, `${snapshotPath}, SHA-256 ${sha256}`, "the answer is not in the pack"),
  );
  const checks = findings.filter((one) => ownText(ownObject(one, "source") ?? {}, "type") === "check");
  return [...answers, ...checks.map((one) => checkOfSnapshot(one, snapshot))];
}

function checkOfSnapshot(finding: JsonObject, snapshot: JsonObject): EvidenceLink {
  const id = ownText(ownObject(finding, "source") ?? {}, "id") ?? "";
  const subject = `${id} ${ownText(finding, "uid") ?? ""}`;
  const isSame =
    (ownText(finding, "account") ?? "") === (ownText(snapshot, "account") ?? "") &&
    ownText(finding, "observedAt") === ownText(snapshot, "takenAt");
  if (isSame) {
    return {
      ...link("finding", subject, snapshotPath),
      reason: "valid: of the same account and time; not asked again",
    };
  }
  return unchecked("finding", subject, snapshotPath, "it is of another account or time than the snapshot");
}

function readSigners(file: string): readonly string[] {
  const names = readSignerNames(readText(file));
  if (names.length > 0) return names;
  throw new Problem("input.malformed", "There is no Ed25519 public key in it.", {
    location: { file },
    hint: "Give a .pub file of SSH or minisign, an allowed-signers file, or PEM.",
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    // What a file system throws is an Error.
    const message = `The file cannot be read: ${(cause as Error).message}.`;
    throw new Problem("input.unreadable", message, { location: { file }, cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
