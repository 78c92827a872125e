import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Finding, type Snapshot, type SourceName, snapshotSources, type Trail } from "../model/index.ts";
import { auditSnapshot } from "./audit.ts";
import { defaultAuditSettings } from "./check.ts";
import { allChecks } from "./checks/index.generated.ts";
import * as example from "./examples/example-builders.ts";
import { isMissing } from "./sources.ts";

describe("auditSnapshot, whatever it is given", () => {
  const whole = wholeSnapshot();

  test("a missing source never gives PASS", () => {
    const subset = fc.subarray(Object.keys(snapshotSources) as SourceName[]);
    fc.assert(
      fc.property(subset, (missing) => {
        const less = without(whole, missing);
        for (const finding of audit(less)) {
          if (finding.status !== "PASS") continue;
          const check = allChecks.find(({ id }) => id === finding.source.id);
          expect(
            check?.needs.filter((source) => isMissing(less, source)),
            finding.source.id,
          ).toEqual([]);
        }
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  test("less evidence never turns another answer into PASS", () => {
    const before = new Map(audit(whole).map((finding) => [finding.uid, finding.status]));
    fc.assert(
      fc.property(fc.subarray(Object.keys(snapshotSources) as SourceName[]), (missing) => {
        for (const finding of audit(without(whole, missing))) {
          if (finding.status === "PASS") expect(before.get(finding.uid), finding.source.id).toBe("PASS");
        }
      }),
      { seed: 2, numRuns: 150 },
    );
  });

  test("the order of rows, users, trails and buckets does not matter", () => {
    const expected = audit(whole);
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (random) => {
        const shuffle = <T>(items: readonly T[] = []): T[] =>
          items
            .map((item) => [random.next().value ?? 0, item] as const)
            .toSorted((a, b) => a[0] - b[0])
            .map(([, item]) => item);
        const { credentialReport, identities } = whole;
        if (credentialReport === undefined || identities === undefined) throw new Error("The whole snapshot has both.");
        const shuffled = {
          ...whole,
          credentialReport: { ...credentialReport, rows: shuffle(credentialReport.rows) },
          identities: { ...identities, users: shuffle(identities.users), roles: shuffle(identities.roles) },
          trails: shuffle(whole.trails),
          buckets: shuffle(whole.buckets),
          lastAccessed: shuffle(whole.lastAccessed),
        };
        expect(audit(shuffled)).toEqual(expected);
      }),
      { seed: 3, numRuns: 30 },
    );
  });

  test("whatever the cells hold, every user has one finding a check and no uid comes twice", () => {
    const date = fc.oneof(
      fc.constantFrom(example.notApplicable, example.noInformation, example.notSupported, example.unreadable),
      fc.double({ min: -2, max: 900, noNaN: true }).map(example.at),
    );
    const flag = fc.constantFrom("true", "false", "not_supported", "not_applicable", "unreadable");
    const key = (slot: 1 | 2) =>
      fc.record({ active: flag, lastRotated: date, lastUsed: date }).map((parts) => example.accessKey(slot, parts));
    const row = fc
      .record({
        user: fc.constantFrom("ana", "__proto__", "constructor", "bo,b"),
        createdAt: date,
        passwordEnabled: flag,
        passwordLastUsed: date,
        passwordLastChanged: date,
        mfaActive: flag,
        accessKeys: fc.oneof(fc.tuple(key(1), key(2)), fc.constant([])),
      })
      .map((parts) => example.credentialRow(parts));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
        const findings = audit(
          example.snapshot({ credentialReport: example.credentialReport(example.rootRow(), ...rows) }),
        );
        expect(new Set(findings.map((finding) => finding.uid)).size).toBe(findings.length);
        const users = new Set(rows.map(({ user }) => user)).size;
        expect(findings.filter((finding) => finding.source.id === "CRED-12")).toHaveLength(users);
        for (const finding of findings) expect(finding.reason).not.toMatch(/NaN|undefined|Infinity/);
      }),
      { seed: 4, numRuns: 200 },
    );
  });
});

function audit(snapshot: Snapshot): Finding[] {
  return auditSnapshot(snapshot, defaultAuditSettings, () => []);
}

function wholeSnapshot(): Snapshot {
  const key = [example.activeKey(1, 5, 1), example.accessKey(2)];
  return example.snapshot({
    credentialReport: example.credentialReport(
      example.rootRow(),
      example.credentialRow({
        accessKeys: key,
        passwordEnabled: "true",
        passwordLastUsed: example.at(1),
        mfaActive: "true",
      }),
      // Listed twice, as in a report that was put together from two.
      example.credentialRow({ user: "ben", line: 5, accessKeys: [example.activeKey(1, 400), example.accessKey(2)] }),
      example.credentialRow({ user: "ben", line: 4, accessKeys: [example.activeKey(1, 500), example.accessKey(2)] }),
    ),
    identities: example.identities({
      users: [example.user(), example.user({ name: "ben" })],
      roles: [example.role(), example.role({ name: "old", lastUsed: { at: example.daysAgo(200) } })],
      policies: [example.policy()],
    }),
    accountSummary: { AccountMFAEnabled: 1 },
    passwordPolicy: {
      minimumLength: 14,
      requireSymbols: true,
      requireNumbers: true,
      requireUppercase: true,
      requireLowercase: true,
      allowUsersToChange: true,
      reusePrevention: 24,
      hardExpiry: false,
    },
    trails: [example.trail(), example.trail({ name: "second", isMultiRegion: false, homeRegion: "eu-west-1" })],
    buckets: [example.bucket()],
    lastAccessed: [
      example.lastAccessed({
        services: [{ namespace: "s3", name: "Amazon S3", lastAuthenticated: example.daysAgo(2), actions: [] }],
      }),
      example.lastAccessed({ arn: example.role().arn, level: "service" }),
    ],
  });
}

/** The snapshot as it would be if these sources had not been read. */
function without(snapshot: Snapshot, missing: readonly SourceName[]): Snapshot {
  const gone = new Set(missing);
  const { credentialReport, identities, accountSummary, passwordPolicy, trails, buckets, lastAccessed, ...rest } =
    snapshot;
  const sources = Object.fromEntries(
    Object.entries(snapshot.sources).map(([name, record]) => [
      name,
      gone.has(name as SourceName) ? { state: "missing", origins: [], gaps: [] } : record,
    ]),
  ) as Snapshot["sources"];
  return {
    ...rest,
    sources,
    ...(!gone.has("credential-report") && credentialReport && { credentialReport }),
    ...(!gone.has("authorization-details") && identities && { identities }),
    ...(!gone.has("account-summary") && accountSummary && { accountSummary }),
    ...(!gone.has("password-policy") && passwordPolicy && { passwordPolicy }),
    ...(!gone.has("service-last-accessed") && lastAccessed && { lastAccessed }),
    ...(!gone.has("trails") && trails && { trails: trails.map((trail) => lessTrail(trail, gone)) }),
    ...(buckets && {
      buckets: buckets.map(({ name, policy, grants, publicAccessBlock, versioning, lifecycleRules }) => ({
        name,
        ...(!gone.has("bucket-policy") && policy && { policy }),
        ...(!gone.has("bucket-acl") && grants && { grants }),
        ...(!gone.has("public-access-block") && publicAccessBlock && { publicAccessBlock }),
        ...(!gone.has("bucket-versioning") && versioning && { versioning }),
        ...(!gone.has("bucket-lifecycle") && lifecycleRules && { lifecycleRules }),
      })),
    }),
  };
}

function lessTrail({ status, selectors, insights, ...rest }: Trail, gone: ReadonlySet<SourceName>): Trail {
  return {
    ...rest,
    ...(!gone.has("trail-status") && status && { status }),
    ...(!gone.has("event-selectors") && selectors && { selectors }),
    ...(!gone.has("insight-selectors") && insights && { insights }),
  };
}
