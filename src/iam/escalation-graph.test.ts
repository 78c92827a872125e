import { existsSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { IamRole, Identities, Json } from "../model/index.ts";
import { escalationMethods } from "./data/escalation-methods.ts";
import { accessOf } from "./effective-access.ts";
import { escalationWays } from "./escalation.ts";
import { escalationGraph } from "./escalation-graph.ts";
import type { EscalationRoute } from "./escalation-routes.ts";
import { allow, arn, deny, group, identities, policy, role, user } from "./identities.fixture.ts";

const lambda: Json = { Service: "lambda.amazonaws.com" };
const root: Json = { AWS: arn("root") };
const admin = role("admin", lambda, [allow("*")]);
const makeFunction = ["lambda:CreateFunction", "lambda:InvokeFunction", "iam:PassRole"];

describe("categories of methods", () => {
  test.each<readonly [category: string, statements: readonly Json[], expected: readonly string[]]>([
    ["self-escalation: its own policies", [allow("iam:PutUserPolicy", arn("user/ana"))], ["iam-007: administrator"]],
    ["principal access: keys of an administrator", [allow("iam:CreateAccessKey")], ["iam-002: administrator"]],
    ["new PassRole: a function as an administrator's role", [allow(makeFunction)], ["lambda-001: administrator"]],
    [
      "existing PassRole: code of a function that is there",
      [allow("lambda:UpdateFunctionCode")],
      ["lambda-003: administrator"],
    ],
  ])("%s", (_category, statements, expected) => {
    const boss = user("boss", [allow("*")]);
    const found = routesOf({ users: [user("ana", statements), boss], roles: [admin] }, "user/ana");
    expect(found.map(({ hops }) => `${hops[0]?.path.method}: ${hops[0]?.path.power}`)).toEqual(expected);
  });

  test("of several targets the most powerful one is named, and the others counted", () => {
    const roles = [role("keys", lambda, [allow("kms:*")]), admin, role("logs", lambda, [allow("logs:PutLogEvents")])];
    const [way] = routesOf({ users: [user("ana", [allow(makeFunction)])], roles }, "user/ana");
    expect(way?.hops[0]?.path).toMatchObject({ target: admin.arn, power: "administrator", otherTargets: 1 });
  });

  test("a way that gets further is kept beside one with fewer actions that does not", () => {
    const keys = role("keys", root, [allow("kms:*")]);
    const ana = user("ana", [allow(["sts:AssumeRole", "iam:PutRolePolicy"])]);
    const methods = routesOf({ users: [ana], roles: [keys] }, "user/ana").map(({ hops }) => hops[0]?.path);
    expect(methods).toMatchObject([
      { method: "iam-017", power: "administrator" },
      { method: "sts-001", power: "services" },
    ]);
  });

  test("what a trust policy makes up for is not required", () => {
    const named = role("named", { AWS: arn("user/ana") }, [allow("*")]);
    const [way] = routesOf({ users: [user("ana", [allow("sts:AssumeRole")])], roles: [named] }, "user/ana");
    expect(way?.hops[0]?.path).toMatchObject({ method: "sts-001", requires: [] });
  });

  test("each required action has the statements that allow it", () => {
    const ana = user("ana", [allow("lambda:*"), allow("iam:PassRole", admin.arn)]);
    const [way] = routesOf({ users: [ana], roles: [admin] }, "user/ana");
    const requires = new Map(way?.hops[0]?.path.requires.map(({ action, allowedBy }) => [action, allowedBy]));
    expect(requires.get("iam:PassRole")).toMatchObject([{ policy: "own", statement: "statement 2" }]);
    expect(requires.get("lambda:CreateFunction")).toMatchObject([{ policy: "own", statement: "statement 1" }]);
  });
});

describe("chains", () => {
  const assume = (target: string): Json => allow("sts:AssumeRole", arn(`role/${target}`));
  const deployer = role("deployer", root, [allow(makeFunction)]);

  test("two hops: a role that may pass an administrator's role", () => {
    const found = routesOf({ users: [user("ana", [assume("deployer")])], roles: [deployer, admin] }, "user/ana");
    expect(found.map(text)).toEqual(["user/ana sts-001 role/deployer lambda-001 role/admin"]);
  });

  test("three hops, and two for the one in between", () => {
    const middle = role("middle", root, [assume("deployer")]);
    const everything = { users: [user("ana", [assume("middle")])], roles: [middle, deployer, admin] };
    expect(routesOf(everything, "user/ana").map(text)).toEqual([
      "user/ana sts-001 role/middle sts-001 role/deployer lambda-001 role/admin",
    ]);
    expect(routesOf(everything, "role/middle").map(text)).toEqual([
      "role/middle sts-001 role/deployer lambda-001 role/admin",
    ]);
  });

  test("not four", () => {
    const first = role("first", root, [assume("middle")]);
    const middle = role("middle", root, [assume("deployer")]);
    const everything = { users: [user("ana", [assume("first")])], roles: [first, middle, deployer, admin] };
    expect(routesOf(everything, "user/ana")).toEqual([]);
    expect(routesOf(everything, "role/first")).toHaveLength(1);
  });

  test("through a user whose keys it makes, and a role that it passes", () => {
    const ben = user("ben", [allow(["glue:CreateDevEndpoint", "iam:PassRole"])]);
    const builder = role("builder", { Service: "glue.amazonaws.com" }, [
      allow("iam:UpdateAssumeRolePolicy", admin.arn),
    ]);
    const ana = user("ana", [allow("iam:CreateAccessKey", ben.arn)]);
    expect(routesOf({ users: [ana, ben], roles: [builder, admin] }, "user/ana").map(text)).toContain(
      "user/ana iam-002 user/ben glue-001 role/builder iam-012 role/admin",
    );
  });

  test("in a circle there is an end", () => {
    const a = role("a", root, [assume("b")]);
    const b = role("b", root, [assume("a"), allow("iam:PutRolePolicy", arn("role/b"))]);
    const everything = { roles: [a, b] };
    // What a becomes by assuming b is an administrator at once, since b can widen itself.
    expect(routesOf(everything, "role/a").map(text)).toEqual(["role/a sts-001 role/b"]);
    expect(routesOf(everything, "role/b").map(text)).toEqual(["role/b iam-005 role/b"]);
  });

  test("a chain is left out where one action of it is enough", () => {
    const boss = role("boss", root, [allow("*")]);
    const ana = user("ana", [allow("sts:AssumeRole")]);
    expect(routesOf({ users: [ana], roles: [deployer, admin, boss] }, "user/ana").map(text)).toEqual([
      "user/ana sts-001 role/boss",
    ]);
  });

  const noPass = policy("cap", [allow("lambda:*")]);
  test.each<readonly [what: string, ana: readonly Json[], parts: Partial<IamRole>, extra: readonly Json[]]>([
    ["a Deny on the first hop", [assume("deployer"), deny("sts:AssumeRole")], {}, []],
    ["a Deny on the second hop", [assume("deployer")], {}, [deny("iam:PassRole", admin.arn)]],
    ["a boundary of the role in between", [assume("deployer")], { permissionsBoundary: noPass.arn }, []],
    [
      "a trust policy that lets another account in",
      [assume("deployer")],
      { trustPolicy: trusting("arn:aws:iam::444455556666:root") },
      [],
    ],
  ])("%s breaks it", (_what, own, parts, extra) => {
    const broken = role("deployer", root, [allow(makeFunction), ...extra], parts);
    expect(routesOf({ users: [user("ana", own)], roles: [broken, admin], policies: [noPass] }, "user/ana")).toEqual([]);
  });

  test("a condition on the passed service breaks it, one that may hold is told", () => {
    const passing = (service: string): Json =>
      allow("iam:PassRole", "*", { Condition: { StringEquals: { "iam:PassedToService": service } } });
    const ways = (service: string): readonly EscalationRoute[] => {
      const one = role("deployer", root, [allow("lambda:*"), passing(service)]);
      return routesOf({ users: [user("ana", [assume("deployer")])], roles: [one, admin] }, "user/ana");
    };
    expect(ways("ec2.amazonaws.com").filter(({ hops }) => hops.at(-1)?.path.actions.includes("iam:PassRole"))).toEqual(
      [],
    );
    expect(ways("lambda.amazonaws.com").map(text)).toContain("user/ana sts-001 role/deployer lambda-001 role/admin");
  });

  test("an administrator needs none", () => {
    expect(routesOf({ users: [user("ana", [allow("*")])], roles: [deployer, admin] }, "user/ana")).toEqual([]);
  });

  test("so many that nobody reads them are cut, which is said", () => {
    const roles = Array.from({ length: 30 }, (_, index) => role(`deployer-${index}`, root, [allow(makeFunction)]));
    const everything = identities({ users: [user("ana", [allow("sts:AssumeRole")])], roles: [...roles, admin] });
    const { routes, isCut } = escalationGraph(everything, accessOf(everything)).routes(arn("user/ana"), 10);
    expect(routes).toHaveLength(10);
    expect(isCut).toBe(true);
  });
});

test("each hop of a chain is a way that its principal has, by somebody whom the hop before made it", () => {
  const targets = ["a", "b", "c", "d"];
  const grant = fc.constantFrom<Json>(
    ...targets.flatMap((name) => [
      allow("sts:AssumeRole", arn(`role/${name}`)),
      allow("iam:UpdateAssumeRolePolicy", arn(`role/${name}`)),
    ]),
    allow(makeFunction),
    deny("sts:AssumeRole", arn("role/b")),
    deny("iam:PassRole"),
  );
  const trusts = fc.constantFrom<Json>(root, lambda, { AWS: arn("role/a") }, { AWS: [arn("role/b"), arn("role/c")] });
  const roles = fc.tuple(
    ...targets.map((name) =>
      fc.tuple(trusts, fc.array(grant, { maxLength: 3 })).map(([who, own]) => role(name, who, own)),
    ),
  );
  let chains = 0;
  fc.assert(
    fc.property(roles, (some) => {
      const everything = identities({ roles: [...some, admin] });
      const access = accessOf(everything);
      const graph = escalationGraph(everything, access);
      const routes = some.flatMap((one) => graph.routes(one.arn).routes);
      chains += routes.filter(({ hops }) => hops.length > 1).length;
      for (const route of routes) expectSound(route, access);
    }),
    { seed: 20260103, numRuns: 150 },
  );
  expect(chains).toBeGreaterThan(50);
});

test("ways of a group's member are its own", () => {
  const team = group("team", [allow("iam:PutUserPolicy", "arn:aws:iam::*:user/${aws:username}")]);
  const ana = user("ana", [], { groups: ["team"] });
  const everything = identities({ users: [ana], groups: [team] });
  const access = accessOf(everything);
  const own = access(ana.arn);
  expect(own && escalationWays(own, everything, access)).toMatchObject([
    { method: "iam-007", requires: [{ action: "iam:PutUserPolicy", allowedBy: [{ via: "group", group: "team" }] }] },
  ]);
});

const catalogue = "../shared/data/privesc.csv";
describe.skipIf(!existsSync(catalogue))("the published list (skipped where it is absent)", () => {
  test("every id is tried or named as not tried, and only closed services are not", () => {
    const rows: readonly Record<string, string>[] = parse(readFileSync(catalogue), { columns: true });
    const tried = escalationMethods.filter(({ step }) => step !== "retired").map(({ id }) => id);
    const untried = rows.filter(({ id }) => !tried.includes(id ?? ""));
    expect(untried.map(({ id }) => id)).toEqual(["prowler:PassRole+CodeStar", "rhino-23", "rhino-25"]);
    for (const { required_actions: actions } of untried) expect(actions).toContain("codestar:");
    expect(rows.filter(({ minimal }) => minimal === "true").length).toBeGreaterThan(70);
  });
});

/** Each method is open to somebody who may do just its actions, in an account that has what it takes. */
describe("each method is found on its own", () => {
  const services = [...new Set(escalationMethods.flatMap((method) => method.services))];
  test.each(escalationMethods.filter(({ step }) => step !== "retired").map((method) => [method.id, method] as const))(
    "%s",
    (_id, method) => {
      const isOfRole = /Role/.test(method.actions.join()) && ["own-policies", "boundary-of-role"].includes(method.step);
      const own = policy("own", [allow([...method.actions])], [allow("*")]);
      const cap = policy("cap", [allow([...method.actions])]);
      const held = { inlinePolicies: [], attachedPolicies: [{ name: "own", arn: own.arn }] };
      const everything = identities({
        users: [
          user("ana", [], {
            ...held,
            groups: ["team"],
            ...(method.step === "own-boundary" && { permissionsBoundary: cap.arn }),
          }),
          user("boss", [allow("*")]),
          user("ben"),
        ],
        groups: [group("team"), group("admins", [allow("*")])],
        roles: [
          role("self", root, [], held),
          role("plain", root, [], { attachedPolicies: [{ name: "other", arn: arn("policy/other") }] }),
          role("capped", root, [allow("*")], { permissionsBoundary: cap.arn }),
          ...(method.services.length > 0
            ? services.map((name, index) => role(`r${index}`, { Service: name }, [allow("*")]))
            : []),
          ...(method.step === "trust-of-role" ? [admin] : []),
          ...(method.step === "assume-role" ? [role("boss", root, [allow("*")])] : []),
        ],
        policies: [
          method.step === "own-boundary" ? policy("own", [allow(["s3:*", ...method.actions])]) : own,
          cap,
          policy("other", [allow("s3:GetObject")]),
        ],
      });
      const found = escalationGraph(everything, accessOf(everything)).routes(arn(isOfRole ? "role/self" : "user/ana"));
      const actions = new Set(method.actions);
      // Where fewer of its actions are enough, they stand for it.
      const ways = found.routes.filter(
        ({ hops }) => hops.length === 1 && hops[0]?.path.actions.every((action) => actions.has(action)),
      );
      expect(ways.length, text(found.routes[0])).toBeGreaterThan(0);
    },
  );
});

function expectSound({ hops }: EscalationRoute, access: ReturnType<typeof accessOf>): void {
  expect(hops.length).toBeLessThanOrEqual(3);
  expect(new Set(hops.map(({ by }) => by)).size).toBe(hops.length);
  expect(hops.slice(1).map(({ by }) => by)).toEqual(hops.slice(0, -1).map(({ path }) => path.target));
  for (const { by, path } of hops) {
    for (const { action } of path.requires) {
      const on = action.startsWith("lambda:") ? "*" : (path.target ?? "*");
      expect(access(by)?.can(action, on).verdict).toBe("allowed");
    }
  }
}

function trusting(who: string) {
  return { json: { Statement: [{ Effect: "Allow", Principal: { AWS: who }, Action: "sts:AssumeRole" }] } };
}

function routesOf(parts: Partial<Identities>, who: string): readonly EscalationRoute[] {
  const everything = identities(parts);
  return escalationGraph(everything, accessOf(everything)).routes(arn(who)).routes;
}

function text(route: EscalationRoute | undefined): string {
  const name = (of: string | undefined): string => (of ?? "anything").replace(/^.*:/, "");
  const hops = route?.hops ?? [];
  return [name(hops[0]?.by), ...hops.flatMap(({ path }) => [path.method, name(path.target)])].join(" ");
}
