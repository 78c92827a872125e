import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { Detection } from "../../model/index.ts";
import { combineRules, parseRules } from "../../sigma/index.ts";
import { detectEvents } from "./detect-events.ts";

const directory = mkdtempSync(join(tmpdir(), "trailproof-conflicts-"));
afterAll(() => rmSync(directory, { recursive: true }));

const head = (title: string, id: number): string =>
  `title: ${title}\nid: 11111111-1111-4111-8111-00000000000${id}\nlevel: high\nlogsource: { product: aws, service: cloudtrail }\n`;
const correlation = "correlation:\n  rules: [made]\n  group-by: [userIdentity.userName]\n  timespan: 10m\n";
const rules = combineRules([
  parseRules(
    [
      `${head("made", 1)}name: made\ndetection: { s: { eventName: CreateUser }, condition: s }\n`,
      `${head("three", 2)}${correlation}  type: event_count\n  condition: { gte: 3 }\n`,
      `${head("at most two", 3)}${correlation}  type: event_count\n  condition: { lte: 2 }\n`,
      `${head("two names", 4)}${correlation}  type: value_count\n  condition: { field: requestParameters.userName, gte: 2 }\n`,
      `${head("new name", 5)}baseline:\n  type: first_seen\n  s: { eventName: CreateUser }\n  condition: s\n  group-by: [userIdentity.userName]\n  field: [requestParameters.userName]\n  learning: 0d\n`,
    ].join("---\n"),
    "rules.yml",
  ),
]);

/** What a record says, apart from its id. */
interface Said {
  readonly minute: number;
  readonly name: string;
}

describe("of two events with one id, rules over time see both", () => {
  test("of rules that are valid", () => expect(rules.problems).toEqual([]));

  const made = (found: readonly Detection[]) => found.map(({ rule }) => rule.title).sort();

  test("at the same instant as well, and copies of either once", async () => {
    const [ana, eve] = [record("id-1", { minute: 0, name: "ana" }), record("id-1", { minute: 0, name: "eve" })];
    const found = await detect([[ana], [reversed(ana), eve], [reversed(eve), eve, ana, reversed(ana)]]);
    expect(found.stats).toMatchObject({ events: 2, duplicates: 5 });
    expect(found.problems.map(({ code }) => code)).toEqual(["input.conflict"]);
    expect(made(found.detections)).toEqual(["at most two", "new name", "two names"]);
    const [both] = found.detections.filter(({ rule }) => rule.title === "two names");
    expect(both?.events).toMatchObject([
      { eventId: "id-1", index: 0 },
      { eventId: "id-1", index: 1 },
    ]);
  });

  test("a copy with keys in another order is none", async () => {
    const ana = record("id-1", { minute: 0, name: "ana" });
    const found = await detect([[ana], [reversed(ana)], [reversed(ana), ana]]);
    expect(found.problems).toEqual([]);
    expect(made(found.detections)).toEqual(["at most two"]);
  });

  test("as they would see events with ids of their own, whatever copies there are", async () => {
    let conflicts = 0;
    const said = fc.record({ minute: fc.nat(60), name: fc.constantFrom("ana", "ben", "eve") });
    const copies = fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(2), said), { minLength: 3, maxLength: 12 }),
        copies,
        fc.nat(12),
        async (pairs, again, cut) => {
          // A combination of id and content is one event.
          const events = [...new Map(pairs.map((pair) => [JSON.stringify(pair), pair])).values()];
          const records = (idOf: (at: number, id: number) => string) => {
            const own = events.map(([id, what], at) => record(idOf(at, id), what));
            const more = again.map(([which, turned]) => {
              const one = own[which % own.length] ?? {};
              return turned ? reversed(one) : one;
            });
            return [own.slice(0, cut), [...own.slice(cut), ...more]];
          };
          const shared = await detect(records((_, id) => `id-${id}`));
          const apart = await detect(records((at) => `own-${at}`));
          conflicts += shared.problems.length;
          const brief = (found: readonly Detection[]) =>
            found.map(({ rule, time, match }) => JSON.stringify([rule.title, time, match])).sort();
          expect(brief(shared.detections)).toEqual(brief(apart.detections));
          expect(shared.stats.events).toBe(apart.stats.events);
        },
      ),
      { seed: 20_260_101, numRuns: 30 },
    );
    expect(conflicts).toBeGreaterThan(50);
  });

  test("also when a later run goes on", async () => {
    const state = join(directory, "state");
    const say = (minute: number, name: string) => record("id-1", { minute, name });
    const first = await detect([[say(0, "ana"), say(0, "eve")]], state);
    expect(made(first.detections)).not.toContain("three");
    first.saveState?.();
    const second = await detect([[record("id-2", { minute: 5, name: "ana" })]], state);
    const [three] = second.detections.filter(({ rule }) => rule.title === "three");
    expect(three?.events.map(({ eventId }) => eventId)).toEqual(["id-1", "id-1", "id-2"]);
  });
});

function record(eventID: string, { minute, name }: Said): object {
  return {
    eventVersion: "1.08",
    userIdentity: { type: "IAMUser", accountId: "111122223333", userName: "admin" },
    eventTime: new Date(Date.UTC(2026, 0, 1, 10, minute)).toISOString().replace(".000", ""),
    eventSource: "iam.amazonaws.com",
    eventName: "CreateUser",
    awsRegion: "us-east-1",
    eventID,
    requestParameters: { userName: name },
    recipientAccountId: "111122223333",
  };
}

function reversed(one: object): object {
  return Object.fromEntries(Object.entries(one).reverse());
}

let runs = 0;
async function detect(files: readonly (readonly object[])[], stateFile?: string): ReturnType<typeof detectEvents> {
  runs += 1;
  const paths = files.map((Records, at) => {
    const path = join(directory, `${runs}-${at}.json`);
    writeFileSync(path, JSON.stringify({ Records }));
    return path;
  });
  return detectEvents({ paths, rules, workers: 1, learns: false, ...(stateFile !== undefined && { stateFile }) });
}
