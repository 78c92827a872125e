import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../model/index.ts";
import { readEventPattern } from "./event-pattern.ts";

type Row = readonly [name: string, pattern: JsonObject, event: JsonObject, matches: boolean];

/** The event of the User Guide's examples, shortened. */
const stopped: JsonObject = {
  source: "aws.ec2",
  "detail-type": "EC2 Instance State-change Notification",
  resources: ["arn:aws:ec2:us-west-1:111122223333:instance/i-1"],
  detail: { "instance-id": "i-1", state: "terminated", count: 5, "source-ip": "10.0.0.123", error: null },
};

describe("EventBridge User Guide, comparison operators", () => {
  test.each<Row>([
    ["one value", { source: ["aws.ec2"] }, stopped, true],
    ["another value", { source: ["aws.s3"] }, stopped, false],
    ["case counts", { source: ["AWS.EC2"] }, stopped, false],
    ["any of several values", { detail: { state: ["stopped", "terminated"] } }, stopped, true],
    ["every field", { source: ["aws.ec2"], detail: { state: ["stopped"] } }, stopped, false],
    ["a field that is not there", { detail: { reason: ["x"] } }, stopped, false],
    ["a number", { detail: { count: [5] } }, stopped, true],
    ["a number is not its text", { detail: { count: ["5"] } }, stopped, false],
    ["null", { detail: { error: [null] } }, stopped, true],
    ["null is not absent", { detail: { reason: [null] } }, stopped, false],
    ["a prefix", { detail: { state: [{ prefix: "term" }] } }, stopped, true],
    ["no prefix", { detail: { state: [{ prefix: "erm" }] } }, stopped, false],
    [
      "a prefix whatever the case",
      { detail: { state: [{ prefix: { "equals-ignore-case": "TERM" } }] } },
      stopped,
      true,
    ],
    ["a suffix", { resources: [{ suffix: "/i-1" }] }, stopped, true],
    ["a suffix whatever the case", { detail: { state: [{ suffix: { "equals-ignore-case": "TED" } }] } }, stopped, true],
    ["equals-ignore-case", { detail: { state: [{ "equals-ignore-case": "Terminated" }] } }, stopped, true],
    ["anything-but another", { detail: { state: [{ "anything-but": "running" }] } }, stopped, true],
    ["anything-but this", { detail: { state: [{ "anything-but": ["running", "terminated"] }] } }, stopped, false],
    ["anything-but a number", { detail: { count: [{ "anything-but": [5] }] } }, stopped, false],
    ["anything-but needs the field", { detail: { reason: [{ "anything-but": "x" }] } }, stopped, false],
    ["anything-but a prefix", { detail: { state: [{ "anything-but": { prefix: "term" } }] } }, stopped, false],
    ["anything-but prefixes", { detail: { state: [{ "anything-but": { prefix: ["x", "t"] } }] } }, stopped, false],
    ["anything-but a suffix", { detail: { state: [{ "anything-but": { suffix: "ing" } }] } }, stopped, true],
    [
      "anything-but a text whatever its case",
      { detail: { state: [{ "anything-but": { "equals-ignore-case": ["TERMINATED"] } }] } },
      stopped,
      false,
    ],
    ["anything-but a wildcard", { detail: { state: [{ "anything-but": { wildcard: "t*d" } }] } }, stopped, false],
    ["numeric", { detail: { count: [{ numeric: [">", 0, "<=", 5] }] } }, stopped, true],
    ["numeric, beyond", { detail: { count: [{ numeric: ["<", 5] }] } }, stopped, false],
    ["numeric equals", { detail: { count: [{ numeric: ["=", 5] }] } }, stopped, true],
    ["numeric of text", { detail: { state: [{ numeric: ["=", 5] }] } }, stopped, false],
    ["cidr", { detail: { "source-ip": [{ cidr: "10.0.0.0/24" }] } }, stopped, true],
    ["another cidr", { detail: { "source-ip": [{ cidr: "10.0.1.0/24" }] } }, stopped, false],
    ["exists", { detail: { state: [{ exists: true }] } }, stopped, true],
    ["exists with null", { detail: { error: [{ exists: true }] } }, stopped, true],
    ["exists not", { detail: { reason: [{ exists: false }] } }, stopped, true],
    ["exists not, and it does", { detail: { state: [{ exists: false }] } }, stopped, false],
    ["exists not, nor does what it is in", { more: { reason: [{ exists: false }] } }, stopped, true],
    ["exists works on leaves only", { detail: [{ exists: true }] }, stopped, false],
    ["a wildcard", { resources: [{ wildcard: "arn:aws:ec2:*:instance/*" }] }, stopped, true],
    ["a wildcard matches whole texts", { detail: { state: [{ wildcard: "term" }] } }, stopped, false],
    [
      "a wildcard does not count characters twice",
      { detail: { state: [{ wildcard: "terminat*ated" }] } },
      stopped,
      false,
    ],
    ["an escaped asterisk", { detail: { state: [{ wildcard: "a\\*b*" }] } }, { detail: { state: "a*bc" } }, true],
    [
      "an escaped asterisk is no wildcard",
      { detail: { state: [{ wildcard: "a\\*b" }] } },
      { detail: { state: "axb" } },
      false,
    ],
    ["$or, the first", { $or: [{ source: ["aws.ec2"] }, { detail: { state: ["x"] } }] }, stopped, true],
    ["$or, the second", { $or: [{ source: ["x"] }, { detail: { state: ["terminated"] } }] }, stopped, true],
    ["$or, none", { $or: [{ source: ["x"] }, { detail: { state: ["x"] } }] }, stopped, false],
    ["$or beside a field", { source: ["x"], $or: [{ source: ["aws.ec2"] }, { a: ["b"] }] }, stopped, false],
    ["$or below", { detail: { $or: [{ count: [9] }, { state: [{ prefix: "t" }] }] } }, stopped, true],
    ["an own name of an object's", { detail: { constructor: [{ exists: false }] } }, stopped, true],
  ])("%s", (_name, pattern, event, matches) => {
    expect(answer(pattern, event)).toBe(matches);
  });
});

describe("lists in events", () => {
  const event = {
    tags: ["a", "b"],
    nested: [["x"], "y"],
    items: [
      { k: "one", v: 1 },
      { k: "two", v: 2 },
    ],
    none: [],
  };
  test.each<Row>([
    ["one element is enough", { tags: ["b"] }, event, true],
    ["no element", { tags: ["c"] }, event, false],
    ["anything-but: another element is enough", { tags: [{ "anything-but": "a" }] }, event, true],
    ["lists in lists", { nested: ["x"] }, event, true],
    ["both fields in one element", { items: { k: ["two"], v: [2] } }, event, true],
    ["fields of two elements do not make one", { items: { k: ["one"], v: [2] } }, event, false],
    ["an empty list has no value", { none: [{ exists: false }] }, event, true],
  ])("%s", (_name, pattern, given, matches) => {
    expect(answer(pattern, given)).toBe(matches);
  });
});

test.each<readonly [string, Json]>([
  ["text", "aws.ec2"],
  ["nothing in it", {}],
  ["nothing below", { detail: {} }],
  ["a bare value", { source: "aws.ec2" }],
  ["an empty list", { source: [] }],
  ["a list in a list", { source: [["aws.ec2"]] }],
  ["an operator that nobody knows", { source: [{ contains: "ec2" }] }],
  ["two operators in one test", { source: [{ prefix: "a", suffix: "b" }] }],
  ["exists without yes or no", { source: [{ exists: "true" }] }],
  ["a prefix of a number", { source: [{ prefix: 4 }] }],
  ["numeric with a strange sign", { a: [{ numeric: ["!", 1] }] }],
  ["numeric with text", { a: [{ numeric: ["=", "1"] }] }],
  ["numeric cut short", { a: [{ numeric: [">"] }] }],
  ["a network that is none", { a: [{ cidr: "10.0.0.0/33" }] }],
  ["an address alone", { a: [{ cidr: "10.0.0.1" }] }],
  ["two asterisks", { a: [{ wildcard: "a**" }] }],
  ["an escape of nothing", { a: [{ wildcard: "a\\b" }] }],
  ["anything-but nothing", { a: [{ "anything-but": [] }] }],
  ["anything-but an operator that cannot stand there", { a: [{ "anything-but": { numeric: ["=", 1] } }] }],
  ["one alternative", { $or: [{ a: ["b"] }] }],
  ["a nest without end", nest(200)],
])("%s is no pattern", (_name, pattern) => {
  expect(readEventPattern(pattern)).toHaveProperty("unreadable");
});

describe("whatever the text is", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "*", "\\", ".", "A") });

  test("prefix, suffix and wildcard agree with plain comparison", () => {
    fc.assert(
      fc.property(text, text, (start, value) => {
        const escaped = start.replaceAll("\\", "\\\\").replaceAll("*", "\\*");
        expect(one({ prefix: start }, value)).toBe(value.startsWith(start));
        expect(one({ suffix: start }, value)).toBe(value.endsWith(start));
        expect(one({ wildcard: `${escaped}*` }, value)).toBe(value.startsWith(start));
        expect(one({ wildcard: `*${escaped}` }, value)).toBe(value.endsWith(start));
        if (start !== "") expect(one({ wildcard: `*${escaped}*` }, value)).toBe(value.includes(start));
        expect(one({ wildcard: escaped }, value)).toBe(value === start);
      }),
    );
  });

  test("a wildcard with parts agrees with a regular expression", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom("a", "b") }), { minLength: 1, maxLength: 4 }),
        text,
        (parts, value) => {
          const pattern = parts
            .filter((part, index) => part !== "" || index === 0 || index === parts.length - 1)
            .join("*");
          fc.pre(!pattern.includes("**"));
          expect(one({ wildcard: pattern }, value)).toBe(
            new RegExp(`^${pattern.replaceAll("*", "[^]*")}$`).test(value),
          );
        },
      ),
    );
  });

  test("anything-but is the opposite of the value, where there is one", () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), text, (values, value) => {
        expect(answer({ a: [{ "anything-but": values }] }, { a: value })).toBe(!answer({ a: values }, { a: value }));
        expect(answer({ a: [{ "anything-but": values }] }, {})).toBe(false);
      }),
    );
  });

  test("any JSON at all is read or refused, and asked, without an error", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (pattern, event) => {
        const read = readEventPattern(pattern as Json);
        if ("matches" in read) expect(typeof read.matches(event as Json)).toBe("boolean");
        else expect(read.unreadable).not.toBe("");
      }),
    );
  });
});

function answer(pattern: Json, event: Json): boolean | string {
  const read = readEventPattern(pattern);
  return "matches" in read ? read.matches(event) : read.unreadable;
}

function one(test: Json, value: string): boolean | string {
  return answer({ a: [test] }, { a: value });
}

function nest(depth: number): Json {
  return depth === 0 ? ["x"] : { a: nest(depth - 1) };
}
