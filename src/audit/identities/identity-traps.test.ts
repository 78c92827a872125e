import { describe, expect, test } from "vitest";
import type { Finding, IamRole, IamUser, Json, Snapshot } from "../../model/index.ts";
import { auditSnapshot } from "../audit.ts";
import { defaultAuditSettings } from "../check.ts";
import { allChecks } from "../checks/index.generated.ts";
import {
  accessKey,
  activeKey,
  at,
  credentialReport,
  credentialRow,
  daysAgo,
  document,
  group,
  identities,
  lastAccessed,
  mfaDevice,
  policy,
  role,
  rootRow,
  snapshot,
  user,
} from "../examples/example-builders.ts";
import { allow, forceMfa, iamArn, inline, roleTrusting } from "../policies/examples.ts";

/** Inputs on which other tools are known to be wrong or silent, worked out by hand. */

function findingsOf(id: string, parts: Partial<Snapshot>): readonly Finding[] {
  const checks = allChecks.filter((check) => check.id === id);
  return auditSnapshot(snapshot(parts), defaultAuditSettings, () => [], checks);
}

/** `ana FAIL`, ... in the order of the findings. */
function statusesOf(id: string, parts: Partial<Snapshot>): readonly string[] {
  return findingsOf(id, parts).map(({ resource, status }) => `${resource.name} ${status}`);
}

function users(...some: readonly IamUser[]): Partial<Snapshot> {
  return { identities: identities({ users: some }) };
}

function named(kind: "user" | "role", name: string): { readonly name: string; readonly arn: string } {
  return { name, arn: iamArn(`${kind}/${name}`) };
}

describe("credentials", () => {
  test("a key of today that nobody used yet is no left-over of the set-up", () => {
    const row = credentialRow({
      passwordEnabled: "true",
      createdAt: at(0),
      accessKeys: [activeKey(1, 0), accessKey(2)],
    });
    expect(statusesOf("CRED-14", { credentialReport: credentialReport(row) })).toEqual(["ana PASS"]);
  });

  test("the key of the set-up is found in either slot, since slots go by key id", () => {
    const row = credentialRow({ passwordEnabled: "true", accessKeys: [activeKey(1, 20, 1), activeKey(2, 500)] });
    expect(statusesOf("CRED-14", { credentialReport: credentialReport(row) })).toEqual(["ana FAIL"]);
  });

  test("365.9 days are more than 365", () => {
    const row = credentialRow({ passwordEnabled: "true", passwordLastChanged: at(365.9) });
    expect(statusesOf("CRED-17", { credentialReport: credentialReport(row) })).toEqual(["ana FAIL"]);
  });

  test("a date after the clock is no age", () => {
    const row = credentialRow({ passwordEnabled: "true", passwordLastChanged: at(-400) });
    expect(statusesOf("CRED-17", { credentialReport: credentialReport(row) })).toEqual(["ana UNKNOWN"]);
  });

  test("a password that is due tomorrow is due tomorrow, and no skew of clocks", () => {
    const row = credentialRow({ passwordEnabled: "true", passwordNextRotation: at(-1) });
    expect(statusesOf("CRED-16", { credentialReport: credentialReport(row) })).toEqual(["ana PASS"]);
  });

  test("root's password_enabled not_supported is not read as false", () => {
    const row = rootRow({ passwordEnabled: "not_supported" });
    const organization = {
      id: "o-example",
      managementAccount: "444455556666",
      featureSet: "ALL",
      rootFeatures: ["RootCredentialsManagement"],
    };
    expect(statusesOf("CRED-06", { credentialReport: credentialReport(row), organization })).toEqual([
      "<root_account> UNKNOWN",
    ]);
  });

  test("a user named rooter with a virtual device is not root", () => {
    const rooter = mfaDevice({ serialNumber: iamArn("mfa/rooter"), user: iamArn("user/rooter") });
    const found = findingsOf("CRED-26", { accountSummary: { AccountMFAEnabled: 1 }, mfaDevices: [rooter] });
    expect(found.map(({ status }) => status)).toEqual(["PASS"]);
  });

  test("an answer about MFA devices that was not given is not an account without devices", () => {
    const found = findingsOf("CRED-26", { accountSummary: { AccountMFAEnabled: 1 } });
    expect(found.map(({ status, reason }) => [status, /iam:ListVirtualMFADevices/.test(reason)])).toEqual([
      ["UNKNOWN", true],
    ]);
  });

  test("MFA is judged by privilege: the one with a token who may only read is left alone", () => {
    const [boss, reader] = ["boss", "reader"].map((name) => named("user", name));
    const found = statusesOf("CRED-27", {
      ...users(
        user({ ...boss, inlinePolicies: inline([allow("*:*")]) }),
        user({ ...reader, inlinePolicies: inline([allow("s3:Get*")]) }),
      ),
      mfaDevices: ["boss", "reader"].map((name) =>
        mfaDevice({ user: iamArn(`user/${name}`), serialNumber: "GAHT1", kind: "other" }),
      ),
    });
    expect(found).toEqual(["boss FAIL", "reader NOT_APPLICABLE"]);
  });

  test("an old credential report says nothing against what was asked of AWS itself", () => {
    const found = statusesOf("CRED-25", {
      ...users(user()),
      credentialReport: { ...credentialReport(credentialRow()), generatedAt: daysAgo(30) },
      sshPublicKeys: [{ user: "ana", id: "APKAEXAMPLE", isActive: true, uploadedAt: daysAgo(400) }],
    });
    expect(found).toEqual(["ana FAIL"]);
  });

  test("what AWS denied of one user is not known of that user, and known of the others", () => {
    const [ana, bob] = [user(), user({ ...named("user", "bob") })];
    const denied = { state: "partial", origins: [], gaps: [{ what: "user bob", cause: "AccessDenied" }] } as const;
    const found = statusesOf("CRED-25", {
      ...users(ana, bob),
      sshPublicKeys: [{ user: "ana", id: "APKAEXAMPLE", isActive: true, uploadedAt: daysAgo(3) }],
      sources: { ...snapshot(users(ana, bob)).sources, "ssh-public-keys": denied },
    });
    expect(found).toEqual(["111122223333 UNKNOWN", "ana PASS", "bob UNKNOWN"]);
  });
});

describe("permissions", () => {
  const admin: IamRole = {
    ...roleTrusting({ AWS: iamArn("role/middle") }),
    ...named("role", "admin"),
    inlinePolicies: inline([allow("*")]),
  };

  test("ForceMFA does not hide a chain", () => {
    const middle = {
      ...roleTrusting({ AWS: iamArn("root") }),
      ...named("role", "middle"),
      inlinePolicies: inline([allow("sts:AssumeRole"), forceMfa]),
    };
    const ana = user({ inlinePolicies: inline([allow("sts:AssumeRole"), forceMfa]) });
    const found = findingsOf("POL-04", { identities: identities({ users: [ana], roles: [middle, admin] }) });
    expect(found.find(({ resource }) => resource.name === "ana")?.status).toBe("FAIL");
  });

  test("half a chain, permission without trust, is none", () => {
    const middle = {
      ...roleTrusting({ AWS: iamArn("user/boss") }),
      ...named("role", "middle"),
      inlinePolicies: inline([allow("sts:AssumeRole")]),
    };
    const ana = user({ inlinePolicies: inline([allow("sts:AssumeRole")]) });
    const found = findingsOf("POL-04", { identities: identities({ users: [ana], roles: [middle, admin] }) });
    expect(found.find(({ resource }) => resource.name === "ana")?.status).toBe("PASS");
  });

  test.each<[string, Json]>([
    ["*:*", allow("*:*")],
    ["Resource on a list", allow("*", ["arn:aws:s3:::x", "*"])],
    ["arn:aws:*:*:*:*", allow("*", "arn:aws:*:*:*:*")],
    ["NotAction", { Effect: "Allow", NotAction: "ec2:*", Resource: "*" }],
  ])("an old version is an administrator's in whatever form: %s", (_name, statement) => {
    const base = policy({ name: "team", defaultVersion: "v2" });
    const team = { ...base, versions: [{ id: "v1", isDefault: false, document: document(statement) }] };
    const ana = user({ groups: ["engineers"] });
    const engineers = group({ attachedPolicies: [{ name: "team", arn: team.arn }] });
    const found = findingsOf("POL-13", {
      identities: identities({ users: [ana], groups: [engineers], policies: [team] }),
    });
    expect(found.map(({ status }) => status)).toEqual(["FAIL"]);
    expect(found[0]?.reason).toContain("user ana");
    expect(found[0]?.remediation.cli).toContain("--version-id v1");
  });

  test("an old version that a boundary caps gives nothing", () => {
    const base = policy({ name: "team", defaultVersion: "v2" });
    const team = { ...base, versions: [{ id: "v1", isDefault: false, document: document(allow("*")) }] };
    const cap = policy({ name: "cap", document: document(allow("s3:Get*")) });
    const ana = user({ attachedPolicies: [{ name: "team", arn: team.arn }], permissionsBoundary: cap.arn });
    const found = statusesOf("POL-13", { identities: identities({ users: [ana], policies: [team, cap] }) });
    expect(found).toContain("team PASS");
  });

  test("the Deny of AWS's own example asks for MFA, the one without IfExists lets access keys through", () => {
    const withKey = credentialRow({ passwordEnabled: "true", accessKeys: [activeKey(1, 30), accessKey(2)] });
    const bool = {
      Effect: "Deny",
      Action: "*",
      Resource: "*",
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } },
    };
    const ask = (denied: Json): readonly string[] =>
      statusesOf("POL-14", {
        ...users(user({ inlinePolicies: inline([allow("iam:*"), denied]) })),
        credentialReport: credentialReport(withKey),
      });
    expect(ask(forceMfa)).toEqual(["ana PASS"]);
    expect(ask(bool)).toEqual(["ana FAIL"]);
  });

  test("a Deny on users by the ARN of their group is told once, of the group's document, not of its members", () => {
    const statement = { Effect: "Deny", Action: "iam:DeleteUser", Resource: iamArn("group/engineers") };
    const engineers = group({ inlinePolicies: inline([statement]) });
    const members = ["ana", "bob", "eve"].map((name) => user({ ...named("user", name), groups: ["engineers"] }));
    const found = findingsOf("POL-17", { identities: identities({ users: members, groups: [engineers] }) });
    expect(found.map(({ resource, status }) => [resource.type, status])).toEqual([["iam.group", "FAIL"]]);
  });

  test("a policy with a counter of 0 and no holder is unattached, whatever its rights", () => {
    const unused = policy({ attachmentCount: 0, document: document(allow("*")) });
    expect(statusesOf("POL-12", { identities: identities({ policies: [unused] }) })).toEqual(["read-logs FAIL"]);
  });
});

describe("trust and use", () => {
  test.each(["ec2", "lambda", "apigateway", "backup", "edgelambda"])(
    "the trust of %s, which sends no source, is no confused deputy",
    (service) => {
      const one = roleTrusting({ Service: `${service}.amazonaws.com` });
      expect(statusesOf("TRUST-06", { identities: identities({ roles: [one] }) })).toEqual(["deploy PASS"]);
    },
  );

  test("an external id is no MFA", () => {
    const one = {
      ...roleTrusting({ AWS: iamArn("root") }, { StringEquals: { "sts:ExternalId": "x" } }),
      inlinePolicies: inline([allow("*")]),
    };
    expect(statusesOf("TRUST-08", { identities: identities({ roles: [one] }) })).toEqual(["deploy FAIL"]);
  });

  test("the service's role for its own use is nobody's noise", () => {
    const linked = role({ path: "/aws-service-role/states.amazonaws.com/", inlinePolicies: inline([allow("*")]) });
    const ids = ["POL-04", "POL-09", "POL-15", "TRUST-05", "TRUST-06", "TRUST-08", "TRUST-09", "USE-07", "USE-09"];
    const all = ids.flatMap((id) => findingsOf(id, { identities: identities({ roles: [linked] }) }));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set(["NOT_APPLICABLE"]));
  });

  test("policies of which nobody was asked what they use are unknown once, not each", () => {
    const policies = ["a", "b", "c"].map((name) => policy({ ...{ name, arn: iamArn(`policy/${name}`) } }));
    const ana = user({ attachedPolicies: policies.map(({ name, arn }) => ({ name, arn })) });
    const found = findingsOf("USE-08", {
      identities: identities({ users: [ana], policies }),
      lastAccessed: [lastAccessed({ arn: iamArn("user/bob") })],
    });
    expect(found.map(({ resource, status }) => [resource.type, status])).toEqual([["aws.account", "UNKNOWN"]]);
    expect(found[0]?.reason).toContain("a, b and c");
  });

  test("a policy is in use when one of many holders uses it", () => {
    const one = policy();
    const holders = ["ana", "bob"].map((name) =>
      user({ ...named("user", name), attachedPolicies: [{ name: one.name, arn: one.arn }] }),
    );
    const services = [{ namespace: "s3", name: "S3", lastAuthenticated: daysAgo(2) }];
    const found = statusesOf("USE-08", {
      identities: identities({ users: holders, policies: [one] }),
      lastAccessed: [lastAccessed({ arn: iamArn("user/bob"), services })],
    });
    expect(found).toEqual(["read-logs PASS"]);
  });
});
