import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Caller, Input, ServiceName } from "../call.ts";
import { createTestSandbox } from "../sandbox.fixture.ts";
import { accountId, addRole, addUser, allow, decision, otherAccount, policy, trust } from "./authorize.fixture.ts";

const user = `User: arn:aws:iam::${accountId}:user/anna is not authorized to perform:`;
const role = `arn:aws:iam::${accountId}:role/duty`;

/** The wording, call by call. */
const texts: readonly (readonly [ServiceName, string, Input, string])[] = [
  [
    "iam",
    "ListUsers",
    {},
    `iam:ListUsers on resource: arn:aws:iam::${accountId}:user/ because no identity-based policy allows the iam:ListUsers action`,
  ],
  [
    "iam",
    "DeleteUser",
    { UserName: "otto" },
    "iam:DeleteUser on resource: user otto because no identity-based policy allows the iam:DeleteUser action",
  ],
  [
    "iam",
    "CreateUser",
    { UserName: "otto" },
    `iam:CreateUser on resource: arn:aws:iam::${accountId}:user/otto because no identity-based policy allows the iam:CreateUser action`,
  ],
  [
    "iam",
    "CreatePolicy",
    { PolicyName: "p", PolicyDocument: policy(allow("*")) },
    "iam:CreatePolicy on resource: policy p because no identity-based policy allows the iam:CreatePolicy action",
  ],
  [
    "iam",
    "GetAccountSummary",
    {},
    "iam:GetAccountSummary on resource: * because no identity-based policy allows the iam:GetAccountSummary action",
  ],
  [
    "s3",
    "ListBuckets",
    {},
    "s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action",
  ],
  [
    "cloudtrail",
    "LookupEvents",
    {},
    "cloudtrail:LookupEvents because no identity-based policy allows the cloudtrail:LookupEvents action",
  ],
  [
    "sts",
    "AssumeRole",
    { RoleArn: role, RoleSessionName: "duty" },
    `sts:AssumeRole on resource: ${role} because no role trust policy allows the sts:AssumeRole action`,
  ],
  [
    "sts",
    "AssumeRole",
    { RoleArn: `arn:aws:iam::${otherAccount}:role/duty`, RoleSessionName: "duty" },
    `sts:AssumeRole on resource: arn:aws:iam::${otherAccount}:role/duty`,
  ],
  [
    "sts",
    "GetFederationToken",
    { Name: "guest" },
    `sts:GetFederationToken on resource: arn:aws:sts::${accountId}:federated-user/guest because no identity-based policy allows the sts:GetFederationToken action`,
  ],
];

describe("the words of a refusal", () => {
  it.each(texts)("%s %s", (service, operation, input, text) => {
    const sandbox = createTestSandbox();
    const as = addUser(sandbox, "anna");
    addUser(sandbox, "otto");
    addRole(sandbox, "duty", trust({ AWS: `arn:aws:iam::${accountId}:user/otto` }));
    const refusal = sandbox.refusal(service, operation, input, { as });
    expect(refusal).toEqual({ shape: "AccessDenied", message: `${user} ${text}` });
  });

  it("a session is called by its own ARN", () => {
    const sandbox = createTestSandbox();
    const as = addUser(sandbox, "anna", policy(allow("sts:AssumeRole")));
    addRole(sandbox, "duty", trust({ AWS: `arn:aws:iam::${accountId}:user/anna` }));
    const output = sandbox.ask("sts", "AssumeRole", { RoleArn: role, RoleSessionName: "monday" }, { as });
    const id = Object(output["Credentials"]).AccessKeyId;
    const stored = sandbox.world.sessions.get(id);
    if (stored === undefined) throw new Error("no session");
    const session: Caller = { kind: "session", account: accountId, session: stored };
    expect(sandbox.refusal("iam", "ListUsers", {}, { as: session }).message).toMatch(
      `User: arn:aws:sts::${accountId}:assumed-role/duty/monday is not authorized to perform: iam:ListUsers on`,
    );
  });
});

/** Calls that were really refused, with what they asked for. */
const folder = "../shared/data/cloudtrail-samples";
const refused: readonly (readonly [file: string, ServiceName, Input])[] = [
  ["AddUserToGroup.denied.json", "iam", { GroupName: "TrailDiscover", UserName: "TrailDiscover" }],
  ["ChangePassword.denied.json", "iam", { OldPassword: "abcdef1!", NewPassword: "Abcdef1!" }],
  ["CreatePolicyVersion.denied.json", "iam", { PolicyArn: "POLICY", PolicyDocument: policy(allow("*")) }],
  ["ListUsers.denied.json", "iam", {}],
  [
    "06-DeactivateMFADevice.denied.json",
    "iam",
    { UserName: "TrailDiscover", SerialNumber: "arn:aws:iam::111122223333:mfa/TrailDiscover" },
  ],
  [
    "PutUserPolicy.denied.json",
    "iam",
    { UserName: "TrailDiscover", PolicyName: "p", PolicyDocument: policy(allow("*")) },
  ],
  ["SimulatePrincipalPolicy.denied.json", "iam", { PolicySourceArn: "USER", ActionNames: ["iam:GetUser"] }],
  ["SetDefaultPolicyVersion.denied.json", "iam", { PolicyArn: "POLICY", VersionId: "v2" }],
];

describe.skipIf(!existsSync(folder))(
  "refusals as CloudTrail recorded them (needs the samples beside the project)",
  () => {
    it.each(refused)("%s", (file, service, input) => {
      const { event } = JSON.parse(readFileSync(`${folder}/${file}`, "utf8"));
      const sandbox = createTestSandbox();
      const as = addUser(sandbox, "TrailDiscover");
      const own = JSON.parse(
        JSON.stringify(input)
          .replace("POLICY", `arn:aws:iam::${accountId}:policy/TrailDiscover`)
          .replace("USER", `arn:aws:iam::${accountId}:user/TrailDiscover`),
      );
      const { shape, message } = sandbox.refusal(service, event.eventName, own, { as });
      expect(shape).toBe(event.errorCode);
      const [, afterUser] = event.errorMessage.split(" is not authorized ");
      const ownAccount = event.userIdentity.accountId;
      expect(message.split(" is not authorized ")[1]).toBe(afterUser.replaceAll(ownAccount, accountId));
    });

    it("LeaveOrganization.denied.json", () => {
      const { event } = JSON.parse(readFileSync(`${folder}/LeaveOrganization.denied.json`, "utf8"));
      const sandbox = createTestSandbox();
      const need = { action: "organizations:LeaveOrganization", resource: "*" };
      const said = decision(sandbox, addUser(sandbox, "anna"), need, { service: "organizations" });
      expect(said.split(" is not authorized ")[1]).toBe(event.errorMessage.split(" is not authorized ")[1]);
    });
  },
);
