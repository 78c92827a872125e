import { existsSync } from "node:fs";
import { needsAws } from "../../app/events/event-sources.ts";
import { usageAccount } from "../../app/rightsize/usage-account.ts";
import { readUsageInputs, type UsageInputs, type UsageSources } from "../../app/rightsize/usage-inputs.ts";
import { parseSubjectFile } from "../../app/snapshot/load-snapshot.ts";
import { newestSnapshot, workspaceFolder } from "../../app/workspace.ts";
import { Problem } from "../../model/index.ts";
import { sanitizeTerminal, type UsageFormat, type UsageReport } from "../../report/index.ts";
import type { AwsOptions } from "../aws-options.ts";
import type { Io } from "../io.ts";
import type { ReportOptions } from "../options.ts";
import { printProblems } from "../problems.ts";
import { startProgress } from "../progress.ts";
import { writeUsage } from "../write-report.ts";
import { asksAws, collectFirst } from "./collect-first.ts";
import { logSourceOptions } from "./event-sources.ts";
import { requireSettings } from "./settings.ts";

export interface UsageOptions extends Omit<ReportOptions, "output">, AwsOptions {
  readonly output: UsageFormat;
  readonly authorizationDetails?: readonly string[];
  readonly serviceLastAccessed?: readonly string[];
  readonly logs?: readonly string[];
  readonly snapshot?: string;
  readonly workspace?: string;
  readonly offline?: boolean;
  readonly principal?: string;
  readonly asOf?: string;
  /** Milliseconds. */
  readonly window: number;
  readonly grace: number;
  readonly protect?: readonly string[];
  readonly escalation?: boolean;
  readonly config?: string;
}

/** `usage`: saved answers, a snapshot or logs in, granted against used out. */
export async function runUsage(named: string | undefined, options: UsageOptions, io: Io): Promise<number> {
  if (requireSettings(options.config, io) === undefined) return 2;
  const windowDays = options.window / dayMs;
  if (windowDays < 30 || windowDays > 400) {
    throw new Problem("cli.usage", "--window must be from 30d to 400d: Access Advisor looks back 400 days.");
  }
  const { inputs: given, principal: listed } = withoutPrincipal(options, named ?? options.principal);
  const principal = onePrincipal(named ?? listed, options.principal);
  const aws = logSourceOptions(given.logs ?? [], given, io);
  const live: Asked = asksAws(given) ? await askFirst(given, io) : {};
  if (live.exitCode !== undefined) return live.exitCode;
  const sources = sourcesOf({ ...given, ...(live.snapshot !== undefined && { snapshot: live.snapshot }) }, io);
  if (sources === undefined) return 4;

  const progress = startProgress(io, options);
  const inputs = await readUsageInputs(sources, {
    now: new Date(),
    ...(options.asOf !== undefined && { asOf: options.asOf }),
    stdin: io.stdin,
    ...(aws && { aws: { ...aws, onProgress: progress.show } }),
    onProgress: (done, files) => progress.show(`reading ${done}/${files} log files`),
  });
  progress.done();
  const report = usageAccount(inputs, {
    ...(principal !== undefined && { principal }),
    windowDays,
    graceDays: options.grace / dayMs,
    protect: options.protect ?? [],
    escalation: options.escalation === true,
  });
  if (!options.quiet) say(report, inputs, options, io);
  else if (inputs.isBroken) printProblems(io.stderr, inputs.problems, 20);
  await writeUsage(report, options, io);
  if (inputs.isBroken) return 2;
  return report.principals.length === 0 ? 4 : 0;
}

/** Where the answers are, or the exit code when there are none. */
interface Asked {
  readonly snapshot?: string;
  readonly exitCode?: number;
}

async function askFirst(options: UsageOptions, io: Io): Promise<Asked> {
  const { snapshot, authorizationDetails = [], serviceLastAccessed = [] } = options;
  if (snapshot !== undefined || authorizationDetails.length + serviceLastAccessed.length > 0) {
    // Whom to ask for the logs.
    if (needsAws(options.logs ?? [])) return {};
    throw new Problem("cli.usage", "Give files, or say whom to ask (--profile), not both.");
  }
  const collected = await collectFirst(options, ["usage"], io);
  return "path" in collected ? { snapshot: collected.path } : collected;
}

const dayMs = 86_400_000;

function say(report: UsageReport, { clock, asOf }: UsageInputs, options: UsageOptions, io: Io): void {
  printProblems(io.stderr, report.problems, options.verbose ? Number.POSITIVE_INFINITY : 20);
  if (clock === "machine") io.stderr.write(`note: ages are counted up to now (${asOf}); --as-of sets the clock\n`);
  // The table ends with them.
  const notes = options.output === "table" ? [] : report.notes;
  for (const note of notes) io.stderr.write(`note: ${sanitizeTerminal(note)}\n`);
}

/** A principal that stands after a list of files is its last word: something that is no file and could be a name. */
function withoutPrincipal(
  options: UsageOptions,
  known: string | undefined,
): { readonly inputs: UsageOptions; readonly principal?: string } {
  if (known !== undefined) return { inputs: options };
  for (const flag of ["authorizationDetails", "serviceLastAccessed", "logs"] as const) {
    const list = options[flag] ?? [];
    const last = list.at(-1);
    if (list.length < 2 || last === undefined || !/^(arn:[^=]+|[\w+,@-]+)$/.test(last) || existsSync(last)) continue;
    return { inputs: { ...options, [flag]: list.slice(0, -1) }, principal: last };
  }
  return { inputs: options };
}

function onePrincipal(named: string | undefined, flag: string | undefined): string | undefined {
  if (named !== undefined && flag !== undefined && named !== flag) {
    throw new Problem(
      "cli.usage",
      `${JSON.stringify(named)} and --principal ${JSON.stringify(flag)} are two principals: give one.`,
    );
  }
  return named ?? flag;
}

/** Undefined when there is nothing to read at all, which has been said. */
function sourcesOf(options: UsageOptions, io: Io): UsageSources | undefined {
  const { authorizationDetails = [], serviceLastAccessed = [], logs = [] } = options;
  const given = {
    authorizationDetails,
    serviceLastAccessed: serviceLastAccessed.map(parseSubjectFile),
    logs,
    ...(options.snapshot !== undefined && { snapshot: options.snapshot }),
  };
  if (authorizationDetails.length + serviceLastAccessed.length + logs.length > 0 || options.snapshot !== undefined) {
    return given;
  }
  const snapshot = newestSnapshot(workspaceFolder(options.workspace, io.env));
  if (snapshot !== undefined) return { ...given, snapshot };
  io.stderr.write(
    "error: nothing to compare: no saved answers, no logs, and the workspace has no snapshot\n" +
      "  With files:  trailproof usage --authorization-details details.json --service-last-accessed ARN=answer.json\n" +
      "  From AWS:    trailproof usage --profile NAME\n",
  );
  return undefined;
}
