import { appendFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Json } from "../src/model/index.ts";
import {
  applyPlan,
  holderOf,
  type Iam,
  nextSteps,
  type PlanToApply,
  type RunReport,
  readJournalFile,
  rollback,
} from "../src/provision/index.ts";
import { copyAccount, type FakeAccount } from "./support/fake-iam/account.ts";
import type { Fault } from "./support/fake-iam/faults.ts";
import { arnOf, awsManagedArn, fakeWorld, type WorldState } from "./support/iam-world.ts";
import { temporaryFolder, testIam, withTools } from "./support/provision-tools.ts";
import { type RightsizedWorld, rightsizedWorld } from "./support/rightsized-world.ts";

const folder = temporaryFolder();
let world: Awaited<ReturnType<typeof fakeWorld>>;
let iam: Iam;
let here: RightsizedWorld;
let filled: FakeAccount;
let before: WorldState;
let plan: PlanToApply;
let journal: string;
const tag = "fx";
let count = 0;

beforeAll(async () => {
  world = await fakeWorld();
  iam = await testIam(world.endpoint);
  here = rightsizedWorld(tag, JSON.parse((await iam.version(awsManagedArn, "v2")) ?? "null") as Json);
  await world.fill(here.content);
  filled = copyAccount(world.fake.account);
  before = await see();
});
afterAll(async () => {
  await world.close();
  folder.remove();
});

beforeEach(() => {
  count += 1;
  world.fake.account = copyAccount(filled);
  world.fake.fault = () => undefined;
  world.fake.staleReads = 0;
  plan = { plan: `plan-${tag}`, changes: here.oneOfEach, expires: "2099-01-01T00:00:00Z" };
  journal = folder.file(`${count}.journal`);
  world.fake.writes.length = 0;
});

const see = () => world.see(here.content, tag);
const apply = (): Promise<RunReport> => withTools(iam, journal, (tools) => applyPlan(tools, plan));
const takeBack = (isForced = false): Promise<RunReport> =>
  withTools(iam, journal, (tools) => rollback(tools, { isForced }));

/** Writes of the plan, in order. */
const writes = [
  "DeletePolicyVersion",
  "CreatePolicy",
  "AttachUserPolicy",
  "CreatePolicyVersion",
  "SetDefaultPolicyVersion",
  "PutUserPolicy",
  "DetachUserPolicy",
  "DeleteUserPolicy",
];

function failAt(action: string, fault: Fault, times = 1): void {
  let left = times;
  world.fake.fault = (call) => {
    if (call.action !== action || left === 0) return undefined;
    left -= 1;
    return fault;
  };
}

test("nothing goes before what takes its place is there", async () => {
  await apply();
  expect(world.fake.writes).toEqual(writes);
});

describe("when an answer gets lost", () => {
  test.each(writes)("%s was carried out and is not made twice", async (action) => {
    failAt(action, "lost-after");
    expect(await apply()).toMatchObject({ isComplete: true });
    expect(world.fake.writes).toEqual(writes);
    await takeBack();
    expect(await see()).toEqual(before);
  });

  test.each(writes)("%s was not carried out, and apply stops there", async (action) => {
    failAt(action, "lost-before");
    const report = await apply();
    expect(report).toMatchObject({ isComplete: false });
    expect(report.steps.at(-1)).toMatchObject({ result: "failed", problem: { code: "aws.unreachable" } });
    expect(world.fake.writes).toEqual(writes.slice(0, writes.indexOf(action)));
    await takeBack();
    expect(await see()).toEqual(before);
  });

  test("a server that breaks down is asked what it did", async () => {
    failAt("CreatePolicyVersion", "ServiceFailure");
    expect((await apply()).steps.at(-1)).toMatchObject({ result: "failed", problem: { code: "aws.unreachable" } });
    expect(await apply()).toMatchObject({ isComplete: true });
  });
});

test.each(writes)(
  "AccessDenied at %s: apply stops, says what was done, and rollback restores every byte",
  async (action) => {
    failAt(action, "AccessDenied");
    const report = await apply();
    const index = writes.indexOf(action);
    expect(report.steps.map(({ result }) => result)).toEqual([...Array(index).fill("done"), "failed"]);
    expect(report.rest).toHaveLength(writes.length - index - 1);
    expect(report.steps.at(-1)).toMatchObject({ problem: { code: "aws.denied" } });
    await takeBack();
    expect(await see()).toEqual(before);
  },
);

test("AccessDenied while reading: nothing is written", async () => {
  failAt("GetPolicyVersion", "AccessDenied");
  await expect(apply()).rejects.toMatchObject({ code: "aws.denied" });
  expect(world.fake.writes).toEqual([]);
});

test("a throttled write is made again", async () => {
  failAt("CreatePolicyVersion", "Throttling", 3);
  expect(await apply()).toMatchObject({ isComplete: true });
  expect(world.fake.writes).toEqual(writes);
});

test("a throttled read is asked again", async () => {
  failAt("GetUserPolicy", "Throttling", 2);
  expect(await apply()).toMatchObject({ isComplete: true });
});

test("reads that show an older state for a while are asked again", async () => {
  world.fake.staleReads = 6;
  expect(await apply()).toMatchObject({ isComplete: true });
  expect(await takeBack()).toMatchObject({ isComplete: true });
  world.fake.staleReads = 0;
  expect(await see()).toEqual(before);
});

describe("drift between plan and apply: nothing is written, and the difference is named", () => {
  const documentOf = (action: string): string =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });
  const user = () => holderOf(arnOf("user", `ana-${tag}`));
  const cases: readonly [string, () => Promise<unknown>, RegExp][] = [
    [
      "an inline policy",
      () => iam.putInlinePolicy(user(), "Odd", documentOf("a:b")),
      /inline policy Odd of user ana-\w+ is not as the plan says: Statement\[0\]\.Sid is missing/,
    ],
    [
      "a deleted inline policy",
      () => iam.deleteInlinePolicy(user(), "Odd"),
      /inline policy Odd of user ana-\w+ is not there/,
    ],
    [
      "a default version",
      () => iam.setDefaultVersion(arnOf("policy", `full-${tag}`), "v2"),
      /full-\w+ \(version v2\) is not as the plan says: Statement\[0\]\.Action\[1\] is "ec2:Old2" and should be "ec2:Old3"/,
    ],
    ["an attachment", () => iam.detach(user(), awsManagedArn), /AmazonSQSFullAccess is not attached to user ana/],
    [
      "a policy of the name of the copy",
      () => iam.createPolicy(`copy-a-${tag}`, "theirs", documentOf("a:b")),
      /copy-a-\w+, which is to be made, is there already/,
    ],
    [
      "a deleted user",
      async () => void world.fake.account.holders.delete(`User ana-${tag}`),
      /user\/ana-\w+ is not there/,
    ],
  ];

  test.each(cases)("%s", async (_what, change, message) => {
    await change();
    world.fake.writes.length = 0;
    await expect(apply()).rejects.toMatchObject({ code: "plan.drift", message: expect.stringMatching(message) });
    expect(world.fake.writes).toEqual([]);
    expect(readJournalFile(journal).runs).toEqual([]);
  });

  test("a user of another account, or made anew under the same name", async () => {
    const [change] = here.oneOfEach;
    const other = { ...user(), arn: user().arn.replace("111122223333", "444455556666") };
    if (change?.kind !== "inline") throw new Error("The first change is one of an inline policy.");
    plan = { ...plan, changes: [{ ...change, holder: other }] };
    await expect(apply()).rejects.toMatchObject({
      code: "plan.drift",
      message: expect.stringContaining("the credentials lead to"),
    });
    plan = { ...plan, changes: [{ ...change, holder: { ...user(), id: "AIDAEXAMPLEOLD" } }] };
    await expect(apply()).rejects.toMatchObject({
      code: "plan.drift",
      message: expect.stringContaining("was made anew"),
    });
  });

  test("one thing changed twice", async () => {
    plan = { ...plan, changes: [...here.oneOfEach, ...here.oneOfEach.slice(0, 1)] };
    await expect(apply()).rejects.toMatchObject({
      code: "plan.drift",
      message: expect.stringContaining("it changes Odd twice"),
    });
  });
});

describe("when somebody changed the account since", () => {
  const theirs = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "a:Theirs", Resource: "*" }],
  });
  const user = () => holderOf(arnOf("user", `ana-${tag}`));

  test("rollback refuses, names it, and changes nothing", async () => {
    await apply();
    await iam.putInlinePolicy(user(), "Odd", theirs);
    const changed = await see();
    await expect(takeBack()).rejects.toMatchObject({
      code: "plan.drift",
      message: expect.stringContaining("inline policy Odd of user ana-"),
    });
    expect(await see()).toEqual(changed);
  });

  test("forced, rollback restores their inline policy and default version too", async () => {
    await apply();
    await iam.putInlinePolicy(user(), "Odd", theirs);
    await iam.setDefaultVersion(arnOf("policy", `small-${tag}`), "v1");
    expect(await takeBack(true)).toMatchObject({ isComplete: true });
    expect(await see()).toEqual(before);
  });

  test("forced, rollback leaves a policy of ours that others use by now, and says so", async () => {
    await apply();
    const role = holderOf(arnOf("role", `app-${tag}`));
    await iam.attach(role, arnOf("policy", `copy-a-${tag}`));
    await expect(takeBack()).rejects.toMatchObject({
      message: expect.stringContaining(`it is attached to role app-${tag} by now`),
    });
    const report = await takeBack(true);
    expect(report.steps.filter(({ result }) => result === "left")).toMatchObject([{ step: { kind: "delete-policy" } }]);
    expect((await see()).policies).toHaveProperty(`copy-a-${tag}`);
  });

  test("the original version was deleted: its document becomes the default again", async () => {
    await apply();
    await iam.deleteVersion(arnOf("policy", `full-${tag}`), "v3");
    expect(await takeBack()).toMatchObject({ isComplete: true });
    const { document, defaultVersion } = (await see()).policies[`full-${tag}`] ?? {};
    expect({ document, defaultVersion }).toEqual({
      document: before.policies[`full-${tag}`]?.document,
      defaultVersion: "v7",
    });
  });

  test("apply stops at a write that somebody else made meanwhile, and rollback leaves theirs alone", async () => {
    let isDone = false;
    world.fake.fault = ({ action }) => {
      if (action === "AttachUserPolicy" && !isDone) {
        isDone = true;
        world.fake.account.holders.get(`User ana-${tag}`)?.inline.set("Odd", theirs);
      }
      return undefined;
    };
    const report = await apply();
    expect(report.steps.at(-1)).toMatchObject({ result: "failed", problem: { code: "plan.drift" } });
    expect(await takeBack()).toMatchObject({ isComplete: true });
    expect((await see()).holders[`user ana-${tag}`]?.inline).toMatchObject({ Odd: theirs });
  });

  test("a new policy of the same name between look and write is not taken for ours", async () => {
    world.fake.fault = ({ action }) => {
      if (action === "CreatePolicy") {
        const arn = arnOf("policy", `copy-a-${tag}`);
        const versions = new Map([["v1", theirs]]);
        world.fake.account.policies.set(arn, {
          name: `copy-a-${tag}`,
          arn,
          description: "",
          versions,
          defaultVersion: "v1",
          lastVersion: 1,
        });
      }
      return undefined;
    };
    const report = await apply();
    expect(report.steps.at(-1)).toMatchObject({
      problem: { code: "aws.refused", message: expect.stringContaining("EntityAlreadyExists") },
    });
    world.fake.fault = () => undefined;
    expect(await takeBack()).toMatchObject({ isComplete: true });
    expect((await see()).policies[`copy-a-${tag}`]).toMatchObject({ document: theirs });
  });
});

describe("a proof", () => {
  test.each([
    ["2026-11-22T11:59:59Z", /was good until 2026-11-22T11:59:59Z/],
    [undefined, /does not say how old/],
    ["soon", /does not say how old/],
  ])("that is good until %s is refused", async (expires, message) => {
    plan = { ...plan, expires };
    await expect(apply()).rejects.toMatchObject({ code: "plan.expired", message: expect.stringMatching(message) });
    expect(world.fake.writes).toEqual([]);
  });

  test("that is expired is accepted when told", async () => {
    plan = { ...plan, expires: "2026-11-01T00:00:00Z" };
    const report = await withTools(iam, journal, (tools) => applyPlan(tools, plan, { acceptsExpired: true }));
    expect(report).toMatchObject({ isComplete: true });
  });
});

describe("a journal", () => {
  test("can be read by its owner alone, and holds the documents that go before anything is called", async () => {
    failAt("DeletePolicyVersion", "lost-before");
    await apply();
    expect(statSync(journal).mode & 0o777).toBe(0o600);
    const [begin = "", intent = ""] = readFileSync(journal, "utf8").split("\n");
    expect(begin).toContain("ec2:Old1");
    expect(JSON.parse(intent)).toMatchObject({ kind: "intent", step: 0 });
  });

  test("that ends within a line, at any byte of it, is good for a rollback", async () => {
    for (const part of [0, 0.01, 0.5, 0.99]) {
      failAt("SetDefaultPolicyVersion", "lost-before");
      await apply();
      const whole = readFileSync(journal);
      const lastLine = whole.lastIndexOf(0x0a, whole.length - 2) + 1;
      writeFileSync(journal, whole.subarray(0, Math.ceil(lastLine + part * (whole.length - 1 - lastLine))));
      expect(await takeBack()).toMatchObject({ isComplete: true });
      expect(await see()).toEqual(before);
    }
  });

  test("that is damaged elsewhere is refused, with its line", async () => {
    await apply();
    const lines = readFileSync(journal, "utf8").split("\n");
    writeFileSync(journal, [...lines.slice(0, 2), lines[2]?.slice(5), ...lines.slice(3)].join("\n"));
    await expect(takeBack()).rejects.toMatchObject({ code: "journal.invalid", location: { file: journal, line: 3 } });
    appendFileSync(journal, '{"kind":"intent","run":9,"way":"do","step":0,"part":0,"at":"2026-11-22T12:00:00Z"}\n');
    await expect(takeBack()).rejects.toMatchObject({ code: "journal.invalid" });
  });

  test("of another plan is refused until that one was rolled back", async () => {
    await apply();
    plan = { ...plan, plan: "another" };
    await expect(apply()).rejects.toMatchObject({
      code: "journal.invalid",
      message: expect.stringContaining("another plan"),
    });
    await takeBack();
    expect(await apply()).toMatchObject({ isComplete: true });
  });

  test("of a rollback that was interrupted is nothing to apply from", async () => {
    await apply();
    failAt("PutUserPolicy", "AccessDenied");
    expect(await takeBack()).toMatchObject({ isComplete: false });
    await expect(apply()).rejects.toMatchObject({
      code: "journal.invalid",
      message: expect.stringContaining("rollback was begun"),
    });
    await takeBack();
    expect(await apply()).toMatchObject({ isComplete: true });
  });

  test.each([
    ["a process that has ended leaves a lock that is taken over", { pid: 2 ** 22 + 1, host: hostname() }, undefined],
    ["a process on another machine keeps it", { pid: 2 ** 22 + 1, host: "elsewhere" }, "journal.locked"],
    ["a process that runs keeps it", { pid: process.ppid, host: hostname() }, "journal.locked"],
    ["what is not a lock of ours keeps it", "?", "journal.locked"],
  ])("%s", async (_what, owner, code) => {
    writeFileSync(`${journal}.lock`, JSON.stringify(owner));
    const run = apply();
    if (code === undefined) expect(await run).toMatchObject({ isComplete: true });
    else await expect(run).rejects.toMatchObject({ code });
  });
});

describe("a canary", () => {
  const canaryOf = (actions: readonly string[], type: "user" | "role" = "user"): PlanToApply => {
    const name = type === "user" ? `ana-${tag}` : `app-${tag}`;
    return { ...plan, canary: { holder: holderOf(arnOf(type, name)), actions } };
  };
  const put = (canary: PlanToApply): Promise<RunReport> => withTools(iam, journal, (tools) => applyPlan(tools, canary));

  test("denies exactly the removed actions, and is removed by rollback", async () => {
    expect(await put(canaryOf(["s3:PutObject", "sqs:*"]))).toMatchObject({ isComplete: true });
    const denial = { Sid: "TrailproofCanary", Effect: "Deny", Action: ["s3:PutObject", "sqs:*"], Resource: "*" };
    const name = `trailproof-canary-${plan.plan.slice(0, 12)}`;
    const seen = (await see()).holders[`user ana-${tag}`]?.inline as { readonly [name: string]: string };
    expect(JSON.parse(seen[name] ?? "")).toEqual({ Version: "2012-10-17", Statement: [denial] });
    expect(await put(canaryOf(["s3:PutObject", "sqs:*"]))).toEqual({ isComplete: true, steps: [], rest: [] });
    expect(await takeBack()).toMatchObject({ isComplete: true });
    expect(await see()).toEqual(before);
  });

  test("gives way to the real cut, and one rollback takes both back", async () => {
    await put(canaryOf(["s3:PutObject"]));
    await apply();
    expect(Object.keys((await see()).holders[`user ana-${tag}`]?.inline ?? {})).toEqual(["Odd", "Other"]);
    await takeBack();
    expect(await see()).toEqual(before);
  });

  test("that is too long for an inline policy becomes managed ones, each within its limit", async () => {
    const actions = Array.from({ length: 600 }, (_, index) => `service${index}:DoSomething`);
    expect(await put(canaryOf(actions, "role"))).toMatchObject({ isComplete: true });
    const made = Object.entries((await see()).policies).filter(([name]) => name.startsWith("trailproof-canary-"));
    expect(made.length).toBeGreaterThan(2);
    for (const [, { document }] of made) expect(document.length).toBeLessThanOrEqual(6_144);
    const denied = made.flatMap(
      ([, { document }]) => (JSON.parse(document) as { Statement: [{ Action: string[] }] }).Statement[0].Action,
    );
    expect(denied.toSorted()).toEqual(actions.toSorted());
    await takeBack();
    expect(await see()).toEqual(before);
  });

  test("that does not fit is refused with the numbers", async () => {
    const actions = Array.from({ length: 5_000 }, (_, index) => `service${index}:DoSomething`);
    await expect(put(canaryOf(actions))).rejects.toMatchObject({
      code: "input.too-large",
      message: expect.stringMatching(/5000 actions, which take \d+ managed policies, and user ana-\w+ has room for 8/),
    });
    expect(world.fake.writes).toEqual([]);
  });
});

test("what there is to do is shown without a write", async () => {
  const { steps } = await nextSteps(iam, plan, { runs: [], wholeBytes: 0 });
  expect(steps.map(({ kind }) => kind)).toEqual([
    "delete-version",
    "create-policy",
    "attach",
    "new-version",
    "set-default",
    "inline-policy",
    "detach",
    "inline-policy",
  ]);
  expect(world.fake.writes).toEqual([]);
});
