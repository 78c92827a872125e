import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { parseRules } from "../../sigma/index.ts";
import { loadRules } from "../rules/load-rules.ts";
import { detectEvents } from "./detect-events.ts";
import { createScanMerge } from "./merge-scans.ts";
import { type ScanPart, scanFile } from "./scan-file.ts";
import { createScanTools } from "./scan-tools.ts";

const directory = mkdtempSync(join(tmpdir(), "trailproof-detect-"));
afterAll(() => rmSync(directory, { recursive: true }));

const rules = parseRules(
  `
title: users
id: 11111111-1111-4111-8111-111111111111
level: high
logsource: { product: aws, service: cloudtrail }
detection: { s: { eventName: CreateUser }, condition: s }
---
title: everything
id: 22222222-2222-4222-8222-222222222222
level: low
logsource: { product: aws, service: cloudtrail }
detection: { s: { eventSource: iam.amazonaws.com }, condition: s }
`,
  "rules.yml",
);

const create = {
  eventVersion: "1.08",
  eventTime: "2026-01-01T10:00:00Z",
  eventSource: "iam.amazonaws.com",
  eventName: "CreateUser",
  eventID: "id-1",
  requestParameters: { userName: "ana" },
};
const list = {
  ...create,
  eventTime: "2026-01-01T09:00:00Z",
  eventName: "ListUsers",
  eventID: "id-2",
  errorCode: "AccessDenied",
};

describe("copies of events", () => {
  const sameInOtherOrder = Object.fromEntries(Object.entries(create).reverse());
  const conflicting = { ...create, requestParameters: { userName: "eve" } };
  const lookedUp = { Events: [{ EventId: "id-1", CloudTrailEvent: JSON.stringify(create) }] };

  test.each([
    [
      "the same bytes",
      [{ Records: [create, list] }, { Records: [create] }],
      { events: 2, duplicates: 1, detections: 3 },
      0,
    ],
    [
      "keys in another order",
      [{ Records: [create] }, { Records: [sameInOtherOrder] }],
      { events: 1, duplicates: 1, detections: 2 },
      0,
    ],
    [
      "once delivered, once looked up",
      [{ Records: [create] }, lookedUp],
      { events: 1, duplicates: 1, detections: 2 },
      0,
    ],
    [
      "other content under the same id",
      [{ Records: [create] }, { Records: [conflicting] }],
      { events: 2, duplicates: 0, detections: 4 },
      1,
    ],
    [
      "copies of both sides of a conflict",
      [{ Records: [create, conflicting] }, { Records: [sameInOtherOrder, conflicting, create] }],
      { events: 2, duplicates: 3, detections: 4 },
      1,
    ],
    [
      "events without id are no copies",
      [
        {
          Records: [
            { ...create, eventID: "" },
            { ...create, eventID: "" },
          ],
        },
      ],
      { events: 2, duplicates: 0, detections: 4 },
      0,
    ],
  ])("%s", async (_name, files, stats, conflicts) => {
    const found = await detect(files);
    expect(found.stats).toMatchObject({ ...stats, records: stats.events + stats.duplicates, problems: conflicts });
    expect(found.problems.map(({ code }) => code)).toEqual(Array.from({ length: conflicts }, () => "input.conflict"));
    expect(found.detections).toHaveLength(stats.detections);
  });

  test("the first in the order of the files stays", async () => {
    const { detections } = await detect([{ Records: [list, create] }, { Records: [create] }]);
    const [place] = detections.filter(({ rule }) => rule.title === "users").map(({ events }) => events[0]);
    expect(place).toMatchObject({ index: 1, file: expect.stringMatching(/0\.json$/) });
  });

  test("a conflict names both places", async () => {
    const { problems } = await detect([{ Records: [create] }, { Records: [list, conflicting] }]);
    expect(problems[0]?.location).toMatchObject({ file: expect.stringMatching(/1\.json$/), record: 1 });
    expect(problems[0]?.message).toMatch(/id-1 is also that of record 0 of .*0\.json/);
  });
});

describe("a run", () => {
  test("the order is by time, then id, then rule, and all numbers are there", async () => {
    const found = await detect([{ Records: [create, list] }, "broken"], { rulesRejected: 3 });
    expect(found.detections.map(({ rule, events }) => [events[0]?.eventId, rule.title])).toEqual([
      ["id-2", "everything"],
      ["id-1", "users"],
      ["id-1", "everything"],
    ]);
    expect(Object.keys(found.stats)).toEqual([
      "kind",
      "files",
      "bytesRead",
      "bytesUnpacked",
      "records",
      "events",
      "duplicates",
      "problems",
      "rulesLoaded",
      "rulesRejected",
      "detections",
      "evictedGroups",
      "seconds",
      "peakRssBytes",
    ]);
    expect(found.stats).toMatchObject({ files: 2, problems: 1, rulesLoaded: 2, rulesRejected: 3, evictedGroups: 0 });
    expect(found.stats.peakRssBytes).toBeGreaterThan(10_000_000);
    expect(found).toMatchObject({ firstEvent: "2026-01-01T09:00:00Z", lastEvent: "2026-01-01T10:00:00Z" });
    expect(found.activity).toEqual([
      { start: "2026-01-01T09:00:00Z", hours: 1, events: 1, errors: 1, detections: {} },
      { start: "2026-01-01T10:00:00Z", hours: 1, events: 1, errors: 0, detections: { high: 1 } },
    ]);
    expect(found.sources).toMatchObject({ withRecords: 1, digests: 0, skipped: 0, outside: 0 });
  });

  test("milder rules are not asked", async () => {
    const { detections } = await detect([{ Records: [create, list] }], { minLevel: "high" });
    expect(detections.map(({ rule }) => rule.title)).toEqual(["users"]);
  });

  test("events outside the time are counted, and those without a time are kept", async () => {
    const untimed = { ...create, eventTime: "?", eventID: "id-3" };
    const found = await detect([{ Records: [create, list, untimed] }], { fromMs: Date.parse("2026-01-01T10:00:00Z") });
    expect(found.detections.map(({ events }) => events[0]?.eventId)).toEqual(["id-1", "id-1", "id-3", "id-3"]);
    expect(found.sources.outside).toBe(1);
  });

  test("standard input, with progress", async () => {
    async function* stdin(): AsyncGenerator<Uint8Array> {
      yield gzipSync(JSON.stringify({ Records: [create] }));
    }
    const seen: unknown[] = [];
    const found = await detectEvents({
      paths: ["-"],
      rules,
      stdin: stdin(),
      onProgress: (progress) => seen.push(progress),
    });
    expect(found.detections).toHaveLength(2);
    expect(seen).toEqual([{ files: 1, filesDone: 1, bytesRead: found.stats.bytesRead }]);
  });

  test("nothing to read is no error here", async () => {
    const found = await detectEvents({ paths: [join(directory, "absent")], rules });
    expect(found).toMatchObject({ detections: [], stats: { files: 0, problems: 1 }, activity: [] });
  });
});

test("the merge gives the same whatever the order in which the parts of files arrive", async () => {
  const files = Array.from({ length: 6 }, (_, at) => {
    return write(`merge-${at}.json`, { Records: [create, { ...list, eventID: `x-${at % 3}`, extra: at % 2 }] });
  });
  const parts: ScanPart[][] = await Promise.all(files.map((file, position) => scan(file, position)));
  const inOrder = merged(parts.flat());
  expect(inOrder).toMatchObject({ unique: 4, duplicates: 5, suspects: 3 });
  fc.assert(
    fc.property(fc.shuffledSubarray([...parts.keys()], { minLength: 6 }), (order) => {
      expect(merged(order.flatMap((file) => parts[file] ?? []))).toEqual(inOrder);
    }),
    { seed: 20260101 },
  );

  async function scan(file: string, position: number): Promise<ScanPart[]> {
    const handed: ScanPart[] = [];
    const times = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
    const settings = { seed: 1, ...times, geoipPaths: [], plain: false };
    await scanFile(file, position, createScanTools(rules, [], 1).tools, settings, (part) => handed.push(part));
    return handed;
  }

  function merged(arriving: readonly ScanPart[]): unknown {
    const merge = createScanMerge(() => {});
    for (const part of arriving) merge.add(part);
    expect(merge.waiting).toBe(0);
    const { unique, duplicates, suspects, hits, ends } = merge.result();
    return { unique, duplicates, suspects: suspects.length, hits, ends };
  }
});

const realEvents = join(process.cwd(), "../shared/data/cloudtrail-events");
const realRules = join(process.cwd(), "../shared/data/sigma-aws");
const absent = !existsSync(realEvents) || !existsSync(realRules);
describe.skipIf(absent)("real files and SigmaHQ's rules (skipped where ../shared/data is absent)", () => {
  test("2,900 records, and the same detections in any order of the files", async () => {
    const loaded = loadRules([realRules], { builtin: false });
    expect(loaded).toMatchObject({ rejected: 0, problems: [], unusablePaths: [] });
    expect(loaded.rules).toHaveLength(57);
    const found = await detectEvents({ paths: [realEvents], rules: loaded });
    expect(found.stats).toMatchObject({ files: 55, records: 2900, events: 2900, duplicates: 0, problems: 0 });
    const files = readdirSync(realEvents).filter((name) => name.endsWith(".json"));
    const reversed = files.toReversed().map((name) => join(realEvents, name));
    const again = await detectEvents({ paths: [...reversed, realEvents], rules: loaded });
    expect(again.stats.files).toBe(55);
    expect(again.detections).toEqual(found.detections);
  });
});

type Overrides = Partial<Parameters<typeof detectEvents>[0]>;

let runs = 0;
function detect(files: readonly unknown[], overrides: Overrides = {}): ReturnType<typeof detectEvents> {
  runs += 1;
  const paths = files.map((content, index) => write(`${runs}-${index}.json`, content));
  return detectEvents({ paths, rules, ...overrides });
}

function write(name: string, content: unknown): string {
  const path = join(directory, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}
