import { auditAccount, filterFindings } from "../../app/audit-account.ts";
import { gateResult, readBaseline } from "../../app/gate.ts";
import { loadSnapshot, parseSubjectFile, type SnapshotInputs } from "../../app/load-snapshot.ts";
import { readSnapshot, writeSnapshot } from "../../app/snapshot-file.ts";
import { newestSnapshot, workspaceFolder } from "../../app/workspace.ts";
import { compareSeverity, type FindingStatus, Problem, type Severity, type Snapshot } from "../../model/index.ts";
import type { Report } from "../../report/index.ts";
import type { AwsOptions } from "../commands/aws-options.ts";
import type { Io } from "../io.ts";
import type { GateOptions, ReportOptions } from "../options.ts";
import { printProblems } from "../problems.ts";
import { writeReport } from "../write-report.ts";
import { asksAws, collectFirst } from "./collect-first.ts";
import { requireSettings } from "./settings.ts";

export interface AuditOptions extends ReportOptions, GateOptions, AwsOptions {
  readonly credentialReport?: string;
  readonly authorizationDetails?: readonly string[];
  readonly accountSummary?: string;
  readonly passwordPolicy?: string;
  readonly trails?: readonly string[];
  readonly trailStatus?: readonly string[];
  readonly eventSelectors?: readonly string[];
  readonly insightSelectors?: readonly string[];
  readonly serviceLastAccessed?: readonly string[];
  readonly buckets?: readonly string[];
  readonly bucketPolicy?: readonly string[];
  readonly bucketAcl?: readonly string[];
  readonly publicAccessBlock?: readonly string[];
  readonly bucketVersioning?: readonly string[];
  readonly bucketLifecycle?: readonly string[];
  readonly asOf?: string;
  readonly severity?: Severity;
  readonly status?: readonly FindingStatus[];
  readonly config?: string;
  readonly workspace?: string;
  readonly offline?: boolean;
}

/** `audit`: a snapshot or saved answers in, findings out. */
export async function runAudit(snapshotFile: string | undefined, options: AuditOptions, io: Io): Promise<number> {
  const settings = requireSettings(options.config, io);
  if (settings === undefined) return 2;
  const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline);

  const read = await readInputs(snapshotFile, options, io);
  if (typeof read === "number") return read;
  const { snapshot, problems } = read;
  if (!options.quiet) printProblems(io.stderr, problems, options.verbose ? Number.POSITIVE_INFINITY : 20);
  if (snapshot.clock === "machine" && !options.quiet) {
    io.stderr.write(
      `note: ages are counted up to now (${snapshot.takenAt}), since no input says when it was made; --as-of sets the clock\n`,
    );
  }
  for (const { format, path } of options.out) {
    if (format === "snapshot") await writeSnapshot(path, snapshot);
  }

  const report = auditAccount(snapshot, settings, problems);
  const shown = filterFindings(report, {
    ...(options.severity && { severity: options.severity }),
    ...(options.status && { statuses: options.status }),
  });
  const all = options.status?.some((status) => status !== "FAIL" && status !== "UNKNOWN");
  await writeReport({ ...shown, next: nextSteps(shown) }, options, io, { all });

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

interface ReadInputs {
  readonly snapshot: Snapshot;
  readonly problems: readonly Problem[];
  /** An input that is the only one of its kind is damaged. */
  readonly broken: boolean;
}

/** The exit code when there is nothing to read at all, which has been said. */
async function readInputs(
  snapshotFile: string | undefined,
  options: AuditOptions,
  io: Io,
): Promise<ReadInputs | number> {
  const inputs = savedAnswers(options);
  if (asksAws(options)) return readLive(snapshotFile, inputs, options, io);
  if (inputs !== undefined) {
    if (snapshotFile !== undefined) {
      throw new Problem("cli.usage", "Give a snapshot or saved answers, not both.", {
        location: { file: snapshotFile },
      });
    }
    const { snapshot, problems, unusable } = await loadSnapshot(inputs, {
      now: new Date(),
      ...(options.asOf && { asOf: options.asOf }),
    });
    return { snapshot, problems, broken: unusable.length > 0 || isBroken(inputs, problems) };
  }
  const file = snapshotFile ?? newestSnapshot(workspaceFolder(options.workspace, io.env));
  if (file === undefined) {
    io.stderr.write(
      "error: nothing to audit: no snapshot, no saved answers, and the workspace has no snapshot\n" +
        "  With files:  trailproof audit --credential-report report.csv --authorization-details details.json\n" +
        "  From AWS:    trailproof audit --profile NAME\n" +
        "  To look around without an AWS account:  trailproof demo\n",
    );
    return 4;
  }
  return readFile(file, options);
}

async function readLive(
  snapshotFile: string | undefined,
  inputs: SnapshotInputs | undefined,
  options: AuditOptions,
  io: Io,
): Promise<ReadInputs | number> {
  if (snapshotFile !== undefined || inputs !== undefined) {
    throw new Problem("cli.usage", "Give files, or say whom to ask (--profile), not both.");
  }
  const collected = await collectFirst(options, ["core", "usage", "trail"], io);
  return "path" in collected ? readFile(collected.path, options) : collected.exitCode;
}

async function readFile(file: string, options: AuditOptions): Promise<ReadInputs> {
  const snapshot = await readSnapshot(file);
  const clock = options.asOf === undefined ? {} : ({ takenAt: options.asOf, clock: "as-of" } as const);
  return { snapshot: { ...snapshot, ...clock }, problems: [], broken: false };
}

/** A report that is cut in the middle is no report: what could be read was judged, and the exit code says so. */
function isBroken(inputs: SnapshotInputs, problems: readonly Problem[]): boolean {
  const only = [inputs.credentialReport, inputs.accountSummary, inputs.passwordPolicy].filter(
    (file) => file !== undefined,
  );
  return problems.some(
    ({ code, location }) =>
      (code === "input.malformed" || code === "input.truncated") &&
      location !== undefined &&
      only.includes(location.file),
  );
}

function savedAnswers(options: AuditOptions): SnapshotInputs | undefined {
  const subjects = (list: readonly string[] | undefined) => (list ?? []).map(parseSubjectFile);
  const inputs: SnapshotInputs = {
    ...(options.credentialReport !== undefined && { credentialReport: options.credentialReport }),
    ...(options.accountSummary !== undefined && { accountSummary: options.accountSummary }),
    ...(options.passwordPolicy !== undefined && { passwordPolicy: options.passwordPolicy }),
    authorizationDetails: options.authorizationDetails ?? [],
    trails: options.trails ?? [],
    buckets: options.buckets ?? [],
    trailStatus: subjects(options.trailStatus),
    eventSelectors: subjects(options.eventSelectors),
    insightSelectors: subjects(options.insightSelectors),
    serviceLastAccessed: subjects(options.serviceLastAccessed),
    bucketPolicy: subjects(options.bucketPolicy),
    bucketAcl: subjects(options.bucketAcl),
    publicAccessBlock: subjects(options.publicAccessBlock),
    bucketVersioning: subjects(options.bucketVersioning),
    bucketLifecycle: subjects(options.bucketLifecycle),
  };
  return Object.values(inputs).some((value) => typeof value === "string" || value.length > 0) ? inputs : undefined;
}
