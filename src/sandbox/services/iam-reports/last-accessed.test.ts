import { describe, expect, it } from "vitest";
import { accountId, addRole, addUser, allow, policy, trust } from "../../authorize/authorize.fixture.ts";
import type { Caller, Input, Output } from "../../call.ts";
import { createTestSandbox, type TestSandbox } from "../../sandbox.fixture.ts";

const arn = (what: string): string => `arn:aws:iam::${accountId}:${what}`;
const own = policy(allow(["sts:*", "iam:ListUsers", "iam:GetUser", "ec2:Describe*"]));

describe("a job", () => {
  it("is in progress, and then complete", () => {
    const sandbox = createTestSandbox();
    addUser(sandbox, "anna", own);
    const { JobId } = sandbox.ask("iam", "GenerateServiceLastAccessedDetails", { Arn: arn("user/anna") });
    const status = (): unknown => sandbox.ask("iam", "GetServiceLastAccessedDetails", { JobId })["JobStatus"];
    expect([status(), status()]).toEqual(["IN_PROGRESS", "COMPLETED"]);
  });

  it.each([
    [arn("user/nobody"), "NoSuchEntityException"],
    [arn("policy/none"), "NoSuchEntityException"],
    [arn("mfa/phone-of-anna"), "InvalidInputException"],
  ])("of %s is refused", (Arn, shape) => {
    expect(createTestSandbox().refusal("iam", "GenerateServiceLastAccessedDetails", { Arn }).shape).toBe(shape);
  });

  it("that is not there cannot be asked for", () => {
    const JobId = "00000000-0000-4000-8000-000000000000";
    expect(createTestSandbox().refusal("iam", "GetServiceLastAccessedDetails", { JobId }).shape).toBe(
      "NoSuchEntityException",
    );
  });
});

describe("services", () => {
  it("are those that are granted, with the last use", () => {
    const sandbox = createTestSandbox();
    const as = addUser(sandbox, "anna", own);
    use(sandbox, as);
    expect(services(sandbox, "user/anna")).toEqual([
      { ServiceName: "Amazon EC2", ServiceNamespace: "ec2", TotalAuthenticatedEntities: 0 },
      {
        ServiceName: "AWS Identity and Access Management (IAM)",
        ServiceNamespace: "iam",
        LastAuthenticated: new Date("2026-11-21T20:00:00Z"),
        LastAuthenticatedEntity: arn("user/anna"),
        LastAuthenticatedRegion: "us-east-1",
        TotalAuthenticatedEntities: 1,
      },
      expect.objectContaining({ ServiceNamespace: "sts", LastAuthenticatedRegion: "eu-west-1" }),
    ]);
  });

  it("of which a refused call is a use too", () => {
    const sandbox = createTestSandbox();
    const as = addUser(sandbox, "anna", own);
    sandbox.refusal("iam", "ListRoles", {}, { as });
    expect(services(sandbox, "user/anna")[1]).toMatchObject({ ServiceNamespace: "iam", TotalAuthenticatedEntities: 1 });
  });

  it("forget what is longer ago than 400 days", () => {
    const sandbox = createTestSandbox();
    use(sandbox, addUser(sandbox, "anna", own));
    sandbox.world.clock.advance(400 * 24 * 3600 * 1000);
    expect(services(sandbox, "user/anna")[1]).toMatchObject({ TotalAuthenticatedEntities: 1 });
    sandbox.world.clock.advance(1000);
    expect(services(sandbox, "user/anna")[1]).toMatchObject({ TotalAuthenticatedEntities: 0 });
  });

  it("have actions where that is asked for", () => {
    const sandbox = createTestSandbox();
    use(sandbox, addUser(sandbox, "anna", own));
    const [ec2, iam] = services(sandbox, "user/anna", { Granularity: "ACTION_LEVEL" });
    expect(ec2).not.toHaveProperty("TrackedActionsLastAccessed");
    expect(iam).toMatchObject({
      TrackedActionsLastAccessed: [
        { ActionName: "GetUser" },
        {
          ActionName: "ListUsers",
          LastAccessedEntity: arn("user/anna"),
          LastAccessedTime: new Date("2026-11-21T20:00:00Z"),
        },
      ],
    });
  });

  it.each(["group/Team", "policy/shared"])("of a %s are those of whoever has it", (what) => {
    const sandbox = createTestSandbox();
    team(sandbox);
    expect(services(sandbox, what)).toMatchObject([
      { ServiceNamespace: "ec2" },
      { ServiceNamespace: "iam", TotalAuthenticatedEntities: 2 },
      { ServiceNamespace: "sts" },
    ]);
    const { JobId } = job(sandbox, what);
    const { EntityDetailsList } = sandbox.ask("iam", "GetServiceLastAccessedDetailsWithEntities", {
      JobId,
      ServiceNamespace: "iam",
    });
    expect(EntityDetailsList).toMatchObject([
      { EntityInfo: { Name: "anna", Type: "USER" }, LastAuthenticated: expect.any(Date) },
      { EntityInfo: { Name: "bert", Type: "USER" }, LastAuthenticated: expect.any(Date) },
      { EntityInfo: { Name: "carl", Type: "USER" } },
    ]);
    expect(
      sandbox.ask("iam", "GetServiceLastAccessedDetailsWithEntities", { JobId, ServiceNamespace: "s3" }),
    ).toMatchObject({ EntityDetailsList: [] });
  });

  it("come in pages", () => {
    const sandbox = createTestSandbox();
    addUser(sandbox, "anna", policy(allow("*")));
    const { JobId } = job(sandbox, "user/anna");
    const seen: unknown[] = [];
    let page: Output = { Marker: undefined };
    do {
      page = sandbox.ask("iam", "GetServiceLastAccessedDetails", { JobId, MaxItems: 100, Marker: page["Marker"] });
      for (const service of Object(page["ServicesLastAccessed"])) seen.push(service.ServiceNamespace);
    } while (page["IsTruncated"]);
    expect(seen.length).toBeGreaterThan(300);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(["iam", "s3", "ec2"]));
  });

  it("of a role are used by its sessions", () => {
    const sandbox = createTestSandbox();
    const as = addUser(sandbox, "anna");
    const RoleArn = addRole(sandbox, "duty", trust({ AWS: arn("user/anna") }), own);
    const output = sandbox.ask("sts", "AssumeRole", { RoleArn, RoleSessionName: "s1" }, { as });
    const stored = sandbox.world.sessions.get(Object(output["Credentials"]).AccessKeyId);
    if (stored === undefined) throw new Error("no session");
    sandbox.ask("iam", "ListUsers", {}, { as: { kind: "session", account: accountId, session: stored } });
    expect(services(sandbox, "role/duty")[1]).toMatchObject({
      ServiceNamespace: "iam",
      LastAuthenticatedEntity: arn("role/duty"),
    });
  });
});

function use(sandbox: TestSandbox, as: Caller): void {
  sandbox.ask("iam", "ListUsers", {}, { as });
  sandbox.ask("sts", "GetCallerIdentity", {}, { as, region: "eu-west-1" });
}

/** Three users in a group with a policy, two of whom used it. */
function team(sandbox: TestSandbox): void {
  sandbox.ask("iam", "CreateGroup", { GroupName: "Team" });
  sandbox.ask("iam", "CreatePolicy", { PolicyName: "shared", PolicyDocument: own });
  sandbox.ask("iam", "AttachGroupPolicy", { GroupName: "Team", PolicyArn: arn("policy/shared") });
  for (const name of ["anna", "bert", "carl"]) {
    const as = addUser(sandbox, name);
    sandbox.ask("iam", "AddUserToGroup", { GroupName: "Team", UserName: name });
    if (name !== "carl") sandbox.ask("iam", "ListUsers", {}, { as });
  }
}

function job(sandbox: TestSandbox, what: string, input: Input = {}): Output {
  const made = sandbox.ask("iam", "GenerateServiceLastAccessedDetails", { Arn: arn(what), ...input });
  sandbox.ask("iam", "GetServiceLastAccessedDetails", made);
  return made;
}

function services(sandbox: TestSandbox, what: string, input: Input = {}): readonly object[] {
  const { ServicesLastAccessed } = sandbox.ask("iam", "GetServiceLastAccessedDetails", job(sandbox, what, input));
  if (!Array.isArray(ServicesLastAccessed)) throw new Error("no services");
  return ServicesLastAccessed;
}
