import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CloudTrailEvent, Json } from "../../model/index.ts";
import {
  type Condition,
  compileMatcher,
  type Quantifier,
  type Rule,
  type ValueTest,
  valuesOf,
} from "../../sigma/index.ts";
import { type Feed, feedMatch, plainMatch } from "../feeds.ts";
import { createRowMaker, layout } from "./fake-rows.fixture.ts";
import { createJudge, type Judge, type JudgeOptions } from "./judge.ts";

const derivedReads = new Map([
  ["derived.x", ["a.b", "eventName"]],
  ["derived.y", ["derived.x", "userAgent"]],
]);

describe("rows say what the events say that they stand for", () => {
  test("for random conditions, feeds and events, whatever is forgotten and however few paths there are", () => {
    let met = 0;
    let rows = 0;
    let parsed = 0;
    fc.assert(
      fc.property(askersArbitrary(), fc.array(eventArbitrary(), { minLength: 2, maxLength: 12 }), (askers, events) => {
        const judge = createJudge({ ...askers, derivedReads, layout });
        const rowOf = createRowMaker(judge.projection);
        expect(judge.projection.length).toBeLessThanOrEqual(askers.maxPaths);
        for (const written of [...events, ...events, ...events.toReversed()]) {
          const event = derive(written);
          const expected = askedOneByOne(askers, event);
          expect(heard(judge, event)).toEqual(expected);
          met += expected.length;
          // Of what stands in the file, where nothing is derived.
          const row = rowOf(written);
          if (row === undefined) continue;
          rows += 1;
          const { said, parses } = heardOfRow(judge, row, event);
          expect(said).toEqual(expected);
          parsed += parses;
        }
      }),
      { seed: 20_261_121, numRuns: 1000 },
    );
    expect(rows).toBeGreaterThan(15_000);
    expect(met).toBeGreaterThan(8_000);
    expect(parsed).toBeLessThan(rows);
  });
});

describe("parsing", () => {
  const named = field("eventName", is("CreateUser"));
  const failed = field("errorCode", { kind: "exists", expected: true });
  const create = { eventSource: "iam.amazonaws.com", eventName: "CreateUser" };

  test("an event that its names clear is parsed once for all that have these names", () => {
    const { parsesOf } = watched([rule("r", and(named, failed))]);
    expect(parsesOf({ ...create, eventName: "ListUsers", eventID: "1" })).toBe(1);
    expect(parsesOf({ ...create, eventName: "ListUsers", eventID: "2", errorCode: "x" })).toBe(0);
  });

  test("an event that a value clears is parsed once for that value", () => {
    const { parsesOf } = watched([rule("r", and(named, failed))]);
    expect(
      [{ eventID: "1" }, { eventID: "2" }, { errorCode: "x" }].map((more) => parsesOf({ ...create, ...more })),
    ).toEqual([1, 0, 1]);
    // A match is parsed always.
    expect(parsesOf({ ...create, errorCode: "x" })).toBe(1);
  });

  test("a feed is told without parsing", () => {
    const { parsesOf, said } = watched([], [feed(named, ["userIdentity.arn"], ["awsRegion"])]);
    const ana = { ...create, userIdentity: { arn: "ana" }, awsRegion: "us-east-1" };
    expect(parsesOf(ana)).toBe(1);
    expect(parsesOf({ ...ana, eventID: "2" })).toBe(0);
    expect(said()).toEqual([expect.objectContaining({ group: '["ana"]', value: '["us-east-1"]' })]);
  });

  test("a context that is known and a value that is known make a match without parsing", () => {
    const { parsesOf, said } = watched([], [feed(named, ["requestParameters.x"], [])]);
    const event = (arn: string, x: string): CloudTrailEvent => ({
      ...create,
      userIdentity: { type: "IAMUser", arn },
      requestParameters: { x },
    });
    expect([parsesOf(event("ana", "1")), parsesOf(event("bob", "2"))]).toEqual([1, 1]);
    expect(parsesOf(event("ana", "2"))).toBe(0);
    expect(said()).toEqual([expect.objectContaining({ group: '["2"]', context: expect.stringContaining('"ana"') })]);
  });

  test.each<readonly [string, Condition]>([
    ["its time", field("eventTime", { kind: "timePart", part: "hour", value: 3 })],
    ["its id", field("eventID", is("x"))],
    ["all values", { kind: "keyword", test: is("x") }],
    ["a field whose making is unknown", field("derived.unknown", is("x"))],
  ])(
    "an event is parsed always when a rule asks for %s, but only where the names leave it open",
    (_what, condition) => {
      const { parsesOf } = watched([rule("r", and(named, condition))]);
      expect([1, 2, 3].map(() => parsesOf(create))).toEqual([1, 1, 1]);
      expect([1, 2, 3].map(() => parsesOf({ ...create, eventName: "ListUsers" }))).toEqual([1, 0, 0]);
    },
  );

  test("a record whose text is no event says nothing and teaches nothing", () => {
    const { judge, rowOf, parsesOf, said } = watched([rule("r", named)]);
    const row = rowOf(create) ?? new Uint32Array(0);
    judge.seeRow(row, 0, () => undefined, silence);
    expect(said()).toEqual([]);
    expect(parsesOf(create)).toBe(1);
    expect(said()).toEqual(["r"]);
  });
});

test("a condition that a rule and feeds share is asked once, and a silent rule only by its feed", () => {
  const condition = field("eventName", is("x"));
  const event = { eventSource: "s", eventName: "X" };
  const rules = [rule("loud", condition), { ...rule("silent", condition), silent: true }];
  const judge = createJudge({ rules, feeds: [feed(condition, [], [])], derivedReads, layout });
  expect(heard(judge, event)).toEqual(["loud", expect.objectContaining({ feed: 0 })]);
});

test("rows may stand anywhere in the words", () => {
  const { judge, rowOf } = watched([rule("r", field("a", is("x")))]);
  const events = ["x", "y", "x"].map((a) => ({ eventSource: "s", eventName: "n", a }));
  const rows = events.map((event) => rowOf(event) ?? new Uint32Array(0));
  const words = Uint32Array.from(rows.flatMap((row) => [...row]));
  const found: number[] = [];
  for (const [index, event] of events.entries()) {
    judge.seeRow(words, index * (words.length / 3), () => event, { ...silence, rule: () => found.push(index) });
  }
  expect(found).toEqual([0, 2]);
});

const silence = { rule: () => undefined, feed: () => undefined };

type Said = string | NonNullable<ReturnType<typeof feedMatch>>;
type Askers = Pick<JudgeOptions, "rules" | "feeds">;

function askedOneByOne({ rules, feeds }: Askers, event: CloudTrailEvent): readonly Said[] {
  const met = rules.filter(({ silent, condition }) => silent !== true && compileMatcher(condition)(event));
  const fed = feeds.flatMap((one, position): readonly Said[] => {
    return compileMatcher(one.condition)(event) ? [feedMatch(one, position, event) ?? []].flat() : [];
  });
  return [...met.map(({ id }) => id), ...fed];
}

function heard(judge: Judge, event: CloudTrailEvent): readonly Said[] {
  const said: Said[] = [];
  judge.see(event, { rule: ({ id }) => said.push(id), feed: (match) => said.push(plainMatch(match)) });
  return said;
}

function heardOfRow(
  judge: Judge,
  row: Uint32Array,
  event: CloudTrailEvent,
): { readonly said: readonly Said[]; readonly parses: number } {
  const said: Said[] = [];
  let parses = 0;
  const parse = (): CloudTrailEvent => {
    parses += 1;
    return event;
  };
  judge.seeRow(row, 0, parse, {
    rule(met, given) {
      expect(given).toBe(event);
      said.push(met.id);
    },
    feed: (match) => said.push(plainMatch(match)),
  });
  expect(parses).toBeLessThanOrEqual(1);
  return { said, parses };
}

function watched(rules: readonly Rule[], feeds: readonly Feed[] = []) {
  const judge = createJudge({ rules, feeds, derivedReads, layout });
  const rowOf = createRowMaker(judge.projection);
  let last: readonly Said[] = [];
  return {
    judge,
    rowOf,
    said: () => last,
    parsesOf(event: CloudTrailEvent): number {
      const { said, parses } = heardOfRow(judge, rowOf(event) ?? new Uint32Array(0), event);
      last = said;
      return parses;
    },
  };
}

function derive(event: CloudTrailEvent): CloudTrailEvent {
  const x = JSON.stringify([valuesOf(event, "a.b"), valuesOf(event, "eventName")]);
  return { ...event, derived: { x, y: `${x}${JSON.stringify(valuesOf(event, "userAgent"))}` } };
}

function field(name: string, asked: ValueTest): Condition {
  return { kind: "field", field: name, test: asked };
}

function is(...glob: Extract<ValueTest, { kind: "glob" }>["glob"]): ValueTest {
  return { kind: "glob", glob, cased: false };
}

function and(...operands: readonly Condition[]): Condition {
  return { kind: "and", operands };
}

function rule(id: string, condition: Condition): Rule {
  // The judge reads nothing else of a rule.
  return { id, condition } as Partial<Rule> as Rule;
}

function feed(condition: Condition, groupBy: readonly string[], values: readonly string[], number?: string): Feed {
  return {
    consumer: "c",
    rule: "r",
    condition,
    groupBy: groupBy.map((name) => ({ name, field: name })),
    values,
    ...(number !== undefined && { number }),
    hourly: false,
  };
}

const text = fc.constantFrom("x", "X", "xy", "22", "y", "");
const names = fc.constantFrom("CreateUser", "createuser", "ListUsers", "x");
const sources = fc.constantFrom("iam.amazonaws.com", "IAM.amazonaws.com", "s3.amazonaws.com");

function eventArbitrary(): fc.Arbitrary<CloudTrailEvent> {
  const scalar: fc.Arbitrary<Json> = fc.oneof(text, fc.constantFrom<Json>(null, 22, 5, true));
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      { weight: 4, arbitrary: scalar },
      { weight: 2, arbitrary: fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value"), { maxKeys: 2 }) },
      { weight: 1, arbitrary: fc.array(tie("value"), { maxLength: 2 }) },
    ),
  }));
  return fc.oneof(
    { weight: 9, arbitrary: eventOf(names, sources, fc.constantFrom("a", "b"), value) },
    // These have no row mostly.
    { weight: 1, arbitrary: eventOf(value, value, fc.constantFrom("a", "b", "a.b", "userIdentity.type"), value) },
  );
}

function eventOf(
  name: fc.Arbitrary<Json>,
  source: fc.Arbitrary<Json>,
  key: fc.Arbitrary<string>,
  value: fc.Arbitrary<Json>,
): fc.Arbitrary<CloudTrailEvent> {
  const identity = fc.record({ type: fc.constantFrom("Root", "IAMUser"), arn: text }, { requiredKeys: ["type"] });
  const fixed = fc.record(
    {
      eventName: name,
      eventSource: source,
      eventTime: fc.constantFrom("2026-01-01T03:00:00Z", "2026-01-01T04:00:00Z", "x"),
      eventID: text,
      errorCode: text,
      userAgent: text,
      sourceIPAddress: fc.constantFrom("192.0.2.1", "198.51.100.7"),
      userIdentity: fc.oneof({ weight: 5, arbitrary: identity }, { weight: 1, arbitrary: value }),
    },
    { requiredKeys: ["eventName", "eventSource"] },
  );
  return fc.tuple(fixed, fc.dictionary(key, value, { maxKeys: 3 })).map(([a, b]) => ({ ...a, ...b }));
}

const fieldNames = fc.constantFrom(
  ...["eventName", "eventName", "eventSource", "eventName.a", "a", "b", "a.b", "a.b.c", "a.b.c.a.b.c.a.b"],
  ...["errorCode", "userAgent", "userIdentity.type", "userIdentity.arn", "userIdentity", "sourceIPAddress"],
  ...["derived.x", "derived.y", "derived", "toString", "eventTime", "eventID"],
);

function conditionArbitrary(): fc.Arbitrary<Condition> {
  const many = { any: "many" } as const;
  const asked = fc.constantFrom<ValueTest>(
    ...["x", "createUser", "LISTUSERS", "iam.amazonaws.com", "Root", "22"].map((one) => is(one)),
    is("x", many),
    is(many, "s"),
    is(many),
    { kind: "glob", glob: ["CreateUser"], cased: true },
    { kind: "null" },
    { kind: "exists", expected: true },
    { kind: "exists", expected: false },
    { kind: "number", value: 22, text: "22" },
    { kind: "regex", source: "^x.?$", flags: "i" },
    { kind: "cidr", network: "192.0.2.0", prefixLength: 24 },
    { kind: "timePart", part: "hour", value: 3 },
    { kind: "fieldRef", field: "eventName", how: "equals", cased: false },
    { kind: "fieldRef", field: "a.b", how: "contains", cased: false },
  );
  const leaf = fc.tuple(fieldNames, asked).map(([name, one]) => field(name, one));
  const named = fc.tuple(names, sources).map(([name, source]): Condition => {
    return and(field("eventName", is(name)), field("eventSource", is(source)));
  });
  const quantifier = fc.constantFrom<Quantifier>("any", "all", "none", { index: 0 }, { index: -1 });
  // Paths of elements may look like those of events.
  const inElement = fc.tuple(fc.constantFrom(".a", ".eventName", ""), asked).map(([name, one]) => field(name, one));
  const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      { weight: 6, arbitrary: leaf },
      { weight: 3, arbitrary: named },
      { weight: 1, arbitrary: fc.constant<Condition>({ kind: "keyword", test: is("xy") }) },
      { weight: 1, arbitrary: fc.tuple(fieldNames, quantifier, inElement).map(toElement) },
      { weight: 3, arbitrary: operandsOf(tie("tree"), "and") },
      { weight: 3, arbitrary: operandsOf(tie("tree"), "or") },
      { weight: 2, arbitrary: tie("tree").map((operand): Condition => ({ kind: "not", operand })) },
    ),
  }));
  return tree;
}

function toElement([name, quantifier, condition]: readonly [string, Quantifier, Condition]): Condition {
  return { kind: "element", field: name, quantifier, condition };
}

function operandsOf(tree: fc.Arbitrary<Condition>, kind: "and" | "or"): fc.Arbitrary<Condition> {
  return fc.array(tree, { maxLength: 3 }).map((operands) => ({ kind, operands }));
}

function askersArbitrary(): fc.Arbitrary<Askers & { readonly maxPaths: number; readonly maxVerdicts: number }> {
  const some = fc.array(fieldNames, { maxLength: 2 });
  const wanted = fc.record({ at: fc.nat(), groupBy: some, values: some, number: fc.option(fieldNames) });
  return fc
    .record({
      conditions: fc.array(conditionArbitrary(), { minLength: 1, maxLength: 6 }),
      silent: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      wanted: fc.array(wanted, { maxLength: 4 }),
      maxPaths: fc.constantFrom(0, 1, 4, 60),
      maxVerdicts: fc.constantFrom(1, 8, 4096),
    })
    .map(({ conditions, silent, wanted: feeds, maxPaths, maxVerdicts }) => ({
      rules: conditions.map((condition, at) => ({ ...rule(`${at}`, condition), silent: silent[at] === true })),
      feeds: feeds.map(({ at, groupBy, values, number }) => {
        return feed(conditions[at % conditions.length] ?? and(), groupBy, values, number ?? undefined);
      }),
      maxPaths,
      maxVerdicts,
    }));
}
