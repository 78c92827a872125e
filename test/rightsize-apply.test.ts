import { existsSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  applyRightsize,
  exitOf,
  journalOf,
  type RightsizeApplyOptions,
  rollbackRightsize,
} from "../src/app/rightsize/rightsize-apply.ts";
import { watchRightsize } from "../src/app/rightsize/rightsize-watch.ts";
import { planRightsize, type RightsizePlan } from "../src/rightsize/index.ts";
import * as given from "../src/rightsize/plan/plan.fixture.ts";
import { arnOf, awsManagedArn, fakeWorld, type WorldContent } from "./support/iam-world.ts";
import { temporaryFolder, testIam } from "./support/provision-tools.ts";

const folder = temporaryFolder();
let world: Awaited<ReturnType<typeof fakeWorld>>;
let options: RightsizeApplyOptions;
let planFile = "";
let count = 0;

beforeAll(async () => {
  world = await fakeWorld();
  // Sets the credentials.
  await testIam(world.endpoint);
});
afterAll(async () => {
  await world.close();
  folder.remove();
});

/** What `analyst` has and what of it was used: one policy of each kind that a plan can change. */
const own = [given.allow(["sqs:*", "ec2:RunInstances"], { Sid: "Own" })];
const customer = [given.allow(["sns:*", "sqs:SendMessage"])];
const shared = [given.allow(["kms:*", "sqs:ReceiveMessage"]), given.deny("sqs:DeleteQueue")];
const managed = [
  { Action: ["sqs:*"], Effect: "Allow", Resource: "*" },
  { Action: ["kms:*"], Effect: "Allow", Resource: "*" },
];
const content: WorldContent = {
  holders: [
    {
      type: "user",
      name: "analyst",
      inline: {
        own: JSON.stringify(given.document(...own), null, 2),
        Unused: JSON.stringify(given.document(given.allow("sns:*"))),
      },
      attached: [arnOf("policy", "customer"), awsManagedArn],
    },
    { type: "group", name: "team", inline: { own: JSON.stringify(given.document(...shared)) }, attached: [] },
  ],
  policies: [{ name: "customer", versions: [JSON.stringify(given.document(...customer))], defaultVersion: 1 }],
};

function planned(parts: { readonly isProven?: boolean } = {}): RightsizePlan {
  const user = given.user("analyst", own, {
    groups: ["team"],
    inlinePolicies: [
      { name: "own", document: given.stored(...own) },
      { name: "Unused", document: given.stored(given.allow("sns:*")) },
    ],
    ...given.attached(arnOf("policy", "customer"), awsManagedArn),
  });
  const { id: _id, ...holder } = user;
  const identities = given.identities({
    users: [{ ...holder, id: world.fake.account.holders.get("User analyst")?.id ?? "" }],
    groups: [given.group("team", shared)],
    policies: [
      given.policy("customer", customer),
      given.policy("AmazonSQSFullAccess", managed, { arn: awsManagedArn }),
    ],
  });
  const services = { sqs: "2026-11-20T00:00:00Z", ec2: undefined, sns: undefined, kms: undefined };
  const completedAt = parts.isProven === false ? "2020-01-01T00:00:00Z" : "2099-01-01T00:00:00Z";
  const asOf = parts.isProven === false ? "2020-01-01T01:00:00Z" : "2099-01-01T01:00:00Z";
  const facts = given.facts({
    identities,
    lastAccessed: [given.advisor(given.analyst, { ...services, sqs: asOf }, { completedAt })],
  });
  return planRightsize(given.analyst, facts, { ...given.options, asOf });
}

beforeEach(async () => {
  count += 1;
  planFile = folder.file(`${count}.json`);
  world.fake.account.holders.clear();
  world.fake.account.policies.clear();
  const document = JSON.stringify(given.document(...managed));
  const versions = new Map([["v2", document]]);
  world.fake.account.policies.set(awsManagedArn, {
    name: "AmazonSQSFullAccess",
    arn: awsManagedArn,
    description: "",
    versions,
    defaultVersion: "v2",
    lastVersion: 2,
  });
  await world.fill(content);
  world.fake.writes.length = 0;
  options = { endpointUrl: world.endpoint, isYes: true };
});

const see = () => world.see(content, "");
const textOf = (plan: object): string => JSON.stringify(plan, null, 2);

test("the plan changes one policy of each kind", () => {
  expect(
    planned()
      .changes.map(({ how, policy }) => `${how} ${policy.type}`)
      .toSorted(),
  ).toEqual(["copy managed", "delete inline", "edit group", "edit inline", "edit managed"]);
});

test("a customer-managed policy of which nothing is left is detached from all who have it, and comes back", async () => {
  const arn = arnOf("policy", "spare");
  const spare = [given.allow(["sns:*", "kms:*"])];
  const everywhere: WorldContent = {
    holders: [
      { type: "user", name: "analyst", inline: {}, attached: [arn] },
      { type: "group", name: "team", inline: {}, attached: [arn] },
    ],
    policies: [{ name: "spare", versions: [JSON.stringify(given.document(...spare))], defaultVersion: 1 }],
  };
  world.fake.account.holders.clear();
  await world.fill(everywhere);
  world.fake.writes.length = 0;
  const before = await world.see(everywhere, "");
  const { id: _id, ...holder } = given.user("analyst", [], {
    groups: ["team"],
    inlinePolicies: [],
    ...given.attached(arn),
  });
  const identities = given.identities({
    users: [{ ...holder, id: world.fake.account.holders.get("User analyst")?.id ?? "" }],
    groups: [{ ...given.group("team", []), inlinePolicies: [], ...given.attached(arn) }],
    policies: [given.policy("spare", spare)],
  });
  const made = { completedAt: "2099-01-01T00:00:00Z" };
  const lastAccessed = [given.advisor(given.analyst, { sns: undefined, kms: undefined }, made)];
  const plan = planRightsize(given.analyst, given.facts({ identities, lastAccessed }), {
    ...given.options,
    asOf: "2099-01-01T01:00:00Z",
  });
  expect(plan.changes.map(({ how, after }) => [how, after])).toEqual([["detach", null]]);

  await expect(applyRightsize(textOf(plan), planFile, options)).rejects.toMatchObject({
    code: "cli.usage",
    hint: expect.stringContaining("--detach"),
  });
  expect(await applyRightsize(textOf(plan), planFile, { ...options, isYes: false })).toMatchObject({
    needsDetach: true,
  });
  expect(world.fake.writes).toEqual([]);
  const run = await applyRightsize(textOf(plan), planFile, { ...options, detaches: true });
  expect(run.steps.map(({ call, result }) => [call, result])).toEqual([
    ["DetachGroupPolicy", "done"],
    ["DetachUserPolicy", "done"],
  ]);
  await rollbackRightsize(journalOf(planFile), options);
  expect(await world.see(everywhere, "")).toEqual(before);
});

test("without a yes it is shown what would be done, and neither AWS nor a file changes", async () => {
  const run = await applyRightsize(textOf(planned()), planFile, { ...options, isYes: false });
  expect(run.state).toBe("shown");
  expect(run.steps.map(({ call, result }) => [call, result])).toEqual([
    ["CreatePolicy", "todo"],
    ["AttachUserPolicy", "todo"],
    ["CreatePolicyVersion", "todo"],
    ["PutUserPolicy", "todo"],
    ["PutGroupPolicy", "todo"],
    ["DetachUserPolicy", "todo"],
    ["DeleteUserPolicy", "todo"],
  ]);
  expect(world.fake.writes).toEqual([]);
  expect(existsSync(journalOf(planFile))).toBe(false);
});

test("without an account to ask, the steps are shown as the plan has them, and it is said", async () => {
  const plan = textOf(planned());
  const seen = await applyRightsize(plan, planFile, { ...options, isYes: false });
  const run = await applyRightsize(plan, planFile, { endpointUrl: "http://127.0.0.1:1", isYes: false });
  expect(run.unseen).toMatchObject({ code: "aws.unreachable" });
  expect(run.steps.map(({ call }) => call)).toEqual(seen.steps.map(({ call }) => call));
});

test("apply leaves each policy as the plan has it, and rollback as it was", async () => {
  const before = await see();
  const plan = planned();
  expect(await applyRightsize(textOf(plan), planFile, options)).toMatchObject({ state: "complete", isResumed: false });
  const after = await see();
  for (const { policy, how, after: expected, copy } of plan.changes) {
    const holder = after.holders[policy.type === "group" ? "group team" : "user analyst"];
    const inline = (holder?.inline ?? {}) as { readonly [name: string]: string };
    const text = policy.type === "managed" ? after.policies[copy ?? policy.name]?.document : inline[policy.name];
    if (how === "delete") expect(text).toBeUndefined();
    else expect(JSON.parse(text ?? "")).toEqual(expected);
  }
  expect(await applyRightsize(textOf(plan), planFile, options)).toMatchObject({ state: "complete", steps: [] });

  const journal = journalOf(planFile);
  expect(await rollbackRightsize(journal, { ...options, isYes: false })).toMatchObject({ state: "shown" });
  expect(await see()).toEqual(after);
  expect(await rollbackRightsize(journal, options)).toMatchObject({ state: "complete" });
  expect(await see()).toEqual(before);
});

test("a canary denies all that goes and nothing that stays", async () => {
  const before = await see();
  const plan = planned();
  expect(await applyRightsize(textOf(plan), planFile, { ...options, isCanary: true })).toMatchObject({
    state: "complete",
  });
  const inline = (await see()).holders["user analyst"]?.inline as { readonly [name: string]: string };
  const [name = ""] = Object.keys(inline).filter((key) => key.startsWith("trailproof-canary-"));
  const { Statement } = JSON.parse(inline[name] ?? "") as {
    Statement: [{ Effect: string; Action: readonly string[] }];
  };
  const patterns = Statement[0].Action.map((pattern) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`, "i"));
  const isDenied = (action: string): boolean => patterns.some((pattern) => pattern.test(action));
  expect(Statement[0].Effect).toBe("Deny");
  for (const action of plan.changes.flatMap(({ removedActions }) => removedActions))
    expect(isDenied(action), action).toBe(true);
  for (const { action } of plan.kept) expect(isDenied(action), action).toBe(false);
  await rollbackRightsize(journalOf(planFile), options);
  expect(await see()).toEqual(before);
});

test("a call that the canary denied is found in the logs, and others are not", async () => {
  const plan = planned();
  const text = textOf(plan);
  const journal = journalOf(planFile);
  const logs = folder.file(`${count}.log.json`);
  const denied = (eventID: string, action: string, userName = "analyst", eventTime = "2199-01-01T00:00:00Z") => ({
    eventVersion: "1.09",
    eventID,
    eventTime,
    eventSource: `${action.split(":")[0]}.amazonaws.com`,
    eventName: action.split(":")[1],
    awsRegion: "us-east-1",
    eventType: "AwsApiCall",
    userIdentity: { type: "IAMUser", arn: arnOf("user", userName), accountId: "111122223333", userName },
    errorCode: "Client.UnauthorizedOperation",
  });
  const records = [
    denied("1", "ec2:RunInstances"),
    denied("1", "ec2:RunInstances"),
    denied("2", "ec2:RunInstances", "other"),
    denied("3", "sqs:SendMessage"),
    denied("4", "ec2:RunInstances", "analyst", "2020-01-01T00:00:00Z"),
  ];
  writeFileSync(logs, JSON.stringify({ Records: records }));
  await expect(watchRightsize(text, planFile, { journal: folder.file("none"), logs: [logs] })).rejects.toMatchObject({
    code: "input.unreadable",
  });
  await applyRightsize(text, planFile, { ...options, isCanary: true });
  expect(await watchRightsize(text, planFile, { journal, logs: [logs] })).toMatchObject({
    purpose: "canary",
    seenTo: "2199-01-01T00:00:00Z",
    events: 5,
    denied: [{ eventId: "1", action: "ec2:RunInstances", cause: "unclear" }],
    problems: [],
  });
  await rollbackRightsize(journal, options);
  await expect(watchRightsize(text, planFile, { journal, logs: [logs] })).rejects.toMatchObject({
    code: "journal.invalid",
  });
});

describe("a plan that", () => {
  test.each([
    ["was edited", (plan: RightsizePlan) => ({ ...plan, changes: plan.changes.slice(1) }), "plan.invalid"],
    [
      "has a proof that does not hold",
      (plan: RightsizePlan) => ({ ...plan, proof: { ...plan.proof, holds: false } }),
      "plan.invalid",
    ],
    ["is no plan", () => ({}), "input.malformed"],
  ])("%s is refused", async (_what, edit, code) => {
    await expect(applyRightsize(textOf(edit(planned())), planFile, options)).rejects.toMatchObject({ code });
    expect(world.fake.writes).toEqual([]);
  });

  test("rests on evidence of more than a day ago is refused, unless told", async () => {
    const text = textOf(planned({ isProven: false }));
    await expect(applyRightsize(text, planFile, options)).rejects.toMatchObject({ code: "plan.expired" });
    expect(world.fake.writes).toEqual([]);
    expect(await applyRightsize(text, planFile, { ...options, acceptsExpired: true })).toMatchObject({
      state: "complete",
    });
  });
});

test("each kind of failure has its exit code", () => {
  expect((["plan.expired", "plan.invalid"] as const).map(exitOf)).toEqual([2, 2]);
  expect((["plan.drift", "aws.credentials", "aws.denied", "journal.locked"] as const).map(exitOf)).toEqual([
    4, 4, 4, 4,
  ]);
  expect((["input.malformed", "journal.invalid"] as const).map(exitOf)).toEqual([2, 2]);
});
