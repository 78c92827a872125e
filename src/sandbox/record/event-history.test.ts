import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../world/memory-store.ts";
import type { Store } from "../world/table.ts";
import { attributesOf, type LookupAttribute } from "./event-attributes.ts";
import { eventCount, eventRegions, lookUp, noteEvent, readEvents } from "./event-history.ts";

const place = { account: "111122223333", region: "us-east-1" };
const always = { from: 0, to: 10_000, limit: 50 };

function note(store: Store, time: number, event: object = {}, isData = false): void {
  const whole = {
    eventID: `id-${time}`,
    eventName: "GetUser",
    eventSource: "iam.amazonaws.com",
    readOnly: true,
    ...event,
  };
  const recorded = { time, trails: ["arn:aws:cloudtrail:us-east-1:111122223333:trail/a"], text: JSON.stringify(whole) };
  noteEvent(store, "events", place, recorded, attributesOf(whole, isData));
}

function ids(texts: readonly string[]): readonly string[] {
  return texts.map((text) => JSON.parse(text).eventID);
}

describe("the history of an account and region", () => {
  it("is read as it was written, by number", () => {
    const store = createMemoryStore();
    note(store, 5, { odd: ',"e":{"k":1}' });
    note(store, 6);
    expect(eventCount(store, "events", place)).toBe(2);
    const [first] = readEvents(store, "events", place, 0, 1);
    expect(first).toMatchObject({ time: 5, trails: ["arn:aws:cloudtrail:us-east-1:111122223333:trail/a"] });
    expect(JSON.parse(first?.text ?? "")).toMatchObject({ eventID: "id-5", odd: ',"e":{"k":1}' });
    expect(eventRegions(store, place.account)).toEqual(["us-east-1"]);
  });

  it("is found newest first, in pages that later events do not shift", () => {
    const store = createMemoryStore();
    for (let time = 1; time <= 5; time += 1) note(store, time);
    const first = lookUp(store, "events", place, { ...always, limit: 2 });
    expect(ids(first.texts)).toEqual(["id-5", "id-4"]);
    note(store, 6);
    const { next = 0 } = first;
    const second = lookUp(store, "events", place, { ...always, limit: 2, after: next });
    expect(ids(second.texts)).toEqual(["id-3", "id-2"]);
    const last = lookUp(store, "events", place, { ...always, limit: 2, after: second.next ?? 0 });
    expect(ids(last.texts)).toEqual(["id-1"]);
    expect(last.next).toBeUndefined();
  });

  it("is in order of time also where a seed wrote what was before", () => {
    const store = createMemoryStore();
    for (const time of [50, 60, 10, 20, 70]) note(store, time);
    expect(ids(lookUp(store, "events", place, always).texts)).toEqual(["id-70", "id-60", "id-50", "id-20", "id-10"]);
    note(store, 55);
    const found = lookUp(store, "events", place, { ...always, from: 20, to: 60 });
    expect(ids(found.texts)).toEqual(["id-60", "id-55", "id-50", "id-20"]);
  });

  it("has no data events for LookupEvents", () => {
    const store = createMemoryStore();
    note(store, 1);
    note(store, 2, { eventName: "GetObject" }, true);
    expect(ids(lookUp(store, "events", place, always).texts)).toEqual(["id-1"]);
    expect(eventCount(store, "events", place)).toBe(2);
  });

  it("forgets what was taken back", () => {
    const store = createMemoryStore();
    note(store, 1);
    store.commit();
    note(store, 2);
    expect(ids(lookUp(store, "events", place, always).texts)).toEqual(["id-2", "id-1"]);
    store.rollback();
    expect(ids(lookUp(store, "events", place, always).texts)).toEqual(["id-1"]);
    note(store, 3);
    expect(ids(lookUp(store, "events", place, always).texts)).toEqual(["id-3", "id-1"]);
  });

  const event = {
    eventName: "AttachUserPolicy",
    eventID: "the-id",
    readOnly: false,
    userIdentity: { type: "IAMUser", userName: "alice", accessKeyId: "AKIASANDBOX000000000" },
    requestParameters: { userName: "bob", policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
  };
  it.each<[LookupAttribute, string, boolean]>([
    ["EventId", "the-id", true],
    ["EventId", "the-ID", false],
    ["EventName", "AttachUserPolicy", true],
    ["EventName", "attachuserpolicy", false],
    ["EventSource", "iam.amazonaws.com", true],
    ["ReadOnly", "false", true],
    ["ReadOnly", "true", false],
    ["Username", "alice", true],
    ["Username", "bob", false],
    ["AccessKeyId", "AKIASANDBOX000000000", true],
    ["ResourceName", "bob", true],
    ["ResourceName", "arn:aws:iam::aws:policy/AdministratorAccess", true],
    ["ResourceName", "alice", false],
    ["ResourceType", "AWS::IAM::User", true],
    ["ResourceType", "AWS::IAM::Role", false],
  ])("is found by %s %s: %s", (key, value, isFound) => {
    const store = createMemoryStore();
    note(store, 1, event);
    const { texts } = lookUp(store, "events", place, { ...always, attribute: { key, value } });
    expect(texts).toHaveLength(isFound ? 1 : 0);
  });

  it("is found as by going through everything, whatever the order of times", () => {
    const names = fc.constantFrom("GetUser", "CreateUser", "DeleteUser");
    const events = fc.array(fc.record({ time: fc.integer({ min: 0, max: 40 }), name: names }), { maxLength: 60 });
    const range = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }));
    fc.assert(
      fc.property(events, range, names, fc.integer({ min: 1, max: 7 }), (all, [from, to], name, limit) => {
        const store = createMemoryStore();
        for (const [index, { time, name: eventName }] of all.entries())
          note(store, time, { eventName, eventID: `${index}` });
        const query = { from, to, limit, attribute: { key: "EventName", value: name } } as const;
        const found: string[] = [];
        let page = lookUp(store, "events", place, query);
        found.push(...ids(page.texts));
        while (page.next !== undefined) {
          page = lookUp(store, "events", place, { ...query, after: page.next });
          found.push(...ids(page.texts));
        }
        const wanted = all
          .map((one, index) => ({ ...one, index }))
          .filter((one) => one.name === name && one.time >= from && one.time <= to)
          .sort((a, b) => b.time - a.time || b.index - a.index);
        expect(found).toEqual(wanted.map(({ index }) => `${index}`));
      }),
      { numRuns: 100 },
    );
  });
});
