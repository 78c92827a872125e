import { describe, expect, test } from "vitest";
import { actionCatalogue, allActions, expandActions, parsePolicy } from "../../iam/index.ts";
import type { Json } from "../../model/index.ts";
import { cutPolicy } from "./cut-policy.ts";
import { allow, deny, document } from "./plan.fixture.ts";

const catalogue = actionCatalogue();

/** The document without these actions, all else staying. */
function without(
  before: Json,
  gone: readonly string[],
  more: { allowNotAction?: boolean; compact?: boolean } = {},
): Json | null {
  const keep = allActions(catalogue).difference(expandActions(gone, catalogue).actions);
  return cutPolicy(before, parsePolicy(before), { keep, allowNotAction: false, compact: false, ...more }).after;
}

const sqsWithoutPurge = expandActions(["sqs:*"], catalogue)
  .actions.names()
  .filter((name) => name !== "sqs:PurgeQueue");

describe("forms of statements", () => {
  test.each<readonly [string, Json, Json]>([
    ["36: a single text becomes a list of names", allow("sqs:*"), allow(sqsWithoutPurge)],
    [
      "36: a list keeps its order",
      allow(["sts:*", "sqs:*", "s3:GetObject"]),
      allow(["sts:*", ...sqsWithoutPurge, "s3:GetObject"]),
    ],
    [
      "37: case does not matter, and stays as written",
      allow(["SQS:purgequeue", "sqs:SENDmessage"]),
      allow(["sqs:SENDmessage"]),
    ],
    ["38: ? is one character", allow(["sqs:P?rgeQueue", "sqs:?endMessage"]), allow(["sqs:?endMessage"])],
    [
      "35: NotResource stays",
      { Effect: "Allow", Action: ["sqs:PurgeQueue", "sqs:SendMessage"], NotResource: "arn:aws:sqs:*:*:x" },
      { Effect: "Allow", Action: ["sqs:SendMessage"], NotResource: "arn:aws:sqs:*:*:x" },
    ],
    ["45: an unknown action stays", allow(["sqs:PurgeQueue", "sqs:Teleport"]), allow(["sqs:Teleport"])],
    [
      "46: a wildcard that matches nothing stays",
      allow(["sqs:PurgeQueue", "nosuchservice:*"]),
      allow(["nosuchservice:*"]),
    ],
    [
      "a pattern of which all stays is as written, and its names are not listed again",
      allow(["sqs:*", "sqs:Send*"]),
      allow([...sqsWithoutPurge.filter((name) => !name.startsWith("sqs:Send")), "sqs:Send*"]),
    ],
  ])("%s", (_, before, after) => {
    expect(without(document(before), ["sqs:PurgeQueue"])).toEqual(document(after));
  });

  test("36: a statement that is no list stays none", () => {
    const before = { Version: "2012-10-17", Statement: allow(["sqs:PurgeQueue", "sqs:SendMessage"]) };
    expect(without(before, ["sqs:PurgeQueue"])).toEqual({
      Version: "2012-10-17",
      Statement: allow(["sqs:SendMessage"]),
    });
  });

  test("a text of which one action stays is a text", () => {
    expect(without(document(allow("sqs:Get*")), ["sqs:GetQueueUrl"])).toEqual(
      document(allow("sqs:GetQueueAttributes")),
    );
  });

  test("41: Sid, Resource and Condition stay, in their order and bytes", () => {
    const statement = {
      Condition: { StringEqualsIfExists: { "aws:PrincipalTag/Team": ["a", "b"] } },
      Sid: "Queues",
      Resource: ["arn:aws:sqs:*:*:x", "arn:aws:sqs:*:*:y"],
      Action: ["sqs:PurgeQueue", "sqs:SendMessage"],
      Effect: "Allow",
    };
    const after = { ...statement, Action: ["sqs:SendMessage"] };
    expect(JSON.stringify(without(document(statement), ["sqs:PurgeQueue"]))).toBe(JSON.stringify(document(after)));
  });

  test("42: of two statements with one Sid only the one that has it loses the action", () => {
    const [a, b] = [allow(["sqs:PurgeQueue", "sts:*"], { Sid: "Same" }), allow("s3:*", { Sid: "Same" })];
    expect(without(document(a, b), ["sqs:PurgeQueue"])).toEqual(document(allow(["sts:*"], { Sid: "Same" }), b));
  });

  test("39: a document without or with the old Version keeps it, and its variables stay plain text", () => {
    for (const version of [{}, { Version: "2008-10-17" }]) {
      const before = {
        ...version,
        Id: "x",
        Statement: [allow(["sqs:PurgeQueue", "s3:GetObject"], { Resource: "arn:aws:s3:::${aws:username}/*" })],
      };
      const after = {
        ...version,
        Id: "x",
        Statement: [allow(["s3:GetObject"], { Resource: "arn:aws:s3:::${aws:username}/*" })],
      };
      expect(without(before, ["sqs:PurgeQueue"])).toEqual(after);
    }
  });
});

describe("what is left alone", () => {
  test("40: Deny stays whole, also for actions that go", () => {
    const before = document(allow(["sqs:PurgeQueue", "sqs:SendMessage"]), deny("sqs:PurgeQueue"), deny("sqs:*"));
    expect(without(before, ["sqs:PurgeQueue"])).toEqual(
      document(allow(["sqs:SendMessage"]), deny("sqs:PurgeQueue"), deny("sqs:*")),
    );
  });

  test("a document of which nothing goes is the very same", () => {
    const before = document(allow("s3:*"), allow("*"));
    expect(without(before, [])).toBe(before);
  });

  test("48: statements without actions are dropped, and a document without statements is null", () => {
    expect(without(document(allow("sqs:PurgeQueue"), allow("s3:*")), ["sqs:PurgeQueue"])).toEqual(
      document(allow("s3:*")),
    );
    expect(without(document(allow("sqs:PurgeQueue")), ["sqs:PurgeQueue"])).toBeNull();
    expect(without(document(allow("sqs:PurgeQueue"), deny("s3:*")), ["sqs:PurgeQueue"])).toEqual(
      document(deny("s3:*")),
    );
  });

  test("34: NotAction stays without consent; with it the statement lists what stays", () => {
    const statement = { Effect: "Allow", NotAction: ["iam:*", "sts:*"], Resource: "*" };
    expect(without(document(statement), ["sqs:*"])).toEqual(document(statement));
    const after = without(document(statement), ["sqs:*"], { allowNotAction: true });
    const list = (((after as { Statement: readonly Json[] }).Statement[0] ?? {}) as { Action: readonly string[] })
      .Action;
    const expected = catalogue.actions.map(({ name }) => name).filter((name) => !/^(iam|sts|sqs):/.test(name));
    expect(list).toEqual(expected);
    expect(Object.keys((after as { Statement: readonly object[] }).Statement[0] ?? {})).toEqual([
      "Effect",
      "Action",
      "Resource",
    ]);
  });

  test("members named like those of every object are members like others", () => {
    const before = JSON.parse(
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sqs:PurgeQueue","s3:*"],"Resource":"*","Condition":{"StringEquals":{"__proto__":"a","constructor":"b"}}}]}',
    );
    expect(JSON.stringify(without(before, ["sqs:PurgeQueue"]))).toBe(
      JSON.stringify(before).replace('"sqs:PurgeQueue",', ""),
    );
  });
});

describe("47: lists with wildcards, when size demands them", () => {
  test("stand for exactly what stays", () => {
    const before = document(allow(["ec2:*", "s3:Get*"]));
    const after = without(before, ["ec2:RunInstances"], { compact: true });
    const [statement] = parsePolicy(after).statements;
    const left = expandActions(statement?.action.patterns ?? [], catalogue).actions;
    expect(
      left.equals(
        expandActions(["ec2:*", "s3:Get*"], catalogue).actions.difference(
          expandActions(["ec2:RunInstances"], catalogue).actions,
        ),
      ),
    ).toBe(true);
    expect(JSON.stringify(after).length).toBeLessThan(JSON.stringify(without(before, ["ec2:RunInstances"])).length / 3);
  });

  test("never reach beyond the patterns that were there, not even for actions of tomorrow", () => {
    const after = without(
      document(allow(["s3:Get*", "s3:PutObject", "s3:PutObjectAcl", "s3:PutObjectTagging"])),
      ["s3:GetObject", "s3:PutObjectAcl"],
      { compact: true },
    );
    const patterns = parsePolicy(after).statements[0]?.action.patterns ?? [];
    expect(patterns.filter((pattern) => pattern.includes("*")).every((pattern) => pattern.startsWith("s3:Get"))).toBe(
      true,
    );
    expect(patterns).toContain("s3:PutObject");
  });
});
