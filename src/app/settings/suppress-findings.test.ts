import { describe, expect, test } from "vitest";
import type { Finding, FindingStatus } from "../../model/index.ts";
import { type Suppression, suppressFindings } from "./suppress-findings.ts";

const now = "2026-01-01T00:00:00Z";
const ana = "arn:aws:iam::111122223333:user/ana";

describe("a suppression", () => {
  test.each<readonly [string, Partial<Finding>, Partial<Suppression>, FindingStatus]>([
    ["of the resource", {}, {}, "SUPPRESSED"],
    ["by a pattern", {}, { resource: "arn:aws:iam::*:user/a*" }, "SUPPRESSED"],
    ["of another resource", {}, { resource: `${ana}2` }, "FAIL"],
    ["of another check", {}, { source: "CRED-07" }, "FAIL"],
    ["of what is not known", { status: "UNKNOWN" }, {}, "SUPPRESSED"],
    ["of what passes", { status: "PASS" }, {}, "PASS"],
    ["of what does not apply", { status: "NOT_APPLICABLE" }, {}, "NOT_APPLICABLE"],
    ["that ends a moment later", {}, { expires: "2026-01-01T00:00:00.001Z" }, "SUPPRESSED"],
    ["that ends now", {}, { expires: now }, "FAIL"],
    ["that has ended", {}, { expires: "2025-12-31T00:00:00Z" }, "FAIL"],
  ])("%s", (_name, finding, suppression, status) => {
    const { findings } = suppressFindings([findingWith(finding)], [suppressionWith(suppression)], "check", now);
    expect(findings.map((one) => one.status)).toEqual([status]);
  });

  test("says by whom, why, until when, and still what was found; the uid stays", () => {
    const before = findingWith({ status: "UNKNOWN", reason: "The report was not read (iam:GetCredentialReport)." });
    const { findings } = suppressFindings([before], [suppressionWith({})], "check", now);
    expect(findings[0]).toMatchObject({
      uid: before.uid,
      severity: before.severity,
      reason:
        "Suppressed by platform until 2026-07-01T00:00:00.000Z: Keys go in June. Otherwise UNKNOWN: The report was not read (iam:GetCredentialReport).",
      suppression: {
        owner: "platform",
        reason: "Keys go in June",
        expires: "2026-07-01T00:00:00.000Z",
        status: "UNKNOWN",
      },
    });
  });

  test("of two that fit the first counts, and an ended one does not stand before a valid one", () => {
    const suppressions = [
      suppressionWith({ owner: "a", expires: "2025-01-01T00:00:00Z" }),
      suppressionWith({ owner: "b" }),
      suppressionWith({ owner: "c", resource: "*" }),
    ];
    const { findings, notes } = suppressFindings([findingWith({})], suppressions, "check", now);
    expect(findings[0]?.suppression?.owner).toBe("b");
    expect(notes).toEqual([expect.stringContaining("by a ended")]);
  });
});

describe("notes", () => {
  test.each<readonly [string, Partial<Finding>, Partial<Suppression>, string]>([
    [
      "an ended one whose finding is back",
      {},
      { expires: "2025-12-31T00:00:00Z" },
      `c.yml:4:5: The suppression of CRED-12 for ${ana} by platform ended at 2025-12-31T00:00:00Z; 1 finding counts again.`,
    ],
    [
      "an ended one that nothing needs",
      { status: "PASS" },
      { expires: "2025-12-31T00:00:00Z" },
      `c.yml:4:5: The suppression of CRED-12 for ${ana} by platform ended at 2025-12-31T00:00:00Z; nothing needs it any more.`,
    ],
    [
      "one that fits nothing",
      {},
      { resource: "arn:aws:iam::*:user/bo" },
      "c.yml:4:5: The suppression of CRED-12 for arn:aws:iam::*:user/bo by platform fits nothing: there is no such finding. Remove it.",
    ],
    [
      "one whose finding has settled",
      { status: "PASS" },
      {},
      `c.yml:4:5: The suppression of CRED-12 for ${ana} by platform fits nothing: the finding has settled. Remove it.`,
    ],
  ])("%s", (_name, finding, suppression, note) => {
    const { notes } = suppressFindings([findingWith(finding)], [suppressionWith(suppression)], "check", now);
    expect(notes).toEqual([note]);
  });

  test("none about one that is used, nor about those of the other kind", () => {
    const rule = suppressionWith({ source: "2b0a9b9c-0000-4000-8000-000000000000" });
    expect(suppressFindings([findingWith({})], [suppressionWith({}), rule], "check", now).notes).toEqual([]);
    expect(suppressFindings([], [rule], "rule", now).notes).toEqual([]);
  });
});

test("findings of rules are suppressed by the rule's id; without a clock nothing ends", () => {
  const id = "2b0a9b9c-0000-4000-8000-000000000000";
  const finding = findingWith({ source: { type: "rule", id, title: "A rule" } });
  const ended = suppressionWith({ source: id, expires: "2020-01-01T00:00:00Z" });
  const status = (clock: string) => suppressFindings([finding], [ended], "rule", clock).findings[0]?.status;
  expect(status(now)).toBe("FAIL");
  expect(status("")).toBe("SUPPRESSED");
});

function suppressionWith(parts: Partial<Suppression>): Suppression {
  return {
    source: "CRED-12",
    resource: ana,
    owner: "platform",
    reason: "Keys go in June",
    expires: "2026-07-01T00:00:00.000Z",
    place: { file: "c.yml", line: 4, column: 5 },
    ...parts,
  };
}

function findingWith(parts: Partial<Finding>): Finding {
  return {
    schemaVersion: 1,
    kind: "finding",
    uid: "0123456789abcdef0123456789abcdef",
    source: { type: "check", id: "CRED-12", title: "Old key" },
    status: "FAIL",
    severity: "medium",
    account: "111122223333",
    region: "global",
    resource: { type: "iam.user", arn: ana, name: "ana" },
    title: "Old key",
    reason: "Access key 1 is 400.0 days old (limit 90).",
    evidence: [],
    controls: [],
    remediation: { text: "Rotate it." },
    observedAt: now,
    firstSeen: now,
    ...parts,
  };
}
