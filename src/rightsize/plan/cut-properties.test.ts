import fc from "fast-check";
import { expect, test } from "vitest";
import {
  compileLayer,
  expandActions,
  type LayerOutcome,
  layerOutcome,
  parsePolicy,
  requestContext,
} from "../../iam/index.ts";
import type { Json, JsonObject } from "../../model/index.ts";
import { structureProblem } from "../proof/structure.ts";
import { cutPolicy } from "./cut-policy.ts";
import { account, analyst, smallCatalogue } from "./plan.fixture.ts";

const seed = 20260101;
const catalogue = smallCatalogue("sqs", "sts", "iam", "s3");
const all = expandActions(["*"], catalogue).actions;
// Two services and a few neighbours are enough for all that patterns can do.
const names = expandActions(["sqs:*", "sts:*", "iam:PassRole"], catalogue).actions.names();
const patterns = [
  "*",
  "sqs:*",
  "SQS:Send*",
  "sqs:*Message",
  "sts:?ssumeRole*",
  "sqs:PurgeQueue",
  "iam:pass?ole",
  "*:*Queue*",
  "sqs:Teleport",
  "nosuch:*",
];
const resources = [
  "*",
  "arn:aws:sqs:*:*:a*",
  "arn:aws:sqs:us-east-1:111122223333:${aws:username}",
  "arn:aws:iam::*:role/x",
];
const asked = [
  "*",
  "arn:aws:sqs:us-east-1:111122223333:ab",
  "arn:aws:sqs:us-east-1:111122223333:analyst",
  "arn:aws:iam::111122223333:role/x",
];

const some = (from: readonly string[]) => fc.uniqueArray(fc.constantFrom(...from), { minLength: 1, maxLength: 3 });
/** As policies write it: a text or a list. */
const either = (from: readonly string[]): fc.Arbitrary<Json> =>
  fc.oneof(fc.constantFrom(...from), some(from)) as fc.Arbitrary<Json>;

const condition: fc.Arbitrary<Json | undefined> = fc.option(
  fc.constantFrom<Json>(
    { Bool: { "aws:MultiFactorAuthPresent": "true" } },
    { StringNotEqualsIfExists: { "aws:RequestedRegion": ["eu-west-1", "us-east-1"] } },
    { Null: { "aws:SourceIp": "true" }, IpAddress: { "aws:SourceIp": "192.0.2.0/24" } },
    { StringLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/${aws:username}" } },
  ),
  { nil: undefined },
);

const statement: fc.Arbitrary<JsonObject> = fc
  .record({
    sid: fc.option(fc.constantFrom("A", "B"), { nil: undefined }),
    effect: fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
    not: fc.constantFrom(false, false, false, true),
    notResource: fc.constantFrom(false, false, false, true),
    actions: either(patterns),
    on: either(resources),
    condition,
  })
  .map(({ sid, effect, not, notResource, actions, on, condition: when }) => ({
    ...(sid !== undefined && { Sid: sid }),
    Effect: effect,
    [not ? "NotAction" : "Action"]: actions,
    [notResource ? "NotResource" : "Resource"]: on,
    ...(when !== undefined && { Condition: when }),
  }));

const policy: fc.Arbitrary<JsonObject> = fc.record({
  Version: fc.constantFrom("2012-10-17", "2008-10-17"),
  Statement: fc.oneof(statement, fc.array(statement, { minLength: 1, maxLength: 4 })) as fc.Arbitrary<Json>,
});

const cut = fc.record({ policy, gone: some(names), allowNotAction: fc.boolean(), compact: fc.boolean() });

const request = fc.record({
  action: fc.constantFrom(...names),
  resource: fc.constantFrom(...asked),
  keys: fc.record(
    {
      "aws:MultiFactorAuthPresent": fc.constantFrom("true", "false"),
      "aws:RequestedRegion": fc.constantFrom("eu-west-1", "us-west-2"),
      "aws:SourceIp": fc.constantFrom("192.0.2.7", "198.51.100.1"),
    },
    { requiredKeys: [] },
  ),
  complete: fc.boolean(),
});

type Asked = typeof request extends fc.Arbitrary<infer R> ? R : never;

function outcome(document: Json | null, { action, resource, keys, complete }: Asked): LayerOutcome {
  const principal = { kind: "user", arn: analyst, account } as const;
  const context = requestContext({ ...keys }, { principal, complete });
  const layer = compileLayer(document === null ? [] : [{ name: "own", policy: parsePolicy(document) }]);
  return layerOutcome(layer, { principal, action, resource, context }, "identity");
}

function summary({ verdict, allows, denies }: LayerOutcome): string {
  return `${verdict} ${allows} ${denies}`;
}

test("what stays is decided as before, on any resource and in any context, and what goes is not allowed", () => {
  let decided = 0;
  fc.assert(
    fc.property(
      cut,
      fc.array(request, { minLength: 1, maxLength: 12 }),
      ({ policy: before, gone, ...how }, requests) => {
        const removed = expandActions(gone, catalogue).actions;
        const { after } = cutPolicy(before, parsePolicy(before), { keep: all.difference(removed), ...how });
        const hasNotAction = JSON.stringify(after).includes("NotAction");
        for (const each of requests) {
          const [old, left] = [outcome(before, each), outcome(after, each)];
          if (!removed.has(each.action)) expect(summary(left)).toBe(summary(old));
          else if (!hasNotAction) expect(left.allows).toBe("no");
          if (old.allows === "no") expect(left.allows).toBe("no");
          expect(left.denies).toBe(old.denies);
          if (old.allows !== "no") decided += 1;
        }
      },
    ),
    { seed, numRuns: 400 },
  );
  expect(decided).toBeGreaterThan(300);
});

test("the checker of structure, which knows nothing of cutting, finds nothing wrong", () => {
  fc.assert(
    fc.property(cut, ({ policy: before, gone, ...how }) => {
      const keep = all.difference(expandActions(gone, catalogue).actions);
      const { after } = cutPolicy(before, parsePolicy(before), { keep, ...how });
      expect(structureProblem(before, after)).toBeUndefined();
    }),
    { seed, numRuns: 300 },
  );
});

test("without compact no wildcard is written that was not there", () => {
  fc.assert(
    fc.property(cut, ({ policy: before, gone, allowNotAction }) => {
      const keep = all.difference(expandActions(gone, catalogue).actions);
      const { after } = cutPolicy(before, parsePolicy(before), { keep, allowNotAction, compact: false });
      const old = new Set(parsePolicy(before).statements.flatMap(({ action }) => action.patterns));
      const left = after === null ? [] : parsePolicy(after).statements.flatMap(({ action }) => action.patterns);
      expect(left.filter((pattern) => /[*?]/.test(pattern) && !old.has(pattern))).toEqual([]);
    }),
    { seed, numRuns: 300 },
  );
});

test("cutting twice, or nothing, changes nothing", () => {
  fc.assert(
    fc.property(cut, ({ policy: before, gone, ...how }) => {
      expect(cutPolicy(before, parsePolicy(before), { keep: all, ...how }).after).toBe(before);
      const keep = all.difference(expandActions(gone, catalogue).actions);
      const { after } = cutPolicy(before, parsePolicy(before), { keep, ...how });
      if (after !== null) expect(cutPolicy(after, parsePolicy(after), { keep, ...how }).after).toBe(after);
    }),
    { seed, numRuns: 200 },
  );
});
