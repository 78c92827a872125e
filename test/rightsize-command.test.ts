import { execFile } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { arnOf, fakeWorld, type WorldContent } from "./support/iam-world.ts";
import { temporaryFolder, testIam } from "./support/provision-tools.ts";

const folder = temporaryFolder();
let world: Awaited<ReturnType<typeof fakeWorld>>;
beforeAll(async () => {
  world = await fakeWorld();
  // Sets the credentials.
  await testIam(world.endpoint);
});
afterAll(async () => {
  await world.close();
  folder.remove();
});

const document = {
  Version: "2012-10-17",
  Statement: [{ Sid: "Work", Effect: "Allow", Action: ["sqs:*", "ec2:RunInstances"], Resource: "*" }],
};
const content: WorldContent = {
  holders: [{ type: "user", name: "analyst", inline: { own: JSON.stringify(document, null, 2) }, attached: [] }],
  policies: [],
};

test("plan, show, canary, watch, apply and rollback as a person types them", async () => {
  await world.fill(content);
  const before = await world.see(content, "trailproof");
  const id = (await import("@aws-sdk/client-iam")).GetUserCommand;
  const client = new (await import("@aws-sdk/client-iam")).IAMClient({ endpoint: world.endpoint, region: "us-east-1" });
  const { User } = await client.send(new id({ UserName: "analyst" }));
  const details = save("details.json", {
    UserDetailList: [
      {
        Path: "/",
        UserName: "analyst",
        UserId: User?.UserId,
        Arn: arnOf("user", "analyst"),
        CreateDate: "2024-01-01T00:00:00Z",
        UserPolicyList: [{ PolicyName: "own", PolicyDocument: document }],
        GroupList: [],
        AttachedManagedPolicies: [],
      },
    ],
    GroupDetailList: [],
    RoleDetailList: [],
    Policies: [],
    IsTruncated: false,
  });
  const now = new Date().toISOString();
  const answer = save("answer.json", {
    JobStatus: "COMPLETED",
    JobCreationDate: now,
    JobCompletionDate: now,
    ServicesLastAccessed: [
      { ServiceName: "SQS", ServiceNamespace: "sqs", LastAuthenticated: now, TotalAuthenticatedEntities: 1 },
      { ServiceName: "EC2", ServiceNamespace: "ec2", TotalAuthenticatedEntities: 0 },
    ],
    IsTruncated: false,
  });
  const plan = folder.file("plan.json");
  const inputs = ["--authorization-details", details, "--service-last-accessed", answer, "--principal", "analyst"];
  const endpoint = ["--endpoint-url", world.endpoint];
  const planned = await run("plan", ...inputs, "--as-of", now, "--plan", plan);
  expect(planned.code, planned.stderr).toBe(0);

  const shown = await run("apply", plan, ...endpoint);
  expect(shown.stdout).toMatch(/to do +PutUserPolicy[\s\S]*Nothing was done/);
  expect(existsSync(`${plan}.journal`)).toBe(false);
  expect(await world.see(content, "trailproof")).toEqual(before);

  const canary = await run("apply", plan, "--canary", "--yes", ...endpoint);
  expect(canary.stdout, canary.stderr).toMatch(/done +PutUserPolicy[\s\S]*Done\./);
  const logs = save("events.json", {
    Records: [
      {
        eventTime: new Date(Date.parse(now) + 60_000).toISOString(),
        eventSource: "ec2.amazonaws.com",
        eventName: "RunInstances",
        errorCode: "Client.UnauthorizedOperation",
        eventID: "11111111-0000-4000-8000-000000000001",
        eventType: "AwsApiCall",
        userIdentity: { type: "IAMUser", arn: arnOf("user", "analyst"), principalId: User?.UserId },
      },
    ],
  });
  const missed = await run("watch", plan, "--logs", logs);
  expect(missed.code, missed.stderr).toBe(3);
  expect(missed.stdout).toContain("ec2:RunInstances");
  const quiet = await run("watch", plan, "--logs", save("none.json", { Records: [] }));
  expect(quiet.code).toBe(4);

  const applied = await run("apply", plan, ...inputs.slice(0, 4), "--yes", ...endpoint);
  expect(applied.code, applied.stderr).toBe(0);
  expect(applied.stderr).toContain("The plan holds");
  const after = await world.see(content, "trailproof");
  expect(JSON.stringify(after)).not.toContain("RunInstances");

  const back = await run("rollback", plan, "--yes", ...endpoint);
  expect(back.code, back.stderr).toBe(0);
  expect(await world.see(content, "trailproof")).toEqual(before);

  const other = save("details-2.json", { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [] });
  const refused = await run("apply", plan, "--authorization-details", other, "--yes", ...endpoint);
  expect(refused.code, refused.stderr).toBe(3);
  expect(await world.see(content, "trailproof")).toEqual(before);
});

test.each<readonly [string, readonly string[], number]>([
  ["a plan that is not there", ["apply", "absent.json"], 2],
  ["something that is no plan", ["apply", "package.json", "--yes"], 2],
  ["no journal", ["rollback", "absent.json"], 2],
  ["no logs", ["watch", "package.json"], 2],
  ["an unknown flag", ["apply", "package.json", "--yess"], 2],
])("refuses %s", async (_name, args, code) => {
  expect((await run(...args)).code).toBe(code);
});

/** The built program beside this process, which answers its calls meanwhile. */
function run(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const keys = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "example" };
  const env = { PATH: process.env["PATH"], HOME: "/nonexistent", LANG: "C.UTF-8", ...keys };
  return new Promise((resolve) => {
    execFile(process.execPath, ["bin/trailproof.js", "rightsize", ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

function save(name: string, json: object): string {
  const file = folder.file(name);
  writeFileSync(file, JSON.stringify(json));
  return file;
}
