import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileGlob, globMatches } from "../glob.ts";
import { fillArnFormat, matchArnFormat } from "./arn-format.ts";
import { actionCatalogue } from "./catalogue.ts";
import { patternMeetsFormat } from "./pattern-meets-format.ts";

const formats = actionCatalogue().services.flatMap(({ resourceTypes }) =>
  resourceTypes.flatMap(({ arnFormats }) => arnFormats),
);
const seed = { seed: 20261121, numRuns: 300 };

/** `s3:::${BucketName}` is short for the format with `arn:${Partition}:` before it. */
const full = (short: string): string => `arn:$\{Partition}:${short}`;

describe("an ARN and a format", () => {
  test.each([
    ["s3:::${BucketName}", "arn:aws:s3:::logs", "BucketName=logs"],
    [
      "s3:::${BucketName}/${ObjectName}",
      "arn:aws:s3:::logs/2026/11/a:b.json",
      "BucketName=logs ObjectName=2026/11/a:b.json",
    ],
    [
      "iam::${Account}:role/${RoleNameWithPath}",
      "arn:aws:iam::111122223333:role/ci/deploy",
      "RoleNameWithPath=ci/deploy",
    ],
    [
      "logs:${Region}:${Account}:log-group:${LogGroupName}",
      "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/f",
      "LogGroupName=/aws/lambda/f",
    ],
    [
      "logs:${Region}:${Account}:log-group:${LogGroupName}",
      "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/f:*",
      "LogGroupName=/aws/lambda/f:*",
    ],
    [
      "secretsmanager:${Region}:${Account}:secret:${SecretId}",
      "arn:aws:secretsmanager:us-east-1:111122223333:secret:app/db-AbCdEf",
      "SecretId=app/db-AbCdEf",
    ],
    ["kms:${Region}:${Account}:alias/${Alias}", "arn:aws:kms:us-east-1:111122223333:alias/aws/s3", "Alias=aws/s3"],
    [
      "ssm:${Region}:${Account}:parameter/${ParameterNameWithoutLeadingSlash}",
      "arn:aws:ssm:us-east-1:111122223333:parameter/app/db/user",
      "ParameterNameWithoutLeadingSlash=app/db/user",
    ],
    [
      "ecr:${Region}:${Account}:repository/${RepositoryName}",
      "arn:aws-cn:ecr:cn-north-1:111122223333:repository/team/app",
      "RepositoryName=team/app",
    ],
    [
      "rds:${Region}:${Account}:snapshot:${SnapshotName}",
      "arn:aws:rds:us-east-1:111122223333:snapshot:rds:db-2026-11-21",
      "SnapshotName=rds:db-2026-11-21",
    ],
    [
      "bedrock:${Region}::foundation-model/${ResourceId}",
      "arn:aws:bedrock:us-east-1::foundation-model/vendor.model-v2:1",
      "ResourceId=vendor.model-v2:1",
    ],
    [
      "lambda:${Region}:${Account}:function:${FunctionName}:${Alias}",
      "arn:aws:lambda:us-east-1:111122223333:function:f:live",
      "FunctionName=f Alias=live",
    ],
  ])("%s fits %s", (format, arn, values) => {
    const found = matchArnFormat(full(format), arn);
    const own = [...(found ?? [])].filter(([name]) => !["Partition", "Region", "Account"].includes(name));
    expect(own.map((pair) => pair.join("=")).join(" ")).toBe(values);
  });

  test.each([
    ["s3:::${BucketName}", "arn:aws:s3:::logs/key"],
    ["s3:::${BucketName}/${ObjectName}", "arn:aws:s3:::logs"],
    ["s3:::${BucketName}/${ObjectName}", "arn:aws:s3:::logs/"],
    ["dynamodb:${Region}:${Account}:table/${TableName}", "arn:aws:dynamodb:us-east-1:111122223333:table/t/index/i"],
    ["lambda:${Region}:${Account}:function:${FunctionName}", "arn:aws:lambda:us-east-1:111122223333:function:f:live"],
    ["sns:${Region}:${Account}:${TopicName}", "arn:aws:sns:us-east-1:111122223333:topic:7c2a"],
    ["sqs:${Region}:${Account}:${QueueName}", "arn:aws:sns:us-east-1:111122223333:queue"],
    ["s3:::${BucketName}", "arn:aws:s3:::"],
    ["s3:::${BucketName}", ""],
    ["s3:::${BucketName}", `arn:aws:s3:::${"b".repeat(1_000_000)}`],
  ])("%s does not fit %s", (format, arn) => {
    expect(matchArnFormat(full(format), arn)).toBeUndefined();
  });

  test("an ARN that a format was filled to fits it, with the same values", () => {
    const value = fc.stringMatching(/^[a-z0-9-]{1,12}$/);
    fc.assert(
      fc.property(fc.constantFrom(...formats), fc.array(value, { minLength: 12, maxLength: 12 }), (format, texts) => {
        const names = [...new Set([...format.matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1] ?? ""))];
        const values = new Map(names.map((name, index) => [name, texts[index] ?? "x"]));
        const arn = fillArnFormat(format, values);
        expect(arn).toBeDefined();
        expect(arn).not.toContain("${");
        const found = matchArnFormat(format, arn ?? "");
        // Two variables side by side may share their text in another way.
        if (!/\}\$\{|\}-\$\{/.test(format)) expect(found).toEqual(values);
        else expect(found).toBeDefined();
      }),
      seed,
    );
  });

  test("a value that is missing is said", () => {
    expect(fillArnFormat("arn:${Partition}:s3:::${BucketName}", new Map([["Partition", "aws"]]))).toBeUndefined();
    expect(fillArnFormat("arn:${constructor}", new Map())).toBeUndefined();
  });

  test("hostile ARNs take no time", () => {
    const before = process.cpuUsage();
    for (const format of formats) matchArnFormat(format, `arn:aws:logs:a:b:log-group:${":/".repeat(2000)}`);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(5000);
  });
});

describe("a pattern and a format", () => {
  const meets = (pattern: string, format: string): boolean =>
    patternMeetsFormat(compileGlob(pattern).tokens, full(format));

  test.each([
    ["*", "s3:::${BucketName}", true],
    ["arn:aws:s3:::logs", "s3:::${BucketName}", true],
    ["arn:aws:s3:::logs/*", "s3:::${BucketName}", false],
    ["arn:aws:s3:::logs*", "s3:::${BucketName}/${ObjectName}", true],
    ["arn:aws:s3:::logs", "s3:::${BucketName}/${ObjectName}", false],
    ["arn:aws:s3:::*", "s3:::${BucketName}/${ObjectName}", true],
    ["arn:*", "s3:::${BucketName}", true],
    ["arn:aws:s3:*:*:logs", "s3:::${BucketName}", true],
    ["arn:aws:ec2:*:111122223333:instance/*", "ec2:${Region}:${Account}:instance/${InstanceId}", true],
    ["arn:aws:ec2:*:111122223333:volume/*", "ec2:${Region}:${Account}:instance/${InstanceId}", false],
    ["arn:aws:ec2:*:*:*", "ec2:${Region}:${Account}:instance/${InstanceId}", true],
    ["arn:aws:iam::111122223333:role/", "iam::${Account}:role/${RoleNameWithPath}", false],
    ["arn:aws:iam::111122223333:role/?*", "iam::${Account}:role/${RoleNameWithPath}", true],
    ["", "s3:::${BucketName}", false],
  ])("%s and %s: %s", (pattern, format, expected) => {
    expect(meets(pattern, format)).toBe(expected);
  });

  test("a pattern made of an ARN of the format meets it, and one that meets it has an ARN", () => {
    const edit = fc.tuple(fc.nat(60), fc.nat(6), fc.constantFrom("*", "?", "", "z"));
    fc.assert(
      fc.property(fc.constantFrom(...formats), fc.array(edit, { maxLength: 4 }), (format, edits) => {
        const names = [...format.matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1] ?? "");
        const arn = fillArnFormat(format, new Map(names.map((name) => [name, "abc"]))) ?? "";
        let pattern = arn;
        for (const [at, length, text] of edits) {
          const start = at % (pattern.length + 1);
          pattern = pattern.slice(0, start) + text + pattern.slice(start + length);
        }
        const glob = compileGlob(pattern);
        if (globMatches(glob, arn)) expect(patternMeetsFormat(glob.tokens, format)).toBe(true);
        if (glob.shape === "literal") {
          expect(patternMeetsFormat(glob.tokens, format)).toBe(matchArnFormat(format, pattern) !== undefined);
        }
      }),
      { ...seed, numRuns: 1500 },
    );
  });
});
