import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { countActivity } from "./count-activity.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-count-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

for (const logs of [
  "samples/aerosecure/cloudtrail/AWSLogs/111122223333/CloudTrail/eu-central-1",
  "../shared/data/cloudtrail-events",
]) {
  describe.skipIf(!existsSync(logs))(`${logs} (skipped where it is absent)`, () => {
    test("counts the same whether every event is parsed or only those that differ", async () => {
      const counted = await countActivity([logs]);
      expect(counted.activity.coverage.events).toBeGreaterThan(100);
      expect(counted).toEqual(await countActivity([logs], { plain: true }));
    });
  });
}

test("copies, other times, other forms and broken events count the same, too", async () => {
  const event = (id: number, more: object = {}): object => ({
    eventVersion: "1.11",
    userIdentity: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/ana", principalId: "AIDAEXAMPLE00001" },
    eventTime: `2026-11-21T10:00:${String(id % 60).padStart(2, "0")}Z`,
    eventSource: "s3.amazonaws.com",
    eventName: "ListBuckets",
    awsRegion: "us-east-1",
    eventID: `00000000-0000-4000-a000-${String(id).padStart(12, "0")}`,
    eventType: "AwsApiCall",
    recipientAccountId: "111122223333",
    ...more,
  });
  const all = [
    ...Array.from({ length: 20 }, (_, id) => event(id)),
    ...Array.from({ length: 5 }, (_, id) => event(id)),
    event(7, { eventTime: "2026-11-22T10:00:00Z" }),
    event(8, { awsRegion: "eu-central-1" }),
    event(30, { eventTime: "2001-01-01T00:00:00Z" }),
    event(31, { eventTime: "2026-11-21T12:00:00.500Z" }),
    event(32, { eventTime: 12 }),
    event(33, { userIdentity: "ana" }),
    event(34, { userIdentity: {} }),
    event(35, { eventID: null }),
    event(36, { eventID: "\u00e9" }),
    event(37, { errorCode: "AccessDenied" }),
    event(38, { ["__proto__"]: { type: "Root" } }),
  ];
  writeFileSync(join(folder, "a.json.gz"), gzipSync(JSON.stringify({ Records: all })));
  writeFileSync(join(folder, "b.json"), JSON.stringify({ Records: all.slice(0, 12) }, null, 2));
  const counted = await countActivity([folder]);
  expect(counted).toEqual(await countActivity([folder], { plain: true }));
  // 5 copies in the first file, all 12 of the second.
  expect(counted.activity.coverage).toMatchObject({ duplicates: 17, from: "2026-11-21T10:00:00Z" });
  expect(counted.activity.principals).toHaveLength(1);
});
