import { describe, expect, test } from "vitest";
import { type Gap, Problem, type SourceName, snapshotSources } from "../model/index.ts";
import { assembleSnapshot } from "./assemble.ts";
import { type SnapshotPart, type SnapshotParts, savedParsers } from "./parts.ts";
import type { Parsed } from "./saved/reading.ts";

const now = new Date("2026-01-10T00:00:00Z");
const header = "user,arn,mfa_active";
const report = `${header}\n<root_account>,arn:aws:iam::111122223333:root,true\nana,arn:aws:iam::111122223333:user/ana,true`;
const trailArn = (name: string, account = "111122223333"): string =>
  `arn:aws:cloudtrail:us-east-1:${account}:trail/${name}`;
const trail = (name: string, bucket = "logs", more: object = {}): object => ({
  Name: name,
  TrailARN: trailArn(name),
  S3BucketName: bucket,
  IsMultiRegionTrail: true,
  ...more,
});
const trails = (...list: object[]): string => JSON.stringify({ trailList: list });
const status = (isLogging: boolean): string => JSON.stringify({ IsLogging: isLogging });
const lastAccessed = (entity?: string, more: object = {}): string =>
  JSON.stringify({
    JobStatus: "COMPLETED",
    JobCreationDate: "2026-01-01T00:00:00Z",
    ServicesLastAccessed: [
      {
        ServiceNamespace: "s3",
        ...(entity && { LastAuthenticated: "2025-12-01T00:00:00Z", LastAuthenticatedEntity: entity }),
      },
    ],
    ...more,
  });
const ana = "arn:aws:iam::111122223333:user/ana";

describe("account and clock", () => {
  test("nothing is known of nothing", () => {
    expect(assemble({}).snapshot).toMatchObject({
      account: "",
      partition: "aws",
      clock: "machine",
      takenAt: "2026-01-10T00:00:00Z",
    });
  });

  test("account and partition are read off ARNs", () => {
    const parts = {
      "credential-report": [part("credential-report", report.replaceAll("arn:aws:", "arn:aws-us-gov:"))],
    };
    expect(assemble(parts).snapshot).toMatchObject({ account: "111122223333", partition: "aws-us-gov" });
  });

  test("the clock is what the user says, else when the report was made, else now", () => {
    const json = JSON.stringify({ Content: report, GeneratedTime: "2026-01-05T00:00:00+00:00" });
    const parts = { "credential-report": [part("credential-report", json)] };
    expect(assemble(parts).snapshot).toMatchObject({ clock: "generated-time", takenAt: "2026-01-05T00:00:00Z" });
    expect(assemble(parts, "2026-01-07").snapshot).toMatchObject({ clock: "as-of", takenAt: "2026-01-07T00:00:00Z" });
    expect(problemOf(() => assemble(parts, "soon")).code).toBe("cli.usage");
  });

  test.each<[string, SnapshotParts]>([
    ["a trail", { trails: [part("trails", trails({ ...trail("t"), TrailARN: trailArn("t", "444455556666") }))] }],
    [
      "a page of details",
      { "authorization-details": [part("authorization-details", details([["u", "444455556666"]]))] },
    ],
    [
      "used services",
      {
        "service-last-accessed": [
          part("service-last-accessed", lastAccessed(ana.replace("111122223333", "444455556666"))),
        ],
      },
    ],
  ])("the report and %s of different accounts do not go together", (_name, other) => {
    const parts = { "credential-report": [part("credential-report", report)], ...other };
    expect(problemOf(() => assemble(parts))).toMatchObject({
      code: "input.conflict",
      message: expect.stringMatching(/111122223333 in .*, 444455556666 in /),
    });
  });

  test("a trail of the organization may belong to the management account", () => {
    const shared = { ...trail("org"), TrailARN: trailArn("org", "444455556666"), IsOrganizationTrail: true };
    const parts = {
      "credential-report": [part("credential-report", report)],
      trails: [part("trails", trails(shared))],
    };
    expect(assemble(parts).snapshot.account).toBe("111122223333");
    expect(assemble({ trails: parts.trails }).snapshot.account).toBe("444455556666");
  });
});

describe("the record of the sources", () => {
  test("every source that was not given says which flag, command and AWS action it takes", () => {
    const { sources } = assemble({}).snapshot;
    for (const [name, action] of Object.entries(snapshotSources)) {
      const { state, gaps } = sources[name as SourceName];
      expect(state).toBe("missing");
      expect(gaps).toEqual([
        {
          what: name,
          cause: expect.stringMatching(
            /^not given: pass --[a-z-]+ .*FILE \(aws [\w-]+ [a-z-]+( --[\w -]+)?, which needs /,
          ),
        },
      ]);
      expect(gaps[0]?.cause).toContain(action);
    }
  });

  test("what AWS refused is missing with AWS's reason", () => {
    const refused = "An error occurred (AccessDenied) when calling the GetAccountSummary operation: no";
    const record = assemble({ "account-summary": [part("account-summary", refused)] }).snapshot.sources[
      "account-summary"
    ];
    expect(record).toMatchObject({ state: "missing", origins: [{ file: "account-summary.json" }] });
    expect(record.gaps[0]?.cause).toContain("AccessDenied");
  });

  test("without trails there is nothing to ask of trails", () => {
    const { sources } = assemble({ trails: [part("trails", trails())] }).snapshot;
    expect([
      sources["trail-status"].state,
      sources["event-selectors"].state,
      sources["insight-selectors"].state,
    ]).toEqual(["complete", "complete", "complete"]);
  });

  test("a report with columns missing is partial", () => {
    const { sources } = assemble({ "credential-report": [part("credential-report", report)] }).snapshot;
    expect(sources["credential-report"].state).toBe("partial");
  });
});

describe("what is asked of each trail", () => {
  const two = [part("trails", trails(trail("a"), trail("b", "other")))];

  test("the only trail needs no name", () => {
    const { snapshot, problems } = assemble({
      trails: [part("trails", trails(trail("a")))],
      "trail-status": [part("trail-status", status(true))],
    });
    expect([snapshot.trails?.[0]?.status, problems]).toEqual([{ isLogging: true }, []]);
    expect(snapshot.sources["trail-status"].state).toBe("complete");
  });

  test.each([["b"], [trailArn("b")]])("the prefix %s names the trail", (subject) => {
    const { snapshot } = assemble({ trails: two, "trail-status": [part("trail-status", status(false), subject)] });
    expect(snapshot.trails?.map((each) => each.status)).toEqual([undefined, { isLogging: false }]);
    expect(snapshot.sources["trail-status"]).toMatchObject({
      state: "partial",
      gaps: [{ what: trailArn("a"), cause: expect.stringContaining("--trail-status a=FILE") }],
    });
  });

  test("selectors name their trail themselves", () => {
    const text = JSON.stringify({ TrailARN: trailArn("b"), EventSelectors: [] });
    const { snapshot } = assemble({ trails: two, "event-selectors": [part("event-selectors", text)] });
    expect(snapshot.trails?.[1]?.selectors).toEqual({ kind: "classic", selectors: [] });
  });

  test.each<[string, SnapshotParts, RegExp]>([
    [
      "no name among two trails",
      { trails: two, "trail-status": [part("trail-status", status(true))] },
      /does not name its trail, and there are 2/,
    ],
    [
      "a name that no trail has",
      { trails: two, "trail-status": [part("trail-status", status(true), "c")] },
      /no trail "c"/,
    ],
    ["no trails at all", { "trail-status": [part("trail-status", status(true), "a")] }, /no trails were read/],
    [
      "a prefix that the answer contradicts",
      {
        trails: two,
        "event-selectors": [
          part("event-selectors", JSON.stringify({ TrailARN: trailArn("b"), EventSelectors: [] }), "a"),
        ],
      },
      /named "a", but is about/,
    ],
    [
      "two different answers",
      {
        trails: [part("trails", trails(trail("a")))],
        "trail-status": [part("trail-status", status(true)), part("trail-status", status(false))],
      },
      /another one for/,
    ],
  ])("%s is a conflict and a gap", (_name, parts, message) => {
    const { snapshot, problems } = assemble(parts);
    expect(problems.map(({ code }) => code)).toEqual(["input.conflict"]);
    expect(problems[0]?.message).toMatch(message);
    const source = "trail-status" in parts ? "trail-status" : "event-selectors";
    expect(snapshot.sources[source].gaps.some(({ cause }) => message.test(cause))).toBe(true);
  });

  test("a trail that several regions show is one trail", () => {
    const parts = { trails: [part("trails", trails(trail("a"))), part("trails", trails(trail("a"), trail("b")))] };
    const { snapshot, problems } = assemble(parts);
    expect([snapshot.trails?.map(({ name }) => name), problems]).toEqual([["a", "b"], []]);
  });
});

describe("buckets", () => {
  const block = '{"PublicAccessBlockConfiguration":{"BlockPublicAcls":true}}';

  test("without list-buckets an answer belongs to the trail's bucket", () => {
    const { snapshot } = assemble({
      trails: [part("trails", trails(trail("a")))],
      "public-access-block": [part("public-access-block", block)],
    });
    expect(snapshot.buckets).toMatchObject([{ name: "logs", publicAccessBlock: { blockPublicAcls: true } }]);
    expect(snapshot.sources.buckets.state).toBe("missing");
    expect(snapshot.sources["public-access-block"].state).toBe("complete");
  });

  test("with list-buckets the prefix may name a bucket that is not listed", () => {
    const { snapshot } = assemble({
      buckets: [part("buckets", '{"Buckets":[{"Name":"x"},{"Name":"y"}]}')],
      "bucket-policy": [part("bucket-policy", '{"Policy":"{}"}', "of-another-account")],
    });
    expect(snapshot.buckets).toEqual([
      { name: "x" },
      { name: "y" },
      { name: "of-another-account", policy: { json: {} } },
    ]);
  });

  test("a bucket of a trail that was not asked about is a gap", () => {
    const { snapshot } = assemble({
      trails: [part("trails", trails(trail("a", "one"), trail("b", "two")))],
      "bucket-acl": [part("bucket-acl", '{"Grants":[]}', "one")],
    });
    expect(snapshot.sources["bucket-acl"].gaps.map(({ what }: Gap) => what)).toEqual(["two"]);
  });

  test("no name among several buckets is a conflict", () => {
    const { problems } = assemble({
      buckets: [part("buckets", '{"Buckets":[{"Name":"x"},{"Name":"y"}]}')],
      "bucket-versioning": [part("bucket-versioning", "{}")],
    });
    expect(problems.map(({ code }) => code)).toEqual(["input.conflict"]);
  });
});

describe("pages of authorization details", () => {
  test("are joined, and are complete when one of them is the last", () => {
    const parts = [details([["u", "111122223333"]], true), details([["v", "111122223333"]])];
    const { snapshot, problems } = assemble({
      "authorization-details": parts.map((text) => part("authorization-details", text)),
    });
    expect(snapshot.identities?.users.map(({ name }) => name)).toEqual(["u", "v"]);
    expect([snapshot.sources["authorization-details"].state, problems]).toEqual(["complete", []]);
  });

  test("without the last page the source is partial", () => {
    const { sources } = assemble({
      "authorization-details": [part("authorization-details", details([], true))],
    }).snapshot;
    expect(sources["authorization-details"]).toMatchObject({ state: "partial", gaps: [{ what: "further pages" }] });
  });

  test("an entity on two pages is kept once; with different content it is a conflict", () => {
    const same = details([["u", "111122223333"]]);
    const other = same.replace('"Path":"/"', '"Path":"/x/"');
    const load = (...texts: string[]) =>
      assemble({ "authorization-details": texts.map((text) => part("authorization-details", text)) });
    expect(load(same, same).problems).toEqual([]);
    const { snapshot, problems } = load(same, other);
    expect(snapshot.identities?.users).toMatchObject([{ path: "/" }]);
    expect(problems.map(({ code }) => code)).toEqual(["input.conflict"]);
    expect(snapshot.sources["authorization-details"].state).toBe("partial");
  });

  test("details without users beside a report with users were filtered", () => {
    const { sources } = assemble({
      "credential-report": [part("credential-report", report)],
      "authorization-details": [part("authorization-details", details([]))],
    }).snapshot;
    expect(sources["authorization-details"].gaps.map(({ what }) => what)).toEqual(["UserDetailList"]);
  });
});

describe("used services", () => {
  const load = (...parts: SnapshotPart<never>[]) => assemble({ "service-last-accessed": parts });

  test("pages of one job are joined; without the last one it is truncated", () => {
    const second = lastAccessed(undefined, { ServicesLastAccessed: [{ ServiceNamespace: "kms" }] });
    const first = lastAccessed(ana, { IsTruncated: true, Marker: "x" });
    const whole = load(part("service-last-accessed", first, ana), part("service-last-accessed", second, ana));
    expect(whole.snapshot.lastAccessed).toMatchObject([
      { arn: ana, isTruncated: false, services: [{ namespace: "s3" }, { namespace: "kms" }] },
    ]);
    expect(whole.snapshot.sources["service-last-accessed"].state).toBe("complete");
    const half = load(part("service-last-accessed", first, ana)).snapshot;
    expect(half.lastAccessed?.[0]?.isTruncated).toBe(true);
    expect(half.sources["service-last-accessed"].state).toBe("partial");
  });

  test("the answer names its principal when it was used by one", () => {
    expect(load(part("service-last-accessed", lastAccessed(ana))).snapshot.lastAccessed?.[0]?.arn).toBe(ana);
  });

  test("one answer without a name stands alone, with a gap", () => {
    const { snapshot } = load(part("service-last-accessed", lastAccessed()));
    expect(snapshot.lastAccessed?.[0]).not.toHaveProperty("arn");
    expect(snapshot.sources["service-last-accessed"].gaps.map(({ what }) => what)).toEqual(["the principal"]);
  });

  test("several without a name cannot be told apart", () => {
    const other = lastAccessed(undefined, { JobCreationDate: "2026-01-02T00:00:00Z" });
    const { snapshot, problems } = load(
      part("service-last-accessed", lastAccessed()),
      part("service-last-accessed", other),
    );
    expect(snapshot.lastAccessed).toBeUndefined();
    expect(problems.map(({ code }) => code)).toEqual(["input.conflict", "input.conflict"]);
    expect(snapshot.sources["service-last-accessed"].state).toBe("missing");
  });

  test("a prefix that the answer contradicts is a conflict, not somebody else's use", () => {
    const { snapshot, problems } = load(part("service-last-accessed", lastAccessed(ana), ana.replace("ana", "bo")));
    expect([snapshot.lastAccessed, problems.length]).toEqual([undefined, 1]);
  });

  test("the name of a known user stands for the ARN", () => {
    const { snapshot } = assemble({
      "authorization-details": [part("authorization-details", details([["ana", "111122223333"]]))],
      "service-last-accessed": [part("service-last-accessed", lastAccessed(), "ana")],
    });
    expect(snapshot.lastAccessed?.[0]?.arn).toBe(ana);
  });
});

function details(users: readonly (readonly [name: string, account: string])[], isTruncated = false): string {
  return JSON.stringify({
    UserDetailList: users.map(([name, account]) => ({
      UserName: name,
      Path: "/",
      Arn: `arn:aws:iam::${account}:user/${name}`,
    })),
    GroupDetailList: [],
    RoleDetailList: [],
    Policies: [],
    IsTruncated: isTruncated,
  });
}

function part<S extends SourceName>(source: S, text: string, subject?: string): SnapshotPart<never> {
  const file = `${source}.json`;
  const origin = { file, bytes: text.length, sha256: "0".repeat(64), readAt: "2026-01-10T00:00:00Z" };
  // Tests name the source twice; the parts of one source are all of its type.
  const parsed = savedParsers[source](text, file) as Parsed<unknown> as Parsed<never>;
  return { ...(subject !== undefined && { subject }), file, origin, parsed };
}

function assemble(parts: SnapshotParts, asOf?: string): ReturnType<typeof assembleSnapshot> {
  return assembleSnapshot(parts, { now, ...(asOf !== undefined && { asOf }) });
}

function problemOf(run: () => unknown): Problem {
  try {
    run();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("Nothing was thrown.");
}
