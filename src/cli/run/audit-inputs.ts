import {
  loadSnapshot,
  parseSubjectFile,
  type SnapshotInputs,
  type SubjectFile,
} from "../../app/snapshot/load-snapshot.ts";
import { readSnapshot } from "../../app/snapshot/snapshot-file.ts";
import { withTrailVerdicts } from "../../app/trail/trail-verdicts.ts";
import { newestSnapshot, workspaceFolder } from "../../app/workspace.ts";
import {
  type CloudTrailEvent,
  collectFeatures,
  Problem,
  type ProblemRecord,
  type Snapshot,
} from "../../model/index.ts";
import type { AwsOptions } from "../aws-options.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "../options.ts";
import { printProblems } from "../problems.ts";
import { type BesideOptions, type ReadBeside, readBeside } from "./audit-beside.ts";
import { asksAws, collectFirst } from "./collect-first.ts";

/** What audit and compliance read: flags of the same names. */
export interface AuditInputs extends AwsOptions, MoreAnswers, Omit<BesideOptions, keyof CommonOptions> {
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
  readonly trailVerdicts?: readonly string[];
  readonly asOf?: string;
  readonly config?: string;
  readonly workspace?: string;
  readonly offline?: boolean;
}

type MoreAnswers = { readonly [name in (typeof moreAnswers)[number]]?: readonly string[] };

/** Answers that each may be about one user, key, region, ... */
const moreAnswers = [
  "bucketLogging",
  "bucketObjectLock",
  "bucketEncryption",
  "mfaDevices",
  "roles",
  "identityProviders",
  "sshPublicKeys",
  "serviceSpecificCredentials",
  "serverCertificates",
  "organization",
  "serviceControlPolicies",
  "organizationsFeatures",
  "securityContact",
  "regions",
  "analyzers",
  "analyzerFindings",
  "eventRules",
  "trailKeys",
  "metricFilters",
  "alarms",
  "rolesAnywhere",
  "accountAssignments",
  "workloads",
] as const;

export interface ReadInputs {
  readonly snapshot: Snapshot;
  /** What logs and an earlier snapshot tell. */
  readonly beside: ReadBeside["beside"];
  readonly problems: readonly (Problem | ProblemRecord)[];
  /** An input that is the only one of its kind is damaged. */
  readonly broken: boolean;
}

/** What is audited, with what `trail verify` found where it was given. */
export async function readAuditInputs(
  snapshotFile: string | undefined,
  options: AuditInputs & CommonOptions,
  io: Io,
  also?: (event: CloudTrailEvent) => void,
): Promise<ReadInputs | number> {
  const read = await readInputs(snapshotFile, options, io);
  if (typeof read === "number") return read;
  const { beside, ...besides } = await readBeside(options, io, also);
  const verdicts =
    options.trailVerdicts === undefined
      ? { snapshot: read.snapshot, problems: [], isUnusable: false }
      : await withTrailVerdicts(read.snapshot, options.trailVerdicts);
  return {
    snapshot: verdicts.snapshot,
    beside,
    problems: [...read.problems, ...verdicts.problems, ...besides.problems],
    broken: read.broken || verdicts.isUnusable || besides.broken,
  };
}

type ReadState = Pick<ReadInputs, "snapshot" | "broken"> & { readonly problems: readonly Problem[] };

/** The exit code when there is nothing to read at all, which has been said. */
async function readInputs(
  snapshotFile: string | undefined,
  options: AuditInputs & CommonOptions,
  io: Io,
): Promise<ReadState | number> {
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
  options: AuditInputs & CommonOptions,
  io: Io,
): Promise<ReadState | number> {
  if (snapshotFile !== undefined || inputs !== undefined) {
    throw new Problem("cli.usage", "Give files, or say whom to ask (--profile), not both.");
  }
  const collected = await collectFirst(options, collectFeatures, io);
  return "path" in collected ? readFile(collected.path, options) : collected.exitCode;
}

async function readFile(file: string, options: AuditInputs & CommonOptions): Promise<ReadState> {
  const snapshot = await readSnapshot(file);
  const clock = options.asOf === undefined ? {} : ({ takenAt: options.asOf, clock: "as-of" } as const);
  return { snapshot: { ...snapshot, ...clock }, problems: [], broken: false };
}

/**
 * What is cut or malformed in the only file of its kind can be had nowhere else: what could be read was judged, and the exit
 * code says so.
 */
function isBroken(inputs: SnapshotInputs, problems: readonly Problem[]): boolean {
  const only = Object.values(inputs).flatMap((given) => {
    const files: readonly (string | SubjectFile)[] = typeof given === "string" ? [given] : given;
    return files.length === 1 ? files.map((one) => (typeof one === "string" ? one : one.file)) : [];
  });
  return problems.some(
    ({ code, location }) =>
      (code === "input.malformed" || code === "input.truncated") &&
      location !== undefined &&
      only.includes(location.file),
  );
}

function savedAnswers(options: AuditInputs & CommonOptions): SnapshotInputs | undefined {
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
    ...Object.fromEntries(moreAnswers.map((name) => [name, subjects(options[name])])),
  };
  return Object.values(inputs).some((value) => typeof value === "string" || value.length > 0) ? inputs : undefined;
}

/** Names what could not be read, and the clock where no input set it. */
export function sayWhatWasRead(
  { snapshot, problems }: ReadInputs,
  options: { readonly quiet: boolean; readonly verbose: boolean },
  io: Io,
): void {
  if (options.quiet) return;
  printProblems(io.stderr, problems, options.verbose ? Number.POSITIVE_INFINITY : 20);
  if (snapshot.clock === "machine") {
    io.stderr.write(
      `note: ages are counted up to now (${snapshot.takenAt}), since no input says when it was made; --as-of sets the clock\n`,
    );
  }
}
