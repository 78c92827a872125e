import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { actionCatalogue } from "../../iam/index.ts";
import { type CloudTrailEvent, isJsonObject, type Json, type JsonObject, ownValue } from "../../model/index.ts";
import { createActivityCounter, createRowCounter } from "./activity-counter.ts";
import { eventFields } from "./event-fields.ts";
import { createUseMemory } from "./use-memory.ts";

const catalogue = actionCatalogue();
const layout = { time: 0, idStart: 1, idEnd: 2, pairLow: 3 };
const rowWords = 3 + 2 + 2 * eventFields.length;

const identities: readonly JsonObject[] = [
  { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/ana", principalId: "AIDAEXAMPLE00001", userName: "ana" },
  {
    type: "AssumedRole",
    arn: "arn:aws:sts::111122223333:assumed-role/worker/one",
    principalId: "AROAEXAMPLE00001:one",
    sessionContext: {
      attributes: { mfaAuthenticated: "true", creationDate: "2026-11-01T00:00:00Z" },
      sessionIssuer: { arn: "arn:aws:iam::111122223333:role/worker", principalId: "AROAEXAMPLE00001" },
    },
  },
  { type: "AWSService", invokedBy: "ec2.amazonaws.com" },
];

const events: fc.Arbitrary<JsonObject> = fc
  .record({
    userIdentity: fc.constantFrom(...identities),
    call: fc.constantFrom(
      ["s3.amazonaws.com", "GetObject"],
      ["s3.amazonaws.com", "CopyObject"],
      ["iam.amazonaws.com", "AttachUserPolicy"],
      ["ec2.amazonaws.com", "RunInstances"],
      ["nothing.amazonaws.com", "DoIt"],
    ),
    bucket: fc.constantFrom("a-bucket", "b-bucket", "c-bucket"),
    errorCode: fc.constantFrom(null, "AccessDenied", "ThrottlingException"),
    sourceIPAddress: fc.constantFrom("192.0.2.1", "198.51.100.7", "ec2.amazonaws.com"),
    managementEvent: fc.boolean(),
    second: fc.integer({ min: 0, max: 59 }),
    id: fc.integer({ min: 0, max: 30 }),
  })
  .map(({ userIdentity, call: [eventSource = "", eventName = ""], bucket, second, id, ...rest }) => ({
    ...rest,
    userIdentity,
    eventSource,
    eventName,
    eventTime: `2026-11-21T10:00:${String(second).padStart(2, "0")}Z`,
    awsRegion: "us-east-1",
    recipientAccountId: "111122223333",
    requestParameters: {
      bucketName: bucket,
      key: "k",
      userName: "ana",
      policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
      roleArn: "arn:aws:iam::111122223333:role/passed",
    },
    ...(id > 0 && { eventID: `00000000-0000-4000-a000-${String(id).padStart(12, "0")}` }),
  }));

describe("events that are not parsed count as those that are", () => {
  test.each([
    { name: "all apart", limits: {} },
    { name: "with too many resources and contexts to keep apart", limits: { maxResources: 1, maxContexts: 1 } },
    { name: "with too many unmapped calls to keep apart", limits: { maxUnmapped: 0 } },
  ])("$name", ({ limits }) => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 60 }), (list) => {
        const plain = createActivityCounter({ catalogue, ...limits });
        const byRows = createRowCounter({ catalogue, ...limits }, layout);
        const rowOf = rowMaker();
        for (const [index, event] of list.entries()) {
          plain.see(event);
          const { words, bytes } = rowOf(event);
          // Files mix both: what a row cannot say is parsed.
          if (index % 7 === 3) byRows.see(event);
          else byRows.seeRow(words, 0, bytes, () => event);
        }
        expect(byRows.take()).toEqual(plain.take());
      }),
      { numRuns: 60 },
    );
  });

  test("equal ones are parsed once", () => {
    const counter = createRowCounter({ catalogue }, layout);
    const [event] = fc.sample(events, { numRuns: 1, seed: 1 });
    const rowOf = rowMaker();
    let parsed = 0;
    for (let id = 1; id <= 100; id += 1) {
      const one = { ...event, eventSource: "s3.amazonaws.com", eventName: "GetObject", eventID: `id-${id}` };
      const { words, bytes } = rowOf(one);
      counter.seeRow(words, 0, bytes, () => {
        parsed += 1;
        return one;
      });
    }
    expect([parsed, counter.take().coverage.events]).toEqual([1, 100]);
  });
});

test("counting reads nothing of an event but the fields that tell events apart", () => {
  const own = ["eventID", "eventName", "eventSource", "eventTime"];
  const told = [...own, ...eventFields.map((path) => path.join("."))];
  const read = new Set<string>();
  const counter = createActivityCounter({ catalogue });
  for (const event of fc.sample(events, { numRuns: 300, seed: 7 }))
    counter.see(watched(event, "", read) as CloudTrailEvent);
  const leaves = [...read].filter((path) => ![...read].some((other) => other.startsWith(`${path}.`)));
  expect(leaves.length).toBeGreaterThan(15);
  // The objects around a field, where they are not there, are read as if they were empty.
  const objects = [
    "userIdentity",
    "userIdentity.sessionContext",
    "userIdentity.sessionContext.attributes",
    "tlsDetails",
  ];
  const untold = leaves.filter(
    (path) => !objects.includes(path) && !told.some((field) => path === field || path.startsWith(`${field}.`)),
  );
  expect(untold).toEqual([]);
});

test("a memory forgets what does not count any more, and begins anew when it is full", () => {
  const memory = createUseMemory({ time: 0, idStart: 0, idEnd: 0, pairLow: 0 }, 0, 2);
  const row = (number: number): Uint32Array => Uint32Array.of(number, number * 3);
  const kept = { tally: { count: 0, first: "", last: "", example: "" }, isKept: true };
  const use = { identity: { a: 1, b: 2 }, tallies: [kept] };
  for (const number of [1, 2]) {
    expect(memory.find(row(number), 0)).toBeUndefined();
    memory.keep(use);
  }
  expect(memory.find(row(1), 0)).toBe(use);
  kept.isKept = false;
  expect(memory.find(row(1), 0)).toBeUndefined();
  kept.isKept = true;
  memory.find(row(3), 0);
  memory.keep(use);
  expect([1, 2, 3].map((number) => memory.find(row(number), 0) === use)).toEqual([false, false, true]);
});

/** Rows as the scanner makes them, in the plainest way: the hash of a text is its number in order of appearance. */
function rowMaker(): (event: JsonObject) => { readonly words: Uint32Array; readonly bytes: Buffer } {
  const numbers = new Map<string, number>();
  return (event) => {
    const words = new Uint32Array(rowWords);
    const bytes = Buffer.from(String(ownValue(event, "eventID") ?? ""));
    words.set([Date.parse(String(event["eventTime"])) / 1000, 0, bytes.length]);
    const pair: Json = [event["eventSource"] ?? null, event["eventName"] ?? null];
    for (const [at, value] of [pair, ...eventFields.map((path) => valueAt(event, path))].entries()) {
      if (value === undefined) continue;
      const text = JSON.stringify(value);
      const number = numbers.get(text) ?? numbers.size + 1;
      numbers.set(text, number);
      words.set([number, number * 7], layout.pairLow + 2 * at);
    }
    return { words, bytes };
  };
}

function valueAt(value: Json, [step, ...rest]: readonly string[]): Json | undefined {
  if (step === undefined || !isJsonObject(value)) return value;
  const next = ownValue(value, step);
  return next === undefined ? undefined : valueAt(next, rest);
}

/** Notes each property that is asked for, whether it is there or not. */
function watched(value: JsonObject, path: string, read: Set<string>): JsonObject {
  const note = (key: string | symbol): string => {
    const inner = path === "" ? String(key) : `${path}.${String(key)}`;
    read.add(inner);
    return inner;
  };
  return new Proxy(value, {
    get(target, key) {
      const inner = note(key);
      const found = typeof key === "string" ? ownValue(target, key) : undefined;
      return isJsonObject(found) ? watched(found, inner, read) : found;
    },
    getOwnPropertyDescriptor(target, key) {
      note(key);
      return Reflect.getOwnPropertyDescriptor(target, key);
    },
  });
}
