import { readAttestations } from "../../app/audit/compliance.ts";
import { type PackRequest, type PackResult, packEvidence } from "../../app/evidence/evidence-pack.ts";
import { chooseFrameworks } from "../../app/frameworks/choose-frameworks.ts";
import { loadFrameworks, loadProfiles } from "../../app/frameworks/load-frameworks.ts";
import type { BaselineLevel } from "../../model/index.ts";
import { sanitizeTerminal } from "../../report/index.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "../options.ts";
import { printProblems } from "../problems.ts";
import { type AuditInputs, readAuditInputs, sayWhatWasRead } from "./audit-inputs.ts";
import { asksAws } from "./collect-first.ts";
import { requireSettings } from "./settings.ts";

export interface EvidencePackOptions extends CommonOptions, AuditInputs {
  readonly out: string;
  readonly findings?: readonly string[];
  readonly publicKeys?: readonly string[];
  readonly key?: string;
  readonly framework?: readonly string[];
  readonly baselineLevel?: BaselineLevel;
  readonly attestations?: string;
  readonly output: "table" | "json";
}

/** `evidence pack`: 4 when there is nothing to pack, 2 when an input is broken. */
export async function runEvidencePack(
  snapshotFile: string | undefined,
  options: EvidencePackOptions,
  io: Io,
): Promise<number> {
  const { findings = [], logs = [], publicKeys = [], key, config, out } = options;
  const account = await readAccount(snapshotFile, options, io);
  if (typeof account === "number") return account;
  const result = await packEvidence({
    out,
    ...(account.account && { account: account.account }),
    results: findings,
    logs,
    publicKeys,
    ...(key !== undefined && { key }),
    ...(config !== undefined && { config }),
    command: process.argv.slice(2),
    packedAt: new Date().toISOString().replace(/[.]\d{3}Z$/, "Z"),
  });
  if (!options.quiet) {
    printProblems(io.stderr, result.problems, options.verbose ? Number.POSITIVE_INFINITY : 20);
    for (const note of notesOn(result, options)) io.stderr.write(`note: ${note}\n`);
  }
  io.stdout.write(options.output === "json" ? json(out, result) : table(out, result));
  return account.broken ? 2 : 0;
}

/** Undefined account: only saved results are packed. A number: there is nothing, which has been said. */
async function readAccount(
  snapshotFile: string | undefined,
  options: EvidencePackOptions,
  io: Io,
): Promise<{ readonly account: PackRequest["account"]; readonly broken: boolean } | number> {
  const { findings = [], framework, baselineLevel } = options;
  const settings = requireSettings(options.config, io);
  if (settings === undefined) return 2;
  const wantsAccount = snapshotFile !== undefined || asksAws(options) || hasAnswers(options) || framework !== undefined;
  if (findings.length > 0 && !wantsAccount) return { account: undefined, broken: false };
  const choice =
    framework === undefined
      ? undefined
      : chooseFrameworks(framework, baselineLevel, loadFrameworks().frameworks, loadProfiles().profiles);
  const attested = options.attestations === undefined ? undefined : readAttestations(options.attestations);
  const read = await readAuditInputs(snapshotFile, options, io);
  if (typeof read === "number") return read;
  sayWhatWasRead(read, options, io);
  const account = {
    snapshot: read.snapshot,
    settings,
    beside: read.beside,
    problems: read.problems,
    ...(choice && { choice }),
    ...(attested && { attested }),
  };
  return { account, broken: read.broken || (attested?.problems.length ?? 0) > 0 };
}

/** Flags that name an answer of AWS. */
function hasAnswers(options: EvidencePackOptions): boolean {
  const { credentialReport, authorizationDetails, accountSummary, passwordPolicy, trails, serviceLastAccessed } =
    options;
  return [credentialReport, authorizationDetails, accountSummary, passwordPolicy, trails, serviceLastAccessed].some(
    (given) => given !== undefined,
  );
}

function notesOn({ digests, logs, signer }: PackResult, { publicKeys = [] }: EvidencePackOptions): readonly string[] {
  return [
    ...(logs > 0 && digests === 0
      ? ["no digest was found beside the log files: nothing in the pack ties them to AWS"]
      : []),
    ...(digests > 0 && publicKeys.length === 0
      ? ["without --public-keys nobody can check the digests with this pack alone"]
      : []),
    ...(signer === undefined ? ["the pack is not signed; keep the SHA-256 of its manifest.json, or give --key"] : []),
  ];
}

function table(out: string, { manifest, findings, detections, logs, missing, digests, signer }: PackResult): string {
  const lines = [
    `Packed ${sanitizeTerminal(out)}`,
    `  ${manifest.files.length} files: ${findings} findings, ${detections} detections, ${logs} cited log files${missing.length > 0 ? ` (${missing.length} not found)` : ""}, ${digests} digests`,
    `  Merkle root ${manifest.root}`,
    ...(signer === undefined ? [] : [`  signed by ${signer}`]),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function json(out: string, { manifest, findings, detections, logs, missing, digests, signer }: PackResult): string {
  const counts = { files: manifest.files.length, findings, detections, logs, digests };
  const result = {
    schemaVersion: 1,
    kind: "evidence-pack",
    out,
    root: manifest.root,
    signer: signer ?? null,
    ...counts,
    missing,
  };
  return `${JSON.stringify(result, null, 2)}\n`;
}
