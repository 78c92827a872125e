import { AwsError } from "../aws-error.ts";
import type { Call, Caller, Input, Need } from "../call.ts";
import { accountId, type TestSandbox } from "../sandbox.fixture.ts";
import { totpCode } from "../services/iam/totp.ts";
import type { Organization } from "../world/nouns.ts";
import { authorize } from "./index.ts";

export { accountId };
export const otherAccount = "444455556666";

/** Statements as a document. */
export function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

export function allow(action: string | readonly string[], more: object = {}): object {
  return { Effect: "Allow", Action: action, Resource: "*", ...more };
}

export function deny(action: string | readonly string[], more: object = {}): object {
  return { Effect: "Deny", Action: action, Resource: "*", ...more };
}

/** A user with an inline policy, or none. */
export function addUser(sandbox: TestSandbox, name: string, document?: string, account: string = accountId): Caller {
  const as: Caller = { kind: "root", account, accessKeyId: "AKIASANDBOXROOT00000" };
  sandbox.ask("iam", "CreateUser", { UserName: name }, { as });
  if (document !== undefined) {
    sandbox.ask("iam", "PutUserPolicy", { UserName: name, PolicyName: "own", PolicyDocument: document }, { as });
  }
  return { kind: "user", account, name, accessKeyId: "AKIASANDBOXUSER00000" };
}

/** A role that lets its account's principals in, with an inline policy. */
export function addRole(
  sandbox: TestSandbox,
  name: string,
  trust: string,
  document?: string,
  account: string = accountId,
): string {
  const as: Caller = { kind: "root", account, accessKeyId: "AKIASANDBOXROOT00000" };
  sandbox.ask("iam", "CreateRole", { RoleName: name, AssumeRolePolicyDocument: trust }, { as });
  if (document !== undefined) {
    sandbox.ask("iam", "PutRolePolicy", { RoleName: name, PolicyName: "own", PolicyDocument: document }, { as });
  }
  return `arn:aws:iam::${account}:role/${name}`;
}

export function trust(principal: object, more: object = {}): string {
  return policy({ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", ...more });
}

/** The session that somebody gets by assuming a role. */
export function assume(sandbox: TestSandbox, as: Caller, roleArn: string, input: Input = {}): Caller {
  const output = sandbox.ask("sts", "AssumeRole", { RoleArn: roleArn, RoleSessionName: "duty", ...input }, { as });
  return sessionCaller(sandbox, output);
}

export function sessionCaller({ world }: TestSandbox, output: object): Caller {
  const id = "Credentials" in output ? Object(output.Credentials).AccessKeyId : "";
  const stored = world.sessions.get(id);
  if (stored === undefined) throw new Error("no session was made");
  const { account, ...session } = stored;
  return { kind: "session", account, session };
}

/** Says `allowed`, or the message of the refusal. */
export function decision(
  { world }: TestSandbox,
  caller: Caller,
  need: Need,
  facts: Partial<Pick<Call, "service" | "sourceIp" | "region" | "userAgent">> = {},
): string {
  const call: Call = {
    service: need.action.startsWith("s3:") ? "s3" : "iam",
    operation: "X",
    input: {},
    caller,
    world,
    account: world.addAccount("account" in caller ? caller.account : accountId),
    region: "us-east-1",
    requestId: "r",
    sourceIp: "192.0.2.10",
    userAgent: "aws-cli/2.33.0",
    http: { host: "127.0.0.1", method: "POST", path: "/", query: [], headers: {}, bytesIn: 0 },
    time: new Date(world.clock.now()).toISOString(),
    ...facts,
  };
  try {
    authorize(call, [need]);
    return "allowed";
  } catch (error) {
    if (error instanceof AwsError) return error.message;
    throw error;
  }
}

/** An organization of both accounts; the second one is a member, in a unit. */
export function organize(sandbox: TestSandbox, policies: Organization["policies"]): void {
  const member = (account: string, parent: string): Organization["members"][number] => ({
    account,
    name: account,
    email: `${account}@example.com`,
    parent,
    joinedAt: "2026-01-01T00:00:00Z",
  });
  sandbox.world.organization.put("organization", {
    id: "o-exampleorg",
    managementAccount: accountId,
    createdAt: "2026-01-01T00:00:00Z",
    rootId: "r-root",
    members: [member(accountId, "r-root"), member(otherAccount, "ou-root-unit")],
    units: [{ id: "ou-root-unit", name: "unit", parent: "r-root" }],
    policies,
    trustedServices: [],
    delegatedAdministrators: [],
  });
}

export function control(
  type: Organization["policies"][number]["type"],
  document: string,
  targets: readonly string[],
): Organization["policies"][number] {
  return { id: "p-example", arn: "arn", name: "p", description: "", type, document, awsManaged: false, targets };
}

/** Enables a device for anna, and gives the code of each moment. */
export function addDevice(sandbox: TestSandbox): { readonly serial: string; readonly code: () => string } {
  const device = Object(
    sandbox.ask("iam", "CreateVirtualMFADevice", { VirtualMFADeviceName: "phone" })["VirtualMFADevice"],
  );
  const seed = Buffer.from(device.Base32StringSeed).toString();
  const now = sandbox.world.clock.now();
  sandbox.ask("iam", "EnableMFADevice", {
    UserName: "anna",
    SerialNumber: device.SerialNumber,
    AuthenticationCode1: totpCode(seed, now - 30_000),
    AuthenticationCode2: totpCode(seed, now),
  });
  return { serial: device.SerialNumber, code: () => totpCode(seed, sandbox.world.clock.now()) };
}
