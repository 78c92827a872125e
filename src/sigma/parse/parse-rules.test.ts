import { describe, expect, test } from "vitest";
import { compileMatcher, describeCondition, parseRules } from "../index.ts";

const head = "title: T\nlogsource: { product: aws }\n";

/** A whole rule whose `detection` begins in line 4. */
function rule(detection: string): string {
  return `${head}detection:\n${detection}\n`;
}

describe("a rule", () => {
  const text = `
title: Access key created by root
id: 0f6ad0a1-7d0b-4f0e-9a35-2b5f7b1f6c11
name: root_key
status: test
description: |
  A long-lived key.
  --- this is no new document
author: somebody
license: Apache-2.0
references: [https://example.com/a]
tags: [attack.persistence, attack.t1098.001]
logsource: { product: aws, service: cloudtrail }
detection:
  selection:
    eventName: CreateAccessKey
    userIdentity.type: Root
  condition: selection
falsepositives: Break-glass drills
level: critical
examples:
  - name: the root user makes a key
    event: { eventName: CreateAccessKey, userIdentity: { type: Root, accountId: "012345678901", n: 5, b: true } }
    matches: true
response: [Delete the key., Ask the owner.]
needsDataEvents: true
catalogue: [IAM-003]
`;

  test("is read with all its words", () => {
    const { rules, problems } = parseRules(text, "r.yml");
    expect(problems).toEqual([]);
    const { condition, fieldLocations, ...words } = rules[0] ?? { condition: undefined, fieldLocations: undefined };
    expect(words).toEqual({
      id: "0f6ad0a1-7d0b-4f0e-9a35-2b5f7b1f6c11",
      name: "root_key",
      title: "Access key created by root",
      description: "A long-lived key.\n--- this is no new document\n",
      status: "test",
      level: "critical",
      author: "somebody",
      license: "Apache-2.0",
      tags: ["attack.persistence", "attack.t1098.001"],
      references: ["https://example.com/a"],
      falsePositives: ["Break-glass drills"],
      logsource: { product: "aws", service: "cloudtrail" },
      examples: [
        {
          name: "the root user makes a key",
          event: {
            eventName: "CreateAccessKey",
            userIdentity: { type: "Root", accountId: "012345678901", n: 5, b: true },
          },
          matches: true,
        },
      ],
      response: ["Delete the key.", "Ask the owner."],
      needsDataEvents: true,
      catalogue: ["IAM-003"],
      needsSettings: [],
      omits: [],
      location: { file: "r.yml", line: 2, column: 1, excerpt: "title: Access key created by root" },
    });
    expect(condition && describeCondition(condition)).toBe(
      'eventName is "CreateAccessKey" and userIdentity.type is "Root"',
    );
    expect(fieldLocations?.get("userIdentity.type")).toMatchObject({ line: 17, column: 5 });
  });

  test("without an id is known by its name, else by its title, and is informational without a level", () => {
    const body = rule("  a: { x: 1 }\n  condition: a");
    const { rules } = parseRules(`${body}---\nname: n\n${body}`, "r.yml");
    expect(rules.map(({ id, level, omits }) => ({ id, level, omits }))).toEqual([
      { id: "T", level: "informational", omits: ["id", "level"] },
      { id: "n", level: "informational", omits: ["id", "level"] },
    ]);
  });
});

describe("several documents", () => {
  const good = rule("  a: { x: 1 }\n  condition: a");

  test("are read each on its own", () => {
    const bad = [rule("  a: { x|foo: 1 }\n  condition: a"), `${head}tags: [a\nlevel: low\n`, "- 1\n"];
    const parsed = parseRules([good, ...bad, good].join("---\n"), "f.yml");
    expect(parsed.rules).toHaveLength(2);
    expect(parsed.problems.map(({ location }) => location?.line)).toEqual([10, 16, 18]);
  });

  test("with nothing between the marks are no problem", () => {
    expect(parseRules(`---\n---\n${good}---\n# end\n`, "f.yml")).toMatchObject({
      rules: [{ title: "T" }],
      problems: [],
    });
  });

  test("may say a value once and use it again by its alias", () => {
    const aliases = "  a: { x: &v one, y: *v }\n  b: { x: &v two, y: *v }\n  condition: a or b";
    const [only] = parseRules(rule(aliases), "f.yml").rules;
    expect(only && describeCondition(only.condition)).toBe(
      '(x is "one" and y is "one") or (x is "two" and y is "two")',
    );
    expect(parseRules(rule("  a: { x: *v }\n  condition: a"), "f.yml").problems).toHaveLength(1);
  });

  test("a 1.1 directive does not change what a value is", () => {
    const text = `%YAML 1.1\n---\n${rule("  a: { x: No }\n  condition: a")}`;
    const [only] = parseRules(text, "f.yml").rules;
    expect(only && compileMatcher(only.condition)({ x: "no" })).toBe(true);
  });
});
