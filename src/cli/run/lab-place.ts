import { type LabPlace, openLabPlace } from "../../app/lab/lab-place.ts";
import { type LabStates, labStates } from "../../app/lab/lab-state.ts";
import { workspaceFolder } from "../../app/workspace.ts";
import { Problem } from "../../model/index.ts";
import type { AwsOptions } from "../aws-options.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "../options.ts";
import { printProblem } from "../problems.ts";
import { awsTargets, refuseUnknown, withHint } from "./aws-targets.ts";

export interface LabOptions extends CommonOptions, AwsOptions {
  readonly workspace?: string;
  readonly output: "table" | "json" | "jsonl";
}

/** Finds the account and the workspace, and says what went wrong: exit 4 where AWS or the disk did not do, 2 for a mistake. */
export async function inLab(
  options: LabOptions,
  io: Io,
  work: (place: LabPlace, states: LabStates) => Promise<number>,
): Promise<number> {
  const [target, another] = awsTargets(options, io);
  if (target === undefined || another !== undefined) {
    throw new Problem("cli.usage", "The lab is for one account: give one --profile.");
  }
  try {
    refuseUnknown(target, io);
    const place = await openLabPlace(target.connection, io.env);
    try {
      return await work(place, labStates(workspaceFolder(options.workspace, io.env)));
    } finally {
      place.connection.close();
    }
  } catch (error) {
    if (!(error instanceof Problem) || error.code === "cli.usage") throw error;
    printProblem(io.stderr, withHint(error, target, io), "error");
    return isOfPlace.test(error.code) ? 4 : 2;
  }
}

/** Not the user's mistake, but of the account, the network, another process or the disk. */
const isOfPlace = /^(aws\.|journal\.locked$|output\.unwritable$|input\.nothing$)/;
