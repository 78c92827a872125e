import { existsSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import type { Identities, Json } from "../model/index.ts";
import { escalationMethods } from "./data/escalation-methods.ts";
import { accessOf } from "./effective-access.ts";
import { escalationPaths } from "./escalation.ts";
import type { EscalationPath } from "./escalation-path.ts";
import { allow, arn, attached, deny, forceMfa, group, identities, policy, role, user } from "./identities.fixture.ts";

const lambda: Json = { Service: "lambda.amazonaws.com" };
const adminRole = role("admin-lambda", lambda, [allow("*")]);
const harmlessRole = role("harmless", lambda, [allow("logs:PutLogEvents")]);
const boss = user("boss", [allow("*")]);
const colleague = user("colleague", [allow("s3:GetObject")]);
const ownArn = "arn:aws:iam::*:user/${aws:username}";
const makeFunction = allow(["lambda:CreateFunction", "lambda:InvokeFunction"]);
const passAll = allow("iam:PassRole");

describe("what a user may do to get more", () => {
  const around: Partial<Identities> = { roles: [adminRole, harmlessRole] };

  test.each<readonly [question: string, statements: readonly Json[], methods: readonly string[]]>([
    ["nothing", [], []],
    ["passing an administrator's role", [makeFunction, passAll], ["lambda-001"]],
    ["passing a harmless role only", [makeFunction, allow("iam:PassRole", harmlessRole.arn)], []],
    ["passing without making anything", [passAll], []],
    [
      "passing to another service only",
      [
        makeFunction,
        allow("iam:PassRole", "*", { Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } } }),
      ],
      [],
    ],
    [
      "passing to this service",
      [makeFunction, allow("iam:PassRole", "*", { Condition: { StringLike: { "iam:PassedToService": "lambda.*" } } })],
      ["lambda-001"],
    ],
    ["a role that trusts another service", [allow("ec2:RunInstances"), passAll], []],
    ["less passing that role", [makeFunction, passAll, deny("iam:PassRole", adminRole.arn)], []],
    ["less passing another role", [makeFunction, passAll, deny("iam:PassRole", arn("role/other"))], ["lambda-001"]],
    ["less making functions", [makeFunction, passAll, deny("lambda:Create*")], []],
    ["with MFA only", [makeFunction, passAll, forceMfa], ["lambda-001"]],
    ["keys for itself", [allow("iam:CreateAccessKey", ownArn)], []],
    ["keys for a colleague", [allow("iam:CreateAccessKey", colleague.arn)], []],
    ["keys for an administrator", [allow("iam:CreateAccessKey", boss.arn)], ["iam-002"]],
    [
      "keys for all, less the administrator",
      [allow("iam:CreateAccessKey"), deny("iam:CreateAccessKey", boss.arn)],
      ["iam-002"],
    ],
    [
      "keys for all but one colleague",
      [allow("iam:CreateAccessKey"), deny("iam:CreateAccessKey", colleague.arn)],
      ["iam-002"],
    ],
    ["its own policies", [allow("iam:PutUserPolicy", ownArn)], ["iam-007"]],
    ["an administrator's trust policy", [allow("iam:UpdateAssumeRolePolicy", adminRole.arn)], ["iam-012"]],
    ["a harmless trust policy", [allow("iam:UpdateAssumeRolePolicy", harmlessRole.arn)], []],
    [
      "a harmless role, changed and entered",
      [allow(["iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy"], harmlessRole.arn)],
      ["iam-021"],
    ],
    [
      "another user, changed and entered",
      [allow(["iam:PutUserPolicy", "iam:CreateAccessKey"], colleague.arn)],
      ["iam-018"],
    ],
    ["everything already", [allow("*")], []],
  ])("%s", (_question, statements, methods) => {
    const found = pathsOf(statements, { ...around, users: [boss, colleague] });
    expect(found.filter(({ certainty }) => certainty === "certain").map(({ method }) => method)).toEqual(methods);
  });

  test("a pair that is split over two policies is found", () => {
    const making = policy("making", [makeFunction]);
    const team = group("team", [passAll]);
    const ana = user("ana", [], { groups: ["team"], ...attached(making.arn) });
    const everything = identities({ users: [ana], groups: [team], policies: [making], roles: [adminRole] });
    expect(methodsOf(ana.arn, everything)).toEqual(["lambda-001"]);
  });

  test("a boundary takes it away", () => {
    const cap = policy("cap", [allow("lambda:*")]);
    const ana = user("ana", [makeFunction, passAll], { permissionsBoundary: cap.arn });
    expect(methodsOf(ana.arn, identities({ users: [ana], policies: [cap], roles: [adminRole] }))).toEqual([]);
  });

  test("a conditional Deny is named", () => {
    const [path] = pathsOf([makeFunction, passAll, forceMfa], around);
    expect(path?.conditionalDenies.map(({ statement }) => statement)).toEqual(["ForceMFA"]);
    expect(path?.how).toContain("admin-lambda");
  });

  test("code of one function is possible, since nobody said which role it runs as", () => {
    const found = pathsOf(
      [allow("lambda:UpdateFunctionCode", "arn:aws:lambda:us-east-1:111122223333:function:dev")],
      around,
    );
    expect(found).toMatchObject([{ method: "lambda-003", certainty: "possible" }]);
  });

  test("code of all functions is possible too, since nobody said that there is one", () => {
    const [path, ...others] = pathsOf([allow("lambda:UpdateFunctionCode")], around);
    expect(others).toEqual([]);
    expect(path).toMatchObject({ method: "lambda-003", certainty: "possible", onAnyWork: true });
    expect(path?.how).toContain("on a function, if one runs as role admin-lambda");
  });

  test("a role given to a function that is there is possible, and making one is certain", () => {
    const changed = allow(["lambda:UpdateFunctionConfiguration", "lambda:UpdateFunctionCode", "lambda:InvokeFunction"]);
    const given = (statements: readonly Json[]) =>
      pathsOf([passAll, ...statements], { roles: [adminRole] }).map(
        ({ method, certainty }) => `${method} ${certainty}`,
      );
    expect(given([changed])).not.toContainEqual(expect.stringContaining(" certain"));
    expect(given([changed, makeFunction])).toContain("lambda-001 certain");
  });

  test("an older, wider version of an own policy", () => {
    const own = policy("own", [allow("iam:SetDefaultPolicyVersion")], [allow("*")]);
    const ana = user("ana", [], attached(own.arn));
    expect(methodsOf(ana.arn, identities({ users: [ana], policies: [own] }))).toEqual([
      "prowler:SetDefaultPolicyVersion",
    ]);
  });

  test("a group of administrators", () => {
    const admins = group("admins", [allow("*")]);
    const ana = user("ana", [allow("iam:AddUserToGroup", admins.arn)]);
    expect(methodsOf(ana.arn, identities({ users: [ana], groups: [admins] }))).toEqual(["iam-013"]);
  });
});

describe("assuming a role", () => {
  const root = { AWS: arn("root") };
  test.each<readonly [question: string, trusted: Json, statements: readonly Json[], methods: readonly string[]]>([
    ["that trusts the account, and may", root, [allow("sts:AssumeRole")], ["sts-001"]],
    ["that trusts the account, and may not", root, [allow("s3:*")], []],
    ["that names the user", { AWS: arn("user/ana") }, [allow("s3:GetObject")], ["sts-001"]],
    [
      "that names the user, who is denied",
      { AWS: arn("user/ana") },
      [allow("s3:GetObject"), deny("sts:AssumeRole")],
      [],
    ],
    ["that trusts another account", { AWS: "arn:aws:iam::444455556666:root" }, [allow("sts:AssumeRole")], []],
  ])("%s", (_question, trusted, statements, methods) => {
    const admin = role("admin", trusted, [allow("*")]);
    expect(pathsOf(statements, { roles: [admin] }).map(({ method }) => method)).toEqual(methods);
  });
});

test("a large account is answered principal by principal", () => {
  const services = ["lambda", "ec2"];
  const roles = Array.from({ length: 300 }, (_, index) =>
    role(`r${index}`, { Service: `${services[index % 2]}.amazonaws.com` }, [
      index % 50 === 0 ? allow("*") : allow(["s3:GetObject", "dynamodb:Query"], `arn:aws:s3:::b${index}/*`),
    ]),
  );
  // Every tenth may pass all roles, of which only those with an even number trust Lambda.
  const users = Array.from({ length: 300 }, (_, index) =>
    user(`u${index}`, [allow("s3:GetObject"), index % 10 === 0 ? passAll : forceMfa, makeFunction]),
  );
  const everything = identities({ users, roles });
  const access = accessOf(everything);
  const found = [...users, ...roles].filter(({ arn: name }) => methodsOf(name, everything, access).length > 0);
  expect(found.map(({ name }) => name)).toEqual(users.filter((_, index) => index % 10 === 0).map(({ name }) => name));
});

const catalogue = "../shared/data/privesc.csv";
test.skipIf(!existsSync(catalogue))(
  "every method of the catalogue is here (skipped where the catalogue is absent)",
  () => {
    const rows: readonly Record<string, string>[] = parse(readFileSync(catalogue), { columns: true });
    const here = new Map(escalationMethods.map((method) => [method.id, [...method.actions].sort()]));
    expect(
      rows.filter(
        ({ id, required_actions }) => here.get(id ?? "")?.join(";") !== required_actions?.split(";").sort().join(";"),
      ),
    ).toEqual([]);
    expect(here.size).toBe(rows.length);
  },
);

function pathsOf(statements: readonly Json[], parts: Partial<Identities>): readonly EscalationPath[] {
  const ana = user("ana", statements);
  const everything = identities({ ...parts, users: [ana, ...(parts.users ?? [])] });
  const access = accessOf(everything);
  const known = access(ana.arn);
  return known === undefined ? [] : escalationPaths(known, everything, access);
}

function methodsOf(
  principal: string,
  everything: Identities,
  access: ReturnType<typeof accessOf> = accessOf(everything),
): readonly string[] {
  const known = access(principal);
  return known === undefined ? [] : escalationPaths(known, everything, access).map(({ method }) => method);
}
