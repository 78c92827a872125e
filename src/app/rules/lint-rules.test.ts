import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type LintResult, lintRuleFiles } from "./lint-rules.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-lint-"));
afterAll(() => rmSync(folder, { recursive: true }));

const rule = (value: string, { needs = "", eventName = "CreateUser" } = {}): string => `
title: A user made by an administrator
id: 3f0e2a51-0000-4000-8000-000000000001
${needs}
status: test
level: low
tags: [attack.persistence]
falsepositives: [Work.]
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventSource: iam.amazonaws.com, eventName: ${eventName}, ${value} }
  condition: selection
examples:
  - { name: one, matches: true, event: { eventName: CreateUser } }
`;

const expand = (name: string): string => `"userIdentity.userName|expand": "%${name}%"`;

describe("placeholders of a rule", () => {
  test.each<readonly [string, string, string, string]>([
    [
      "that it waits for, misspelt",
      rule(expand("priviledged_roles"), { needs: "needsSettings: [priviledged_roles]" }),
      "waits for a placeholder 'priviledged_roles', which neither the configuration nor a built-in rule has",
      "Did you mean 'privileged_roles'?",
    ],
    [
      "that it waits for and never asks",
      rule(expand("admins"), { needs: "needsSettings: [admins, privileged_roles]" }),
      "waits for 'privileged_roles', but no value in this file has '%privileged_roles%'",
      "Remove it from 'needsSettings', or ask for it.",
    ],
    [
      "that are not expanded",
      rule('userIdentity.userName: "%admins%"'),
      "is compared with the text '%admins%' itself",
      "Write 'userIdentity.userName|expand' to fill it.",
    ],
    [
      "do not hide what else is wrong",
      rule(expand("privileged_roles"), { needs: "needsSettings: [privileged_roles]", eventName: "CreateUzer" }),
      "No call of iam.amazonaws.com is known by the name 'CreateUzer'",
      "Did you mean 'CreateUser'?",
    ],
  ])("%s", (_what, text, message, hint) => {
    const { errors, warnings } = lint(text);
    expect(errors).toEqual([]);
    expect(warnings).toMatchObject([{ message: expect.stringContaining(message) as string, hint }]);
  });

  test("without values are an error, which names a near one of the configuration", () => {
    const { rules, errors } = lint(rule(expand("adminz")));
    expect(rules).toEqual([]);
    expect(errors).toMatchObject([
      { message: "The placeholder '%adminz%' has no values.", hint: expect.stringMatching(/^Did you mean 'admins'\?/) },
    ]);
  });

  test("that wait are no mistake: the rule is checked, and it is said that it is off", () => {
    const { rules, errors, warnings, notes } = lint(
      rule(expand("privileged_roles"), { needs: "needsSettings: [privileged_roles]" }),
    );
    expect({ rules: rules.length, errors, warnings }).toEqual({ rules: 1, errors: [], warnings: [] });
    expect(notes).toEqual([expect.stringContaining("1 rule waits for placeholders")]);
  });

  test("in an encoded policy are none", () => {
    const { warnings } = lint(rule('requestParameters.policyDocument: "%22AWS%22"'));
    expect(warnings).toEqual([]);
  });
});

describe("a correlation", () => {
  const correlation = (named: string): string => `
title: Somebody asks often who it is
id: 3f0e2a51-0000-4000-8000-000000000002
status: test
level: low
tags: [attack.discovery]
falsepositives: [Work.]
correlation: { type: event_count, rules: [${named}], group-by: [derived.principal], timespan: 5m, condition: { gte: 3 } }
`;

  test("may name a built-in rule, as in detect", () => {
    const { rules, errors } = lint(correlation("caller_asks_who_it_is"));
    expect({ titles: rules.map(({ title }) => title), errors }).toEqual({
      titles: ["Somebody asks often who it is"],
      errors: [],
    });
  });

  test("that names nobody is an error", () => {
    const { rules, errors } = lint(correlation("caller_asks_who_it_was"));
    expect(rules).toEqual([]);
    expect(errors).toMatchObject([{ message: expect.stringContaining("names a rule that is not there") as string }]);
  });
});

function lint(text: string): LintResult {
  const file = join(folder, "rule.yml");
  writeFileSync(file, text);
  return lintRuleFiles([file], { placeholders: new Map([["admins", ["ana"]]]), placeholderPlaces: new Map() });
}
