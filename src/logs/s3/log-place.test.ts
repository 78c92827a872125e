import { describe, expect, test } from "vitest";
import { dayPath, daysBetween, folderLevel, wantedDays, wantedKeys } from "./log-place.ts";

const at = (time: string): number => Date.parse(time);
const file = (day: string, time: string, region = "us-east-1"): string =>
  `AWSLogs/111122223333/CloudTrail/${region}/${day}/111122223333_CloudTrail_${region}_${time}_Abcdefgh12345678.json.gz`;

test.each([
  ["", "above"],
  ["trails/", "above"],
  ["AWSLogs-old/", "above"],
  ["AWSLogs/", "accounts"],
  ["trails/AWSLogs/", "accounts"],
  ["AWSLogs/o-a1b2c3d4e5/", "accounts"],
  ["AWSLogs/111122223333/", "kinds"],
  ["AWSLogs/o-a1b2c3d4e5/111122223333/", "kinds"],
  ["AWSLogs/111122223333/CloudTrail/", "regions"],
  ["AWSLogs/111122223333/CloudTrail-Insight/", "regions"],
  ["AWSLogs/111122223333/CloudTrail/us-east-1/", "days"],
  ["AWSLogs/111122223333/CloudTrail/us-east-1/2026/", "below"],
  ["AWSLogs/111122223333/CloudTrail-Digest/", "below"],
  ["AWSLogs/111122223333/Config/", "below"],
  ["AWSLogs/1111/", "below"],
])("%j lies at the level %s", (folder, level) => {
  expect(folderLevel(folder)).toBe(level);
});

describe("a window", () => {
  const isWanted = wantedKeys({ fromMs: at("2026-11-20T00:00:00Z"), toMs: at("2026-11-21T00:00:00Z") });

  test.each([
    ["delivered in it", file("2026/11/20", "20261120T1205Z"), true],
    ["whose name is a few minutes older, as clocks differ", file("2026/11/19", "20261119T2355Z"), true],
    ["delivered long before: events are never younger than their file", file("2026/11/19", "20261119T1200Z"), false],
    ["delivered hours late", file("2026/11/21", "20261121T1800Z"), true],
    ["delivered more than a day later", file("2026/11/22", "20261122T0100Z"), false],
    ["of another day's folder", file("2026/11/10", "20261120T1205Z"), false],
    ["that tells no time", "exported/events.json.gz", true],
    ["in a folder that is no day", "AWSLogs/111122223333/CloudTrail/us-east-1/2026/99/99/x.json.gz", true],
  ])("a file %s", (_name, key, wanted) => {
    expect(isWanted(key)).toBe(wanted);
  });

  test("has the days that such files lie in", () => {
    expect(wantedDays({ fromMs: at("2026-11-20T00:00:00Z"), toMs: at("2026-11-21T00:00:00Z") })).toEqual({
      first: "2026/11/19",
      last: "2026/11/22",
    });
    expect(wantedDays({})).toEqual({ first: undefined, last: undefined });
  });
});

test("accounts and regions are told by the path alone", () => {
  const isWanted = wantedKeys({ regions: ["eu-west-1"], accounts: ["444455556666"] });
  expect(isWanted(file("2026/11/20", "20261120T1205Z", "eu-west-1"))).toBe(false);
  expect(isWanted(file("2026/11/20", "20261120T1205Z").replaceAll("111122223333", "444455556666"))).toBe(false);
  expect(isWanted(file("2026/11/20", "20261120T1205Z", "eu-west-1").replaceAll("111122223333", "444455556666"))).toBe(
    true,
  );
  expect(isWanted("exported/eu-north-1.json")).toBe(true);
});

test("days are counted over the ends of months and years, and of leap years", () => {
  expect(daysBetween("2027/12/30", "2028/01/02")).toEqual(["2027/12/30", "2027/12/31", "2028/01/01", "2028/01/02"]);
  expect(daysBetween("2028/02/28", "2028/03/01")).toEqual(["2028/02/28", "2028/02/29", "2028/03/01"]);
  expect(daysBetween("2026/11/22", "2026/11/21")).toEqual([]);
  expect(daysBetween("backup/xx", "2026/11/21")).toEqual([]);
  expect(dayPath(Number.POSITIVE_INFINITY)).toBe("9999/12/31");
  expect(dayPath(-1)).toBe("1970/01/01");
});
