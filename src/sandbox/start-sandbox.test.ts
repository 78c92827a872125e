import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateUserCommand, GetUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, type SandboxOptions, startSandbox } from "./index.ts";

const opened: Sandbox[] = [];
const folders: string[] = [];

beforeAll(() => {
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((sandbox) => sandbox.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  opened.push(sandbox);
  return sandbox;
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "sandbox-"));
  folders.push(folder);
  return folder;
}

interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

function configOf({ endpoint, env }: Sandbox): ClientConfig {
  const accessKeyId = env["AWS_ACCESS_KEY_ID"] ?? "";
  return {
    endpoint,
    region: env["AWS_REGION"] ?? "",
    credentials: { accessKeyId, secretAccessKey: env["AWS_SECRET_ACCESS_KEY"] ?? "" },
  };
}

async function control(
  sandbox: Sandbox,
  name: string,
  input: object = {},
): Promise<{ status: number; answer: unknown }> {
  const response = await fetch(`${sandbox.endpoint}/_sandbox/${name}`, {
    method: "POST",
    headers: { "x-trailproof-control": "1" },
    body: JSON.stringify(input),
  });
  return { status: response.status, answer: await response.json() };
}

describe("a sandbox", () => {
  it("knows its admin, who may do everything", async () => {
    const sandbox = await start({ verifySignatures: true });
    expect(sandbox.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(sandbox.env["AWS_ACCESS_KEY_ID"]).toMatch(/^AKIASANDBOX/);
    const identity = await new STSClient(configOf(sandbox)).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: "111122223333", Arn: "arn:aws:iam::111122223333:user/sandbox-admin" });
    await new IAMClient(configOf(sandbox)).send(new CreateUserCommand({ UserName: "alice" }));
  });

  it("stands alone: what one knows another does not", async () => {
    const [one, other] = await Promise.all([start(), start()]);
    await new IAMClient(configOf(one)).send(new CreateUserCommand({ UserName: "alice" }));
    const asked = new IAMClient(configOf(other)).send(new GetUserCommand({ UserName: "alice" }));
    await expect(asked).rejects.toMatchObject({ name: "NoSuchEntityException" });
    const foreign = { ...configOf(other), endpoint: one.endpoint };
    await expect(new STSClient(foreign).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: "InvalidClientTokenId",
    });
  });

  it("moves its clock when asked, and says so in the Date header", async () => {
    const sandbox = await start({ speed: 0, startsAt: Date.parse("2026-11-21T20:00:00Z") });
    expect(await control(sandbox, "tick", { ms: 5_400_000 })).toEqual({
      status: 200,
      answer: { now: "2026-11-21T21:30:00.000Z" },
    });
    const { headers } = await fetch(`${sandbox.endpoint}/_sandbox/health`);
    expect(headers.get("date")).toBe("Sat, 21 Nov 2026 21:30:00 GMT");
  });

  const refused = [
    ["tick", { ms: -1 }],
    ["tick", { ms: "1h" }],
    ["tick", {}],
    ["account", { id: "1" }],
    ["tamper", { kind: "burn" }],
    ["tamper", { kind: "modify-log" }],
    ["seed", { name: "other" }],
    ["delivery", { duplicates: "yes" }],
  ] as const;
  it.each(refused)("%s %j is refused with a reason", async (name, input) => {
    const { status, answer } = await control(await start(), name, input);
    expect(status).toBe(400);
    expect(answer).toEqual({ error: expect.stringMatching(/\w{3}/) });
  });

  it("has more accounts when asked", async () => {
    const sandbox = await start();
    const { answer } = await control(sandbox, "account", { id: "444455556666" });
    const { accessKeyId, secretAccessKey } = answer as { accessKeyId: string; secretAccessKey: string };
    const client = new STSClient({ ...configOf(sandbox), credentials: { accessKeyId, secretAccessKey } });
    expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: "444455556666" });
  });

  it("refuses calls above AWS's rates, if told to, and SDK clients come through by trying again", async () => {
    const sandbox = await start({ throttle: true });
    const burst = (client: IAMClient): Promise<PromiseSettledResult<unknown>[]> =>
      Promise.allSettled([..."abcdefgh"].map((UserName) => client.send(new CreateUserCommand({ UserName }))));
    const impatient = await burst(new IAMClient({ ...configOf(sandbox), maxAttempts: 1 }));
    expect(impatient.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
    expect(impatient.find(({ status }) => status === "rejected")).toMatchObject({ reason: { name: "Throttling" } });
  });

  it("makes calls fail, if told to, and SDK clients come through by trying again", async () => {
    const sandbox = await start({ chaos: { rate: 0.4, seed: 1, consistencyMs: 0 } });
    const client = new STSClient({ ...configOf(sandbox), maxAttempts: 12 });
    const attempts: number[] = [];
    for (let call = 0; call < 12; call++) {
      const { $metadata } = await client.send(new GetCallerIdentityCommand({}));
      attempts.push($metadata.attempts ?? 0);
    }
    expect(Math.max(...attempts)).toBeGreaterThan(1);
  });

  it("ends when asked", async () => {
    const sandbox = await start();
    expect(await control(sandbox, "stop")).toMatchObject({ status: 200 });
    await sandbox.closed;
    await expect(fetch(`${sandbox.endpoint}/_sandbox/health`)).rejects.toThrow("fetch failed");
  });
});

describe("a folder", () => {
  it("has key, people and time as they were after a restart", async () => {
    const dir = newFolder();
    const first = await start({ dir, speed: 0, startsAt: Date.parse("2026-11-21T20:00:00Z") });
    await new IAMClient(configOf(first)).send(new CreateUserCommand({ UserName: "alice" }));
    await control(first, "tick", { ms: 3_600_000 });
    await first.close();
    const second = await start({ dir, speed: 0, startsAt: Date.parse("2026-01-01T00:00:00Z") });
    expect(second.env["AWS_ACCESS_KEY_ID"]).toBe(first.env["AWS_ACCESS_KEY_ID"]);
    const { User } = await new IAMClient(configOf(second)).send(new GetUserCommand({ UserName: "alice" }));
    expect(User?.CreateDate?.toISOString()).toBe("2026-11-21T20:00:00.000Z");
    expect(second.world.clock.now()).toBe(Date.parse("2026-11-21T21:00:00Z"));
  });

  it("says who uses it, to this user only, and takes no second one", async () => {
    const dir = newFolder();
    const sandbox = await start({ dir });
    const file = join(dir, "sandbox.json");
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ endpoint: sandbox.endpoint, pid: process.pid });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await expect(startSandbox({ dir })).rejects.toThrow(`${dir} is in use by the sandbox at ${sandbox.endpoint}`);
    await sandbox.close();
    expect(() => statSync(file)).toThrow("ENOENT");
    await start({ dir });
  });
});
