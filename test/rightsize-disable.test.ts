import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListUserPoliciesCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applyRightsize, journalOf, rollbackRightsize } from "../src/app/rightsize/rightsize-apply.ts";
import { applicablePlan } from "../src/app/rightsize/rightsize-changes.ts";
import { watchRightsize } from "../src/app/rightsize/rightsize-watch.ts";
import type { CredentialReport } from "../src/model/index.ts";
import { applyPlan, type Iam, type PlanToApply, rollback } from "../src/provision/index.ts";
import { planRightsize, type RightsizePlan } from "../src/rightsize/index.ts";
import * as given from "../src/rightsize/plan/plan.fixture.ts";
import { startSandbox } from "../src/sandbox/index.ts";
import { arnOf, fakeWorld, type WorldContent } from "./support/iam-world.ts";
import { temporaryFolder, testIam, withTools } from "./support/provision-tools.ts";

const asOf = "2099-01-01T01:00:00Z";
const own = given.allow(["iam:ListUsers", "sqs:*"], { Sid: "NOREPOown" });
const folder = temporaryFolder();
afterAll(() => folder.remove());

/** A plan that disables a user of whom nothing is known but that it did nothing. */
function disabling(arn: string, id: string): RightsizePlan {
  const [name = ""] = arn.split("/").toReversed();
  const last = { kind: "not_applicable" } as const;
  const key = { active: "true", lastRotated: last, lastUsed: last, lastUsedRegion: "N/A", lastUsedService: "N/A" };
  const report: CredentialReport = {
    generatedAt: "2099-01-01T00:00:00Z",
    columns: [],
    rows: [
      {
        line: 3,
        user: name,
        arn,
        isRoot: false,
        createdAt: { kind: "at", time: "2024-01-01T00:00:00Z" },
        passwordEnabled: "false",
        passwordLastUsed: last,
        passwordLastChanged: last,
        passwordNextRotation: last,
        mfaActive: "false",
        accessKeys: [{ ...key, slot: 1, active: "true" }],
        certificates: [],
        otherColumns: {},
      },
    ],
  };
  const { coverage, ...logs } = given.activity({ [given.arn("user/other")]: [given.call("sqs:SendMessage")] });
  const [, , , , account = ""] = arn.split(":");
  const facts = given.facts({
    identities: given.identities({ users: [given.user(name, [own], { arn, id })] }),
    lastAccessed: [given.advisor(arn, { sqs: undefined, iam: undefined }, { completedAt: "2099-01-01T00:00:00Z" })],
    credentialReport: report,
    activity: {
      ...logs,
      coverage: { ...coverage, accounts: [account], from: "2098-01-01T00:00:00Z", to: "2099-01-01T00:30:00Z" },
    },
  });
  return planRightsize(arn, facts, { ...given.options, asOf, disableUnused: true });
}

test("on a real endpoint a disabled user can do nothing, whom a rollback lets work again, with nothing left behind", async () => {
  const sandbox = await startSandbox({});
  const kept = { ...process.env };
  try {
    Object.assign(process.env, sandbox.env);
    const admin = new IAMClient({ endpoint: sandbox.endpoint, region: "us-east-1" });
    const { User } = await admin.send(new CreateUserCommand({ UserName: "ana" }));
    const PolicyDocument = JSON.stringify(given.document(own), null, 1);
    await admin.send(new PutUserPolicyCommand({ UserName: "ana", PolicyName: "own", PolicyDocument }));
    const { AccessKey } = await admin.send(new CreateAccessKeyCommand({ UserName: "ana" }));
    const credentials = {
      accessKeyId: AccessKey?.AccessKeyId ?? "",
      secretAccessKey: AccessKey?.SecretAccessKey ?? "",
    };
    const ana = new IAMClient({ endpoint: sandbox.endpoint, region: "us-east-1", credentials });
    const policies = async (): Promise<unknown> => [
      (await admin.send(new ListUserPoliciesCommand({ UserName: "ana" }))).PolicyNames,
      (await admin.send(new GetUserPolicyCommand({ UserName: "ana", PolicyName: "own" }))).PolicyDocument,
    ];
    const names = async (as: IAMClient): Promise<unknown> =>
      (await as.send(new ListUsersCommand({}))).Users?.map(({ UserName }) => UserName);
    const before = await policies();
    expect(await names(ana)).toContain("ana");

    const plan = folder.file("plan.json");
    writeFileSync(plan, JSON.stringify(disabling(User?.Arn ?? "", User?.UserId ?? "")));
    const text = readFileSync(plan, "utf8");
    const at = { endpointUrl: sandbox.endpoint };
    const shown = await applyRightsize(text, plan, { ...at, isYes: false });
    expect(shown.steps).toMatchObject([
      { call: "PutUserPolicy", target: "inline policy trailproof-disabled of user ana" },
    ]);
    expect(await policies()).toEqual(before);

    expect(await applyRightsize(text, plan, { ...at, isYes: true })).toMatchObject({ state: "complete" });
    await expect(ana.send(new ListUsersCommand({}))).rejects.toMatchObject({ name: "AccessDenied" });
    const logs = folder.file("events.json");
    const event = {
      eventID: "11111111-0000-4000-8000-000000000001",
      eventTime: "2199-01-01T00:00:00Z",
      eventSource: "new.amazonaws.com",
      eventName: "NeverHeardOf",
      errorCode: "AccessDenied",
      eventType: "AwsApiCall",
      userIdentity: { type: "IAMUser", arn: User?.Arn ?? "", principalId: User?.UserId ?? "" },
    };
    writeFileSync(logs, JSON.stringify({ Records: [event] }));
    const watched = await watchRightsize(text, plan, { journal: journalOf(plan), logs: [logs] });
    expect(watched.denied).toMatchObject([{ action: "new:NeverHeardOf", cause: "unclear" }]);

    const back = await rollbackRightsize(journalOf(plan), { ...at, isYes: true });
    expect(back).toMatchObject({ state: "complete" });
    expect(await policies()).toEqual(before);
    expect(await names(ana)).toContain("ana");
  } finally {
    process.env = kept;
    await sandbox.close();
  }
});

describe("a process that is killed", () => {
  const content: WorldContent = {
    holders: [
      { type: "user", name: "ana", inline: { own: JSON.stringify(given.document(own), null, 1) }, attached: [] },
    ],
    policies: [],
  };
  const script = folder.file("child.cjs");
  let world: Awaited<ReturnType<typeof fakeWorld>>;
  let iam: Iam;
  let plan: PlanToApply;
  beforeAll(async () => {
    world = await fakeWorld();
    iam = await testIam(world.endpoint);
    await world.fill(content);
    plan = applicablePlan(JSON.stringify(disabling(arnOf("user", "ana"), idOfAna())), "plan.json", false);
    const entryPoints = ["test/support/provision-child.ts"];
    await build({ entryPoints, outfile: script, bundle: true, platform: "node", format: "cjs", logLevel: "error" });
  }, 60_000);
  afterAll(() => world.close());

  test.each([
    ["apply", "before"],
    ["apply", "after"],
    ["rollback", "before"],
    ["rollback", "after"],
  ] as const)(
    "in %s %s its write leaves what a rollback takes back to the byte, or an apply finishes",
    async (way, when) => {
      const journal = folder.file(`${way}-${when}.journal`);
      const see = () => world.see(content, "");
      const apply = () => withTools(iam, journal, (tools) => applyPlan(tools, plan));
      const before = await see();
      if (way === "rollback") await apply();
      expect(await child({ way, endpoint: world.endpoint, journal, plan, killAt: 1, when })).toBe("SIGKILL");
      if (way === "apply") {
        expect(await apply()).toMatchObject({ isComplete: true });
        expect((await see()).holders["user ana"]?.inline).toHaveProperty("trailproof-disabled");
      }
      const back = await withTools(iam, journal, (tools) => rollback(tools, { isForced: false }));
      expect(back).toMatchObject({ isComplete: true });
      expect(await see()).toEqual(before);
    },
  );

  test("a canary of it denies everything under the canary's name, and goes when the plan is applied", async () => {
    const text = JSON.stringify(disabling(arnOf("user", "ana"), idOfAna()));
    const journal = folder.file("canary.journal");
    const before = await world.see(content, "");
    const names = async () => Object.keys((await world.see(content, "")).holders["user ana"]?.inline ?? {}).toSorted();
    const canary = applicablePlan(text, "plan.json", true);
    await withTools(iam, journal, (tools) => applyPlan(tools, canary));
    const [, name = ""] = await names();
    expect(name).toMatch(/^trailproof-canary-/);
    expect(JSON.parse((await iam.inlinePolicy({ type: "user", name: "ana", arn: "" }, name)) ?? "")).toMatchObject({
      Statement: [{ Effect: "Deny", Action: ["*"], Resource: "*" }],
    });
    await withTools(iam, journal, (tools) => applyPlan(tools, plan));
    expect(await names()).toEqual(["own", "trailproof-disabled"]);
    await withTools(iam, journal, (tools) => rollback(tools, { isForced: false }));
    expect(await world.see(content, "")).toEqual(before);
  });

  test("a policy of that name, made by somebody meanwhile, is no thing to overwrite", async () => {
    const document = JSON.stringify(given.document(given.deny("s3:*")));
    await iam.putInlinePolicy(
      { type: "user", name: "ana", arn: arnOf("user", "ana") },
      "trailproof-disabled",
      document,
    );
    const journal = folder.file("drift.journal");
    await expect(withTools(iam, journal, (tools) => applyPlan(tools, plan))).rejects.toMatchObject({
      code: "plan.drift",
    });
  });

  function idOfAna(): string {
    return world.fake.account.holders.get("User ana")?.id ?? "";
  }

  function child(task: object): Promise<unknown> {
    return new Promise((resolve) => {
      spawn(process.execPath, [script, JSON.stringify(task)], { stdio: "ignore" }).once("exit", (code, signal) =>
        resolve(signal ?? code),
      );
    });
  }
});
