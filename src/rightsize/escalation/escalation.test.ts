import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { actionCatalogue } from "../../iam/index.ts";
import type { IamRole, Json, LastAccessed } from "../../model/index.ts";
import {
  activity,
  answer,
  call,
  coverage,
  daysAgo,
  identities,
  now,
  role,
  service,
  user,
  userArn,
} from "../usage/usage.fixture.ts";
import { createUsageJudge } from "../usage/usage-judge.ts";
import type { UsageRequest } from "../usage/usage-request.ts";
import type { EscalationWay, PrincipalEscalation } from "./escalation-report.ts";
import { escalationReport } from "./report-escalation.ts";

type World = Omit<UsageRequest, "catalogue">;

const makeFunction = ["lambda:CreateFunction", "lambda:InvokeFunction", "iam:PassRole"];
const admin = named("admin", "*", { Service: "lambda.amazonaws.com" });
const deployer = named("deployer", makeFunction, { AWS: "arn:aws:iam::111122223333:root" });

/** Ana and what she used of IAM, Lambda and STS: `action: days ago`, undefined for never; what is not named is not tracked. */
function world(
  actions: Json,
  used: { readonly [action: string]: number | undefined },
  parts: Partial<World> = {},
  roles: readonly IamRole[] = [admin],
): World {
  const ana = user({ inlinePolicies: [{ name: "own", document: stored(actions) }] });
  return { identities: identities({ users: [ana], roles }), lastAccessed: [answered(userArn, used)], now, ...parts };
}

describe("behaviour", () => {
  test.each<readonly [what: string, world: World, behaviour: string, free: readonly string[]]>([
    ["all actions used", world("iam:PutUserPolicy", { "iam:PutUserPolicy": 3 }), "used", []],
    ["never used", world("iam:PutUserPolicy", { "iam:PutUserPolicy": undefined }), "unused", ["iam:PutUserPolicy"]],
    [
      "used before the window",
      world("iam:PutUserPolicy", { "iam:PutUserPolicy": 200 }),
      "unused",
      ["iam:PutUserPolicy"],
    ],
    ["no answer", world("iam:PutUserPolicy", {}, { lastAccessed: [] }), "unknown", []],
    [
      "one action of three unused",
      world(makeFunction, { "lambda:CreateFunction": undefined, "lambda:ListFunctions": 2 }),
      "unused",
      ["lambda:CreateFunction"],
    ],
    [
      "PassRole, which nobody can see, and the rest used or untracked",
      world(makeFunction, { "lambda:CreateFunction": 2 }),
      "unknown",
      [],
    ],
    [
      "kept by the user",
      world("iam:PutUserPolicy", { "iam:PutUserPolicy": undefined }, { protect: ["iam:Put*"] }),
      "unknown",
      [],
    ],
    [
      "used by the logs alone",
      world(
        "iam:PutUserPolicy",
        {},
        {
          lastAccessed: [],
          activity: activity([call("iam:PutUserPolicy", 2)], { arn: userArn, ids: ["AIDAANAEXAMPLE"] }),
        },
      ),
      "used",
      [],
    ],
    [
      "logs without it show nothing",
      world("iam:PutUserPolicy", {}, { lastAccessed: [], activity: { principals: [], coverage: coverage() } }),
      "unknown",
      [],
    ],
  ])("%s", (_what, given, behaviour, free) => {
    const ways = waysOf(given);
    expect(ways).toHaveLength(1);
    expect(ways[0]?.behaviour).toBe(behaviour);
    expect(ways[0]?.free.map(({ action }) => action)).toEqual(free);
  });

  test("a role whose trust policy names the user is not closed by taking an unused action away", () => {
    const direct = named("boss", "*", { AWS: userArn });
    const [way] = waysOf(world("sts:AssumeRole", { "sts:AssumeRole": undefined }, {}, [direct]));
    expect(way).toMatchObject({
      behaviour: "unknown",
      free: [],
      hops: [{ actions: [{ state: "unused", isRequired: false }] }],
    });
  });
});

describe("chains", () => {
  const used = { "sts:AssumeRole": 1 };
  const chain = (
    more: readonly LastAccessed[],
    ana: { readonly [action: string]: number | undefined } = used,
  ): World => {
    const given = world("sts:AssumeRole", ana, {}, [deployer, admin]);
    return { ...given, lastAccessed: [...given.lastAccessed, ...more] };
  };

  test("are closed at the principal's own hop", () => {
    const [way] = waysOf(chain([], { "sts:AssumeRole": undefined }));
    expect(way?.free).toEqual([{ principal: userArn, action: "sts:AssumeRole" }]);
    expect(way?.hops.map(({ by }) => by)).toEqual([userArn, deployer.arn]);
  });

  test("are closed at the hop of whom it becomes, which the cut names", () => {
    const found = principalOf(
      chain([answered(deployer.arn, { "lambda:CreateFunction": undefined, "lambda:ListFunctions": 1 })]),
    );
    expect(found?.ways[0]?.behaviour).toBe("unused");
    expect(found?.cuts).toMatchObject([
      {
        principal: deployer.arn,
        action: "lambda:CreateFunction",
        closes: 1,
        allowedBy: [{ policy: "own", statement: "statement 1" }],
      },
    ]);
  });

  test("of which nothing is known of one hop are unknown", () => {
    expect(waysOf(chain([])).map(({ behaviour }) => behaviour)).toEqual(["unknown"]);
  });
});

test("what can be closed for nothing comes first, then what gets furthest; and few cuts close it all", () => {
  const keys = named("keys", "kms:*", { AWS: "arn:aws:iam::111122223333:root" });
  const found = principalOf(
    world(
      [
        "iam:PutUserPolicy",
        "iam:CreateAccessKey",
        "sts:AssumeRole",
        "lambda:UpdateFunctionCode",
        "lambda:InvokeFunction",
      ],
      { "iam:PutUserPolicy": 1, "iam:CreateAccessKey": undefined, "sts:AssumeRole": undefined },
      {},
      [admin, keys, deployer],
    ),
  );
  expect(found?.ways.map(({ behaviour, power, hops }) => [behaviour, power, hops[0]?.method])).toEqual([
    ["unused", "administrator", "sts-001"],
    ["unused", "services", "sts-001"],
    ["unused", "unknown", "iam-002"],
    ["unknown", "administrator", "lambda-003"],
    ["used", "administrator", "iam-007"],
  ]);
  expect(found?.cuts.map(({ action, closes }) => [action, closes])).toEqual([
    ["sts:AssumeRole", 2],
    ["iam:CreateAccessKey", 1],
  ]);
});

test("administrators are named, and methods that nobody can use are", () => {
  const given = world("*", {});
  const report = reportOf(given);
  expect(report.principals).toEqual([]);
  expect(report.administrators).toEqual([userArn, admin.arn]);
  expect(report.methods + report.notTried.length).toBe(109);
});

test("losing evidence never makes a way unused", () => {
  const grants = [
    "iam:PutUserPolicy",
    "iam:CreateAccessKey",
    "sts:AssumeRole",
    "lambda:UpdateFunctionCode",
    ...makeFunction,
  ];
  const days = fc.constantFrom(undefined, 2, 60, 200);
  const worlds = fc
    .record({
      own: fc.subarray(grants, { minLength: 2 }),
      ana: fc.dictionary(fc.constantFrom(...grants), days),
      role: fc.dictionary(fc.constantFrom(...makeFunction), days),
      created: fc.constantFrom(20, 800),
    })
    .map(({ own, ana, role: of, created }) => {
      const given = world(own, ana, {}, [deployer, admin]);
      const users = (given.identities?.users ?? []).map((one) => ({ ...one, createdAt: daysAgo(created) }));
      return {
        ...given,
        ...(given.identities && { identities: { ...given.identities, users } }),
        lastAccessed: [...given.lastAccessed, answered(deployer.arn, of)],
        activity: activity(
          Object.entries(ana).flatMap(([action, at]) => (at === undefined ? [] : [call(action, at)])),
          { arn: userArn, ids: ["AIDAANAEXAMPLE"] },
        ),
      };
    });
  let unusedWays = 0;
  fc.assert(
    fc.property(worlds, fc.nat(6), fc.nat(20), (whole, which, choice) => {
      const before = unusedIn(whole);
      unusedWays += before.size;
      for (const way of unusedIn(lose(whole, which, choice))) expect(before).toContain(way);
    }),
    { seed: 20260104, numRuns: 150 },
  );
  expect(unusedWays).toBeGreaterThan(100);
});

function lose(given: World, which: number, choice: number): World {
  const one = (change: (answer: LastAccessed) => LastAccessed): World => ({
    ...given,
    lastAccessed: given.lastAccessed.map((each, index) => (index === choice % 2 ? change(each) : each)),
  });
  const { activity: logs, ...silent } = given;
  switch (which) {
    case 0:
      return { ...given, lastAccessed: [] };
    case 1:
      return { ...given, lastAccessed: given.lastAccessed.filter((_, index) => index !== choice % 2) };
    case 2:
      return one((each) => ({ ...each, jobStatus: "FAILED" }));
    case 3:
      return one((each) => ({ ...each, isTruncated: true, services: each.services.slice(0, choice % 3) }));
    case 4:
      return one((each) => ({
        ...each,
        services: each.services.map(({ actions = [], ...rest }) => ({
          ...rest,
          actions: actions.filter((_, index) => index !== choice % 4),
        })),
      }));
    case 5:
      return silent;
    default:
      return logs === undefined ? given : { ...given, activity: { ...logs, principals: [] } };
  }
}

function unusedIn(given: World): ReadonlySet<string> {
  const ways = reportOf(given).principals.flatMap((principal) => principal.ways);
  const unused = ways.filter(({ behaviour }) => behaviour === "unused");
  return new Set(unused.map(({ hops }) => JSON.stringify(hops.map(({ by, method, target }) => [by, method, target]))));
}

function reportOf(given: World): ReturnType<typeof escalationReport> {
  const judge = createUsageJudge({ ...given, catalogue: actionCatalogue() });
  return escalationReport({ identities: given.identities ?? identities(), judge });
}

function principalOf(given: World): PrincipalEscalation | undefined {
  return reportOf(given).principals.find(({ principal }) => principal === userArn);
}

function waysOf(given: World): readonly EscalationWay[] {
  return principalOf(given)?.ways ?? [];
}

function answered(arn: string, used: { readonly [action: string]: number | undefined }): LastAccessed {
  const services = ["iam", "lambda", "sts"].map((prefix) => {
    const rows = Object.entries(used).filter(([action]) => action.startsWith(`${prefix}:`));
    const days = rows.flatMap(([, at]) => (at === undefined ? [] : [at]));
    const tracked = Object.fromEntries(rows.map(([action, at]) => [action.slice(prefix.length + 1), at]));
    // A service of which nothing is said was used, so that it does not tell of its actions.
    const last = rows.length === 0 ? 1 : days.length === 0 ? undefined : Math.min(...days);
    return service(prefix, last, rows.length === 0 ? undefined : tracked);
  });
  return answer({ arn, services });
}

function named(name: string, actions: Json, trusted: Json): IamRole {
  return role({
    name,
    arn: `arn:aws:iam::111122223333:role/${name}`,
    id: `AROA${name.toUpperCase()}EXAMPLE`,
    path: "/",
    inlinePolicies: [{ name: "own", document: stored(actions) }],
    trustPolicy: { json: { Statement: [{ Effect: "Allow", Principal: trusted, Action: "sts:AssumeRole" }] } },
  });
}

function stored(actions: Json): { readonly json: Json } {
  return { json: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] } };
}
