import {
  type ComplianceGate,
  complianceGateResult,
  complianceReport,
  readAttestations,
} from "../../app/audit/compliance.ts";
import { chooseFrameworks } from "../../app/frameworks/choose-frameworks.ts";
import { loadFrameworks, loadProfiles } from "../../app/frameworks/load-frameworks.ts";
import { type BaselineLevel, Problem, type Severity } from "../../model/index.ts";
import { type ComplianceFormat, renderFrameworkList } from "../../report/index.ts";
import { type Io, usesColor, usesUnicode } from "../io.ts";
import type { ReportOptions } from "../options.ts";
import { printProblems } from "../problems.ts";
import { writeCompliance } from "../write-report.ts";
import { type AuditInputs, readAuditInputs, sayWhatWasRead } from "./audit-inputs.ts";
import { requireSettings } from "./settings.ts";

export interface ComplianceOptions extends Omit<ReportOptions, "output">, AuditInputs {
  readonly output: ComplianceFormat;
  readonly framework?: readonly string[];
  readonly baselineLevel?: BaselineLevel;
  readonly list?: boolean;
  readonly attestations?: string;
  readonly failOn?: ComplianceGate | Severity;
  readonly allowIncomplete?: boolean;
}

/** `compliance`: a snapshot or saved answers in, controls out. */
export async function runCompliance(
  snapshotFile: string | undefined,
  options: ComplianceOptions,
  io: Io,
): Promise<number> {
  const settings = requireSettings(options.config, io);
  if (settings === undefined) return 2;
  const { frameworks } = loadFrameworks();
  const { profiles } = loadProfiles();
  if (options.list === true) return list(options, io);
  const choice = chooseFrameworks(options.framework ?? [], options.baselineLevel, frameworks, profiles);
  const attested = options.attestations === undefined ? undefined : readAttestations(options.attestations);

  const read = await readAuditInputs(snapshotFile, options, io);
  if (typeof read === "number") return read;
  sayWhatWasRead(read, options, io);
  if (attested && !options.quiet) {
    printProblems(io.stderr, attested.problems, options.verbose ? Number.POSITIVE_INFINITY : 20);
  }
  const report = complianceReport(read.snapshot, settings, read.problems, choice, attested, read.beside);
  await writeCompliance(report, options, io);

  const gate = complianceGateResult(report, options.failOn, options.allowIncomplete === true);
  if (gate === 3) return 3;
  return read.broken || (attested?.problems.length ?? 0) > 0 ? 2 : gate;

  function list({ output, color }: ComplianceOptions, { stdout }: Io): number {
    if (output !== "table" && output !== "json") {
      throw new Problem("cli.usage", `--list is shown as table or json, not as ${output}.`);
    }
    const width = stdout.isTTY === true ? stdout.columns : undefined;
    const terminal = { color: usesColor(stdout, io, color), unicode: usesUnicode(io), width };
    stdout.write(renderFrameworkList(output, frameworks, profiles, terminal));
    return 0;
  }
}
