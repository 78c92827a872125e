import { describe, expect, test } from "vitest";
import type { Finding, Snapshot, SourceName } from "../model/index.ts";
import { auditSnapshot } from "./audit.ts";
import { defaultAuditSettings, defineCheck } from "./check.ts";
import { allChecks } from "./checks/index.generated.ts";
import * as example from "./examples/example-builders.ts";

describe("auditSnapshot", () => {
  test("without any source every check is UNKNOWN for the account and names the AWS action", () => {
    const findings = audit(example.snapshot());
    expect(findings.map((finding) => finding.source.id)).toEqual(allChecks.map((check) => check.id));
    for (const finding of findings) {
      expect(finding).toMatchObject({
        status: "UNKNOWN",
        resource: { type: "aws.account", arn: "arn:aws:iam::111122223333:root" },
      });
      expect(finding.reason).toMatch(/\([a-z0-9-]+:\w+\)|--previous/);
    }
  });

  test("the cause of a denied call is said", () => {
    const gaps = [{ what: "GetCredentialReport", cause: "AccessDenied" }];
    const sources = {
      ...example.snapshot().sources,
      "credential-report": { state: "missing" as const, origins: [], gaps },
    };
    expect(one(audit(example.snapshot({ sources })), "CRED-08").reason).toBe(
      "The credential report was not read: GetCredentialReport: AccessDenied (iam:GetCredentialReport).",
    );
  });

  test("a source that was not given says how to give it, once", () => {
    const cause =
      "not given: pass --credential-report FILE (aws iam get-credential-report, which needs iam:GetCredentialReport)";
    const gaps = [{ what: "credential-report", cause }];
    const sources = {
      ...example.snapshot().sources,
      "credential-report": { state: "missing" as const, origins: [], gaps },
    };
    expect(one(audit(example.snapshot({ sources })), "CRED-08").reason).toBe(`The credential report was ${cause}.`);
  });

  test("an account without users, roles and trails is NOT_APPLICABLE, but for what it must have", () => {
    const findings = audit(
      example.snapshot({ credentialReport: example.credentialReport(), identities: example.identities(), trails: [] }),
    );
    expect(one(findings, "CRED-08").status).toBe("NOT_APPLICABLE");
    expect(one(findings, "USE-01").status).toBe("NOT_APPLICABLE");
    expect(one(findings, "TRAIL-02").status).toBe("NOT_APPLICABLE");
    expect(one(findings, "TRAIL-01")).toMatchObject({
      status: "FAIL",
      reason: expect.stringMatching(/^The account has no trail\./),
    });
    expect(one(findings, "CRED-04")).toMatchObject({ status: "UNKNOWN", resource: { type: "aws.account" } });
  });

  test("findings name resource, region, control, clock and a fix with the names filled in", () => {
    const report = example.credentialReport(
      example.rootRow(),
      example.credentialRow({ passwordEnabled: "true", passwordLastUsed: example.at(60) }),
    );
    const findings = auditSnapshot(
      example.snapshot({ credentialReport: report, trails: [example.trail()] }),
      defaultAuditSettings,
      (id) => [`made-up:${id}`],
    );
    expect(one(findings, "CRED-08")).toMatchObject({
      schemaVersion: 1,
      kind: "finding",
      source: { type: "check", id: "CRED-08" },
      status: "FAIL",
      severity: "medium",
      account: "111122223333",
      region: "global",
      resource: { type: "iam.user", arn: "arn:aws:iam::111122223333:user/ana", name: "ana" },
      reason: "The password was last used 60.0 days ago (limit 45).",
      evidence: [
        { source: "credential-report", field: "password_enabled", value: "true" },
        { source: "credential-report", field: "password_last_used", value: "2025-11-02T00:00:00.000Z" },
      ],
      controls: ["made-up:CRED-08"],
      remediation: { cli: "aws iam delete-login-profile --user-name ana" },
      observedAt: "2026-01-01T00:00:00Z",
      firstSeen: "2026-01-01T00:00:00Z",
    });
    expect(one(findings, "CRED-05").resource).toMatchObject({
      type: "iam.root",
      arn: "arn:aws:iam::111122223333:root",
    });
    expect(one(findings, "TRAIL-05")).toMatchObject({
      region: "us-east-1",
      resource: { type: "cloudtrail.trail", name: "main" },
    });
    expect(one(findings, "TRAIL-07").remediation.cli).toContain("--bucket example-logs ");
  });

  test("a name that a shell would read as more than a name is quoted", () => {
    const user = "ana; rm -rf '$HOME'";
    const row = example.credentialRow({ user, passwordEnabled: "true", passwordLastUsed: example.at(60) });
    const finding = one(
      audit(example.snapshot({ credentialReport: example.credentialReport(example.rootRow(), row) })),
      "CRED-08",
    );
    expect(finding.remediation.cli).toBe(`aws iam delete-login-profile --user-name 'ana; rm -rf '\\''$HOME'\\'''`);
  });

  test("a resource that the input names twice gives one finding, with the worst answer", () => {
    const young = example.credentialRow({ accessKeys: [example.activeKey(1, 5), example.accessKey(2)] });
    const old = example.credentialRow({ line: 4, accessKeys: [example.activeKey(1, 300, 2), example.accessKey(2)] });
    const findings = audit(
      example.snapshot({ credentialReport: example.credentialReport(example.rootRow(), young, old) }),
    );
    expect(one(findings, "CRED-12")).toMatchObject({ status: "FAIL", reason: expect.stringContaining("worst of 2") });
    expect(new Set(findings.map((finding) => finding.uid)).size).toBe(findings.length);
  });

  test("all credentials of a user are named in one finding, each judged apart", () => {
    const row = example.credentialRow({ accessKeys: [example.activeKey(1, 412.34, 2), example.activeKey(2, 12, 2)] });
    const finding = one(
      audit(example.snapshot({ credentialReport: example.credentialReport(example.rootRow(), row) })),
      "CRED-12",
    );
    expect(finding).toMatchObject({
      status: "FAIL",
      severity: "high",
      reason: "Access key 1 is 412.3 days old (limit 90); access key 2 is 12.0 days old (limit 90).",
    });
  });

  test("an unreadable cell is named by line and column", () => {
    const row = example.credentialRow({ line: 9, passwordEnabled: "true", passwordLastUsed: example.unreadable });
    const finding = one(
      audit(example.snapshot({ credentialReport: example.credentialReport(example.rootRow(), row) })),
      "CRED-08",
    );
    expect(finding.reason).toBe(
      'Column password_last_used in line 9 of the credential report cannot be read ("yesterday").',
    );
  });
});

describe("partial and doubtful evidence", () => {
  const row = example.credentialRow({ accessKeys: [example.activeKey(1, 5, 1), example.accessKey(2)] });

  test("a partial credential report adds an UNKNOWN for the users that it lacks, and fails CRED-23", () => {
    const findings = audit(
      partial("credential-report", { credentialReport: example.credentialReport(example.rootRow(), row) }),
    );
    const found = findings.filter((finding) => finding.source.id === "CRED-12");
    expect(found.map((finding) => [finding.resource.type, finding.status])).toEqual([
      ["aws.account", "UNKNOWN"],
      ["iam.user", "PASS"],
    ]);
    expect(found[0]?.reason).toContain("page 2: it was not given");
    expect(findings.filter((finding) => finding.source.id === "CRED-04")).toMatchObject([{ status: "PASS" }]);
    expect(one(findings, "CRED-23").status).toBe("FAIL");
  });

  test("truncated authorization details never say that there is no role", () => {
    const findings = audit(partial("authorization-details", { identities: example.identities() }));
    expect(one(findings, "USE-01")).toMatchObject({ status: "UNKNOWN", resource: { type: "aws.account" } });
  });

  test("a stale report leaves no other answer than UNKNOWN", () => {
    const old = {
      ...example.credentialReport(example.rootRow({ mfaActive: "false" }), row),
      generatedAt: example.daysAgo(1),
    };
    const findings = audit(example.snapshot({ credentialReport: old })).filter((finding) =>
      finding.source.id.startsWith("CRED-"),
    );
    expect(one(findings, "CRED-23")).toMatchObject({ status: "FAIL", reason: expect.stringContaining("24.0 hours") });
    const ofReport = new Set(allChecks.filter(({ needs }) => needs.includes("credential-report")).map(({ id }) => id));
    for (const finding of findings.filter(({ source }) => source.id !== "CRED-23" && ofReport.has(source.id))) {
      expect(finding).toMatchObject({ status: "UNKNOWN", reason: expect.stringContaining("Stale evidence") });
    }
  });

  test("a bare CSV leaves only its own freshness unknown, whatever the clock", () => {
    for (const clock of ["machine", "as-of"] as const) {
      const findings = audit(
        example.snapshot({ credentialReport: { columns: [], rows: [example.rootRow(), row] }, clock }),
      );
      expect(one(findings, "CRED-23").status).toBe("UNKNOWN");
      expect(one(findings, "CRED-04").status).toBe("PASS");
    }
  });

  test("the limit of freshness is a setting", () => {
    const old = { ...example.credentialReport(example.rootRow()), generatedAt: example.daysAgo(2) };
    const thresholds = { "CRED-23": { evidenceMaxAgeHours: 72 } };
    const findings = auditSnapshot(
      example.snapshot({ credentialReport: old }),
      { ...defaultAuditSettings, thresholds },
      () => [],
    );
    expect(one(findings, "CRED-23").status).toBe("PASS");
    expect(one(findings, "CRED-04").status).toBe("PASS");
  });

  test("counts of keys are no PASS for a user with more credentials than the report shows", () => {
    const more = { ...row, additionalCredentials: "1 additional access key" };
    const findings = audit(example.snapshot({ credentialReport: example.credentialReport(example.rootRow(), more) }));
    expect(one(findings, "CRED-22").status).toBe("FAIL");
    for (const id of ["CRED-10", "CRED-11", "CRED-12", "CRED-13", "CRED-15", "CRED-18", "CRED-20"]) {
      expect(one(findings, id).status, id).toBe("UNKNOWN");
    }
    expect(one(findings, "CRED-07").status).toBe("NOT_APPLICABLE");
  });

  test.each([
    ["PASS", "UNKNOWN"],
    ["NOT_APPLICABLE", "UNKNOWN"],
    ["FAIL", "FAIL"],
  ] as const)("an account-wide %s that rests on a partial source is %s", (own, expected) => {
    const check = defineCheck<"account">({
      id: "POL-99",
      title: "A made-up check",
      severity: "low",
      subject: "account",
      needs: ["authorization-details"],
      risk: "",
      remediation: { text: "", cli: "" },
      references: [],
      parameters: {},
      evaluate: () => ({ status: own, reason: "So it is." }),
      examples: [],
    });
    const snapshot = partial("authorization-details", { identities: example.identities() });
    const findings = auditSnapshot(snapshot, defaultAuditSettings, () => [], [check]);
    expect(findings.map((finding) => finding.status)).toEqual([expected]);
  });

  test("an unread trail may only fill gaps: what is covered stays covered", () => {
    expect(one(audit(partial("trails", { trails: [example.trail()] })), "TRAIL-01").status).toBe("PASS");
    const short = example.trail({ isMultiRegion: false });
    expect(one(audit(partial("trails", { trails: [short] })), "TRAIL-01").status).toBe("UNKNOWN");
  });
});

function audit(snapshot: Snapshot): Finding[] {
  return auditSnapshot(snapshot, defaultAuditSettings, () => []);
}

function one(findings: readonly Finding[], id: string): Finding {
  const found = findings.filter((finding) => finding.source.id === id);
  expect(found, id).toHaveLength(1);
  const [first] = found;
  if (first === undefined) throw new Error(`There is no finding of ${id}.`);
  return first;
}

function partial(source: SourceName, parts: Partial<Snapshot>): Snapshot {
  const sources = example.snapshot(parts).sources;
  const gaps = [{ what: "page 2", cause: "it was not given" }];
  return example.snapshot({ ...parts, sources: { ...sources, [source]: { state: "partial", origins: [], gaps } } });
}
