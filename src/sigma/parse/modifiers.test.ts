import { BlockList } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CloudTrailEvent, Json } from "../../model/index.ts";
import { networkTest, parseNetwork } from "../cidr.ts";
import { type Condition, compileMatcher, foldCondition, modifiers, parseRules, type ValueTest } from "../index.ts";
import { timePartOf } from "../time-part.ts";

const placeholders = new Map([
  ["admins", ["ann", "adm_*"]],
  ["domains", ["a.example", "b.example"]],
  ["net", ["10.0.0.0/8"]],
]);

/** The condition of a rule whose one search has one line. */
function conditionOf(line: string): Condition {
  const text = `title: T\nlogsource: { product: aws }\ndetection:\n  s:\n    ${line}\n  condition: s\n`;
  const { rules, problems } = parseRules(text, "f.yml", { placeholders });
  expect(problems.map(({ message }) => message)).toEqual([]);
  return rules[0]?.condition ?? { kind: "or", operands: [] };
}

function matches(line: string, event: CloudTrailEvent): boolean {
  return compileMatcher(conditionOf(line))(event);
}

/** Each row: a line of a search, and values of `f` that it takes and that it does not. `undefined`: no field. */
const table: readonly (readonly [
  line: string,
  yes: readonly (Json | undefined)[],
  no: readonly (Json | undefined)[],
])[] = [
  ["f: root", ["root", "ROOT", ["x", "Root"]], ["roots", "", null, undefined, 1]],
  ["f: ro*t", ["rot", "rooot", "ro\nt"], ["ot", "roots"]],
  ["f: r?t", ["rot", "r\u{1f600}t"], ["rt", "root"]],
  ["f: 'a\\*b'", ["a*b"], ["axb"]],
  ["f: 'a\\b'", ["a\\b"], ["ab", "a\\\\b"]],
  ["f: 'a\\\\b'", ["a\\b"], ["a\\\\b"]],
  ["f: 'a\\\\*'", ["a\\", "a\\xyz"], ["a*", "a"]],
  ["f: 'a\\\\\\*'", ["a\\*"], ["a\\x", "a*"]],
  ["f: 'a\\\\\\\\b'", ["a\\\\b"], ["a\\b"]],
  ["f: ''", [""], [null, undefined, " ", []]],
  ["f: null", [null, undefined, [null]], ["", 0, false, [], {}]],
  ["f: ~", [null, undefined], ["~"]],
  ["f: '~'", ["~"], [null]],
  ["f: '*'", ["", "x", 0, false, [], {}], [null, undefined]],
  ["f: [a, null]", ["a", null, undefined], ["b"]],
  ["f: true", [true, "true", "TRUE"], [false, 1]],
  ["f: 'false'", [false, "False"], [true, 0, null]],
  ["f: 22", [22, "22", "22.0", 22.0], ["022x", "2", 220, "twentytwo"]],
  ["f: 22.50", [22.5, "22.5", "22.50"], [22]],
  ["f: '22'", [22, "22"], [23]],
  ["f: 012345678901", ["012345678901"], ["112345678901"]],
  ["f: 2012-10-17", ["2012-10-17"], ["2012-10-18"]],
  ["f: 0x17", ["0x17"], [23, "23"]],
  ["f: No", ["No", "NO"], [false, "false"]],
  ["f: 12345678901234567890", ["12345678901234567890"], ["12345678901234567891"]],
  ["f|contains: b", ["abc", "B", ["x", "b"], { b: 1 }], ["ac", null, undefined]],
  ["f|contains: 12", [3123, "x12y"], [3213]],
  ["f|contains: a*c", ["xabcx"], ["xcax"]],
  ["f|startswith: ab", ["abc", "AB"], ["cab"]],
  ["f|endswith: bc", ["abc"], ["bcd"]],
  ["f|contains|all: [a, b]", ["xbxa", ["xa", "yb"]], ["a", "b"]],
  ["f|all|contains: [a, b]", ["xbxa"], ["a"]],
  ["f|cased: Root", ["Root"], ["root", "ROOT"]],
  ["f|contains|cased: oo", ["Root"], ["ROOT"]],
  ["f|exists: true", ["", null, 0, [], "x"], [undefined]],
  ["f|exists: false", [undefined], [null, ""]],
  ["f|re: oo", ["root", ["x", "foo"]], ["ROOT", undefined, null]],
  ["f|re: '^r.t$'", ["rot"], ["xrot", "r\nt"]],
  ["f|re: '(?i)ROOT'", ["root"], []],
  ["f|re|i: ROOT", ["root"], ["rot"]],
  ["f|re|s: 'r.t'", ["r\nt"], ["rt"]],
  ["f|re|m: '^b$'", ["a\nb"], ["ab"]],
  ["f|re|i|m|s: '^B.C'", ["a\nb\nc"], ["bc"]],
  ["f|re: '\\d{12}'", ["a111122223333", 111122223333], ["1111"]],
  [
    "f|cidr: 10.0.0.0/8",
    ["10.1.2.3", ["x", "10.0.0.1"]],
    ["11.0.0.1", "10.1.2", "10.1.2.3.4", "AWS Internal", "::1", null],
  ],
  ["f|cidr: [10.0.0.0/8, 192.168.0.0/16]", ["192.168.3.4"], ["192.169.0.1"]],
  ["f|cidr: 0.0.0.0/0", ["255.255.255.255"], ["cloudtrail.amazonaws.com", "2001:db8::1", ""]],
  ["f|cidr: 192.0.2.7", ["192.0.2.7"], ["192.0.2.8"]],
  ["f|cidr: '2001:db8::/32'", ["2001:db8::1", "2001:0DB8:0:0::1"], ["2001:db9::1", "10.0.0.1"]],
  ["f|gt: 22", [23, "23", "22.1", [1, 99]], [22, "x", "", " 23", null, undefined, true]],
  ["f|gte: 22", [22, "22.0"], [21]],
  ["f|lt: -1", [-2, "-2"], [-1, ""]],
  ["f|lte: 1.5", [1.5], [1.6]],
  ["f|neq: x", ["y", undefined, null, ["a", "b"]], ["x", "X", ["a", "x"]]],
  ["f|neq: [x, y]", ["z", undefined], ["x", "y"]],
  ["f|neq: 22", [23], [22, "22"]],
  ["f|neq: null", ["x", ""], [null, undefined]],
  ["f|contains|neq: x", ["y", undefined], ["axb"]],
  ["f|neq|contains: x", ["y"], ["axb"]],
  ["f|re|neq: '^a'", ["ba", undefined], ["ab"]],
  ["f|expand: '%admins%'", ["Ann", "adm_1"], ["bob", "%admins%"]],
  ["f|expand: '%admins%@%domains%'", ["ann@b.example", "adm_x@a.example"], ["ann@c.example"]],
  ["f|expand|contains: '\\%x%admins%'", ["a %xann b"], ["ann"]],
  ["f|expand|cidr: '%net%'", ["10.2.3.4"], ["11.2.3.4"]],
  ["f: '%admins%'", ["%admins%"], ["ann"]],
  ["f|contains|windash: ' -all /x'", ["a /ALL -x", "a \u2013all \u2014x", "a \u2015all /x"], ["a all x", "a *all /x"]],
  ["f|windash|contains: ' -all'", ["a /all"], ["a all"]],
  ["f|windash: a-b", ["a-b"], ["a/b"]],
  ["f|base64: foobar", ["Zm9vYmFy"], ["foobar"]],
  ["f|base64offset|contains: foobar", ["xxZm9vYmFyxx", "xZvb2JhcX", "mb29iYX"], ["Zm9v"]],
  ["f|utf16le|base64: cmd", ["YwBtAGQA"], ["Y21k"]],
  ["f|wide|base64: cmd", ["YwBtAGQA"], []],
  ["f|utf16be|base64: cmd", ["AGMAbQBk"], []],
  ["f|utf16|base64: cmd", ["//5jAG0AZAA="], []],
  ["f|wide: cmd", ["c\0m\0d\0"], ["cmd"]],
  ["f|minute: 2", ["2026-11-21T20:02:11Z"], ["2026-11-21T20:03:11Z", "2026-11-21", 2]],
  ["f|hour: 20", ["2026-11-21T20:02:11Z"], ["2026-11-21T21:02:11Z", "20"]],
  ["f|hour|gte: 20", ["2026-11-21T20:02:11Z", "2026-11-21T23:59:59.9Z"], ["2026-11-21T19:59:59Z", "x"]],
  ["f|day: 21", ["2026-11-21T20:02:11Z", "2026-11-21"], ["2026-11-20T20:02:11Z"]],
  ["f|week: 53", ["2027-01-01T00:00:00Z", "2026-12-31T00:00:00Z"], ["2027-01-04T00:00:00Z"]],
  ["f|month: 11", ["2026-11-21T20:02:11Z"], ["2026-12-21T20:02:11Z"]],
  ["f|year: 2026", ["2026-11-21T20:02:11Z"], ["2027-11-21T20:02:11Z"]],
];

test.each(table)("%s", (line, yes, no) => {
  const answers = [...yes, ...no].map((value) => matches(line, value === undefined ? {} : { f: value }));
  expect(answers).toEqual([...yes.map(() => true), ...no.map(() => false)]);
});

describe("references to a field", () => {
  const rows: readonly (readonly [line: string, event: CloudTrailEvent, answer: boolean])[] = [
    ["a|fieldref: b", { a: "X", b: "x" }, true],
    ["a|fieldref|cased: b", { a: "X", b: "x" }, false],
    ["a|fieldref: b", { a: 22, b: "22.0" }, true],
    ["a|fieldref: b", { a: 22, b: ["x", "22.0"] }, true],
    ["a|fieldref: b", { a: ["x", ["22.0"]], b: 22 }, true],
    ["a|fieldref: b", { a: ["x", "22.5"], b: [22, null] }, false],
    ["a|fieldref: b", {}, false],
    ["a|fieldref: b", { a: null, b: null }, false],
    ["a|fieldref|contains: b.c", { a: "arn:user/x", b: { c: "X" } }, true],
    ["a|fieldref|startswith: b", { a: "xy", b: "x" }, true],
    ["a|fieldref|endswith: b", { a: "xy", b: "x" }, false],
    ["a|fieldref: b", { a: ["p", "q"], b: ["r", "Q"] }, true],
    ["a|fieldref: b", { a: { x: 1 }, b: { x: 1 } }, true],
    ["a|fieldref|neq: b", { a: "x", b: "X" }, false],
    ["a|fieldref|neq: b", { a: "x" }, true],
    ["a|fieldref: __proto__", { a: "x" }, false],
  ];
  test.each(rows)("%s on %j is %s", (line, event, answer) => expect(matches(line, event)).toBe(answer));
});

describe("keywords", () => {
  const rows: readonly (readonly [search: string, event: CloudTrailEvent, answer: boolean])[] = [
    ["[evil]", { a: { b: ["an EVIL thing"] } }, true],
    ["evil", { a: "evil" }, true],
    ["[evil]", { evil: "x" }, false],
    ["[12]", { a: 3124 }, true],
    ["[true]", { a: true }, true],
    ["{ '|all': [foo, bar] }", { a: "foo", b: { c: "bar" } }, true],
    ["{ '|all': [foo, bar] }", { a: "foo" }, false],
    ["{ '|re': '^ev.l$' }", { a: "evil" }, true],
    ["{ '|startswith': ev }", { a: "devil" }, false],
    ["{ '|cased': EV }", { a: "evil" }, false],
    ["{ '|neq': evil }", { a: "evil" }, false],
    ["[evil, { x: 1 }]", { x: 1 }, true],
  ];
  test.each(rows)("%s in %j is %s", (search, event, answer) => {
    const text = `title: T\nlogsource: { product: aws }\ndetection:\n  k: ${search}\n  condition: k\n`;
    const { rules, problems } = parseRules(text, "f.yml");
    expect(problems).toEqual([]);
    expect(rules.map((rule) => compileMatcher(rule.condition)(event))).toEqual([answer]);
  });
});

test("every modifier of Sigma 2.1 is there, with its meaning", () => {
  const named =
    "all startswith endswith contains exists cased neq windash re i m s base64 base64offset utf16le utf16be utf16 wide lt lte gt gte minute hour day week month year cidr expand fieldref";
  expect([...modifiers.keys()].toSorted()).toEqual(named.split(" ").toSorted());
  expect(
    [...modifiers.values()].filter(({ meaning }) => !/^(is|must|has|says|occurs|begins|ends) /.test(meaning)),
  ).toEqual([]);
});

test("what a modifier makes is plain data", () => {
  const tests: ValueTest[] = [];
  foldCondition<void>(conditionOf("f|base64offset|contains: foobar"), {
    and: () => undefined,
    or: () => undefined,
    not: () => undefined,
    field: (_field, one) => void tests.push(one),
    keyword: (one) => void tests.push(one),
    element: () => undefined,
  });
  expect(structuredClone(tests)).toEqual(tests);
  expect(tests).toHaveLength(3);
});

test("networks hold the addresses that Node's own block list says", () => {
  const octet = fc.oneof(fc.constantFrom(0, 10, 127, 128, 255), fc.nat(255));
  const ipv4 = fc.array(octet, { minLength: 4, maxLength: 4 });
  const near = fc.tuple(ipv4, fc.nat(32), fc.array(fc.option(octet), { minLength: 4, maxLength: 4 }));
  fc.assert(
    fc.property(near, ([octets, prefixLength, changed]) => {
      const bits = octets.map((byte) => byte.toString(2).padStart(8, "0")).join("");
      const kept = bits.slice(0, prefixLength).padEnd(32, "0");
      const network = [0, 8, 16, 24].map((at) => Number.parseInt(kept.slice(at, at + 8), 2)).join(".");
      const address = octets.map((byte, index) => changed[index] ?? byte).join(".");
      const oracle = new BlockList();
      oracle.addSubnet(network, prefixLength);
      const parsed = parseNetwork(`${network}/${prefixLength}`);
      expect("wrong" in parsed ? parsed : networkTest(parsed)(address)).toBe(oracle.check(address));
    }),
    { seed: 1, numRuns: 500 },
  );
});

test.each(["::", "::1", "2001:db8::", "fe80::1:2", "1:2:3:4:5:6:7:8", "::ffff:192.0.2.1", "1::8"])(
  "%s is an IPv6 address for Node's block list and for ours",
  (address) => {
    for (const prefixLength of [0, 16, 32, 64, 96, 128]) {
      const oracle = new BlockList();
      oracle.addSubnet("2001:db8::", prefixLength, "ipv6");
      const parsed = parseNetwork(
        `${prefixLength < 32 ? (prefixLength === 0 ? "::" : "2001::") : "2001:db8::"}/${prefixLength}`,
      );
      expect("wrong" in parsed ? parsed : networkTest(parsed)(address)).toBe(oracle.check(address, "ipv6"));
    }
  },
);

test.each([
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "1::2::3",
  "::12345",
  ":::",
  "1:2:3:4:5:6:7::8:9",
  "fe80::1%eth0",
  "1.2.3",
  "01.2.3.4",
  "1.2.3.256",
  "10.0.0.0/8/8",
  "/8",
  "10.0.0.0/-1",
  "10.0.0.0/x",
])("'%s' is no network", (text) => expect(parseNetwork(text)).toHaveProperty("wrong"));

/** From the ISO 8601 calendar. */
test.each([
  ["2005-01-01", 53],
  ["2005-01-02", 53],
  ["2005-12-31", 52],
  ["2007-01-01", 1],
  ["2007-12-30", 52],
  ["2007-12-31", 1],
  ["2008-12-29", 1],
  ["2010-01-03", 53],
])("%s is in week %i", (date, week) => expect(timePartOf(`${date}T00:00:00Z`, "week")).toBe(week));

test("placeholders in a pattern stand for all their values at once, taken as text", () => {
  const placeholders = new Map([["accounts", ["111122223333", "444455556666", "a.c"]]]);
  const text =
    "title: t\nlogsource: { product: aws }\ndetection:\n  s: { f|expand|re: '^(?:x%accounts%)*$' }\n  condition: s\n";
  const [rule] = parseRules(text, "r.yml", { placeholders }).rules;
  const matches = compileMatcher(rule?.condition ?? { kind: "or", operands: [] });
  expect(["x111122223333x444455556666", "xa.c", "xabc", "x777788889999"].map((f) => matches({ f }))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
