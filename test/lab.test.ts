import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  ListUsersCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { afterEach, describe, expect, it } from "vitest";
import { cleanLabs } from "../src/app/lab/lab-clean.ts";
import { type LabPlace, openLabPlace } from "../src/app/lab/lab-place.ts";
import { runLabOnce } from "../src/app/lab/lab-run.ts";
import { type LabStates, labStates } from "../src/app/lab/lab-state.ts";
import { verifyLab } from "../src/app/lab/lab-verify.ts";
import { loadRules } from "../src/app/rules/load-rules.ts";
import type { LabRun } from "../src/provision/index.ts";
import {
  accountOf,
  deleteTrail,
  endBenches,
  type LabBench,
  labBench,
  stopTrail,
  trailsOf,
} from "./support/lab-bench.ts";

afterEach(endBenches);

const usual = { isLive: false };
const rules = loadRules([], { builtin: true, lean: true });
const soon = { timeoutMs: 1, rules };
const patient = { timeoutMs: 10_000, rules };

function placeOf({ sandbox }: LabBench): Promise<LabPlace> {
  return openLabPlace({ endpointUrl: sandbox.endpoint }, {});
}

/** Rules for the activity itself; others may fire as well. */
const ownRules: Readonly<Record<string, string>> = {
  "assume-role": "Role assumed",
  "attach-user-policy": "Administrator policy attached",
  "detach-user-policy": "Policy detached from a user",
  "console-login-success": "IAM user signed in to the console without MFA",
  "console-login-failure": "Console sign-in failed",
  "deactivate-mfa-device": "MFA device deactivated or deleted",
  "create-user": "IAM user created",
  "delete-user": "IAM user deleted",
};

describe("a run of the lab", () => {
  it("is found in Event history and in the trail, fires rules, and leaves the account as it was", async () => {
    const bench = await labBench({ verifySignatures: true });
    const before = await accountOf(bench);
    const states = labStates(bench.workspace);
    const place = await placeOf(bench);
    const run = await runLabOnce(place, states, usual);
    expect(await accountOf(bench)).not.toEqual(before);

    const { lines, isComplete, problems } = await verifyLab(place, run, patient);
    expect(problems).toEqual([]);
    expect(isComplete).toBe(true);
    expect(lines.map(({ activity }) => activity)).toEqual(Object.keys(ownRules));
    for (const line of lines) {
      expect(line).toMatchObject({ expected: 1, foundInEventHistory: 1, foundInTrail: 1 });
      expect(line.detections, line.activity).toContain(ownRules[line.activity]);
      expect(line.secondsToVisible).toBeGreaterThan(0);
      expect(line.secondsToVisible).toBeLessThanOrEqual(600);
    }

    const { runs, foreign } = await cleanLabs(place, states);
    expect(runs).toMatchObject([{ isGone: true, left: [], problems: [] }]);
    expect(runs[0]?.removed).toHaveLength(15);
    expect(foreign).toEqual([]);
    expect(await accountOf(bench)).toEqual(before);
    expect(readdirSync(join(bench.workspace, "lab"))).toEqual([]);
    expect(await cleanLabs(place, states)).toEqual({ runs: [], foreign: [], problems: [] });
  }, 60_000);

  it("keeps no secret on disk, and only its owner reads what it keeps", async () => {
    const bench = await labBench();
    const states = labStates(bench.workspace);
    const place = await placeOf(bench);
    const secrets: string[] = [];
    const { fetch: real } = globalThis;
    globalThis.fetch = (url, init) => {
      secrets.push(new URLSearchParams(String(init?.body)).get("password") ?? "");
      return real(url, init);
    };
    const run = await runLabOnce(place, states, usual).finally(() => {
      globalThis.fetch = real;
    });
    expect(secrets.filter((secret) => secret.length > 100)).toHaveLength(2);
    const file = join(bench.workspace, "lab", `${run.id}.json`);
    const text = readFileSync(file, "utf8");
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/AKIA|ASIA|[A-Za-z0-9/+]{40}/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(bench.workspace, "lab")).mode & 0o777).toBe(0o700);
  });

  it("goes by the clock of the account, whatever this machine's is", async () => {
    const bench = await labBench({ startsAt: Date.parse("2031-05-06T07:08:09Z") });
    const states = labStates(bench.workspace);
    // Less than what the SDK corrects by itself.
    bench.sandbox.tick(240_000);
    const run = await runLabOnce(await placeOf(bench), states, usual);
    expect(run.startedAt).toMatch(/^2031-05-06T07:1[2-4]:/);
    expect(run.isComplete).toBe(true);
  });

  it("leaves console sign-in out on AWS itself, unless it is told otherwise", async () => {
    const bench = await labBench();
    const states = labStates(bench.workspace);
    const { loopback: _here, ...aws } = await placeOf(bench);
    const run = await runLabOnce(aws, states, usual);
    bench.sandbox.tick(600_000);
    const { lines, isComplete, notes } = await verifyLab({ ...aws, clockOffsetMs: 600_000 }, run, soon);
    expect(isComplete).toBe(true);
    expect(lines.filter(({ expected }) => expected === 0).map(({ activity }) => activity)).toEqual([
      "console-login-success",
      "console-login-failure",
    ]);
    expect(notes.join()).toContain("console-login-success was left out: console sign-in to AWS itself needs --live.");
    expect(run.steps.filter(({ target }) => target.includes("console"))).toEqual([]);
  }, 30_000);

  it("gets through calls that fail and things that are seen late", async () => {
    const bench = await labBench({ chaos: { rate: 0.05, seed: 7, consistencyMs: 300 } }, false);
    const before = await accountOf(bench);
    const states = labStates(bench.workspace);
    const place = await placeOf(bench);
    const run = await runLabOnce(place, states, usual);
    expect(run.isComplete).toBe(true);
    expect((await cleanLabs(place, states)).runs).toMatchObject([{ isGone: true }]);
    expect(await accountOf(bench)).toEqual(before);
  }, 120_000);
});

describe("a run that was killed", () => {
  it("is cleaned up, whichever call it had made last", async () => {
    const bench = await labBench();
    const before = await accountOf(bench);
    const states = labStates(bench.workspace);
    const place = await placeOf(bench);
    let calls = 0;
    for (let last = 1; ; last += 1) {
      const run = await runLabOnce(place, dyingAfter(last, states), usual).catch((error: unknown) => error);
      expect((await cleanLabs(place, states)).runs).toMatchObject([{ isGone: true, left: [], problems: [] }]);
      if (!(run instanceof Error)) break;
      expect(run.message).toBe("killed");
      calls = last;
    }
    expect(calls).toBeGreaterThan(40);
    expect(await accountOf(bench)).toEqual(before);
  }, 180_000);
});

/** The call of a step is made, and the process ends before it can write that down. */
function dyingAfter(step: number, states: LabStates): LabStates {
  return {
    ...states,
    save(run: LabRun) {
      if (run.steps[step - 1]?.isDone === true) throw new Error("killed");
      states.save(run);
    },
  };
}

describe("the trail of a run", () => {
  it("is made where it is not there, and goes with its bucket and all that was delivered", async () => {
    const bench = await labBench({}, false);
    const states = labStates(bench.workspace);
    const place = await placeOf(bench);
    const run = await runLabOnce(place, states, usual);
    expect(run.trail).toEqual({ name: "iam-trail-demo", isOurs: true });
    expect(await trailsOf(bench)).toHaveLength(2);
    // A second one finds it there.
    expect((await runLabOnce(place, states, usual)).trail.isOurs).toBe(false);
    const { isComplete } = await verifyLab(place, run, patient);
    expect(isComplete).toBe(true);
    const { runs } = await cleanLabs(await placeOf(bench), states);
    expect(runs).toMatchObject([{ isGone: true }, { isGone: true }]);
    expect(runs[0]?.removed.slice(-2)).toEqual([
      "arn:aws:cloudtrail:us-east-1:111122223333:trail/iam-trail-demo",
      expect.stringMatching(/^arn:aws:s3:::iam-logs-/),
    ]);
    expect(await trailsOf(bench)).toEqual([]);
  }, 60_000);

  it("goes as well when it was made by half", async () => {
    const bench = await labBench({}, false);
    const states = labStates(bench.workspace);
    const admin = { ...process.env };
    await actAs(bench, ["s3:*", "cloudtrail:DescribeTrails", "cloudtrail:Get*"]);
    await expect(runLabOnce(await placeOf(bench), states, usual)).rejects.toMatchObject({
      code: "aws.denied",
      message: expect.stringContaining("cloudtrail:CreateTrail"),
    });
    expect(await trailsOf(bench)).toHaveLength(1);
    Object.assign(process.env, admin);
    expect((await cleanLabs(await placeOf(bench), states)).runs).toMatchObject([{ isGone: true }]);
    expect(await trailsOf(bench)).toEqual([]);
  });

  it("stays when it was there before", async () => {
    const bench = await labBench();
    const states = labStates(bench.workspace);
    const place = await placeOf(bench);
    const before = await trailsOf(bench);
    await runLabOnce(place, dyingAfter(2, states), usual).catch(() => {});
    await cleanLabs(place, states);
    expect(await trailsOf(bench)).toEqual(before);
    expect(before).toHaveLength(2);
  });
});

describe("cleaning up", () => {
  it("leaves alone what the run did not make", async () => {
    const bench = await labBench();
    const iam = new IAMClient(bench.client);
    const states = labStates(bench.workspace);
    const place = await placeOf(bench);
    const { id } = await runLabOnce(place, dyingAfter(1, states), usual).catch(() => onlyRun(states));
    // Of the name of one of the run's, elsewhere.
    const namesake = `trailproof-lab-${id.slice(0, 8)}-old-key`;
    await iam.send(new CreateUserCommand({ UserName: namesake }));
    await iam.send(new CreateUserCommand({ UserName: "guest", Path: "/trailproof-lab/somebody-else/" }));
    const { runs, foreign } = await cleanLabs(place, states);
    expect(runs).toMatchObject([{ isGone: true, removed: [expect.stringContaining("-target")] }]);
    expect(foreign).toEqual(["arn:aws:iam::111122223333:user/trailproof-lab/somebody-else/guest"]);
    const { Users } = await iam.send(new ListUsersCommand({}));
    expect(Users?.map(({ UserName }) => UserName)).toEqual(expect.arrayContaining(["guest", namesake]));
  });

  it("is not for a run of another sandbox", async () => {
    const [one, other] = [await labBench(), await labBench()];
    Object.assign(process.env, one.sandbox.env, { AWS_ENDPOINT_URL: undefined });
    delete process.env["AWS_ENDPOINT_URL"];
    const states = labStates(one.workspace);
    await runLabOnce(await placeOf(one), dyingAfter(3, states), usual).catch(() => {});
    Object.assign(process.env, other.sandbox.env);
    delete process.env["AWS_ENDPOINT_URL"];
    expect((await cleanLabs(await placeOf(other), states)).runs).toEqual([]);
    expect(states.all()).toHaveLength(1);
  });

  it("refuses a file that is no run, by name", async () => {
    const bench = await labBench();
    const states = labStates(bench.workspace);
    await runLabOnce(await placeOf(bench), dyingAfter(1, states), usual).catch(() => {});
    const run = onlyRun(states);
    const file = join(bench.workspace, "lab", `${run.id}.json`);
    for (const text of [
      "{",
      "[]",
      JSON.stringify({ ...run, id: "../../x" }),
      JSON.stringify({ ...run, account: "*" }),
    ]) {
      writeFileSync(file, text);
      expect(() => states.all()).toThrow(expect.objectContaining({ code: "state.invalid" }));
    }
  });

  it("waits for nobody who is at work on the lab", async () => {
    const bench = await labBench();
    const states = labStates(bench.workspace);
    const lock = states.lock();
    await expect(cleanLabs(await placeOf(bench), states)).rejects.toMatchObject({
      code: "journal.locked",
      message: expect.stringContaining("the lab"),
    });
    lock.release();
  });
});

function onlyRun(states: LabStates): LabRun {
  const [run] = states.all();
  if (run === undefined) throw new Error("there is no run");
  return run;
}

describe("what is missing or denied", () => {
  it("is told: a trail that delivers nothing of the run, or is gone", async () => {
    const bench = await labBench();
    await stopTrail(bench);
    const states = labStates(bench.workspace);
    const place = await placeOf(bench);
    const run = await runLabOnce(place, states, usual);
    const late = await verifyLab(place, run, soon);
    expect(late.isComplete).toBe(false);
    for (const line of late.lines) {
      expect(line).toMatchObject({ foundInEventHistory: 1, foundInTrail: 0 });
      // Rules are asked of what Event history has.
      expect(line.detections).toContain(ownRules[line.activity]);
    }
    await deleteTrail(bench);
    const without = await verifyLab(place, run, soon);
    expect(without.isComplete).toBe(false);
    expect(without.notes).toContain("There is no trail iam-trail-demo in this region.");
  }, 60_000);

  it("is told: an activity that the run did not come to", async () => {
    const bench = await labBench();
    const states = labStates(bench.workspace);
    const place = await placeOf(bench);
    const { length } = (await runLabOnce(place, states, usual)).steps;
    await cleanLabs(place, states);
    await runLabOnce(place, dyingAfter(length - 1, states), usual).catch(() => {});
    const { lines, isComplete } = await verifyLab(place, onlyRun(states), soon);
    expect(isComplete).toBe(false);
    expect(lines.at(-1)).toEqual({
      activity: "delete-user",
      eventName: "DeleteUser",
      expected: 1,
      foundInEventHistory: 0,
      foundInTrail: 0,
      detections: [],
      secondsToVisible: null,
    });
    expect(lines.slice(0, -1).every(({ foundInTrail }) => foundInTrail === 1)).toBe(true);
  }, 60_000);

  it.each([
    ["iam:CreateUser", "cloudtrail:DescribeTrails"],
    [
      "iam:PutUserPolicy",
      ["cloudtrail:DescribeTrails", "iam:CreateUser", "iam:TagUser", "iam:GetUser", "iam:CreateLoginProfile"],
    ],
  ])(
    "is told: %s",
    async (action, allowed) => {
      const bench = await labBench();
      await actAs(bench, allowed);
      const states = labStates(bench.workspace);
      const place = await placeOf(bench);
      await expect(runLabOnce(place, states, usual)).rejects.toMatchObject({
        code: "aws.denied",
        message: expect.stringContaining(`not authorized to perform: ${action} on resource`),
      });
      const { runs } = await cleanLabs(place, states);
      expect(runs).toMatchObject([{ isGone: false }]);
      expect(runs[0]?.problems.map(({ message }) => message).join()).toContain("iam:ListUsers");
      expect(states.all()).toHaveLength(1);
    },
    60_000,
  );

  it("is told: Event history that may not be read", async () => {
    const bench = await labBench();
    const states = labStates(bench.workspace);
    const place = await placeOf(bench);
    const run = await runLabOnce(place, states, usual);
    await actAs(bench, "cloudtrail:DescribeTrails");
    const { problems, isComplete } = await verifyLab(await placeOf(bench), run, soon);
    expect(isComplete).toBe(false);
    expect(problems.map(({ message }) => message).join()).toContain("cloudtrail:LookupEvents");
  }, 30_000);
});

describe("the permissions that docs/labs.md names", () => {
  it("are enough", async () => {
    const bench = await labBench();
    const page = readFileSync("docs/labs.md", "utf8");
    const [, list = ""] = /- Who runs it needs, on `.*?`: ([\s\S]*?)\n\n|$/.exec(`${page}\n\n`) ?? [];
    const named = [...list.matchAll(/`([a-z0-9]+:)?([A-Z]\w+)`/g)];
    expect(named.length).toBeGreaterThan(30);
    await actAs(
      bench,
      named.map(([, service = "iam:", action = ""]) => service + action),
    );
    const states = labStates(bench.workspace);
    const place = await placeOf(bench);
    const run = await runLabOnce(place, states, usual);
    const { isComplete, problems } = await verifyLab(place, run, patient);
    expect({ isComplete, problems }).toEqual({ isComplete: true, problems: [] });
    expect((await cleanLabs(place, states)).runs).toMatchObject([{ isGone: true, problems: [] }]);
  }, 60_000);
});

/** From now on the environment's credentials are those of a user who may do no more than that. */
async function actAs({ client }: LabBench, actions: string | readonly string[]): Promise<void> {
  const iam = new IAMClient(client);
  const UserName = "limited";
  await iam.send(new CreateUserCommand({ UserName }));
  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: actions, Resource: "*" },
  });
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "limited", PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  process.env["AWS_ACCESS_KEY_ID"] = AccessKey?.AccessKeyId;
  process.env["AWS_SECRET_ACCESS_KEY"] = AccessKey?.SecretAccessKey;
}
