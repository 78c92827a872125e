import type { Detection } from "../model/index.ts";
import { account, people, user } from "./report-findings.fixture.ts";

/** A detection that is like those of a real log. For tests only. */
export function sampleDetection(overrides: Partial<Detection> = {}): Detection {
  return {
    schemaVersion: 1,
    kind: "detection",
    rule: {
      id: "8a2f0e5c-1d1b-4f59-9a3e-5d0f64f1b201",
      title: "MFA device deactivated",
      level: "high",
      tags: ["attack.persistence", "attack.t1556.006"],
    },
    time: "2026-11-20T20:02:11Z",
    account,
    region: "us-east-1",
    principal: { type: "IAMUser", arn: user("admin-user").arn, stableArn: user("admin-user").arn },
    sourceIp: "198.51.100.7",
    events: [
      {
        eventId: "6f1e2c1a-0000-4000-8000-0000000000aa",
        eventName: "DeactivateMFADevice",
        eventSource: "iam.amazonaws.com",
        eventTime: "2026-11-20T20:02:11Z",
        file: "logs/111122223333_CloudTrail_us-east-1_20261120T2005Z_c3d4.json.gz",
        index: 12,
      },
    ],
    match: { eventName: "DeactivateMFADevice", "requestParameters.userName": "analyst-user" },
    groupBy: {},
    ...overrides,
  };
}

/** Forty-one of six rules over thirty days. */
export function sampleDetections(): readonly Detection[] {
  const next = random(3);
  const kinds = [
    ["Root user signed in", "critical", ["attack.initial-access", "attack.t1078.004"], "ConsoleLogin", 1],
    [
      "CloudTrail trail stopped or deleted",
      "critical",
      ["attack.defense-evasion", "attack.t1562.008"],
      "StopLogging",
      2,
    ],
    ["MFA device deactivated", "high", ["attack.persistence", "attack.t1556.006"], "DeactivateMFADevice", 3],
    [
      "Several failed sign-ins, then a success",
      "high",
      ["attack.credential-access", "attack.t1110"],
      "ConsoleLogin",
      2,
    ],
    ["Access key made for another user", "medium", ["attack.persistence", "attack.t1098.001"], "CreateAccessKey", 9],
    ["Discovery calls denied in a burst", "low", ["attack.discovery", "attack.t1087.004"], "ListUsers", 24],
  ] as const;
  return kinds
    .flatMap(([title, level, tags, eventName, count], kind) =>
      Array.from({ length: count }, (_, at) => {
        const when = new Date(Date.parse("2026-10-22T00:00:00Z") + (0.35 + next() * 0.65) * 30 * 86_400_000);
        const time = when.toISOString().replace(/\.\d+Z$/, "Z");
        const isSession = kind === 5;
        const eventId = `00000000-0000-4000-8000-${String(kind * 100 + at).padStart(12, "0")}`;
        return sampleDetection({
          rule: { id: `8a2f0e5c-1d1b-4f59-9a3e-00000000000${kind}`, title, level, tags },
          time,
          principal: isSession
            ? {
                type: "AssumedRole",
                arn: `arn:aws:sts::${account}:assumed-role/ci-deploy/build-${at}`,
                stableArn: `arn:aws:iam::${account}:role/ci-deploy`,
              }
            : kind === 0
              ? { type: "Root", arn: `arn:aws:iam::${account}:root`, stableArn: `arn:aws:iam::${account}:root` }
              : {
                  type: "IAMUser",
                  arn: user(people[at % 5] ?? "ana").arn,
                  stableArn: user(people[at % 5] ?? "ana").arn,
                },
          sourceIp: `203.0.113.${Math.floor(next() * 12)}`,
          events: Array.from({ length: kind === 3 ? 6 : 1 }, (_, index) => ({
            eventId: index === 0 ? eventId : `${eventId.slice(0, -1)}${index}`,
            eventName,
            eventSource: kind === 1 ? "cloudtrail.amazonaws.com" : "iam.amazonaws.com",
            eventTime: time,
            file: "logs/111122223333_CloudTrail_us-east-1_20261120T2005Z_c3d4.json.gz",
            index: at * 10 + index,
          })),
          match: { eventName, ...(isSession && { errorCode: "AccessDenied" }) },
          ...(kind === 3 && { groupBy: { "userIdentity.arn": user("analyst-user").arn } }),
        });
      }),
    )
    .toSorted((a, b) => (a.time < b.time ? -1 : 1));
}

/** A linear congruential generator: chance that is the same at each run. From 0 to 1. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}
