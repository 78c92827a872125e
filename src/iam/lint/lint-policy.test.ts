import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { awsManagedPolicies } from "../data/aws-managed-policies.ts";
import { type LintOptions, lintPolicy } from "./lint-policy.ts";
import { codes, messages, policy } from "./policies.fixture.ts";

/** `SEVERITY CODE LINE:COLUMN` of every message. */
function lint(text: string, options: LintOptions = {}): readonly string[] {
  return lintPolicy(text, options).map(({ severity, code, line, column }) => `${severity} ${code} ${line}:${column}`);
}

describe("sound documents", () => {
  test.each([
    ["a plain one", policy()],
    [
      "one statement without a list",
      '{"Version":"2012-10-17","Statement":{"Effect":"Deny","NotAction":"iam:*","Resource":"*"}}',
    ],
    ["all actions", policy({ Action: "*", Resource: "*" })],
    ["variables", policy({ Resource: "arn:aws:s3:::logs/${aws:username}/*" })],
    ["a condition", policy({ Condition: { IpAddress: { "aws:SourceIp": ["192.0.2.0/24", "2001:db8::/32"] } } })],
    [
      "a tag",
      policy({
        Action: "ec2:StartInstances",
        Resource: "*",
        Condition: { StringEquals: { "aws:ResourceTag/team": "${aws:PrincipalTag/team}" } },
      }),
    ],
    ["case", policy({ Action: "S3:getobject", Condition: { stringlike: { "AWS:PrincipalArn": "arn:aws:iam::*" } } })],
    [
      "buckets and objects",
      policy({ Action: ["s3:ListBucket", "s3:GetObject"], Resource: ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"] }),
    ],
    [
      "a wide resource of an action without resources",
      policy({ Action: "s3:ListAllMyBuckets", Resource: "arn:aws:s3:::*" }),
    ],
    [
      "a document of AWS",
      policy({ Action: "ssm:SendCommand", Resource: "arn:aws:ssm:*::document/AWS-RunShellScript" }),
    ],
  ])("%s gives no message", (_, text) => {
    expect(lintPolicy(text)).toEqual([]);
  });

  test.each(
    [...awsManagedPolicies].flatMap(([name, known]) =>
      known.kind === "document" ? [[name, known.json] as const] : [],
    ),
  )("%s, as AWS manages it, has no error", (_, json) => {
    expect(lintPolicy(JSON.stringify(json, null, 2)).filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test("a trust policy", () => {
    const trust = {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
        {
          Effect: "Allow",
          Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: { StringLike: { "token.actions.githubusercontent.com:sub": "repo:org/name:*" } },
        },
      ],
    };
    expect(lintPolicy(JSON.stringify(trust), { use: "trust" })).toEqual([]);
  });
});

describe("places", () => {
  const text = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "one",
      "Effect": "allow",
      "Action": [
        "s3:GetObject",
        "s3:GetObjekt"
      ],
      "Resource": "logs"
    },
    { "Sid": "one", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*", "Extra": 1 }
  ]
}`;

  test("line and column are those of the value that is meant, in order", () => {
    expect(lint(text)).toEqual([
      "error effect.unknown 6:17",
      "warning action.unknown 9:9",
      "error resource.form 11:19",
      "error sid.duplicate 13:14",
      "error element.unknown 13:83",
    ]);
  });

  test("the number of the statement is told", () => {
    expect(lintPolicy(text).map(({ statement }) => statement)).toEqual([1, 1, 1, 2, 2]);
    expect(lintPolicy("{}").map(({ statement }) => statement)).toEqual([undefined, undefined]);
  });

  test("windows line ends count once, and mistakes of JSON have a place", () => {
    expect(lint('{\r\n  "Version": "2012-10-17",\r\n}')).toEqual(["error json.syntax 2:26"]);
    expect(lint("")).toEqual(["error json.syntax 1:1"]);
  });
});

describe("the document", () => {
  test.each([
    ["[]", "json.wrong-type"],
    ['"*"', "json.wrong-type"],
    ['{"Version":"2012-10-17","Statement":7}', "json.wrong-type"],
    ['{"Version":"2012-10-17"}', "element.missing"],
    ['{"Version":"2012-10-17","Statement":[]}', "element.empty"],
    ['{"Version":"2020-01-01","Statement":[]}', "version.unknown"],
    ['{"Version":20121017,"Statement":[]}', "version.unknown"],
    ['{"Statement":[]}', "version.missing"],
    ['{"Version":"2012-10-17","Statement":[],"__proto__":1}', "element.unknown"],
    ['{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}', "json.duplicate-name"],
    ['{"Version":"2012-10-17","Statement":[],"Id":{}}', "json.wrong-type"],
  ])("%s: %s", (text, code) => {
    expect(codes(text)).toContain(code);
  });

  test("a name that is nearly right is named", () => {
    expect(messages('{"Version":"2012-10-17","Statment":[]}')).toContain("Did you mean Statement?");
    expect(messages(policy({ Resources: "*" }))).toContain("Did you mean Resource?");
    expect(messages(policy({ Effect: "Alow" }))).toContain("Did you mean Allow?");
  });

  test.each([
    ["managed", 6144],
    ["user-inline", 2048],
    ["group-inline", 5120],
    ["role-inline", 10_240],
  ] as const)("%s: at most %i characters without white space", (place, limit) => {
    const sized = (length: number): string => {
      const empty = policy({ Resource: "arn:aws:s3:::logs/*" });
      return empty.replace("logs/*", `logs/${"k".repeat(length - empty.length + 1)}`).replaceAll(",", ",\n   ");
    };
    expect(sized(limit).replace(/\s/g, "")).toHaveLength(limit);
    expect(lint(sized(limit), { place })).toEqual([]);
    expect(lint(sized(limit + 1), { place })).toEqual(["error document.too-long 1:1"]);
    expect(lint(sized(limit + 1))).toEqual([]);
  });
});

describe("hostile documents", () => {
  test("end quickly, and say what was not looked at", () => {
    const many = (make: (index: number) => string): readonly string[] =>
      Array.from({ length: 4000 }, (_, index) => make(index));
    const documents = [
      "[".repeat(150_000),
      policy({ Action: many((index) => `s${"*a".repeat(8)}${index}:*`) }),
      policy({ Action: many((index) => `*${index}*`), Resource: many((index) => `arn:aws:*?*?*?*${index}`) }),
      policy({ Action: many((index) => `ec2:DescribeInstanc${index}`) }),
      policy({ Action: "ec2:*", Resource: many((index) => `arn:aws:ec2:*:*:*${index}*/*`) }),
      policy({ Condition: Object.fromEntries(many((index) => `StringEquals${index}`).map((name) => [name, {}])) }),
      `{"Version":"2012-10-17","Statement":[${"{},".repeat(40_000)}{}]}`,
    ];
    for (const text of documents) {
      // What is looked at is bounded: else this takes hours, and the test's own limit ends it.
      const found = lintPolicy(text);
      expect(found.length).toBeGreaterThan(0);
      expect(found.length).toBeLessThanOrEqual(501);
    }
    expect(codes(documents[2] ?? "")).toContain("document.unchecked");
    expect(codes("x".repeat(200_001))).toEqual(["document.too-long"]);
  }, 60_000);

  test("what is quoted in a message has no control characters and an end", () => {
    const text = policy({ Action: `s3:\u001b[31m\u202e${"x".repeat(5000)}` });
    for (const { message } of lintPolicy(text)) {
      expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(message.length).toBeLessThan(500);
    }
  });

  test("any text at all gives messages with places inside it, and the same ones again", () => {
    const base = policy({ Condition: { StringLike: { "aws:username": ["a*", "b"] } }, Sid: "one" });
    const edited = fc.array(fc.tuple(fc.nat(base.length), fc.nat(9), fc.string({ maxLength: 4 })), { maxLength: 4 });
    fc.assert(
      fc.property(edited, (edits) => {
        let text = base;
        for (const [at, cut, piece] of edits) text = text.slice(0, at) + piece + text.slice(at + cut);
        const found = lintPolicy(text);
        const lines = text.split("\n");
        for (const { line, column } of found) {
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? "").length + 1);
        }
        expect(lintPolicy(text)).toEqual(found);
      }),
      { seed: 20261121, numRuns: 500 },
    );
  });
});
