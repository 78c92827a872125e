import { auditAccount, filterFindings } from "../../app/audit/audit-account.ts";
import { gateResult, readBaseline } from "../../app/gate.ts";
import { writeSnapshot } from "../../app/snapshot/snapshot-file.ts";
import { compareSeverity, type FindingStatus, type Severity } from "../../model/index.ts";
import { type Report, sanitizeTerminal } from "../../report/index.ts";
import type { Io } from "../io.ts";
import type { GateOptions, ReportOptions } from "../options.ts";
import { writeReport } from "../write-report.ts";
import { type AuditInputs, readAuditInputs, sayWhatWasRead } from "./audit-inputs.ts";
import { requireSettings } from "./settings.ts";

export interface AuditOptions extends ReportOptions, GateOptions, AuditInputs {
  readonly severity?: Severity;
  readonly status?: readonly FindingStatus[];
}

/** `audit`: a snapshot or saved answers in, findings out. */
export async function runAudit(snapshotFile: string | undefined, options: AuditOptions, io: Io): Promise<number> {
  const settings = requireSettings(options.config, io);
  if (settings === undefined) return 2;
  const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline);

  const read = await readAuditInputs(snapshotFile, options, io);
  if (typeof read === "number") return read;
  const { snapshot, problems, beside } = read;
  sayWhatWasRead(read, options, io);
  for (const { format, path } of options.out) {
    if (format === "snapshot") await writeSnapshot(path, snapshot);
  }

  const report = auditAccount(snapshot, settings, problems, beside);
  if (!options.quiet) for (const note of report.notes ?? []) io.stderr.write(`note: ${sanitizeTerminal(note)}\n`);
  const shown = filterFindings(report, {
    ...(options.severity && { severity: options.severity }),
    ...(options.status && { statuses: options.status }),
  });
  const all = options.status?.some((status) => status !== "FAIL" && status !== "UNKNOWN");
  await writeReport({ ...shown, next: nextSteps(shown) }, options, io, { all, baseline });

  const gate = gateResult(
    {
      allowIncomplete: options.allowIncomplete === true,
      ...(options.failOn && { failOn: options.failOn }),
      ...(baseline && { baseline }),
    },
    report.findings.filter(({ status }) => status === "FAIL"),
    problems.length > 0 || report.findings.some(({ status }) => status === "UNKNOWN"),
  );
  if (gate === 3) return 3;
  return read.broken ? 2 : gate;
}

/** For the end of the table: the worst finding explained, and the other forms. */
function nextSteps({ findings }: Report): readonly string[] {
  const failed = findings.filter(({ status }) => status === "FAIL");
  const worst = failed.toSorted((a, b) => compareSeverity(b.severity, a.severity))[0];
  return [...(worst === undefined ? [] : [`trailproof explain ${worst.source.id}`]), "--out html=report.html"];
}
