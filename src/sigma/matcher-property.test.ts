import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CloudTrailEvent, Json } from "../model/index.ts";
import { isJsonObject } from "../model/index.ts";
import type { Glob, Quantifier, ValueTest } from "./index.ts";
import { type Condition, compileMatcher, explainMatch, fieldsOf, matchedFields, necessaryValues } from "./index.ts";

const many = { any: "many" } as const;
const one = { any: "one" } as const;

function field(name: string, test: ValueTest): Condition {
  return { kind: "field", field: name, test };
}

function is(...glob: Glob): ValueTest {
  return { kind: "glob", glob, cased: false };
}

function not(operand: Condition): Condition {
  return { kind: "not", operand };
}

const exists: ValueTest = { kind: "exists", expected: true };
const isNull: ValueTest = { kind: "null" };

describe("against a plain interpreter", () => {
  const event = eventArbitrary();
  const condition = conditionArbitrary();

  test("the matcher and the explanation answer the same on random conditions and events", () => {
    let met = 0;
    fc.assert(
      // One matcher sees several events, some of them twice: what it remembers must not show.
      fc.property(condition, fc.array(event, { minLength: 1, maxLength: 4 }), (asked, events) => {
        const matches = compileMatcher(asked);
        for (const given of [...events, ...events]) {
          const expected = interpret(asked, given);
          if (expected) met += 1;
          expect(matches(given)).toBe(expected);
          expect(explainMatch(asked, given).held).toBe(expected);
        }
      }),
      { seed: 20_261_121, numRuns: 4_000 },
    );
    expect(met).toBeGreaterThan(800);
  });

  test("an event that meets a condition has one of its necessary values", () => {
    let asked = 0;
    const text = fc.constantFrom("x", "X", "xy", "22", "z");
    const flat = fc.record({ a: text, b: text });
    const simple = conditionArbitrary(["a", "b"], [is("x"), is("XY"), is("22"), is("x", many), isNull]);
    fc.assert(
      fc.property(simple, flat, (tree, given) => {
        const needed = necessaryValues(tree, "a");
        const value = given["a"];
        if (needed === undefined || !interpret(tree, given)) return;
        asked += 1;
        expect(needed.has(value.toLowerCase())).toBe(true);
      }),
      { seed: 7, numRuns: 6_000 },
    );
    expect(asked).toBeGreaterThan(150);
  });

  test("the fields that matched are fields of the condition", () => {
    fc.assert(
      fc.property(condition, event, (tree, given) => {
        const known = fieldsOf(tree);
        expect(Object.keys(matchedFields(tree, given)).every((name) => known.has(name))).toBe(true);
      }),
      { seed: 8, numRuns: 1_000 },
    );
  });
});

/** Slow and short: lists the values of a field, then asks each. Globs become regular expressions. */
function interpret(condition: Condition, event: CloudTrailEvent): boolean {
  switch (condition.kind) {
    case "and":
      return condition.operands.every((operand) => interpret(operand, event));
    case "or":
      return condition.operands.some((operand) => interpret(operand, event));
    case "not":
      return !interpret(condition.operand, event);
    case "keyword":
      return scalars(event).some((value) => holds(condition.test, value, event));
    case "field": {
      const { test } = condition;
      const values = valuesAt(event, condition.field);
      if (test.kind === "exists") return values.some((value) => value !== undefined) === test.expected;
      return values.some((value) => holds(test, value, event));
    }
    case "element": {
      const { quantifier, condition: asked } = condition;
      const meets = (element: Json): boolean => interpret(asked, { "": element });
      const lists = valuesAt(event, condition.field).map(listOf);
      if (quantifier === "any") return lists.some((list) => list.some(meets));
      if (quantifier === "none") return !lists.some((list) => list.some(meets));
      if (quantifier === "all")
        return lists.some((list) => list.length > 0 && !list.some((element) => !meets(element)));
      const at = (list: readonly Json[]): number => (quantifier.index < 0 ? list.length : 0) + quantifier.index;
      return lists.some((list) => list.some((element, position) => position === at(list) && meets(element)));
    }
  }
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** One `undefined` for each place where the path ends early. */
function valuesAt(event: CloudTrailEvent, path: string): readonly (Json | undefined)[] {
  const found = walk(event, path);
  return found.length === 0 ? [undefined] : found;
}

function walk(value: Json, path: string): readonly (Json | undefined)[] {
  if (Array.isArray(value)) {
    return value.flat(Number.POSITIVE_INFINITY).flatMap((element: Json) => {
      const found = walk(element, path);
      return found.length === 0 ? [undefined] : found;
    });
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === path) return [inner];
    return path.startsWith(`${key}.`) ? walk(inner, path.slice(key.length + 1)) : [];
  });
}

function holds(test: ValueTest, value: Json | undefined, event: CloudTrailEvent): boolean {
  const texts = value === undefined ? [] : textsOf(value);
  switch (test.kind) {
    case "glob": {
      const source = test.glob.map((part) =>
        typeof part === "string" ? escaped(part) : part.any === "many" ? ".*" : ".",
      );
      const pattern = new RegExp(`^${source.join("")}$`, test.cased ? "su" : "sui");
      return texts.some((text) => pattern.test(text));
    }
    case "null":
      return value === undefined || value === null || (Array.isArray(value) && value.flat(9).includes(null));
    case "number":
      return texts.some((text) => text === test.text || (isDecimal(text) && Number(text) === test.value));
    case "compare":
      return texts.filter(isDecimal).some((text) => {
        const number = Number(text);
        return test.op === "lt"
          ? number < test.value
          : test.op === "lte"
            ? number <= test.value
            : test.op === "gt"
              ? number > test.value
              : number >= test.value;
      });
    case "regex":
      return texts.some((text) => new RegExp(test.source, test.flags).test(text));
    case "fieldRef": {
      const others = valuesAt(event, test.field).flatMap((other) => (other === undefined ? [] : textsOf(other)));
      return texts.some((text) =>
        others.some(
          (other) =>
            text.toLowerCase() === other.toLowerCase() ||
            (isDecimal(text) && isDecimal(other) && Number(text) === Number(other)),
        ),
      );
    }
    default:
      throw new Error(`The interpreter was not asked for '${test.kind}'.`);
  }
}

function textsOf(value: Json): readonly string[] {
  if (value === null) return [];
  if (typeof value !== "object") return [String(value)];
  const compact = JSON.stringify(value);
  const elements = Array.isArray(value)
    ? value.flat(Number.POSITIVE_INFINITY).flatMap((element: Json) => textsOf(element))
    : [];
  return [...elements, compact, compact.replaceAll('\\"', '"')];
}

function scalars(value: Json): readonly Json[] {
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(scalars) : [value];
}

function isDecimal(text: string): boolean {
  return /^-?[0-9]+([.][0-9]+)?$/.test(text);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/"]/g, "\\$&").replaceAll('\\"', '"');
}

function eventArbitrary(): fc.Arbitrary<CloudTrailEvent> {
  const scalar = fc.constantFrom<Json>("x", "X", "xy", "22", "22.0", "", "true", 'q"q', null, 22, 5, true, false);
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      { weight: 4, arbitrary: scalar },
      { weight: 2, arbitrary: objectOf(tie("value")) },
      { weight: 1, arbitrary: fc.array(tie("value"), { maxLength: 3 }) },
    ),
  }));
  return objectOf(value);
}

function objectOf(value: fc.Arbitrary<Json>): fc.Arbitrary<CloudTrailEvent> {
  return fc.dictionary(fc.constantFrom("a", "b", "c", "a.b", "b.c"), value, { maxKeys: 4, noNullPrototype: true });
}

const part = fc.constantFrom<Glob[number]>("x", "X", "y", "2", "2.0", '"', many, one);

function anyTest(): fc.Arbitrary<ValueTest> {
  return fc.oneof(
    fc.constantFrom<ValueTest>(is("x"), is("xy"), is("22"), is("true"), is(), is("X", many), is(many)),
    fc.array(part, { maxLength: 4 }).map((glob) => is(...glob)),
    fc.array(part, { maxLength: 3 }).map((glob): ValueTest => ({ kind: "glob", glob, cased: true })),
    fc.constantFrom<ValueTest>(
      isNull,
      exists,
      { kind: "exists", expected: false },
      { kind: "number", value: 22, text: "22" },
      { kind: "compare", op: "gt", value: 5 },
      { kind: "compare", op: "lte", value: 5 },
      { kind: "regex", source: "^x.?$", flags: "i" },
      { kind: "fieldRef", field: "b", how: "equals", cased: false },
      { kind: "fieldRef", field: "a.b", how: "equals", cased: false },
    ),
  );
}

function conditionArbitrary(
  names: readonly string[] = ["a", "a", "b", "a.b", "a.b.c", "b.c", "toString"],
  tests?: readonly ValueTest[],
  depth = 2,
): fc.Arbitrary<Condition> {
  const name = fc.constantFrom(...names);
  const test = tests === undefined ? anyTest() : fc.constantFrom(...tests);
  const leaf = fc.tuple(name, test).map(([path, asked]) => field(path, asked));
  const keyword = fc
    .array(part, { minLength: 1, maxLength: 3 })
    .map((glob): Condition => ({ kind: "keyword", test: is(...glob) }));
  const quantifier = fc.constantFrom<Quantifier>("any", "all", "none", { index: 0 }, { index: 1 }, { index: -1 });
  const inner = depth > 0 ? conditionArbitrary(["", ".a", ".b", ".a.b", ""], tests, depth - 1) : leaf;
  const elements = fc
    .tuple(name, quantifier, inner)
    .map(
      ([path, chosen, asked]): Condition => ({ kind: "element", field: path, quantifier: chosen, condition: asked }),
    );
  const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      { weight: 5, arbitrary: leaf },
      { weight: 1, arbitrary: keyword },
      ...(depth > 0 ? [{ weight: 1, arbitrary: elements }] : []),
      {
        weight: 2,
        arbitrary: fc.array(tie("tree"), { maxLength: 4 }).map((operands): Condition => ({ kind: "and", operands })),
      },
      {
        weight: 3,
        arbitrary: fc.array(tie("tree"), { maxLength: 4 }).map((operands): Condition => ({ kind: "or", operands })),
      },
      { weight: 1, arbitrary: tie("tree").map(not) },
    ),
  }));
  return tree;
}
