import { Problem } from "../../model/index.ts";
import { type LabActivityName, labActivities } from "./activities.ts";
import { ask, demand, notYetKnown } from "./ask.ts";
import type { Asker, Keys, LabAws } from "./clients.ts";
import { actorPolicy, attachedPolicy, trustPolicy, unusedServicesPolicy } from "./lab-policies.ts";
import { type LabRun, labTag, labUserAgent } from "./lab-run.ts";
import { createMaker, labTags, type Maker } from "./make-people.ts";
import { addMfaDevice } from "./mfa-device.ts";
import { labArn, peopleOf } from "./people.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { signIn } from "./sign-in.ts";

export interface LabTools {
  readonly aws: LabAws;
  /** Returns when the run is on disk. */
  readonly save: (run: LabRun) => void;
  /** Where the console's form is posted to; else the reason why it is not. */
  readonly signIn: { readonly endpoint: string } | { readonly skipped: string };
  /** How long what was made takes until it is known everywhere; 0 where it is known at once. */
  readonly settleMs: number;
  readonly onActivity?: (activity: LabActivityName, state: "begun" | "done" | "skipped") => void;
}

/**
 * Makes the people of a run, and lets each do its activity. Throws the Problem of the first call that fails; what was made until
 * then is in the run that was saved last.
 */
export async function runLab(begun: LabRun, tools: LabTools): Promise<LabRun> {
  const { aws, settleMs } = tools;
  const recorder = createRecorder(begun, tools.save);
  const maker = createMaker(aws, recorder);
  const actors = await makeActors(recorder, maker, tools);
  await makeExercises(recorder, maker, aws);
  if (settleMs > 0) await aws.clock.wait(settleMs);
  for (const { activity } of labActivities) {
    const act = actors.get(activity);
    if (act === undefined) {
      const reason = "skipped" in tools.signIn ? tools.signIn.skipped : "";
      recorder.activity(activity, { state: "skipped", reason });
      tools.onActivity?.(activity, "skipped");
      continue;
    }
    tools.onActivity?.(activity, "begun");
    await act();
    recorder.activity(activity, { state: "done", at: new Date(aws.now()).toISOString() });
    tools.onActivity?.(activity, "done");
  }
  recorder.complete();
  return recorder.read();
}

type Act = () => Promise<void>;

/** Who is to do what; activities that are left out have nobody. */
async function makeActors(
  recorder: Recorder,
  maker: Maker,
  tools: LabTools,
): Promise<ReadonlyMap<LabActivityName, Act>> {
  const run = recorder.read();
  const people = peopleOf(run);
  const acts = new Map<LabActivityName, Act>();
  await maker.user(people.target, { isPowerless: true });
  await maker.user(people.doomed, { isPowerless: true });
  for (const { activity, outcome } of labActivities) {
    const name = people.actor(activity);
    if (outcome !== undefined) {
      if ("skipped" in tools.signIn) continue;
      const { endpoint } = tools.signIn;
      await maker.user(name, { isPowerless: true });
      const right = await maker.password(name);
      const password = outcome === "Success" ? right : `${right.slice(0, -1)}~`;
      acts.set(activity, () => signInOnce(recorder, endpoint, name, password, outcome));
      continue;
    }
    await maker.user(name);
    const policy = actorPolicy(run, activity);
    if (policy !== undefined) await maker.inlinePolicy(name, policy);
    if (activity === "assume-role") await maker.role(people.role, trustPolicy(run));
    const serial = activity === "deactivate-mfa-device" ? await addMfaDevice(tools.aws, recorder, name) : "";
    const keys = await maker.key(name);
    acts.set(activity, () => call(activity, keys, serial, recorder, tools.aws));
  }
  return acts;
}

/** What the exercises on posture need: somebody without MFA, somebody with rights to spare, and a key that will get old. */
async function makeExercises(recorder: Recorder, maker: Maker, aws: LabAws): Promise<void> {
  const run = recorder.read();
  const { noMfa, unusedServices, oldKey } = peopleOf(run).exercises;
  await maker.user(noMfa, { isPowerless: true });
  await maker.password(noMfa);
  await maker.user(oldKey, { isPowerless: true });
  await maker.key(oldKey);
  await maker.user(unusedServices);
  await maker.inlinePolicy(unusedServices, unusedServicesPolicy(run));
  const { iam } = aws.as(await maker.key(unusedServices));
  const get = new aws.iam.GetUserCommand({ UserName: unusedServices });
  await recorder.step("GetUser", unusedServices, () =>
    demand(aws.clock, `iam:GetUser as ${unusedServices}`, () => iam.send(get), notYetKnown),
  );
}

/** The call of an activity, with the key of its user. */
async function call(
  activity: LabActivityName,
  keys: Keys,
  serial: string,
  recorder: Recorder,
  aws: LabAws,
): Promise<void> {
  const run = recorder.read();
  const people = peopleOf(run);
  const { clock, iam, sts } = aws;
  const who = aws.as(keys);
  const name = people.actor(activity);
  const made = (
    operation: string,
    target: string,
    send: (asker: Asker) => Promise<object>,
    fine: readonly string[] = [],
  ) =>
    recorder.step(operation, target, () =>
      ask(clock, `${operation} as ${name}`, () => send(who), {
        fine,
        // What says that a call whose answer was lost was carried out is not waited for.
        passing: notYetKnown.filter((code) => !fine.includes(code)),
      }),
    );
  switch (activity) {
    case "assume-role": {
      const RoleArn = labArn(run, "role", people.role);
      const input = { RoleArn, RoleSessionName: labTag, DurationSeconds: 900 };
      await made("AssumeRole", people.role, (asker) => asker.sts.send(new sts.AssumeRoleCommand(input)));
      return;
    }
    case "attach-user-policy": {
      const input = { UserName: people.target, PolicyArn: attachedPolicy(run) };
      await made("AttachUserPolicy", people.target, (asker) => asker.iam.send(new iam.AttachUserPolicyCommand(input)));
      return;
    }
    case "detach-user-policy": {
      const input = { UserName: people.target, PolicyArn: attachedPolicy(run) };
      await made("DetachUserPolicy", people.target, (asker) => asker.iam.send(new iam.DetachUserPolicyCommand(input)));
      return;
    }
    case "deactivate-mfa-device": {
      const input = { UserName: name, SerialNumber: serial };
      await made("DeactivateMFADevice", name, (asker) => asker.iam.send(new iam.DeactivateMFADeviceCommand(input)));
      return;
    }
    case "create-user": {
      const input = { UserName: people.made, Path: people.path, Tags: labTags(run) };
      const send = (asker: Asker) => asker.iam.send(new iam.CreateUserCommand(input));
      await made("CreateUser", people.made, send, ["EntityAlreadyExists"]);
      return;
    }
    case "delete-user": {
      const send = (asker: Asker) => asker.iam.send(new iam.DeleteUserCommand({ UserName: people.doomed }));
      await made("DeleteUser", people.doomed, send);
      return;
    }
    case "console-login-success":
    case "console-login-failure":
      throw new Error(`${activity} is no call`);
  }
}

/** Never twice: failures in a row lock people out, and alarm others. */
async function signInOnce(
  recorder: Recorder,
  endpoint: string,
  username: string,
  password: string,
  outcome: "Success" | "Failure",
): Promise<void> {
  const run = recorder.read();
  const { account } = run;
  const isIn = await recorder.step("ConsoleLogin", username, () =>
    signIn({ endpoint, account, username, password, userAgent: labUserAgent(run) }),
  );
  if (isIn === (outcome === "Success")) return;
  throw new Problem(
    "aws.refused",
    `Console sign-in of ${username}: it was ${isIn ? "let in" : "refused"}, against expectation.`,
    {
      hint: isIn
        ? "Look at the account: a wrong password must not do."
        : "The password may not be known everywhere yet.",
    },
  );
}
