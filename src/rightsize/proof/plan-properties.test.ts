import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json, LastAccessed, RecordedCall } from "../../model/index.ts";
import { planHash } from "../plan/digest.ts";
import type { RightsizeFacts } from "../plan/inputs.ts";
import {
  activity,
  advisor,
  allow,
  analyst,
  arn,
  attached,
  call,
  deny,
  facts,
  group,
  identities,
  options,
  policy,
  smallCatalogue,
  user,
} from "../plan/plan.fixture.ts";
import type { PlanOptions, RightsizePlan } from "../plan/plan.ts";
import { planRightsize } from "../plan-rightsize.ts";
import { verifyPlan } from "./verify-plan.ts";

const seed = 20260101;
const catalogue = smallCatalogue("dynamodb", "iam", "sqs", "sts");
const lately = "2026-11-20T10:00:00Z";
const people = [analyst, arn("user/ben")] as const;
const work = arn("policy/Work");
const actions = [
  "sqs:SendMessage",
  "sqs:PurgeQueue",
  "sqs:ReceiveMessage",
  "dynamodb:GetItem",
  "dynamodb:PutItem",
  "sts:AssumeRole",
];
const patterns = [...actions, "sqs:*", "dynamodb:*Item", "sqs:?urgeQueue"];

/** What happened: Access Advisor and the logs both tell of it, as far as they see. */
interface World {
  readonly used: readonly (readonly string[])[];
  /** Actions that Access Advisor tracks one by one. */
  readonly tracked: readonly string[];
  readonly logged: readonly string[];
  readonly own: readonly string[];
  readonly shared: readonly string[];
  readonly staff: readonly string[];
  readonly denied: readonly string[];
}

const few = (from: readonly string[]) => fc.uniqueArray(fc.constantFrom(...from), { maxLength: 3 });
const world: fc.Arbitrary<World> = fc.record({
  used: fc.tuple(few(actions), few(actions)),
  tracked: fc.uniqueArray(fc.constantFrom(...actions)),
  logged: few(actions),
  own: few(patterns),
  shared: few(patterns),
  staff: few(patterns),
  denied: few(patterns),
});

const statements = (names: readonly string[]): readonly Json[] => (names.length === 0 ? [] : [allow(names)]);

function factsOf({ used, tracked, logged, own, shared, staff, denied }: World): RightsizeFacts {
  const [first, second] = [
    user("analyst", [...statements(own), ...(denied.length === 0 ? [] : [deny(denied)])], {
      ...attached(work),
      groups: ["staff"],
    }),
    user("ben", [], { ...attached(work), groups: ["staff"] }),
  ];
  const calls = (whose: number): readonly RecordedCall[] =>
    (used[whose] ?? []).filter((action) => logged.includes(action)).map((action) => call(action));
  return facts({
    catalogue,
    identities: identities({
      users: [first, second],
      groups: [group("staff", statements(staff))],
      policies: [policy("Work", [...statements(shared), deny("iam:*")], { attachmentCount: 2 })],
    }),
    lastAccessed: people.map((who, at) => answerOf(who, used[at] ?? [], tracked)),
    activity: activity({ [analyst]: calls(0), [arn("user/ben")]: calls(1) }),
  });
}

function answerOf(who: string, used: readonly string[], tracked: readonly string[]): LastAccessed {
  const rows = (service: string) =>
    Object.fromEntries(
      tracked
        .filter((action) => action.startsWith(`${service}:`))
        .map((action) => [action.slice(service.length + 1), used.includes(action) ? lately : undefined]),
    );
  const answer = advisor(who, { sqs: rows("sqs"), dynamodb: rows("dynamodb"), sts: rows("sts") });
  return {
    ...answer,
    services: answer.services.map((service) =>
      used.some((action) => action.startsWith(`${service.namespace}:`))
        ? { ...service, lastAuthenticated: lately }
        : service,
    ),
  };
}

/** One thing less that is known. */
type Loss = (from: RightsizeFacts) => RightsizeFacts;

const losses: readonly (readonly [string, Loss])[] = [
  ["no logs", ({ activity: _, ...rest }) => rest],
  ["logs of nobody", (from) => ({ ...from, activity: activity({}) })],
  ["no answers", (from) => ({ ...from, lastAccessed: [] })],
  ["the first answer only", (from) => ({ ...from, lastAccessed: from.lastAccessed.slice(0, 1) })],
  ["the second answer only", (from) => ({ ...from, lastAccessed: from.lastAccessed.slice(1) })],
  ["a truncated answer", (from) => eachAnswer(from, (answer) => ({ ...answer, isTruncated: true }))],
  ["a failed job", (from) => eachAnswer(from, (answer) => ({ ...answer, jobStatus: "FAILED", services: [] }))],
  ["a job that runs", (from) => eachAnswer(from, (answer) => ({ ...answer, jobStatus: "IN_PROGRESS" }))],
  [
    "a service missing from the answers",
    (from) => eachAnswer(from, (answer) => ({ ...answer, services: answer.services.slice(1) })),
  ],
  [
    "an answer by service only",
    (from) =>
      eachAnswer(from, (answer) => ({
        ...answer,
        level: "service",
        services: answer.services.map(({ actions: __, ...rest }) => rest),
      })),
  ],
  [
    "actions missing from the answers",
    (from) =>
      eachAnswer(from, (answer) => ({
        ...answer,
        services: answer.services.map(({ actions: rows = [], ...rest }) => ({ ...rest, actions: rows.slice(1) })),
      })),
  ],
  ["an old answer", (from) => eachAnswer(from, (answer) => ({ ...answer, completedAt: "2026-09-01T00:00:00Z" }))],
  ["an answer without a date", (from) => eachAnswer(from, ({ completedAt: __, ...answer }) => answer)],
  [
    "a user that shares, and it is known that pages are missing",
    (from) => ({
      ...from,
      identities: { ...from.identities, users: from.identities.users.slice(0, 1) },
      identityGaps: [{ what: "further pages", cause: "not given" }],
    }),
  ],
  ["the shared policy", (from) => ({ ...from, identities: { ...from.identities, policies: [] } })],
  ["the group", (from) => ({ ...from, identities: { ...from.identities, groups: [] } })],
  [
    "when the users were made",
    (from) => ({
      ...from,
      identities: { ...from.identities, users: from.identities.users.map(({ createdAt: __, ...rest }) => rest) },
    }),
  ],
  [
    "a policy that cannot be read",
    (from) => ({
      ...from,
      identities: {
        ...from.identities,
        policies: from.identities.policies.map((each) => ({ ...each, document: { unreadable: "it is cut" } })),
      },
    }),
  ],
];

function eachAnswer(from: RightsizeFacts, change: (answer: LastAccessed) => LastAccessed): RightsizeFacts {
  return { ...from, lastAccessed: from.lastAccessed.map(change) };
}

function gone({ changes }: RightsizePlan): ReadonlySet<string> {
  return new Set(
    changes.flatMap(({ policy: { name, arn: of }, removedActions }) =>
      removedActions.map((action) => `${of} ${name} ${action}`),
    ),
  );
}

test.each(losses)("less evidence, less removal: %s", (_, lose) => {
  let cuts = 0;
  fc.assert(
    fc.property(world, (made) => {
      const whole = gone(planRightsize(analyst, factsOf(made), options));
      const less = gone(planRightsize(analyst, lose(factsOf(made)), options));
      expect([...less].filter((action) => !whole.has(action))).toEqual([]);
      cuts += whole.size;
    }),
    { seed, numRuns: 15 },
  );
  expect(cuts).toBeGreaterThan(10);
});

test("nothing that anybody did in the window goes from a policy that they have, and the proof holds", () => {
  const asked = fc.record<Partial<PlanOptions>>({
    level: fc.constantFrom("service", "action"),
    shared: fc.constantFrom("union", "fork"),
  });
  fc.assert(
    fc.property(world, asked, (made, more) => {
      const from = factsOf(made);
      const plan = planRightsize(analyst, from, { ...options, ...more });
      expect(plan.proof.checks.filter(({ ok }) => !ok)).toEqual([]);
      expect(plan.proof.replay.lost).toBe(0);
      for (const { affects, removedActions } of plan.changes) {
        for (const who of affects) {
          const did = made.used[people.indexOf(who as (typeof people)[number])] ?? [];
          expect(removedActions.filter((action) => did.includes(action))).toEqual([]);
        }
      }
      const kept = new Set(plan.kept.map(({ action }) => action));
      expect([...gone(plan)].filter((key) => kept.has(key.split(" ")[2] ?? ""))).toEqual([]);
    }),
    { seed, numRuns: 60 },
  );
});

test("a plan verifies against its own inputs, and any edit of it is refused, with the old hash or a new one", () => {
  fc.assert(
    fc.property(world, fc.nat(), fc.constantFrom("change", "remove"), (made, where, how) => {
      const from = factsOf(made);
      const plan = planRightsize(analyst, from, options);
      const copy = (): Json & object => JSON.parse(JSON.stringify(plan));
      expect(verifyPlan(copy(), from).checks.filter(({ ok }) => !ok)).toEqual([]);
      const places = placesIn(copy());
      const place = places[where % places.length] ?? [];
      const edited = copy();
      edit(edited, place, how);
      expect({ place, holds: verifyPlan(edited, from).holds }).toEqual({ place, holds: false });
      // With other options it may be the plan that these give.
      if (place[0] === "sha256" || place[0] === "options") return;
      // What a file is called does not matter.
      if (place[0] === "inputs" && place.at(-1) === "file" && how === "change") return;
      const sealed = { ...edited, sha256: planHash(edited) };
      expect({ place, holds: verifyPlan(sealed, from).holds }).toEqual({ place, holds: false });
    }),
    { seed, numRuns: 60 },
  );
});

test("any edit of a policy that changes is seen", () => {
  fc.assert(
    fc.property(world, fc.nat(), (made, where) => {
      const from = factsOf(made);
      const plan = planRightsize(analyst, from, options);
      fc.pre(plan.changes.length > 0);
      const documents = from.identities.users.flatMap(({ inlinePolicies }) =>
        inlinePolicies.map(({ document }) => document),
      );
      const [document] = documents;
      fc.pre(document !== undefined && plan.changes.some(({ policy: { type } }) => type === "inline"));
      const json = JSON.parse(JSON.stringify(plan));
      const users = JSON.parse(JSON.stringify(from.identities.users));
      const edited = users[0].inlinePolicies[0].document.json;
      const places = placesIn(edited);
      edit(edited, places[where % places.length] ?? [], "change");
      expect(verifyPlan(json, { ...from, identities: { ...from.identities, users } }).holds).toBe(false);
    }),
    { seed, numRuns: 30 },
  );
});

type Place = readonly (string | number)[];

/** Paths to all values that are no lists and no objects, and to empty ones. */
function placesIn(json: Json, place: Place = []): readonly Place[] {
  if (typeof json !== "object" || json === null || Object.keys(json).length === 0) return [place];
  return Object.entries(json).flatMap(([name, value]) => placesIn(value, [...place, name]));
}

function edit(json: Json & object, place: Place, how: string): void {
  // A test may do to its own copy what no type allows.
  let holder = json as Record<string, unknown>;
  for (const name of place.slice(0, -1)) holder = holder[String(name)] as Record<string, unknown>;
  const last = String(place.at(-1));
  const value = holder[last];
  if (how === "remove") {
    if (Array.isArray(holder)) holder.splice(Number(last), 1);
    else delete holder[last];
  } else if (typeof value === "string") holder[last] = value.slice(0, -1);
  else if (typeof value === "number") holder[last] = value + 1;
  else if (typeof value === "boolean") holder[last] = !value;
  else holder[last] = "something";
}
