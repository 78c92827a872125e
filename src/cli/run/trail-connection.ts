import type { CollectTarget } from "../../app/aws/collect-accounts.ts";
import { exitOf } from "../../app/rightsize/rightsize-apply.ts";
import { Problem } from "../../model/index.ts";
import type { AwsOptions } from "../aws-options.ts";
import { type Io, usesColor, usesUnicode } from "../io.ts";
import type { CommonOptions } from "../options.ts";
import { printProblem } from "../problems.ts";
import { awsTargets, refuseUnknown, withHint } from "./aws-targets.ts";

/** Flags of commands that work on one trail of one account. */
export interface TrailAwsOptions extends CommonOptions, Omit<AwsOptions, "profile"> {
  readonly profile?: string;
}

/** Asks AWS with the credentials that the flags name; problems are printed, with exit codes of their own. */
export async function withTrailTarget(
  options: TrailAwsOptions,
  io: Io,
  work: (connection: CollectTarget["connection"]) => Promise<number>,
): Promise<number> {
  const { profile, ...aws } = options;
  const [target] = awsTargets({ ...aws, ...(profile !== undefined && { profile: [profile] }) }, io);
  // There is always one, of the environment if of nothing else.
  if (target === undefined) return 4;
  try {
    refuseUnknown(target, io);
    return await work(target.connection);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    printProblem(io.stderr, withHint(error, target, io), "error");
    return error.code === "input.nothing" ? 4 : exitOf(error.code);
  }
}

/** How wide, and with which signs. */
export function trailTerminal(
  options: CommonOptions,
  io: Io,
): { readonly color: boolean; readonly unicode: boolean; readonly width?: number } {
  const { stdout } = io;
  return {
    color: usesColor(stdout, io, options.color),
    unicode: usesUnicode(io),
    ...(stdout.isTTY === true && stdout.columns !== undefined && { width: stdout.columns }),
  };
}
