import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { CloudTrailEvent, Detection, EventOrigin } from "../model/index.ts";
import { compileMatcher, parseRules, type Rule } from "../sigma/index.ts";
import { createJudge, type Judge } from "./judge/judge.ts";
import { createRuleIndex } from "./rule-index.ts";
import { toDetection } from "./to-detection.ts";

const rules = parseRules(
  `
title: a name and a source
id: 11111111-1111-4111-8111-111111111111
level: high
tags: [attack.t1136]
logsource: { product: aws, service: cloudtrail }
detection: { s: { eventSource: iam.amazonaws.com, eventName: CreateUser }, condition: s }
---
title: any of two names
logsource: { product: aws, service: cloudtrail }
detection: { s: { eventName: [CreateUser, DeleteUser] }, condition: s }
---
title: no name at all
logsource: { product: aws, service: cloudtrail }
detection: { s: { userIdentity.type: Root }, condition: s }
---
title: a name that begins
logsource: { product: aws, service: cloudtrail }
detection: { s: { eventName|startswith: Create }, condition: s }
`,
  "rules.yml",
).rules;

const createUser = { eventSource: "iam.amazonaws.com", eventName: "CreateUser" };

describe("candidates", () => {
  test.each([
    ["all conditions met", createUser, [0, 1, 2, 3]],
    ["in another case", { eventSource: "IAM.amazonaws.com", eventName: "CREATEUSER" }, [0, 1, 2, 3]],
    ["another name", { eventSource: "iam.amazonaws.com", eventName: "DeleteUser" }, [1, 2, 3]],
    ["another source", { eventSource: "sso.amazonaws.com", eventName: "CreateUser" }, [1, 2, 3]],
    ["a name that no rule has", { eventSource: "x", eventName: "constructor" }, [2, 3]],
    ["of another type", { ...createUser, userIdentity: { type: "IAMUser" } }, [0, 1, 3]],
    ["of the type", { ...createUser, userIdentity: { type: "ROOT" } }, [0, 1, 2, 3]],
    ["a type that is a list", { ...createUser, userIdentity: { type: ["Root"] } }, [0, 1, 2, 3]],
    ["an identity that is a list", { ...createUser, userIdentity: [{ type: "Root" }] }, [0, 1, 2, 3]],
    ["a dotted key", { ...createUser, userIdentity: { type: "x" }, "userIdentity.type": "Root" }, [0, 1, 2, 3]],
    ["a type that objects inherit", { ...createUser, userIdentity: { type: "constructor" } }, [0, 1, 3]],
    ["no name", { eventSource: "iam.amazonaws.com" }, [0, 1, 2, 3]],
    ["a name that is a list", { eventSource: "iam.amazonaws.com", eventName: ["CreateUser"] }, [0, 1, 2, 3]],
  ])("%s", (_name, event, expected) => {
    const index = createRuleIndex(rules);
    for (let turn = 0; turn < 2; turn += 1) {
      expect(index.candidates(event).map(({ rule }) => rules.indexOf(rule))).toEqual(expected);
    }
  });
});

test("a detection has what the contract says, and empty text for what the event lacks", () => {
  const event = {
    ...createUser,
    eventID: "e1",
    eventTime: "2026-01-01T00:00:00Z",
    recipientAccountId: "111122223333",
    sourceIPAddress: 17,
    userIdentity: { type: "IAMUser", arn: "arn:aws:iam::444455556666:user/ana", accountId: "444455556666" },
  };
  const [detection] = detect(rules, event, { file: "f.json", index: 3 });
  expect(detection).toEqual({
    schemaVersion: 1,
    kind: "detection",
    rule: {
      id: "11111111-1111-4111-8111-111111111111",
      title: "a name and a source",
      level: "high",
      tags: ["attack.t1136"],
    },
    time: "2026-01-01T00:00:00Z",
    account: "111122223333",
    region: "",
    principal: {
      type: "IAMUser",
      arn: "arn:aws:iam::444455556666:user/ana",
      stableArn: "arn:aws:iam::444455556666:user/ana",
    },
    sourceIp: "",
    events: [
      {
        eventId: "e1",
        eventName: "CreateUser",
        eventSource: "iam.amazonaws.com",
        eventTime: "2026-01-01T00:00:00Z",
        file: "f.json",
        index: 3,
      },
    ],
    match: { eventSource: "iam.amazonaws.com", eventName: "CreateUser" },
    groupBy: {},
  });
});

test("without a recipient, the account is the caller's", () => {
  const [detection] = detect(
    rules,
    { ...createUser, userIdentity: { accountId: "444455556666" } },
    { file: "f", index: 0 },
  );
  expect(detection?.account).toBe("444455556666");
});

const realRules = join(process.cwd(), "../shared/data/sigma-aws");
const realEvents = join(process.cwd(), "../shared/data/cloudtrail-events");
const absent = !existsSync(realRules) || !existsSync(realEvents);
describe.skipIf(absent)("SigmaHQ's rules on real events (skipped where ../shared/data is absent)", () => {
  test("the index loses nothing that asking every rule finds", () => {
    const sigma: readonly Rule[] = yamlFiles().flatMap((name) => {
      return parseRules(readFileSync(join(realRules, name), "utf8"), name).rules;
    });
    expect(sigma).toHaveLength(57);
    const matchers = sigma.map((rule) => ({ rule, matches: compileMatcher(rule.condition) }));
    const judge = judgeOf(sigma);
    let found = 0;
    for (const [index, event] of events().entries()) {
      const expected = matchers.filter(({ matches }) => matches(event)).map(({ rule }) => rule.id);
      const met: string[] = [];
      judge.see(event, {
        rule: ({ id }) => met.push(id),
        feed: () => expect.unreachable(`Event ${index} fed nobody.`),
      });
      expect(met).toEqual(expected);
      found += met.length;
    }
    expect(found).toBeGreaterThan(100);
  });
});

function judgeOf(rules: readonly Rule[]): Judge {
  return createJudge({ rules, feeds: [], derivedReads: new Map(), layout: { pairLow: 0, fields: 2 } });
}

function detect(rules: readonly Rule[], event: CloudTrailEvent, origin: EventOrigin): readonly Detection[] {
  const detections: Detection[] = [];
  judgeOf(rules).see(event, {
    rule: (rule) => detections.push(toDetection(rule, event, origin)),
    feed: () => expect.unreachable("There are no feeds."),
  });
  return detections;
}

function yamlFiles(): readonly string[] {
  return readdirSync(realRules).filter((name) => name.endsWith(".yml"));
}

function events(): readonly CloudTrailEvent[] {
  return readdirSync(realEvents)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => {
      const file = JSON.parse(readFileSync(join(realEvents, name), "utf8")) as { readonly Records: CloudTrailEvent[] };
      return file.Records;
    });
}
