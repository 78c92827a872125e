import { type AwsEventOptions, needsAws } from "../../app/events/event-sources.ts";
import { readInput } from "../../app/read-input.ts";
import { keepSnapshot, keptSnapshot, keptSnapshotOf } from "../../app/rightsize/kept-snapshot.ts";
import {
  type RightsizeInputOptions,
  type RightsizeInputs,
  readRightsizeInputs,
} from "../../app/rightsize/rightsize-inputs.ts";
import { planFor, planText, type SavedRightsizePlan, verifySaved } from "../../app/rightsize/rightsize-plan.ts";
import { rightsizeView } from "../../app/rightsize/rightsize-view.ts";
import { parseSubjectFile } from "../../app/snapshot/load-snapshot.ts";
import { Problem } from "../../model/index.ts";
import { renderRightsizeChecks, renderRightsizePlan } from "../../report/index.ts";
import type { AwsOptions } from "../aws-options.ts";
import { type Io, usesColor, usesUnicode } from "../io.ts";
import type { CommonOptions } from "../options.ts";
import { printProblems } from "../problems.ts";
import { startProgress } from "../progress.ts";
import { writeWhole } from "../write-report.ts";
import { asksAws, collectFirst } from "./collect-first.ts";
import { logSourceOptions } from "./event-sources.ts";
import { requireSettings } from "./settings.ts";

export interface RightsizeOptions extends CommonOptions {
  readonly authorizationDetails?: readonly string[];
  readonly serviceLastAccessed?: readonly string[];
  readonly credentialReport?: string;
  readonly logs?: readonly string[];
  readonly snapshot?: string;
  readonly publicKeys?: readonly string[];
  readonly asOf?: string;
  readonly config?: string;
  readonly output: "table" | "json";
}

/** Whom to ask, in place of files. */
interface LiveOptions extends AwsOptions {
  readonly workspace?: string;
  readonly offline?: boolean;
}

export interface RightsizePlanOptions extends RightsizeOptions, LiveOptions {
  readonly principal: string;
  readonly level: "report" | "service" | "action" | "resource";
  /** Milliseconds. */
  readonly window: number;
  readonly grace: number;
  readonly protect?: readonly string[];
  readonly allowNotAction?: boolean;
  readonly forkShared?: boolean;
  readonly disableUnused?: boolean;
  /** Where the plan goes. */
  readonly plan: string;
}

export interface RightsizeVerifyOptions extends RightsizeOptions, LiveOptions {
  readonly principal?: string;
}

/** `rightsize plan`: writes the plan, and shows it. */
export async function runRightsizePlan(given: RightsizePlanOptions, io: Io): Promise<number> {
  if (requireSettings(given.config, io) === undefined) return 2;
  const aws = logSourceOptions(given.logs ?? [], given, io);
  const live: Asked = asksAws(given) ? await askFirst(given, neededFor(given), io) : {};
  if (live.exitCode !== undefined) return live.exitCode;
  const options = { ...given, ...live };
  const asOf = (options.asOf ?? new Date().toISOString()).replace(".000Z", "Z");
  if (options.asOf === undefined && !options.quiet) {
    io.stderr.write(
      `note: ages are counted up to now (${asOf}); --as-of sets the clock, and makes the plan repeatable\n`,
    );
  }
  const windowDays = days(options.window, "--window", 30);
  const { facts, isBroken } = await readInputs(
    options,
    {
      principal: options.principal,
      asOf,
      ...(aws && { aws }),
      ...narrowing(options, options.level === "resource" ? windowDays : undefined),
    },
    io,
  );
  if (isBroken) {
    io.stderr.write(
      "error: no plan was written: of one kind of inputs nothing can be read, which the lines above name\n",
    );
    return 2;
  }
  const plan = planFor(options.principal, facts, {
    asOf,
    level: options.level,
    windowDays,
    graceDays: days(options.grace, "--grace", 0),
    protect: options.protect ?? [],
    allowNotAction: options.allowNotAction === true,
    shared: options.forkShared === true ? "fork" : "union",
    ...(options.disableUnused === true && { disableUnused: true }),
  });
  const text = planText(plan);
  writeWhole(options.plan, [text]);
  const kept = live.snapshot === undefined ? undefined : keepSnapshot(live.snapshot, options.plan);
  if (kept !== undefined && !options.quiet) {
    io.stderr.write(`note: what AWS answered is in ${kept}, where \`rightsize verify\` finds it\n`);
  }
  io.stdout.write(
    options.output === "json" ? text : renderRightsizePlan(rightsizeView(plan, options.plan), terminalOf(options, io)),
  );
  return 0;
}

/** What has to be asked of AWS for such a plan. */
function neededFor({ level, disableUnused }: RightsizePlanOptions): Parameters<typeof askFirst>[1] {
  const isByAction = level === "action" || level === "resource";
  return { level: isByAction ? "action" : "service", isDisabling: disableUnused === true };
}

type Verification = ReturnType<SavedRightsizePlan["check"]>;

/** `rightsize verify`: 0 when the plan holds, 3 when it does not. */
export async function runRightsizeVerify(file: string, given: RightsizeVerifyOptions, io: Io): Promise<number> {
  if (requireSettings(given.config, io) === undefined) return 2;
  const { bytes } = await readInput(file, maxPlanBytes, new Date());
  const saved = verifySaved(new TextDecoder().decode(bytes), file);
  const result = "failed" in saved ? saved.failed : await verified(saved, file, given, io);
  if (typeof result === "number") return result;
  io.stdout.write(
    given.output === "json"
      ? `${JSON.stringify({ schemaVersion: 1, kind: "rightsize-verification", ...result }, null, 2)}\n`
      : renderRightsizeChecks(result.checks, terminalOf(given, io)),
  );
  return result.holds ? 0 : 3;
}

/**
 * With files: whether the same inputs give the plan. Where none are named, the snapshot beside the plan is its input. When AWS is
 * asked, it answers otherwise than then: the plan is checked against what it was made from, and its evidence against what AWS
 * says now. A number is an exit code.
 */
async function verified(
  saved: SavedRightsizePlan,
  file: string,
  given: RightsizeVerifyOptions,
  io: Io,
): Promise<Verification | number> {
  const aws = logSourceOptions(given.logs ?? [], given, io);
  const asked = { level: "action", isDisabling: saved.isDisabling } as const;
  const live: Asked = asksAws(given) ? await askFirst(given, asked, io) : {};
  if (live.exitCode !== undefined) return live.exitCode;
  const kept = namesFiles(given) ? undefined : keptSnapshot(file);
  const then = kept === undefined ? given : { ...given, snapshot: kept };
  if (live.snapshot === undefined) return checked(saved, then, aws, io);
  const first = kept === undefined ? notKept(file) : (await checked(saved, then, aws, io)).checks;
  const about = { principal: saved.principal, asOf: saved.asOf, withoutLogs: true, ...(aws && { aws }) };
  const { facts, takenAt } = await readInputs({ ...given, snapshot: live.snapshot }, about, io);
  const checks = [...first, ...saved.checkNow(facts, takenAt)];
  return { holds: checks.every(({ ok }) => ok), checks };
}

function notKept(file: string): Verification["checks"] {
  const detail = `what the plan was made from is not beside it (${keptSnapshotOf(file)}): name its files or its snapshot`;
  return [{ name: "inputs", ok: false, detail }];
}

function namesFiles({
  snapshot,
  authorizationDetails = [],
  serviceLastAccessed = [],
  credentialReport,
}: RightsizeOptions): boolean {
  const files = authorizationDetails.length + serviceLastAccessed.length;
  return snapshot !== undefined || credentialReport !== undefined || files > 0;
}

/** The snapshot that a collection left, or the exit code when there is none. */
interface Asked {
  readonly snapshot?: string;
  readonly exitCode?: number;
}

interface Asking {
  readonly level: "service" | "action";
  /** The credential report is needed, too, which is no part of what is collected for usage. */
  readonly isDisabling: boolean;
}

async function askFirst(
  options: RightsizeOptions & LiveOptions,
  { level, isDisabling }: Asking,
  io: Io,
): Promise<Asked> {
  if (namesFiles(options)) {
    // Whom to ask for the logs.
    if (needsAws(options.logs ?? [])) return {};
    throw new Problem("cli.usage", "Give files, or say whom to ask (--profile), not both.");
  }
  const collected = await collectFirst(options, isDisabling ? ["core", "usage"] : ["usage"], io, level);
  return "path" in collected ? { snapshot: collected.path } : collected;
}

async function checked(
  saved: SavedRightsizePlan,
  options: RightsizeVerifyOptions,
  aws: AwsEventOptions | undefined,
  io: Io,
): Promise<Verification> {
  const about = {
    principal: saved.principal,
    asOf: saved.asOf,
    withoutLogs: true,
    ...(aws && { aws }),
    ...narrowing(options, saved.narrowingDays),
  };
  const { facts } = await readInputs(options, about, io);
  return saved.check(facts, {
    ...(options.principal !== undefined && { principal: options.principal }),
    ...(options.asOf !== undefined && { asOf: options.asOf.replace(".000Z", "Z") }),
  });
}

function narrowing(
  { publicKeys = [] }: RightsizeOptions,
  windowDays: number | undefined,
): Pick<RightsizeInputOptions, "resources"> {
  return windowDays === undefined ? {} : { resources: { publicKeys, windowDays } };
}

/** An administrator's plan names 22,000 actions twice. */
export const maxPlanBytes: number = 256 * 2 ** 20;
const dayMs = 86_400_000;

async function readInputs(options: RightsizeOptions, about: RightsizeInputOptions, io: Io): Promise<RightsizeInputs> {
  const { authorizationDetails = [], serviceLastAccessed = [], credentialReport, logs = [], snapshot } = options;
  const progress = startProgress(io, options);
  const sources = {
    authorizationDetails,
    serviceLastAccessed: serviceLastAccessed.map(parseSubjectFile),
    logs,
    ...(snapshot !== undefined && { snapshot }),
    ...(credentialReport !== undefined && { credentialReport }),
  };
  const inputs = await readRightsizeInputs(sources, {
    ...about,
    ...(about.aws && { aws: { ...about.aws, onProgress: progress.show } }),
    onProgress: (done, files) => progress.show(`reading ${done}/${files} log files`),
  });
  progress.done();
  if (!options.quiet || inputs.isBroken)
    printProblems(io.stderr, inputs.problems, options.verbose ? Number.POSITIVE_INFINITY : 20);
  return inputs;
}

function days(milliseconds: number, flag: string, least: number): number {
  const value = milliseconds / dayMs;
  if (Number.isInteger(value) && value >= least && value <= 400) return value;
  throw new Problem("cli.usage", `${flag} must be whole days from ${least}d to 400d.`, {
    hint: "Less than 30 days say nothing about what is needed once a month; Access Advisor looks back 400.",
  });
}

/** How wide, and with which signs. */
export function terminalOf(options: RightsizeOptions, io: Io): Parameters<typeof renderRightsizePlan>[1] {
  const { stdout } = io;
  return {
    color: usesColor(stdout, io, options.color),
    unicode: usesUnicode(io),
    ...(stdout.isTTY === true && stdout.columns !== undefined && { width: stdout.columns }),
  };
}
