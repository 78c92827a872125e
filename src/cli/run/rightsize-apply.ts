import { readInput } from "../../app/read-input.ts";
import {
  applyRightsize,
  exitOf,
  journalOf,
  type RightsizeRun,
  rollbackRightsize,
} from "../../app/rightsize/rightsize-apply.ts";
import { watchRightsize } from "../../app/rightsize/rightsize-watch.ts";
import { Problem, toProblemRecord } from "../../model/index.ts";
import { renderRightsizeRun, renderRightsizeWatch } from "../../report/index.ts";
import type { Io } from "../io.ts";
import { printProblem, printProblems } from "../problems.ts";
import { maxPlanBytes, type RightsizeOptions, runRightsizeVerify, terminalOf } from "./rightsize.ts";

interface IamFlags {
  readonly endpointUrl?: string;
  readonly profile?: string;
  readonly journal?: string;
  readonly yes?: boolean;
}

export interface RightsizeApplyOptions extends RightsizeOptions, IamFlags {
  readonly canary?: boolean;
  readonly acceptExpired?: boolean;
  readonly detach?: boolean;
}

export interface RightsizeRollbackOptions extends RightsizeOptions, IamFlags {
  readonly force?: boolean;
}

export interface RightsizeWatchOptions extends RightsizeOptions {
  readonly journal?: string;
}

/** `rightsize apply`: with the plan's inputs it verifies first, and changes nothing when that fails. */
export async function runRightsizeApply(file: string, options: RightsizeApplyOptions, io: Io): Promise<number> {
  const { authorizationDetails, serviceLastAccessed, credentialReport, logs, snapshot } = options;
  const { yes, canary, acceptExpired, detach, journal } = options;
  const given = [authorizationDetails, serviceLastAccessed, credentialReport, logs, snapshot];
  const isVerified = given.some((input) => input !== undefined);
  if (isVerified) {
    // Of the given files: the profile is that of who changes IAM.
    const { profile: _profile, endpointUrl: _endpointUrl, ...ofFiles } = options;
    const verified = await runRightsizeVerify(file, ofFiles, { ...io, stdout: io.stderr });
    if (verified !== 0) return verified;
  }
  return reported(
    options,
    io,
    () =>
      planText(file).then((text) =>
        applyRightsize(text, file, {
          isYes: yes === true,
          isCanary: canary === true,
          acceptsExpired: acceptExpired === true,
          detaches: detach === true,
          ...(journal !== undefined && { journal }),
          ...iamOf(options),
        }),
      ),
    ({ state, journal: kept, needsDetach }) => [
      ...(isVerified ? [] : unverified),
      ...(needsDetach === true ? ["It detaches managed policies of which nothing is left: that needs --detach."] : []),
      state === "shown"
        ? "Applying writes a journal; with it `rightsize rollback` takes everything back."
        : `The journal is ${kept}. To take it back: trailproof rightsize rollback ${file} --yes`,
    ],
    { evidence: isVerified ? "verified" : "not-checked" },
  );
}

const unverified = [
  "The evidence was NOT checked again: only the plan's hash, its expiry, its own proof and the account's policies were.",
  "Give the plan's inputs (--authorization-details, --service-last-accessed, --logs, ...) to have it verified first.",
];

/** `rightsize rollback`. */
export async function runRightsizeRollback(file: string, options: RightsizeRollbackOptions, io: Io): Promise<number> {
  const journal = options.journal ?? (file.endsWith(".journal") ? file : journalOf(file));
  return reported(
    options,
    io,
    () =>
      rollbackRightsize(journal, { isYes: options.yes === true, isForced: options.force === true, ...iamOf(options) }),
    ({ state }) => (state === "stopped" ? ["Run it again to go on; what was taken back stays so."] : []),
  );
}

/** `rightsize watch`: 3 when a removed action was missed. */
export async function runRightsizeWatch(file: string, options: RightsizeWatchOptions, io: Io): Promise<number> {
  return mapped(io, async () => {
    const { logs = [], journal = journalOf(file) } = options;
    if (logs.length === 0) throw new Problem("cli.usage", "'rightsize watch' needs --logs.");
    const watch = await watchRightsize(await planText(file), file, { journal, logs, stdin: io.stdin });
    printProblems(io.stderr, watch.problems, options.verbose ? Number.POSITIVE_INFINITY : 20);
    const next =
      watch.denied.length === 0
        ? watch.purpose === "canary"
          ? [`To go on: trailproof rightsize apply ${file} --yes`]
          : []
        : [`To take it back: trailproof rightsize rollback ${file} --yes`];
    const { problems, ...shown } = watch;
    io.stdout.write(
      options.output === "json"
        ? `${JSON.stringify({ schemaVersion: 1, kind: "rightsize-watch", ...shown }, null, 2)}\n`
        : renderRightsizeWatch({ ...watch, next }, terminalOf(options, io)),
    );
    if (watch.denied.length > 0) return 3;
    return watch.events === 0 ? 4 : 0;
  });
}

async function reported(
  options: RightsizeOptions,
  io: Io,
  run: () => Promise<RightsizeRun>,
  next: (run: RightsizeRun) => readonly string[],
  more: { readonly evidence?: "verified" | "not-checked" } = {},
): Promise<number> {
  return mapped(io, async () => {
    const result = await run();
    if (result.unseen !== undefined) printProblem(io.stderr, result.unseen);
    const lines = [
      ...(result.isResumed ? ["An earlier run was interrupted; this goes on with it."] : []),
      ...(result.unseen === undefined ? [] : ["It was not compared with the account."]),
      ...next(result),
    ];
    io.stdout.write(
      options.output === "json"
        ? `${JSON.stringify({ schemaVersion: 1, kind: "rightsize-run", ...result, ...more }, null, 2)}\n`
        : renderRightsizeRun({ ...result, next: lines }, terminalOf(options, io)),
    );
    return result.state === "stopped" ? 4 : 0;
  });
}

/** Problems of plans and of AWS have exit codes of their own. */
async function mapped(io: Io, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    printProblem(io.stderr, toProblemRecord(error), "error");
    return exitOf(error.code);
  }
}

async function planText(file: string): Promise<string> {
  const { bytes } = await readInput(file, maxPlanBytes, new Date());
  return new TextDecoder().decode(bytes);
}

function iamOf({ endpointUrl, profile }: IamFlags): Pick<IamFlags, "endpointUrl" | "profile"> {
  return { ...(endpointUrl !== undefined && { endpointUrl }), ...(profile !== undefined && { profile }) };
}
