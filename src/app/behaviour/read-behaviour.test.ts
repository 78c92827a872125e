import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { Behaviour } from "../../model/index.ts";
import { readBehaviour } from "./read-behaviour.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-behaviour-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("readBehaviour", () => {
  test("gives the same whether or not each record is parsed, and whatever the order of files, for any records", async () => {
    const files = fc.array(fc.array(record(), { maxLength: 12 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(files, async (given) => {
        const paths = given.map((records, at) => written(`${at}.json.gz`, records));
        const parsed = await readBehaviour(paths, { plain: true });
        expect(text(await readBehaviour(paths))).toBe(text(parsed));
        expect(text(await readBehaviour(paths.toReversed()))).toBe(text(parsed));
        expect(text(await readBehaviour(paths, { threads: 2 }))).toBe(text(parsed));
      }),
      { seed: 20260101, numRuns: 50 },
    );
  });

  test("gives the same in several threads of files that are broken, empty, cut, or hold the same events", async () => {
    const many = Array.from({ length: 5_000 }, (_, n) =>
      asText(usual({ eventID: `id-${n % 4_000}`, userAgent: `a/${n % 4_000}` })),
    );
    const whole = written("large.json.gz", many);
    const packed = readFileSync(whole);
    const others: readonly (readonly [name: string, bytes: string | Uint8Array])[] = [
      ["copy.json.gz", packed],
      ["cut.json.gz", packed.subarray(0, packed.length - 2000)],
      ["none.json", ""],
      ["no-records.json", "{}"],
      ["no-json.json", '{"Records":[{"eventName":'],
      ["wide.json", `{"Records":[${asText(usual({ eventID: "\ud800 \u2713", userAgent: "\u2713" }))}]}`],
      [
        "odd.json",
        `{"Records":[${asText(usual({ eventID: "odd", requestParameters: JSON.parse('{"__proto__":"x"}'), eventSource: "iam.amazonaws.com", readOnly: false }))}]}`,
      ],
    ];
    const paths = others.map(([name, bytes]) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    });
    const all = [...paths, whole, join(folder, "not-there.json")];
    const one = await readBehaviour(all, { threads: 1 });
    expect(one.behaviour.coverage).toMatchObject({ events: 4_002, broken: 5 });
    expect(one.problems.length).toBeGreaterThan(3);
    for (const threads of [2, 3]) expect(text(await readBehaviour(all, { threads }))).toBe(text(one));
    expect(text(await readBehaviour(all, { plain: true }))).toBe(text(one));
  });

  test("a field with the same text says the same, and with another text something else", async () => {
    const events = [
      usual({ eventID: "1" }),
      usual({ eventID: "2" }),
      usual({ eventID: "3", errorCode: "AccessDenied" }),
      usual({ eventID: "4", errorMessage: "AccessDenied" }),
      usual({ eventID: "5", userIdentity: { ...ana, arn: `${ana.arn}bel` } }),
      usual({ eventID: "1" }),
    ];
    const { behaviour } = await readBehaviour([written("same.json.gz", events.map(asText))]);
    expect(behaviour.coverage).toMatchObject({ events: 5, duplicates: 1 });
    expect([...behaviour.identities].map(([arn, { count }]) => [arn, count])).toEqual([
      [ana.arn, 4],
      [`${ana.arn}bel`, 1],
    ]);
    expect(behaviour.identities.get(ana.arn)?.recent.map(({ eventId, outcome }) => [eventId, outcome])).toEqual([
      ["4", "failed"],
      ["3", "denied"],
      ["2", "done"],
      ["1", "done"],
    ]);
  });

  test("events without an id are no copies of each other", async () => {
    for (const eventID of ["", undefined, null, 7]) {
      const events = [usual({ eventID }), usual({ eventID })].map(asText);
      const path = written("no-id.json.gz", events);
      for (const plain of [true, false]) {
        const { behaviour } = await readBehaviour([path], { plain });
        expect(behaviour.coverage).toMatchObject({ events: 2, duplicates: 0 });
      }
    }
  });

  test("who hears of events as well hears of each one, copies too", async () => {
    const heard: unknown[] = [];
    const path = written("heard.json.gz", [usual({}), usual({}), usual({ eventID: "2" })].map(asText));
    await readBehaviour([path], { also: (event) => heard.push(event["eventID"]) });
    expect(heard).toEqual(["1", "1", "2"]);
  });
});

const ana = {
  type: "IAMUser",
  arn: "arn:aws:iam::111122223333:user/ana",
  accountId: "111122223333",
  accessKeyId: "AKIAEXAMPLE000000001",
  userName: "ana",
};

function usual(more: object): object {
  return {
    eventTime: "2026-11-01T08:00:00Z",
    eventSource: "s3.amazonaws.com",
    eventName: "ListBuckets",
    awsRegion: "us-east-1",
    sourceIPAddress: "198.51.100.7",
    userAgent: "aws-cli/2.17.9",
    readOnly: true,
    recipientAccountId: "111122223333",
    eventID: "1",
    userIdentity: ana,
    ...more,
  };
}

/** Texts of records: whole ones of which some fields are others, few enough that they come again, and odd ones. */
function record(): fc.Arbitrary<string> {
  const odd = fc.constantFrom<unknown>(null, undefined, 7, true, "", "é\n", ["x"], {}, "x".repeat(300));
  const oneOf = (...values: unknown[]): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: odd });
  const keyId = "ASIAEXAMPLE000000001";
  const session = {
    type: "AssumedRole",
    arn: "arn:aws:sts::111122223333:assumed-role/deploy/one",
    accessKeyId: keyId,
    sessionContext: { attributes: { mfaAuthenticated: "true" } },
  };
  const call = fc.constantFrom(
    { eventSource: "s3.amazonaws.com", eventName: "ListBuckets" },
    { eventSource: "iam.amazonaws.com", eventName: "CreateAccessKey", readOnly: false },
    { eventSource: "sts.amazonaws.com", eventName: "AssumeRole" },
    { eventSource: "signin.amazonaws.com", eventName: "ConsoleLogin" },
    { eventSource: "lambda.amazonaws.com", eventName: "CreateFunction20150331v2" },
  );
  const fields = fc.record(
    {
      eventTime: oneOf("2026-11-01T08:00:00Z", "2026-11-02T08:00:00Z", "2012-01-01T00:00:00Z", "2026-02-30T08:00:00Z"),
      eventID: oneOf("1", "2", "3", "3b0d4b3c-0c6e-4c4e-9d1f-0a1b2c3d4e5f"),
      eventName: oneOf("PutObject"),
      userIdentity: oneOf(ana, session, { ...session, arn: undefined }, { type: "AWSService", invokedBy: "ec2" }),
      errorCode: oneOf("AccessDenied", "Client.UnauthorizedOperation", "NoSuchBucket"),
      errorMessage: oneOf("No", "ana is not authorized to perform: s3:ListBuckets"),
      sourceIPAddress: oneOf("198.51.100.7", "203.0.113.9", "ec2.amazonaws.com", "10.0.0.1"),
      awsRegion: oneOf("us-east-1", "eu-central-1"),
      userAgent: oneOf("aws-cli/2.17.9", "Boto3/1.34.131"),
      readOnly: oneOf(true, false, "true", "false"),
      recipientAccountId: oneOf("111122223333", "444455556666"),
      requestParameters: oneOf({ roleArn: "arn:aws:iam::111122223333:role/deploy", userName: "ana" }),
      responseElements: oneOf(
        { credentials: { accessKeyId: keyId } },
        { ConsoleLogin: "Success" },
        { accessKey: { accessKeyId: "AKIAEXAMPLE000000002" } },
      ),
      additionalEventData: oneOf({ MFAUsed: "Yes" }),
    },
    { requiredKeys: [] },
  );
  const whole = fc.tuple(call, fields).map(([called, more]) => asText(usual({ ...called, ...more })));
  return fc.oneof(
    { weight: 9, arbitrary: whole },
    { weight: 1, arbitrary: fc.constantFrom("null", "{}", "[1]", '{"eventName":"a","eventName":"b"}', "{") },
  );
}

function asText(event: object): string {
  return JSON.stringify(event);
}

function written(name: string, records: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, gzipSync(`{"Records":[${records.join(",")}]}`));
  return path;
}

function text(read: { readonly behaviour: Behaviour }): string {
  return JSON.stringify(read, (_key, value: unknown) => (value instanceof Map ? [...value] : value));
}
