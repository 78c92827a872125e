import { describe, expect, test } from "vitest";
import { compileCondition } from "./compile-condition.ts";
import type { RequestContextOptions } from "./request-context.ts";
import { requestContext } from "./request-context.ts";
import { certainty } from "./truth.ts";

interface Row {
  readonly operator: string;
  readonly value: string;
  readonly match: string;
  readonly other: string;
}

/** A value of the policy, one of the request that fits it and one that does not (the operator's opposite aside). */
const rows: readonly Row[] = [
  { operator: "StringEquals", value: "a*", match: "a*", other: "ab" },
  { operator: "StringEqualsIgnoreCase", value: "Red", match: "rED", other: "re" },
  { operator: "StringLike", value: "r?d*", match: "redder", other: "Red" },
  { operator: "NumericEquals", value: "10", match: "10.0", other: "11" },
  { operator: "NumericLessThan", value: "10", match: "9.5", other: "10" },
  { operator: "NumericLessThanEquals", value: "10", match: "10", other: "10.5" },
  { operator: "NumericGreaterThan", value: "10", match: "100", other: "10" },
  { operator: "NumericGreaterThanEquals", value: "10", match: "10", other: "9" },
  { operator: "DateEquals", value: "2026-01-01T00:00:00Z", match: "1767225600", other: "2026-01-01T00:00:01Z" },
  { operator: "DateLessThan", value: "2026-01-01", match: "2025-12-31T23:59:59Z", other: "2026-01-01T00:00:00Z" },
  { operator: "DateLessThanEquals", value: "2026-01-01", match: "2026-01-01T00:00:00Z", other: "2026-01-01T00:00:01Z" },
  {
    operator: "DateGreaterThan",
    value: "2026-01-01T01:00:00+01:00",
    match: "2026-01-01T00:00:01Z",
    other: "2026-01-01",
  },
  { operator: "DateGreaterThanEquals", value: "1767225600", match: "2026-01-01", other: "2025-12-31" },
  { operator: "Bool", value: "true", match: "TRUE", other: "false" },
  { operator: "BinaryEquals", value: "QmluYXJ5", match: "QmluYXJ5", other: "QmluYXJz" },
  { operator: "IpAddress", value: "203.0.113.0/29", match: "203.0.113.7", other: "203.0.113.8" },
  { operator: "IpAddress", value: "192.0.2.7", match: "192.0.2.7", other: "2001:db8::7" },
  { operator: "IpAddress", value: "0.0.0.0/0", match: "198.51.100.1", other: "2001:db8::7" },
  { operator: "IpAddress", value: "2001:DB8:1234::/46", match: "2001:db8:1237:ffff::1", other: "2001:db8:1238::" },
  {
    operator: "ArnLike",
    value: "arn:aws:sns:*:111122223333:n*",
    match: "arn:aws:sns:eu-west-1:111122223333:n:x",
    other: "arn:aws:sns:a:b:111122223333:n",
  },
  { operator: "ArnEquals", value: "arn:aws:s3:::lo?s", match: "arn:aws:s3:::logs", other: "arn:aws:s3:::Logs" },
  { operator: "StringNotEquals", value: "a*", match: "ab", other: "a*" },
  { operator: "StringNotEqualsIgnoreCase", value: "Red", match: "blue", other: "rED" },
  { operator: "StringNotLike", value: "r?d*", match: "blue", other: "redder" },
  { operator: "NumericNotEquals", value: "10", match: "11", other: "10.0" },
  { operator: "DateNotEquals", value: "2026-01-01", match: "2026-01-02", other: "2026-01-01T00:00:00Z" },
  { operator: "NotIpAddress", value: "203.0.113.0/29", match: "2001:db8::7", other: "203.0.113.0" },
  { operator: "ArnNotLike", value: "arn:aws:s3:::*", match: "arn:aws:sqs:::a", other: "arn:aws:s3:::a:b" },
  { operator: "ArnNotEquals", value: "arn:aws:s3:::*", match: "arn:aws:sqs:::a", other: "arn:aws:s3:::a" },
];

describe.each(rows)("$operator $value", ({ operator, value, match, other }) => {
  const missing = operator.includes("Not") ? "yes" : "no";
  test("alone", () => {
    expect(holds(operator, value, match)).toBe("yes");
    expect(holds(operator, value, other)).toBe("no");
    expect(holds(operator, value, [])).toBe(missing);
    expect(holds(operator, value, undefined)).toBe("unknown");
    expect(holds(operator, value, [match, other]), "several values need a set operator").toBe("unknown");
    expect(holds(operator, value, [match, match])).toBe("yes");
    expect(holds(operator, value, [other, other])).toBe("no");
  });
  test("with IfExists", () => {
    expect(holds(`${operator}IfExists`, value, match)).toBe("yes");
    expect(holds(`${operator}IfExists`, value, other)).toBe("no");
    expect(holds(`${operator}IfExists`, value, [])).toBe("yes");
    expect(holds(`${operator}IfExists`, value, undefined)).toBe("unknown");
  });
  test("with ForAllValues", () => {
    expect(holds(`ForAllValues:${operator}`, value, [match, match])).toBe("yes");
    expect(holds(`ForAllValues:${operator}`, value, [match, other])).toBe("no");
    expect(holds(`ForAllValues:${operator}`, value, [])).toBe("yes");
    expect(holds(`ForAllValues:${operator}`, value, [""]), "an empty text is no value").toBe("yes");
    expect(holds(`ForAllValues:${operator}`, value, undefined)).toBe("unknown");
  });
  test("with ForAnyValue", () => {
    expect(holds(`ForAnyValue:${operator}`, value, [other, match])).toBe("yes");
    expect(holds(`ForAnyValue:${operator}`, value, [other, other])).toBe("no");
    expect(holds(`ForAnyValue:${operator}`, value, [])).toBe("no");
    expect(holds(`ForAnyValue:${operator}`, value, [""])).toBe("no");
    expect(holds(`ForAnyValue:${operator}IfExists`, value, [])).toBe("yes");
    expect(holds(`ForAnyValue:${operator}`, value, undefined)).toBe("unknown");
  });
});

describe("Null", () => {
  test.each([
    ["true", [], "yes"],
    ["true", "x", "no"],
    ["false", [], "no"],
    ["false", "x", "yes"],
    ["true", undefined, "unknown"],
    ["perhaps", "x", "unknown"],
  ] as const)("%s for %j is %s", (value, actual, expected) => {
    expect(holds("Null", value, actual)).toBe(expected);
  });
  test("knows no IfExists", () => expect(holds("NullIfExists", "true", "x")).toBe("unknown"));
});

describe("several values of the policy", () => {
  test("are alternatives", () => {
    expect(holds("StringLike", ["a*", "b*"], "bee")).toBe("yes");
    expect(holds("NumericLessThan", ["1", "100"], "50")).toBe("yes");
  });
  test("of a negated operator must all be avoided", () => {
    expect(holds("StringNotEquals", ["a", "b"], "b")).toBe("no");
    expect(holds("StringNotEquals", ["a", "b"], "c")).toBe("yes");
    expect(holds("NotIpAddress", ["192.0.2.0/24", "203.0.113.0/24"], "203.0.113.9")).toBe("no");
  });
  test("none at all match nothing", () => {
    expect(holds("StringEquals", [], "a")).toBe("no");
    expect(holds("StringNotEquals", [], "a")).toBe("yes");
  });
});

describe("values that are not of the operator's type leave it open", () => {
  test.each([
    ["NumericEquals", "ten", "10"],
    ["NumericEquals", "10", "ten"],
    ["DateLessThan", "yesterday", "2026-01-01"],
    ["IpAddress", "192.0.2.0/33", "192.0.2.1"],
    ["IpAddress", "192.0.2.0/24", "cloudformation.amazonaws.com"],
    ["IpAddress", "2001:db8::1::2", "2001:db8::1"],
    ["Bool", "yes", "true"],
    ["BinaryEquals", "not base64!", "QQ=="],
    ["ArnLike", "arn:aws:sns:*", "arn:aws:sns:eu-west-1:111122223333:news"],
  ])("%s %s for %s", (operator, value, actual) => expect(holds(operator, value, actual)).toBe("unknown"));
  test("another value may still settle it", () => {
    expect(holds("NumericEquals", ["ten", "10"], "10")).toBe("yes");
  });
});

describe("keys and variables", () => {
  test("condition keys ignore case, tag keys too", () => {
    const condition = { operator: "StringEquals", key: "AWS:principalTAG/Team", values: ["red"] };
    const context = requestContext({ "aws:PrincipalTag/team": "red" }, { complete: true });
    expect(certainty(compileCondition(condition, "2012-10-17").holds(context))).toBe("yes");
  });
  test("a variable fills text and ARNs, not numbers", () => {
    const keys = { "aws:username": "ana", "aws:x": "home/ana", "aws:arn": "arn:aws:s3:::ana/x", "aws:n": "1" };
    expect(holds("StringEquals", "home/${aws:username}", "home/ana", keys)).toBe("yes");
    expect(holds("StringEqualsIgnoreCase", "HOME/${aws:username}", "home/ana", keys)).toBe("yes");
    expect(holds("StringLike", "*/${aws:username}", "home/ana", keys)).toBe("yes");
    expect(holds("ArnLike", "arn:aws:s3:::${aws:username}/*", "arn:aws:s3:::ana/x", keys)).toBe("yes");
    expect(holds("NumericEquals", "${aws:n}", "1", keys)).toBe("unknown");
  });
  test("a variable's colons do not move the parts of an ARN", () => {
    const keys = { "aws:username": "a:b" };
    expect(holds("ArnLike", "arn:aws:s3:::x${aws:username}", "arn:aws:s3:::xa:b", keys)).toBe("yes");
  });
  test("a variable without value matches nothing; for the opposite it is not defined", () => {
    expect(holds("StringEquals", "${aws:username}", "ana", {})).toBe("no");
    expect(holds("StringNotEquals", "${aws:username}", "ana", {})).toBe("unknown");
    expect(holds("StringEquals", "${aws:username, 'ana'}", "ana", {})).toBe("yes");
  });
  test("a variable whose value is not known leaves it open", () => {
    expect(holds("StringEquals", "${aws:username}", "ana", {}, { unknown: ["aws:username"] })).toBe("unknown");
    expect(holds("StringEquals", ["${aws:username}", "ana"], "ana", {}, { unknown: ["aws:username"] })).toBe("yes");
  });
});

/** Undefined: it is not known whether the request has the key. An empty list: it has not. */
function holds(
  operator: string,
  value: string | readonly string[],
  actual: string | readonly string[] | undefined,
  keys: Readonly<Record<string, string>> = {},
  options: RequestContextOptions = {},
): string {
  const values = typeof value === "string" ? [value] : value;
  const context = requestContext(actual === undefined ? keys : { ...keys, "aws:asked": actual }, {
    complete: true,
    ...options,
    unknown: [...(options.unknown ?? []), ...(actual === undefined ? ["aws:asked"] : [])],
  });
  return certainty(compileCondition({ operator, key: "aws:asked", values }, "2012-10-17").holds(context));
}
