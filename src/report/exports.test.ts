import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Detection, Finding } from "../model/index.ts";
import { attackTags } from "./exports/attack-tags.ts";
import { exportId, exportLine } from "./exports/export-text.ts";
import { timeMs } from "./exports/export-time.ts";
import { fileUri } from "./exports/sarif-location.ts";
import { checkXml } from "./exports/xml.fixture.ts";
import { hostileReport, hostileText } from "./exports.fixture.ts";
import { leftOut, type ReportFormat, renderReport } from "./formats.ts";
import { joined, sampleDetection, sampleFinding, sampleReport } from "./views/report.fixture.ts";
import type { Report } from "./views/report.ts";

const exports = ["ocsf", "asff", "sarif", "junit", "navigator"] as const;

describe("whatever text is in a report", () => {
  test.each(exports)("%s of hostile text stays well formed, and nothing invisible is in it", async (format) => {
    const text = await render(format, hostileReport());
    if (format === "junit") checkXml(text);
    // What a program reads out of it is as harmless as what stands there.
    const values = format === "junit" ? text : JSON.stringify(parsedAll(format, text));
    for (const shown of [text, values]) {
      expect(shown.replaceAll("\n", " ")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/u);
    }
    // Of JSON's own escapes only the line break is left.
    if (format !== "junit") expect(values.replaceAll("\\\\", "")).not.toMatch(/\\[^n"]/);
  });

  test.each(exports)("%s of any text can be read again", (format) => {
    const text = fc.array(fc.nat(0xffff), { maxLength: 60 }).map((codes) => String.fromCharCode(...codes));
    const base = sampleReport({ detections: [] });
    return fc.assert(
      fc.asyncProperty(text, text, text, async (one, two, three) => {
        const resource = { type: three, arn: two, name: one };
        const report = {
          ...base,
          findings: [sampleFinding({ title: one, reason: two, resource, observedAt: three })],
        };
        const made = await render(format, report);
        if (format === "junit") checkXml(made);
        else parsedAll(format, made);
      }),
      { numRuns: 40, seed: 7 },
    );
  });

  test.each(exports)("%s does not grow with ten million characters", async (format) => {
    const long = "\u202e😀".repeat(3_400_000);
    const report = sampleReport({
      findings: [sampleFinding({ title: long, reason: long, resource: { type: "iam.user", arn: long, name: long } })],
      detections: [],
      problems: [],
      inputs: [],
    });
    expect((await render(format, report)).length).toBeLessThan(150_000);
  });
});

describe("OCSF", () => {
  test.each([
    ["FAIL", 3, 1],
    ["UNKNOWN", 2, 1],
    ["PASS", 1, 99],
    ["NOT_APPLICABLE", 99, 99],
  ] as const)("%s is compliance status %i and finding status %i", async (status, compliance, own) => {
    const [event] = await ocsf(sampleReport({ findings: [sampleFinding({ status })], detections: [] }));
    expect(event).toMatchObject({ class_uid: 2003, type_uid: 200301, category_uid: 2, status_id: own });
    expect(event?.["compliance"]).toMatchObject({ status_id: compliance });
  });

  test("times are milliseconds since 1970", async () => {
    const finding = sampleFinding({ observedAt: "2026-11-21T20:30:00Z", firstSeen: "2026-11-20T20:30:00.5Z" });
    const [event] = await ocsf(sampleReport({ findings: [finding], detections: [] }));
    expect(event?.["time"]).toBe(1_795_293_000_000);
    expect(event?.["finding_info"]).toMatchObject({
      first_seen_time: 1_795_206_600_500,
      last_seen_time: 1_795_293_000_000,
    });
  });

  test("a detection names rule, techniques, actor, address and event", async () => {
    const [event] = await ocsf(sampleReport({ kind: "detect", findings: [], detections: [sampleDetection()] }));
    expect(event).toMatchObject({
      class_uid: 2004,
      severity_id: 4,
      finding_info: {
        analytic: { type_id: 1, uid: "8a2f0e5c-1d1b-4f59-9a3e-5d0f64f1b201" },
        attacks: [
          { tactic: { uid: "TA0003", name: "Persistence" } },
          { technique: { uid: "T1556" }, sub_technique: { uid: "T1556.006" } },
        ],
      },
      evidences: [{ api: { operation: "DeactivateMFADevice" }, src_endpoint: { ip: "198.51.100.7" } }],
    });
  });

  test("detections that were folded into findings are not told twice", async () => {
    const source = { type: "rule", id: sampleDetection().rule.id, title: "MFA device deactivated" } as const;
    const events = await ocsf(sampleReport({ findings: [sampleFinding({ source })], detections: [sampleDetection()] }));
    expect(events.map((event) => event["class_uid"])).toEqual([2004]);
    expect(JSON.stringify(events)).toContain("T1556.006");
  });
});

describe("ASFF", () => {
  test("no line holds more than 100 findings, each of one account and region", async () => {
    const findings = Array.from({ length: 250 }, (_, at) =>
      sampleFinding({ uid: String(at).padStart(32, "0"), account: at % 5 === 0 ? "444455556666" : "111122223333" }),
    );
    const calls = await asff(sampleReport({ findings, detections: [] }));
    expect(calls.map((call) => call.length).sort((a, b) => b - a)).toEqual([100, 100, 50]);
    expect(calls.every((call) => new Set(call.map(({ AwsAccountId }) => AwsAccountId)).size === 1)).toBe(true);
  });

  test("the lengths and sizes that AWS documents hold for the longest texts", async () => {
    const long = "é".repeat(5_000);
    const evidence = Array.from({ length: 500 }, () => ({ source: long, field: long, value: long }));
    const controls = Array.from({ length: 400 }, (_, at) => `nist-800-53-r5:${at}${long}`);
    const finding = sampleFinding({
      uid: long,
      title: long,
      reason: long,
      evidence,
      controls,
      remediation: { text: long, cli: long },
      resource: { type: long, arn: long, name: long },
      source: { type: "check", id: long, title: long },
    });
    const [[made] = []] = await asff(sampleReport({ findings: [finding], detections: [] }));
    if (made === undefined) throw new Error("nothing was made");
    expect(Buffer.byteLength(JSON.stringify(made))).toBeLessThan(240_000);
    expect(made.Id.length).toBeLessThanOrEqual(512);
    expect(made.GeneratorId.length).toBeLessThanOrEqual(512);
    expect(made.Title.length).toBeLessThanOrEqual(256);
    expect(made.Description.length).toBeLessThanOrEqual(1_024);
    expect(made.Remediation?.Recommendation.Text.length).toBeLessThanOrEqual(512);
    expect(made.Compliance?.RelatedRequirements?.length).toBeLessThanOrEqual(32);
    expect(made.Compliance?.RelatedRequirements?.every((text) => text.length <= 64)).toBe(true);
    const fields = Object.entries(made.ProductFields);
    expect(fields.length).toBeLessThanOrEqual(50);
    expect(fields.every(([key, value]) => key.length <= 128 && value.length <= 2_048)).toBe(true);
  });

  test.each([
    ["PASS", "PASSED", "INFORMATIONAL"],
    ["FAIL", "FAILED", "HIGH"],
    ["UNKNOWN", "WARNING", "HIGH"],
    ["NOT_APPLICABLE", "NOT_AVAILABLE", "INFORMATIONAL"],
  ] as const)("%s is %s, %s", async (status, compliance, label) => {
    const [[made] = []] = await asff(
      sampleReport({ findings: [sampleFinding({ status, severity: "high" })], detections: [] }),
    );
    expect(made?.Compliance?.Status).toBe(compliance);
    expect(made?.Severity.Label).toBe(label);
  });

  test("a finding without an account is left out, and that is said", async () => {
    const resource = { type: "ip.address", arn: "198.51.100.7", name: "198.51.100.7" };
    const report = sampleReport({ findings: [sampleFinding({ account: "", resource })], detections: [] });
    expect(await render("asff", report)).toBe("");
    expect(leftOut("asff", report)).toEqual([expect.stringContaining("1 finding without an account")]);
  });

  test("the id is the same whatever the finding says", async () => {
    const ids = async (reason: string) =>
      (await asff(sampleReport({ findings: [sampleFinding({ reason })], detections: [] })))[0]?.[0]?.Id;
    expect(await ids("one")).toBe(await ids("two"));
  });

  test("tactics of a rule become types of AWS's taxonomy", async () => {
    const [[made] = []] = await asff(sampleReport({ findings: [], detections: [sampleDetection()] }));
    expect(made?.Types).toEqual(["TTPs/Persistence"]);
    expect(made?.Compliance).toBeUndefined();
  });
});

describe("SARIF", () => {
  test("a finding of a credential report stands on the line of its user, and only where the file has lines", async () => {
    const inputs = [{ source: "credential-report", file: "in/report.csv", sha256: "" }];
    const resource = { type: "iam.user", arn: "arn:aws:iam::111122223333:user/ana", name: "ana" };
    const evidence = [{ source: "credential-report", field: "mfa_active", value: "false" }];
    const findings = [sampleFinding({ resource, evidence }), sampleFinding({ uid: "2", evidence })];
    const places = [{ source: "credential-report", resource: resource.arn, line: 7 }];
    const placed = async (report: Partial<Report>): Promise<readonly unknown[]> => {
      const text = await render("sarif", sampleReport({ findings, detections: [], inputs, ...report }));
      const results: readonly { locations: readonly { physicalLocation: unknown }[] }[] =
        JSON.parse(text).runs[0].results;
      return results.map(({ locations }) => locations[0]?.physicalLocation);
    };
    const at = (startLine: number, uri = "in/report.csv") => ({ artifactLocation: { uri }, region: { startLine } });
    expect(await placed({ places })).toEqual([at(7), at(1)]);
    expect(await placed({})).toEqual([at(1), at(1)]);
    const asked = [{ source: "credential-report", file: "aws iam:GetCredentialReport", sha256: "" }];
    expect(await placed({ inputs: asked })).toEqual(Array(2).fill(at(1, "aws/iam/GetCredentialReport.json")));
  });

  test("every result has a file, a line and the resource", async () => {
    for (const report of [sampleReport(), hostileReport()]) {
      for (const result of await sarif(report)) {
        expect(result.locations[0]?.physicalLocation.artifactLocation.uri).toMatch(/^[\w./%~!*'()-]+$/);
        expect(result.locations[0]?.physicalLocation.region.startLine).toBe(1);
        expect(result.partialFingerprints["primaryLocationLineHash"]).toMatch(/:1$/);
      }
    }
  });

  test("what passed is counted, UNKNOWN is open, what is suppressed says by whom", async () => {
    const results = await sarif(hostileReport());
    expect(results.map(({ kind, level }) => `${kind} ${level}`)).toEqual([
      "fail error",
      "fail warning",
      "fail warning",
      "open none",
      "fail warning",
    ]);
    expect(results.filter(({ suppressions }) => suppressions !== undefined)).toHaveLength(1);
    expect(await render("sarif", hostileReport())).toContain("2 findings passed or did not apply");
  });

  test("a run stays within 25,000 results, the worst of them, and says what it lacks", async () => {
    const findings: Finding[] = Array.from({ length: 25_003 }, (_, at) =>
      sampleFinding({
        uid: String(at).padStart(32, "0"),
        severity: at < 3 ? "low" : "critical",
        evidence: [],
        controls: [],
      }),
    );
    const report = sampleReport({ findings, detections: [], problems: [] });
    const results = await sarif(report);
    expect(results).toHaveLength(25_000);
    expect(results.every(({ level }) => level === "error")).toBe(true);
    expect(leftOut("sarif", report)).toEqual([expect.stringContaining("3 results left out")]);
  });

  test("against a baseline every result is new or unchanged", async () => {
    const findings = [sampleFinding({ uid: "a".repeat(32) }), sampleFinding({ uid: "b".repeat(32) })];
    const made = await renderReport("sarif", sampleReport({ findings, detections: [] }), {
      baseline: new Set(["a".repeat(32)]),
    });
    const { runs } = JSON.parse(joined(made));
    expect(runs[0].results.map(({ baselineState }: SarifResult) => baselineState)).toEqual(["unchanged", "new"]);
  });

  test.each([
    ["a b/ü.json", "a%20b/%C3%BC.json"],
    ["./x/report.csv", "x/report.csv"],
    ["../x/report.csv", "_/x/report.csv"],
    ["/data/report.csv", "file:///data/report.csv"],
    ["C:\\data\\report.csv", "file:///C%3A/data/report.csv"],
    ["s3://bucket/AWSLogs/x.json.gz", "s3/bucket/AWSLogs/x.json.gz"],
    ["-", "stdin"],
    ["javascript:alert(1)", "javascript%3Aalert(1)"],
  ])("the file %s is %s", (file, uri) => {
    expect(fileUri(file)).toBe(uri);
  });
});

describe("JUnit", () => {
  test("counts are those of the cases, and UNKNOWN is an error", async () => {
    const { suites, attributes } = checkXml(await render("junit", hostileReport()));
    // Six findings, a detection and a problem.
    expect(attributes).toMatchObject({ tests: "8", failures: "3", errors: "2" });
    expect(suites.at(-1)?.attributes["name"]).toBe("inputs");
    for (const { attributes: own, cases } of suites) {
      expect(own["tests"]).toBe(String(cases.length));
      for (const [name, tag] of [
        ["failures", "failure"],
        ["errors", "error"],
        ["skipped", "skipped"],
      ] as const) {
        expect(own[name]).toBe(String(cases.filter((outcome) => outcome === tag).length));
      }
    }
  });

  test("a report about nothing has one case, which says that all was read", async () => {
    const { attributes } = checkXml(
      await render("junit", sampleReport({ findings: [], detections: [], problems: [] })),
    );
    expect(attributes).toMatchObject({ tests: "1", failures: "0", errors: "0" });
  });
});

describe("ATT&CK Navigator", () => {
  test("a technique has the worst level for its score and says how many detections it has", async () => {
    const of = (level: Detection["rule"]["level"], title: string): Detection =>
      sampleDetection({ rule: { id: title, title, level, tags: ["attack.t1098", "attack.persistence"] } });
    const layer = JSON.parse(
      await render("navigator", sampleReport({ detections: [of("low", "a"), of("low", "a"), of("critical", "b")] })),
    );
    expect(layer.versions).toEqual({ attack: "18", navigator: "5.1.0", layer: "4.5" });
    expect(layer.techniques).toMatchObject([
      { techniqueID: "T1098", score: 100, comment: "3 detections: a (2), b (1)" },
    ]);
    expect(layer.gradient.colors.length).toBeGreaterThanOrEqual(2);
  });
});

describe("the small parts", () => {
  test("tags of Sigma become techniques and tactics, others are passed over", () => {
    expect(
      attackTags(["attack.T1098.001", "attack.privilege_escalation", "attack.g0001", "cve.2020-1", "attack."]),
    ).toEqual({
      techniques: ["T1098.001"],
      tactics: [{ id: "TA0004", name: "Privilege Escalation" }],
    });
  });

  test.each([
    ["2026-11-21T20:30:00Z", 1_795_293_000_000],
    ["2026-11-21", 1_795_219_200_000],
    ["2026-11-21T22:30:00+02:00", 1_795_293_000_000],
    ["2026-11-21T20:30:00", 1_795_293_000_000],
    ["1", undefined],
    ["", undefined],
    ["2026-13-41T20:30:00Z", undefined],
    [hostileText, undefined],
  ])("the time %s is %s", (text, ms) => {
    expect(timeMs(text)).toBe(ms);
  });

  test("a text that is cut says how long it was, and is not cut inside a character", () => {
    expect(exportLine("a".repeat(100), 40)).toBe(`${"a".repeat(22)}… (100 characters)`);
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), fc.integer({ min: 1, max: 60 }), (text, limit) => {
        const shown = exportLine(text, limit);
        expect(shown.length).toBeLessThanOrEqual(limit);
        expect(shown).not.toMatch(/\p{Cs}/u);
      }),
    );
  });

  test("long identifiers that differ at their end stay different", () => {
    const digest = (text: string): string => String(text.length).padStart(64, "0").split("").reverse().join("");
    const long = (end: string): string => exportId(`${"x".repeat(600)}${end}`, 512, digest);
    expect(long("a")).not.toBe(long("bb"));
    expect(long("a").length).toBeLessThanOrEqual(512);
  });
});

interface AsffMade {
  readonly Id: string;
  readonly GeneratorId: string;
  readonly AwsAccountId: string;
  readonly Title: string;
  readonly Description: string;
  readonly Types: readonly string[];
  readonly Severity: { readonly Label: string };
  readonly Remediation?: { readonly Recommendation: { readonly Text: string } };
  readonly Compliance?: { readonly Status: string; readonly RelatedRequirements?: readonly string[] };
  readonly ProductFields: Readonly<Record<string, string>>;
}

interface SarifResult {
  readonly kind: string;
  readonly level: string;
  readonly baselineState?: string;
  readonly suppressions?: readonly unknown[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: { readonly startLine: number };
    };
  }[];
}

async function render(format: ReportFormat, report: Report): Promise<string> {
  return joined(await renderReport(format, report));
}

function parsedAll(format: ReportFormat, text: string): readonly unknown[] {
  return (format === "ocsf" || format === "asff" ? lines(text) : [text]).map((part) => JSON.parse(part));
}

function lines(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}

async function ocsf(report: Report): Promise<readonly Record<string, unknown>[]> {
  return lines(await render("ocsf", report)).map((line) => JSON.parse(line));
}

async function asff(report: Report): Promise<readonly (readonly AsffMade[])[]> {
  return lines(await render("asff", report)).map((line) => JSON.parse(line));
}

async function sarif(report: Report): Promise<readonly SarifResult[]> {
  return JSON.parse(await render("sarif", report)).runs[0].results;
}
