import { Problem, type ProblemRecord, toProblemRecord } from "../../model/index.ts";
import { labActivities } from "./activities.ts";
import { ask, demand } from "./ask.ts";
import type { LabAws } from "./clients.ts";
import type { LabRun } from "./lab-run.ts";
import { labArn, labPath, peopleOf } from "./people.ts";
import { last, removeUser } from "./remove-user.ts";

/** What became of what a run made. */
export interface CleanedLab {
  /** ARNs, in the order in which they went. */
  readonly removed: readonly string[];
  /** ARNs of what is still there, as IAM lists it afterwards. */
  readonly left: readonly string[];
  /** Why something is left, or could not be listed. */
  readonly problems: readonly ProblemRecord[];
}

/**
 * Removes all that a run made, whether it ended or not, and nothing else: what has another ARN than the run gave it stays. Asks IAM
 * afterwards for what is left below the run's path. May be repeated. One thing that cannot be removed does not keep the others.
 */
export async function cleanLab(aws: LabAws, run: LabRun, settleMs: number): Promise<CleanedLab> {
  const removed: string[] = [];
  const problems: ProblemRecord[] = [];
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Problem) || error.code === "aws.credentials" || error.code === "aws.unreachable")
        throw error;
      problems.push(toProblemRecord(error));
    }
  };
  // What a run that was killed made last may not be seen yet.
  if (settleMs > 0 && !run.isComplete) await aws.clock.wait(settleMs);

  for (const name of usersOf(run)) {
    const arn = labArn(run, "user", name);
    await attempt(async () => {
      if (await removeUser(aws, name, arn)) removed.push(arn);
    });
  }
  await attempt(async () => {
    if (await removeDevice(aws, run)) removed.push(labArn(run, "mfa", peopleOf(run).device));
  });
  await attempt(async () => {
    if (await removeRole(aws, run)) removed.push(labArn(run, "role", peopleOf(run).role));
  });
  let left: readonly string[] = [];
  await attempt(async () => {
    left = await leftOf(aws, run);
    for (const ms of settleMs > 0 ? lookAgainMs : []) {
      if (left.length === 0) break;
      await aws.clock.wait(ms);
      left = await leftOf(aws, run);
    }
  });
  return { removed, left, problems };
}

/** What IAM lists below the path of a run, or of any run. */
export async function leftOf({ owner, iam: sdk, clock }: LabAws, run?: LabRun): Promise<readonly string[]> {
  const PathPrefix = run === undefined ? labPath : peopleOf(run).path;
  const { iam } = owner;
  const users = await paged("iam:ListUsers", async (Marker) => {
    const { Users, ...page } = await iam.send(new sdk.ListUsersCommand({ PathPrefix, Marker }));
    return { arns: (Users ?? []).map(({ Arn }) => Arn), ...page };
  });
  const roles = await paged("iam:ListRoles", async (Marker) => {
    const { Roles, ...page } = await iam.send(new sdk.ListRolesCommand({ PathPrefix, Marker }));
    return { arns: (Roles ?? []).map(({ Arn }) => Arn), ...page };
  });
  const devices = await paged("iam:ListVirtualMFADevices", async (Marker) => {
    const { VirtualMFADevices, ...page } = await iam.send(new sdk.ListVirtualMFADevicesCommand({ Marker }));
    return { arns: (VirtualMFADevices ?? []).map(({ SerialNumber }) => SerialNumber), ...page };
  });
  return [...users, ...roles, ...devices.filter((serial) => serial.split(":")[5]?.startsWith(`mfa${PathPrefix}`))];

  async function paged(call: string, get: (marker: string | undefined) => Promise<Page>): Promise<readonly string[]> {
    const all: string[] = [];
    let marker: string | undefined;
    do {
      const page: Page = await demand(clock, call, () => get(marker));
      all.push(...page.arns.flatMap((arn) => arn ?? []));
      marker = page.IsTruncated === true ? page.Marker : undefined;
    } while (marker !== undefined);
    return all;
  }
}

interface Page {
  readonly arns: readonly (string | undefined)[];
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

/** Those with rights first. */
function usersOf(run: LabRun): readonly string[] {
  const people = peopleOf(run);
  const { noMfa, unusedServices, oldKey } = people.exercises;
  const actors = labActivities.map(({ activity }) => people.actor(activity));
  return [...actors, people.target, people.made, people.doomed, unusedServices, oldKey, noMfa];
}

async function removeDevice({ owner, iam, clock }: LabAws, run: LabRun): Promise<boolean> {
  const SerialNumber = labArn(run, "mfa", peopleOf(run).device);
  const send = () => owner.iam.send(new iam.DeleteVirtualMFADeviceCommand({ SerialNumber }));
  return (await ask(clock, "iam:DeleteVirtualMFADevice", send, last)) !== undefined;
}

/** It has a trust policy alone; what somebody else hung on it is for them to take away, and is named. */
async function removeRole({ owner, iam, clock }: LabAws, run: LabRun): Promise<boolean> {
  const RoleName = peopleOf(run).role;
  const find = () => owner.iam.send(new iam.GetRoleCommand({ RoleName }));
  const found = await ask(clock, "iam:GetRole", find, { fine: ["NoSuchEntity"] });
  if (found?.Role?.Arn !== labArn(run, "role", RoleName)) return false;
  const send = () => owner.iam.send(new iam.DeleteRoleCommand({ RoleName }));
  return (await ask(clock, "iam:DeleteRole", send, { fine: ["NoSuchEntity"] })) !== undefined;
}

const lookAgainMs: readonly number[] = [1_000, 3_000, 6_000, 10_000];
