import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileGlob, globCovers } from "../../iam/index.ts";
import { isJsonObject, type Json, type RecordedCall, type TouchedPlace } from "../../model/index.ts";
import { planRightsize } from "../plan-rightsize.ts";
import { structureProblem } from "../proof/structure.ts";
import { verifyPlan } from "../proof/verify-plan.ts";
import { planHash } from "./digest.ts";
import type { RightsizeFacts } from "./inputs.ts";
import { narrowPatterns } from "./narrow-patterns.ts";
import {
  account,
  options as actionOptions,
  activity,
  advisor,
  allow,
  analyst,
  arn,
  attached,
  call,
  facts,
  identities,
  policy,
  smallCatalogue,
  user,
} from "./plan.fixture.ts";
import type { PlanOptions, RightsizePlan } from "./plan.ts";
import type { WholeLogs } from "./whole-logs.ts";

const options: PlanOptions = { ...actionOptions, level: "resource" };
const catalogue = smallCatalogue("dynamodb", "kms", "s3", "sqs", "sts");
const lately = "2026-11-20T10:00:00Z";
const [jobs, users] = ["jobs", "users"].map((name) => `arn:aws:dynamodb:us-east-1:${account}:table/${name}`) as [
  string,
  string,
];
const queue = `arn:aws:sqs:us-east-1:${account}:work`;

const whole: WholeLogs = {
  problems: [],
  trail: `arn:aws:cloudtrail:us-east-1:${account}:trail/t`,
  account,
  regions: ["us-east-1"],
  digests: 2000,
  logFiles: 100,
  services: ["dynamodb", "kms", "s3", "sqs"],
};

const at = (service: string, place: string, last = lately): TouchedPlace => ({ service, place, count: 1, last });
const get = (resource: string): RecordedCall => call("dynamodb:GetItem", { resources: [resource] });

interface Parts {
  readonly statements?: readonly Json[];
  readonly calls?: readonly RecordedCall[];
  readonly touched?: readonly TouchedPlace[];
  readonly wholeLogs?: WholeLogs | undefined;
  readonly others?: { readonly calls: readonly RecordedCall[]; readonly touched: readonly TouchedPlace[] };
}

/** A user that got items of the table `jobs`, by its own policy or by one that it shares with `ben`. */
function factsOf(parts: Parts = {}): RightsizeFacts {
  const {
    statements = [allow("dynamodb:GetItem")],
    calls = [get(jobs)],
    touched = [at("dynamodb", jobs)],
    others,
  } = parts;
  const used = { dynamodb: lately, sqs: lately, kms: lately, s3: lately };
  const ben = arn("user/ben");
  const recorded = activity({ [analyst]: calls, ...(others && { [ben]: others.calls }) });
  const places = new Map([
    [analyst, touched],
    [ben, others?.touched ?? []],
  ]);
  const work = arn("policy/Work");
  return facts({
    catalogue,
    identities:
      others === undefined
        ? identities({ users: [user("analyst", statements)] })
        : identities({
            users: [user("analyst", [], attached(work)), user("ben", [], attached(work))],
            policies: [policy("Work", statements, { attachmentCount: 2 })],
          }),
    lastAccessed: [advisor(analyst, used), advisor(ben, used)],
    activity: {
      ...recorded,
      principals: recorded.principals.map((one) => ({ ...one, touched: places.get(one.arn) ?? [] })),
    },
    ...("wholeLogs" in parts ? parts.wholeLogs && { wholeLogs: parts.wholeLogs } : { wholeLogs: whole }),
  });
}

function planOf(parts: Parts = {}): RightsizePlan {
  return planRightsize(analyst, factsOf(parts), options);
}

/** Of the first statement. */
function resourceOf({ changes: [change] }: RightsizePlan): Json | undefined {
  const statement = isJsonObject(change?.after) ? change.after["Statement"] : undefined;
  const first: Json | undefined = Array.isArray(statement) ? statement[0] : statement;
  return isJsonObject(first) ? first["Resource"] : undefined;
}

function reasonsOf({ refusals }: RightsizePlan): string {
  return refusals
    .filter(({ scope }) => scope === "resources")
    .map(({ reason }) => reason)
    .join("\n");
}

test("a statement of which every action was recorded is narrowed to what was touched, and the plan verifies", () => {
  const plan = planOf();
  expect(resourceOf(plan)).toEqual([jobs, `${jobs}/*`]);
  expect(plan.changes[0]?.removedActions).toEqual([]);
  expect(plan.proof.checks.find(({ name }) => name === "resources")).toMatchObject({ ok: true });
  expect(plan.measure.risk).toEqual({ before: 2, after: 0.6 });
  expect(verifyPlan(JSON.parse(JSON.stringify(plan)), factsOf()).checks.filter(({ ok }) => !ok)).toEqual([]);
});

test("the level action is what it was, whatever is known of the logs", () => {
  const plan = planRightsize(analyst, factsOf(), actionOptions);
  expect(plan).toEqual(planRightsize(analyst, factsOf({ wholeLogs: undefined }), actionOptions));
  expect(plan.changes).toEqual([]);
});

test.each<readonly [string, Parts, RegExp]>([
  ["no whole logs", { wholeLogs: undefined }, /No resources are narrowed: no copy of a trail's bucket/],
  [
    "a gap in them",
    { wholeLogs: { ...whole, problems: ["GAP: no digest"] } },
    /No resources are narrowed: GAP: no digest/,
  ],
  [
    "a service whose data events are not recorded",
    { wholeLogs: { ...whole, services: ["kms"] } },
    /nothing shows that every call of dynamodb/,
  ],
  [
    "a trail of another account",
    { wholeLogs: { ...whole, account: "444455556666" } },
    /the trail is of another account/,
  ],
  [
    "a call that names no resource",
    { touched: [at("dynamodb", jobs), at("dynamodb", "*")] },
    /does not name its resource/,
  ],
  [
    "places that were too many to keep",
    { touched: [at("dynamodb", jobs), at("*", "*")] },
    /does not name its resource/,
  ],
  ["an action that was not recorded", { calls: [] }, /hold no call of it|is unknown/],
  [
    "a call from before the window",
    { calls: [call("dynamodb:GetItem", { last: "2026-01-01T00:00:00Z" })] },
    /hold no call of it|is unknown/,
  ],
  [
    "an action beside it that is unknown",
    { statements: [allow(["dynamodb:GetItem", "dynamodb:PutItem"])] },
    /PutItem of .* is unknown/,
  ],
  [
    "an action without resources",
    {
      statements: [allow(["dynamodb:GetItem", "s3:ListAllMyBuckets"])],
      calls: [get(jobs), call("s3:ListAllMyBuckets")],
    },
    /knows no resources/,
  ],
  [
    "a service that is not narrowed",
    { statements: [allow(["dynamodb:GetItem", "sts:AssumeRole"])], calls: [get(jobs), call("sts:AssumeRole")] },
    /cannot be told for certain/,
  ],
  [
    "an action that makes resources",
    { statements: [allow(["dynamodb:CreateTable"])], calls: [call("dynamodb:CreateTable")] },
    /makes resources that have no name yet/,
  ],
  [
    "a policy variable",
    { statements: [allow("dynamodb:GetItem", { Resource: "arn:aws:dynamodb:*:*:table/${aws:username}" })] },
    /^$/,
  ],
  [
    "NotResource",
    { statements: [{ Effect: "Allow", Action: "dynamodb:GetItem", NotResource: "arn:aws:dynamodb:*:*:table/x" }] },
    /^$/,
  ],
  ["a pinned Sid", { statements: [allow("dynamodb:GetItem", { Sid: "NOREPO1" })] }, /^$/],
  [
    "resources that nobody touched",
    { statements: [allow("dynamodb:GetItem", { Resource: users })] },
    /no recorded call is about its resources/,
  ],
  [
    "too many places",
    { touched: Array.from({ length: 21 }, (_, index) => at("dynamodb", `${jobs}${index}`)) },
    /which will be next cannot be told/,
  ],
  [
    "queues that may be another account's",
    {
      statements: [allow("sqs:SendMessage")],
      calls: [call("sqs:SendMessage", { resources: [queue] })],
      touched: [at("sqs", queue)],
    },
    /of other accounts/,
  ],
  [
    "somebody who has it and whose calls name nothing",
    { others: { calls: [get(jobs)], touched: [at("dynamodb", "*")] } },
    /does not name its resource/,
  ],
])("%s leaves the resources as they are", (_what, parts, why) => {
  const plan = planOf(parts);
  expect(plan.changes.flatMap(({ statements }) => statements.flatMap(({ resources }) => resources ?? []))).toEqual([]);
  expect(reasonsOf(plan)).toMatch(why);
  expect(plan.proof.holds).toBe(true);
});

describe("what is narrowed", () => {
  test("a shared policy keeps what any of those who have it touched", () => {
    const plan = planOf({ others: { calls: [get(users)], touched: [at("dynamodb", users)] } });
    expect(resourceOf(plan)).toEqual([jobs, `${jobs}/*`, users, `${users}/*`]);
  });

  test("queues of the own account are", () => {
    const statements = [allow("sqs:SendMessage", { Resource: `arn:aws:sqs:*:${account}:*` })];
    const plan = planOf({
      statements,
      calls: [call("sqs:SendMessage", { resources: [queue] })],
      touched: [at("sqs", queue)],
    });
    expect(resourceOf(plan)).toBe(queue);
  });

  test("what was touched before the window or denied: the one does not count, the other does", () => {
    const touched = [at("dynamodb", jobs), at("dynamodb", users, "2026-01-01T00:00:00Z")];
    expect(resourceOf(planOf({ touched }))).toEqual([jobs, `${jobs}/*`]);
    const calls = [get(jobs), call("dynamodb:GetItem", { resources: [users], outcome: "denied" })];
    expect(resourceOf(planOf({ calls, touched: [at("dynamodb", jobs), at("dynamodb", users)] }))).toHaveLength(4);
  });

  test("calls on too many items to keep apart are replayed on their places", () => {
    const calls = [get(jobs), call("dynamodb:GetItem", { resources: [], truncated: "resources" })];
    expect(resourceOf(planOf({ calls }))).toEqual([jobs, `${jobs}/*`]);
  });

  test("a list that AWS would not store is not written", () => {
    const long = Array.from({ length: 18 }, (_, index) => `${jobs}${"x".repeat(60)}${index}`);
    const plan = planOf({ calls: long.map(get), touched: long.map((place) => at("dynamodb", place)) });
    expect(plan.changes).toEqual([]);
    expect(reasonsOf(plan)).toMatch(/longer than the 2048 characters/);
  });
});

test.each<readonly [readonly string[], readonly string[], readonly string[]]>([
  [["*"], ["a:b", "a:b/*"], ["a:b", "a:b/*"]],
  [["a:*"], ["a:b", "c:d"], ["a:b"]],
  [["a:b"], ["a:b", "a:b/*"], ["a:b"]],
  [["a:b/logs/*"], ["a:b", "a:b/*"], ["a:b/logs/*"]],
  [["a:b*c"], ["a:b/*"], ["a:b*c"]],
  [["a:b", "a:c"], ["a:b"], ["a:b"]],
  [["a:${aws:username}", "a:*"], ["a:b"], ["a:${aws:username}", "a:b"]],
  [["z:*"], ["a:b"], []],
])("of %j what is within %j is %j", (old, wanted, left) => {
  expect(narrowPatterns(old, wanted)).toEqual(left);
});

test("a plan that was edited to narrow more, or proves by logs that are not whole, does not hold", () => {
  const plan = planOf({ calls: [get(jobs), get(users)], touched: [at("dynamodb", jobs), at("dynamodb", users)] });
  const now = factsOf({ calls: [get(jobs), get(users)], touched: [at("dynamodb", jobs), at("dynamodb", users)] });
  const failed = (edited: RightsizePlan, by = now) => {
    const sealed = { ...edited, sha256: planHash(edited) };
    return verifyPlan(JSON.parse(JSON.stringify(sealed)), by)
      .checks.filter(({ ok }) => !ok)
      .map(({ name }) => name);
  };
  expect(failed(plan)).toEqual([]);
  const edit = (from: string, to: string): RightsizePlan => ({
    ...plan,
    changes: plan.changes.map((change) => ({
      ...change,
      after: JSON.parse(JSON.stringify(change.after).replaceAll(from, to)),
    })),
  });
  expect(failed(edit(users, jobs))).toEqual(expect.arrayContaining(["replay", "resources", "same-plan"]));
  expect(failed(edit(`"${jobs}"`, '"arn:aws:iam::*"'))).toEqual(expect.arrayContaining(["resources", "same-plan"]));
  expect(failed(plan, { ...now, wholeLogs: { ...whole, problems: ["GAP"] } })).toEqual(["resources", "same-plan"]);
  // A plan of another level has no business with resources.
  expect(failed({ ...plan, options: actionOptions })).toEqual(expect.arrayContaining(["structure", "same-plan"]));
});

test("new patterns must lie within old ones, and only where that was asked for", () => {
  const of = (Resource: Json): Json => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:*", Resource }],
  });
  const asked = { resources: true };
  expect(structureProblem(of("*"), of("arn:aws:s3:::b"))).toMatch(/no part/);
  expect(structureProblem(of("*"), of("arn:aws:s3:::b"), asked)).toBeUndefined();
  expect(structureProblem(of("arn:aws:s3:::b/*"), of("arn:aws:s3:::*"), asked)).toMatch(/no part/);
  expect(structureProblem(of("arn:aws:s3:::${aws:username}"), of("arn:aws:s3:::b"), asked)).toMatch(/no part/);
  expect(structureProblem(of("arn:aws:s3:::*"), of("arn:aws:s3:::${aws:username}"), asked)).toMatch(/no part/);
  expect(structureProblem(of("*"), of([]), asked)).toMatch(/no part|not a policy/);
});

/** Losses of evidence: what logs, answers and verdicts hold less. Events alone cannot go, since then a digest does not fit. */
const losses: readonly (readonly [string, (from: RightsizeFacts) => RightsizeFacts])[] = [
  ["no verdict", ({ wholeLogs: _, ...rest }) => rest],
  ["a problem", (from) => ({ ...from, wholeLogs: { ...whole, problems: ["x"] } })],
  ["a service less recorded", (from) => ({ ...from, wholeLogs: { ...whole, services: whole.services.slice(1) } })],
  ["no answers", (from) => ({ ...from, lastAccessed: [] })],
  ["one answer", (from) => ({ ...from, lastAccessed: from.lastAccessed.slice(0, 1) })],
  ["no calls", (from) => withCalls(from, () => [])],
  ["a call less", (from) => withCalls(from, (calls) => calls.slice(1))],
  ["no logs", ({ activity: _, ...rest }) => rest],
];

function withCalls(
  from: RightsizeFacts,
  left: (calls: readonly RecordedCall[]) => readonly RecordedCall[],
): RightsizeFacts {
  const { activity: all } = from;
  return all === undefined
    ? from
    : { ...from, activity: { ...all, principals: all.principals.map((one) => ({ ...one, calls: left(one.calls) })) } };
}

test("less evidence never narrows more, nothing that was touched is left out, and every plan verifies", () => {
  const tables = [jobs, users, `${jobs}-old`];
  const actions = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"];
  const world = fc.record({
    resources: fc.uniqueArray(
      fc.constantFrom(
        "*",
        ...tables,
        `${jobs}*`,
        "arn:aws:dynamodb:*:*:table/*",
        "arn:aws:dynamodb:*:*:table/${aws:username}",
      ),
      { minLength: 1, maxLength: 3 },
    ),
    granted: fc.uniqueArray(fc.constantFrom(...actions), { minLength: 1 }),
    used: fc.uniqueArray(
      fc.tuple(fc.constantFrom(...actions), fc.constantFrom(...tables)).map((pair) => pair.join(" ")),
      { maxLength: 5 },
    ),
    vague: fc.boolean(),
    loss: fc.constantFrom(...losses),
  });
  fc.assert(
    fc.property(world, ({ resources, granted, used, vague, loss: [what, lose] }) => {
      const pairs = used.map((text) => text.split(" ") as [string, string]);
      const touched = [...new Set(pairs.map(([, place]) => place))].map((place) => at("dynamodb", place));
      const given = factsOf({
        statements: [allow(granted, { Resource: resources })],
        calls: pairs.map(([action, resource]) => call(action, { resources: [resource] })),
        touched: vague && used.length > 3 ? [...touched, at("dynamodb", "*")] : touched,
      });
      const [more, less] = [planRightsize(analyst, given, options), planRightsize(analyst, lose(given), options)];
      expect(more.proof.holds).toBe(true);
      expect(verifyPlan(JSON.parse(JSON.stringify(more)), given).holds).toBe(true);
      const [narrow, wide] = [more, less].map((plan) => {
        const found = resourceOf(plan) ?? resources;
        return (Array.isArray(found) ? found : [found]).map(String);
      });
      for (const pattern of narrow ?? []) expect(covers(wide ?? [], pattern), what).toBe(true);
      for (const [, place] of pairs) if (covers(resources, place)) expect(covers(narrow ?? [], place)).toBe(true);
    }),
    { seed: 20260101, numRuns: 120 },
  );
});

function covers(patterns: readonly string[], text: string): boolean {
  return (
    patterns.includes(text) ||
    patterns.some((pattern) => !pattern.includes("${") && globCovers(compileGlob(pattern), compileGlob(text)))
  );
}
