import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Beside } from "../../audit/index.ts";
import {
  type About,
  aboutPath,
  aboutText,
  citationsOf,
  type Manifest,
  type PackedInput,
  readmeText,
  readSigner,
  type Signer,
  signerName,
  withoutCredentials,
} from "../../evidence/index.ts";
import {
  isJsonObject,
  type JsonObject,
  ownObject,
  ownText,
  Problem,
  type ProblemRecord,
  type Snapshot,
} from "../../model/index.ts";
import { renderCompliance, renderReport } from "../../report/index.ts";
import { auditAccount } from "../audit/audit-account.ts";
import { type Attestations, complianceReport } from "../audit/compliance.ts";
import type { FrameworkChoice } from "../frameworks/choose-frameworks.ts";
import { readInput } from "../read-input.ts";
import type { Settings } from "../settings/settings.ts";
import { toolVersion } from "../version.ts";
import { findCitedLogs } from "./evidence-cited-logs.ts";
import { packKeys } from "./evidence-keys.ts";
import { frameworkHashes, ruleHashes } from "./evidence-rules.ts";
import { readSavedResults } from "./evidence-saved-results.ts";
import { packTrailFiles } from "./evidence-trail-files.ts";
import { type PackEntry, writePack } from "./evidence-write.ts";

/** What is to be packed. */
export interface PackRequest {
  readonly out: string;
  /** The account that was audited, and what goes with it. */
  readonly account?: {
    readonly snapshot: Snapshot;
    readonly settings: Settings;
    readonly beside: Beside;
    readonly problems: readonly (Problem | ProblemRecord)[];
    readonly choice?: FrameworkChoice;
    readonly attested?: Attestations;
  };
  /** Saved results. */
  readonly results: readonly string[];
  /** Where cited log files are looked for. */
  readonly logs: readonly string[];
  readonly publicKeys: readonly string[];
  /** File of the private key that signs. */
  readonly key?: string;
  readonly config?: string;
  /** Arguments as given. */
  readonly command: readonly string[];
  readonly packedAt: string;
}

export interface PackResult {
  readonly manifest: Manifest;
  readonly findings: number;
  readonly detections: number;
  /** Of cited log files, how many are in the pack and how many are not. */
  readonly logs: number;
  readonly missing: readonly string[];
  readonly digests: number;
  readonly signer?: string;
  readonly problems: readonly ProblemRecord[];
}

/** Makes a pack. The same inputs give the same bytes, but for the times in `about.json` and in the snapshot. Throws Problems. */
export async function packEvidence(request: PackRequest): Promise<PackResult> {
  const { account, key } = request;
  const signer = key === undefined ? undefined : await readKey(key);
  const saved = await readSavedResults(request.results);
  const findings = [...saved.findings, ...(hasChecks(saved.findings) ? [] : await auditFindings(account))];
  const cited = [...new Set([...findings, ...saved.detections].flatMap(citationsOf).map(({ file }) => file))].sort();
  const found = findCitedLogs(cited, request.logs);
  const trail = await packTrailFiles(found.logs);
  const keys = await packKeys(request.publicKeys);
  const answers = account === undefined ? noAnswers : await packAnswers(account.snapshot);
  const signedBy = signer && signerName(signer);
  const problems = [...found.problems, ...found.missing.map(missingProblem)];
  const about: About = {
    tool: { name: "trailproof", version: toolVersion() },
    packedAt: request.packedAt,
    command: ["trailproof", ...withoutCredentials(request.command)],
    caller: account?.snapshot.collection?.caller ?? null,
    account: account?.snapshot.account || null,
    signer: signedBy ?? null,
    snapshot: account === undefined ? null : { takenAt: account.snapshot.takenAt, clock: account.snapshot.clock },
    inputs: [
      ...saved.inputs,
      ...answers.inputs,
      ...keys.inputs,
      ...configInput(request.config),
      ...attestedInput(account),
    ],
    cited: cited.map((file) => ({ file, path: trail.pathOf.get(file) ?? null })),
    rules: ruleHashes(saved.detections.flatMap((one) => ownText(ownObject(one, "rule") ?? {}, "id") ?? [])),
    frameworks: frameworkHashes(account?.choice?.frameworks.map(({ id }) => id) ?? []),
    problems: [...(account?.problems ?? []), ...problems].map(({ message, location }) =>
      location === undefined ? message : `${location.file}: ${message}`,
    ),
  };
  const newest = trail.digests[0];
  const readme = readmeText({
    signer: signer && { form: signer.form, name: signerName(signer) },
    keys: keys.keys,
    digest: newest && { path: newest.path, fingerprint: newest.digest.digestPublicKeyFingerprint },
    counts: [
      `Made by ${about.tool.name} ${about.tool.version} at ${about.packedAt}`,
      `${findings.length} findings, ${saved.detections.length} detections`,
      `${found.logs.length} log files of ${cited.length} that they cite, ${trail.digests.length} digests, ${keys.keys.length} public keys`,
    ],
  });
  const entries: readonly PackEntry[] = [
    { path: aboutPath, from: aboutText(about) },
    { path: "README.txt", from: readme },
    { path: findingsPath, from: linesOf(findings) },
    { path: detectionsPath, from: linesOf(saved.detections) },
    ...trail.entries,
    ...keys.entries,
    ...answers.entries,
    ...(await accountEntries(account)),
  ];
  const manifest = await writePack(request.out, entries, signer);
  return {
    manifest,
    findings: findings.length,
    detections: saved.detections.length,
    logs: found.logs.length,
    missing: found.missing,
    digests: trail.digests.length,
    ...(signedBy !== undefined && { signer: signedBy }),
    problems,
  };
}

export const findingsPath = "findings.jsonl";
export const detectionsPath = "detections.jsonl";
export const snapshotPath = "snapshot.json";
export const answersFolder = "answers/";

async function readKey(file: string): Promise<Signer> {
  const { bytes } = await readInput(file, 2 ** 16, new Date(0));
  return readSigner(Buffer.from(bytes).toString("utf8"), file);
}

function hasChecks(findings: readonly JsonObject[]): boolean {
  return findings.some((one) => ownText(ownObject(one, "source") ?? {}, "type") === "check");
}

async function auditFindings(account: PackRequest["account"]): Promise<readonly JsonObject[]> {
  if (account === undefined) return [];
  const { snapshot, settings, problems, beside } = account;
  const lines = await renderReport("jsonl", auditAccount(snapshot, settings, problems, beside));
  // Our own writer's lines.
  return [...lines].map((line) => JSON.parse(line) as JsonObject).filter(isJsonObject);
}

function linesOf(objects: readonly JsonObject[]): string {
  return objects.map((one) => `${JSON.stringify(one)}\n`).join("");
}

function missingProblem(file: string): ProblemRecord {
  return {
    code: "input.nothing",
    message: "A finding cites this file, and --logs does not lead to it: the pack lacks it.",
    location: { file },
  };
}

interface Answers {
  readonly entries: readonly PackEntry[];
  readonly inputs: readonly PackedInput[];
}

const noAnswers: Answers = { entries: [], inputs: [] };

/** Saved answers, where they still are what the snapshot was made of. */
async function packAnswers(snapshot: Snapshot): Promise<Answers> {
  const entries = new Map<string, PackEntry>();
  const inputs: PackedInput[] = [];
  for (const [source, { origins }] of Object.entries(snapshot.sources)) {
    for (const { file, sha256 } of origins) {
      const bytes = await readAgain(file, sha256);
      const name = basename(file)
        .replaceAll(/[^A-Za-z0-9._-]/g, "_")
        .replace(/^[.]+/, "_")
        .slice(-100);
      const plain = `${answersFolder}${source}/${name}`;
      const path = entries.has(plain) ? `${answersFolder}${source}/${entries.size}-${name}` : plain;
      if (bytes !== undefined) entries.set(path, { path, from: { file: bytes } });
      inputs.push({ source, file, sha256, path: bytes === undefined ? null : path });
    }
  }
  return { entries: [...entries.values()], inputs };
}

async function readAgain(file: string, sha256: string): Promise<string | undefined> {
  if (file === "-") return undefined;
  try {
    const { origin } = await readInput(file, 500 * 2 ** 20, new Date(0));
    return origin.sha256 === sha256 ? file : undefined;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

function configInput(file: string | undefined): readonly PackedInput[] {
  if (file === undefined) return [];
  return [{ source: "config", file, sha256: hash("sha256", readFileSync(file), "hex"), path: null }];
}

function attestedInput(account: PackRequest["account"]): readonly PackedInput[] {
  return account?.attested === undefined ? [] : [{ ...account.attested.input, path: null }];
}

async function accountEntries(account: PackRequest["account"]): Promise<readonly PackEntry[]> {
  if (account === undefined) return [];
  const { snapshot, settings, problems, beside, choice, attested } = account;
  const entries = [{ path: snapshotPath, from: `${JSON.stringify(snapshot)}\n` }];
  if (snapshot.trails !== undefined) {
    const settingsOfTrails = { trails: snapshot.trails, buckets: snapshot.buckets ?? null };
    entries.push({ path: "trail-settings.json", from: `${JSON.stringify(settingsOfTrails, null, 2)}\n` });
  }
  if (choice !== undefined) {
    const report = complianceReport(snapshot, settings, problems, choice, attested, beside);
    entries.push({ path: "compliance.json", from: [...(await renderCompliance("json", report))].join("") });
  }
  return entries;
}
