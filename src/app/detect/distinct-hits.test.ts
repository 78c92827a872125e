import { expect, test } from "vitest";
import { distinctDetections } from "./distinct-hits.ts";
import type { Hit } from "./scan-file.ts";

test("of one id, a text counts once, and what was looked at again by what it says", () => {
  const hits = [hit(0, 7), hit(1, 7), hit(2, 8), hit(3, 9)];
  expect(indexesOf(hits, () => undefined)).toEqual([0, 2, 3]);
  // Two texts that say the same.
  expect(indexesOf(hits, ({ index }) => ["a", undefined, "b", "a"][index])).toEqual([0, 2]);
});

test("texts that share a checksum by chance, as some of hundreds of thousands do, are told apart when they were looked at", () => {
  const hits = [hit(0, 7), hit(1, 7), hit(2, 7)];
  expect(indexesOf(hits, ({ index }) => ["a", "b", "a"][index])).toEqual([0, 1]);
});

function indexesOf(
  hits: readonly Hit[],
  contentOf: Parameters<typeof distinctDetections>[1],
): readonly (number | undefined)[] {
  return distinctDetections(hits, contentOf).map(({ events }) => events[0]?.index);
}

function hit(index: number, checksum: number): Hit {
  const time = "2026-11-21T20:02:11Z";
  return {
    detection: {
      schemaVersion: 1,
      kind: "detection",
      rule: { id: "r", title: "R", level: "low", tags: [] },
      time,
      account: "111122223333",
      region: "us-east-1",
      principal: { type: "IAMUser" },
      sourceIp: "198.51.100.7",
      events: [{ eventId: "one", eventName: "n", eventSource: "s", eventTime: time, file: "f", index }],
      match: {},
      groupBy: {},
    },
    file: 0,
    checksum,
    ms: Date.parse(time),
  };
}
