import fc from "fast-check";
import { expect, test } from "vitest";
import { actionCatalogue } from "../../iam/index.ts";
import type { Activity, LastAccessed, RecordedCall, ServiceAccess } from "../../model/index.ts";
import {
  answer,
  arn,
  call,
  coverage,
  daysAgo,
  identities,
  now,
  policy,
  policyArn,
  role,
  service,
} from "./usage.fixture.ts";
import { createUsageJudge } from "./usage-judge.ts";
import type { UsageRequest } from "./usage-request.ts";

/**
 * A world of which all evidence tells the truth: what was used and when. Less of that evidence must never make anything
 * unused that was not, whatever is lost.
 */
type World = Omit<UsageRequest, "catalogue">;

interface Use {
  readonly action: string;
  readonly days: number;
  readonly outcome: "done" | "denied";
}

const tracked = ["s3:CreateBucket", "s3:PutBucketPolicy", "sqs:CreateQueue", "iam:CreateUser", "iam:GetUser"];
const actions = [...tracked, "s3:GetObject", "s3:PutObject", "sqs:SendMessage", "iam:PassRole", "kms:Decrypt"];
const services = ["s3", "sqs", "iam", "kms"];

const uses: fc.Arbitrary<readonly Use[]> = fc.array(
  fc.record<Use>({
    action: fc.constantFrom(...actions.filter((action) => action !== "iam:PassRole")),
    // Not within the hours in which Access Advisor may lag behind, nor after its answers were made.
    days: fc.double({ min: 0.5, max: 300, noNaN: true }),
    outcome: fc.constantFrom("done", "denied"),
  }),
  { maxLength: 8 },
);

const worlds: fc.Arbitrary<World> = fc
  .record({
    uses,
    logDays: fc.constantFrom(0, 5, 30, 100),
    roleDays: fc.constantFrom(20, 100, 800),
    inline: fc.constantFrom(["s3:*", "sqs:*", "iam:*"], ["s3:Get*", "sqs:*"], ["*"]),
    managed: fc.array(
      fc.tuple(fc.constantFrom(3, 30, 95, 400), fc.constantFrom("sqs:*", "iam:*", "kms:*", "s3:Put*")),
      { minLength: 1, maxLength: 3 },
    ),
    protect: fc.constantFrom([], ["sqs:Send*"], ["iam:*"]),
  })
  .map(({ uses, logDays, roleDays, inline, managed, protect }) => {
    const own = uses.filter(({ days }) => days < roleDays);
    const versions = managed.toSorted(([a], [b]) => a - b);
    return {
      identities: identities({
        roles: [
          role({
            createdAt: daysAgo(roleDays),
            inlinePolicies: [
              { name: "own", document: { json: { Statement: { Effect: "Allow", Action: inline, Resource: "*" } } } },
            ],
            attachedPolicies: [{ name: "shared", arn: policyArn }],
          }),
        ],
        policies: [policy(...versions)],
      }),
      lastAccessed: [byService(own), byAction(own)],
      ...(logDays > 0 && { activity: logsOf(own, logDays) }),
      now,
      protect,
    };
  });

/** Ways to lose evidence. Each takes a number to choose with. */
const losses: readonly ((request: World, choice: number) => World)[] = [
  (request, choice) => ({ ...request, lastAccessed: without(request.lastAccessed, choice) }),
  (request) => ({ ...request, lastAccessed: [] }),
  (request, choice) => changed(request, choice, (one) => ({ ...one, services: without(one.services, choice >> 2) })),
  (request, choice) =>
    changed(request, choice, (one) => ({ ...one, isTruncated: true, services: one.services.slice(0, choice % 4) })),
  (request, choice) =>
    changed(request, choice, (one) => ({ ...one, jobStatus: choice % 3 === 0 ? "FAILED" : "IN_PROGRESS" })),
  (request, choice) => changed(request, choice, ({ completedAt: _, ...rest }) => rest),
  (request, choice) => changed(request, choice, ({ arn: _, ...rest }) => rest),
  (request, choice) =>
    changed(request, choice, (one) => ({ ...one, services: one.services.map((each) => withoutRow(each, choice)) })),
  (request, choice) => withoutEverywhere(request, services[choice % 4]),
  ({ activity: _, ...rest }) => rest,
  (request, choice) => fewerCalls(request, (calls) => without(calls, choice)),
  (request, choice) => fewerCalls(request, (calls) => calls.filter(({ last }) => last > daysAgo(choice % 60))),
  (request, choice) => fewerCalls(request, (calls) => calls.filter(({ first }) => first < daysAgo(choice % 60))),
  (request) => ({ ...request, identities: identities({ roles: [] }) }),
  ({ identities: _, ...rest }) => rest,
  (request) => changedRole(request, ({ createdAt: _, ...rest }) => rest),
  (request) => changedRole(request, (one) => ({ ...one, inlinePolicies: [] })),
  (request) =>
    changedRole(request, (one) => ({ ...one, inlinePolicies: [{ name: "own", document: { unreadable: "cut" } }] })),
  (request) =>
    request.identities === undefined ? request : { ...request, identities: { ...request.identities, policies: [] } },
  (request) => changedPolicies(request, (one) => ({ ...one, versions: one.versions.slice(0, 1) })),
  (request) => changedPolicies(request, (one) => ({ ...one, versions: [] })),
];

test("losing evidence never makes anything unused", () => {
  const lost = fc.array(fc.tuple(fc.nat(losses.length - 1), fc.nat(1000)), { minLength: 1, maxLength: 4 });
  let unusedCells = 0;
  fc.assert(
    fc.property(worlds, lost, (world, list) => {
      const less = list.reduce((request, [which, choice]) => losses[which]?.(request, choice) ?? request, world);
      const before = unused(world);
      unusedCells += before.size;
      for (const what of unused(less)) expect(before, `${what} became unused`).toContain(what);
    }),
    { seed: 42, numRuns: 400 },
  );
  // A judge that calls nothing unused would pass, too.
  expect(unusedCells).toBeGreaterThan(1000);
});

test("what was used within the window is never unused", () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const found = unused(world);
      const seen = world.lastAccessed[1]?.services.flatMap(({ namespace, actions: rows = [] }) =>
        rows.flatMap(({ name, lastAccessed }) =>
          lastAccessed !== undefined && lastAccessed > daysAgo(90) ? [`${namespace}:${name}`] : [],
        ),
      );
      for (const action of seen ?? []) expect(found).not.toContain(action);
    }),
    { seed: 42, numRuns: 100 },
  );
});

function unused(world: World): ReadonlySet<string> {
  const usage = createUsageJudge({ ...world, catalogue: actionCatalogue() }).of(arn);
  if (usage === undefined) return new Set();
  return new Set([
    ...services.filter((prefix) => usage.service(prefix).state === "unused"),
    ...actions.filter((name) => usage.action(name).state === "unused"),
  ]);
}

function byService(list: readonly Use[]): LastAccessed {
  return answer({
    level: "service",
    completedAt: daysAgo(0.05),
    services: services.map((prefix) => serviceOf(list, prefix)),
  });
}

function byAction(list: readonly Use[]): LastAccessed {
  return answer({
    level: "action",
    completedAt: daysAgo(0.1),
    services: services.map((prefix) => ({
      ...serviceOf(list, prefix),
      actions: tracked
        .filter((action) => action.startsWith(`${prefix}:`))
        .map((action) => {
          const last = lastUse(list.filter((use) => use.action === action));
          return { name: action.slice(prefix.length + 1), ...(last !== undefined && { lastAccessed: daysAgo(last) }) };
        }),
    })),
  });
}

function serviceOf(list: readonly Use[], prefix: string): ServiceAccess {
  return service(prefix, lastUse(list.filter(({ action }) => action.startsWith(`${prefix}:`))));
}

function lastUse(list: readonly Use[]): number | undefined {
  return list.length === 0 ? undefined : Math.min(...list.map(({ days }) => days));
}

function logsOf(list: readonly Use[], logDays: number): Activity {
  const calls = list
    .filter(({ days }) => days <= logDays)
    .map(({ action, days, outcome }) => call(action, days, { outcome }));
  return {
    principals: [{ arn, ids: ["AROAWORKEREXAMPLE"], calls, unmapped: [] }],
    coverage: coverage({ from: daysAgo(logDays) }),
  };
}

function without<T>(list: readonly T[], choice: number): readonly T[] {
  return list.filter((_, index) => index !== choice % Math.max(1, list.length));
}

/** The page with it was never given, and nothing says so. */
function withoutEverywhere(request: World, namespace: string | undefined): World {
  const cut = (one: LastAccessed): LastAccessed => ({
    ...one,
    services: one.services.filter((each) => each.namespace !== namespace),
  });
  return { ...request, lastAccessed: request.lastAccessed.map(cut) };
}

function withoutRow(each: ServiceAccess, choice: number): ServiceAccess {
  if (each.actions === undefined) return each;
  const { actions: rows, ...rest } = each;
  return choice % 5 === 0 ? rest : { ...rest, actions: without(rows, choice) };
}

function changed(request: World, choice: number, change: (one: LastAccessed) => LastAccessed): World {
  const at = choice % Math.max(1, request.lastAccessed.length);
  return { ...request, lastAccessed: request.lastAccessed.map((one, index) => (index === at ? change(one) : one)) };
}

function fewerCalls(request: World, keep: (calls: readonly RecordedCall[]) => readonly RecordedCall[]): World {
  const { activity } = request;
  if (activity === undefined) return request;
  return {
    ...request,
    activity: { ...activity, principals: activity.principals.map((one) => ({ ...one, calls: keep(one.calls) })) },
  };
}

function changedRole(request: World, change: (one: ReturnType<typeof role>) => ReturnType<typeof role>): World {
  const { identities: all } = request;
  return all === undefined ? request : { ...request, identities: { ...all, roles: all.roles.map(change) } };
}

function changedPolicies(request: World, change: (one: ReturnType<typeof policy>) => ReturnType<typeof policy>): World {
  const { identities: all } = request;
  return all === undefined ? request : { ...request, identities: { ...all, policies: all.policies.map(change) } };
}
