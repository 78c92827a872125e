import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { complianceFindings, sampleCompliance } from "./compliance.fixture.ts";
import { type ComplianceFormat, complianceFormats, renderCompliance } from "./compliance-formats.ts";
import { controlId } from "./exports/oscal-ids.ts";
import { uuidOf } from "./exports/oscal-text.ts";
import { displayWidth } from "./text/text-width.ts";
import { joined } from "./views/report.fixture.ts";

const hostile = `<img src=x onerror=alert(1)>\u001b]0;x\u0007\u202e\ud800\n=cmd|' /C calc'!A0 __proto__`;

const render = async (format: ComplianceFormat, report = sampleCompliance(), options = {}): Promise<string> =>
  joined(await renderCompliance(format, report, options));

function hostileReport() {
  const findings = complianceFindings(hostile).map((finding) => ({
    ...finding,
    resource: { type: "iam.user", arn: `arn:${hostile}`, name: hostile },
    evidence: [{ source: hostile, field: hostile, value: hostile }],
  }));
  return sampleCompliance({
    findings,
    account: hostile,
    title: hostile,
    profile: { id: hostile, title: hostile, outOfScope: [hostile] },
    problems: [{ code: "input.malformed", message: hostile, location: { file: hostile } }],
    inputs: [{ source: hostile, file: hostile, sha256: "ab".repeat(32) }],
  });
}

describe.each(complianceFormats)("%s", (format) => {
  test("the same report gives the same bytes", async () => {
    expect(await render(format)).toBe(await render(format));
  });

  test("hostile text reaches nobody raw", async () => {
    const text = await render(format, hostileReport());
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u);
    if (format === "html") expect(text).not.toContain("<img");
    if (format === "md") expect(text).not.toMatch(/<img/);
  });
});

test("every status that is no PASS is counted apart, with the size of its framework", async () => {
  const { summary } = JSON.parse(await render("json"));
  expect(summary[0]).toEqual({
    framework: "nist-800-53-r5",
    title: "NIST SP 800-53 Security and Privacy Controls",
    version: "Revision 5",
    controls: 7,
    size: 1189,
    counts: { FAIL: 1, UNKNOWN: 1, MANUAL: 1, PARTIAL: 1, ATTESTED: 1, PASS: 1, NOT_APPLICABLE: 1, CONTEXT: 0 },
  });
});

test("every finding that a control names is in the JSON", async () => {
  const report = JSON.parse(await render("json"));
  const uids = new Set(report.findings.map(({ uid }: { uid: string }) => uid));
  const named = report.frameworks.flatMap(({ controls }: { controls: { findings: string[] }[] }) =>
    controls.flatMap(({ findings }) => findings),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((uid: string) => !uids.has(uid))).toEqual([]);
});

test("jsonl and csv have one line for each control", async () => {
  const lines = (await render("jsonl")).trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).control)).toEqual([
    "AC-2(3)",
    "AC-6",
    "AU-9",
    "AU-11",
    "IA-3",
    "IR-4",
    "PS-4",
    "2.12",
    "ED-202A",
  ]);
  const rows: readonly Record<string, string>[] = parse(await render("csv"), { columns: true });
  expect(rows).toHaveLength(9);
  expect(rows[6]).toMatchObject({ control: "PS-4", status: "ATTESTED", attested_by: "Ana", next_review: "2027-10-01" });
});

describe("the table", () => {
  test.each([80, 120])("fits %d columns", async (width) => {
    for (const frameworks of [sampleCompliance().frameworks, sampleCompliance().frameworks.slice(0, 1)]) {
      const text = await render("table", sampleCompliance({ frameworks }), { width });
      expect(Math.max(...text.split("\n").map(displayWidth))).toBeLessThanOrEqual(width);
    }
  });

  test("one framework is told control by control, worst first", async () => {
    const [first] = sampleCompliance().frameworks;
    const text = await render("table", sampleCompliance({ frameworks: first ? [first] : [] }));
    const order = [
      "FAIL (1): failed",
      "UNKNOWN (1)",
      "MANUAL (1)",
      "PARTIAL (1)",
      "ATTESTED (1)",
      "PASS (1)",
      "N/A (1)",
    ];
    const places = order.map((heading) => text.indexOf(heading));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(text).toContain("cloudtrail:DescribeTrails was denied.");
    expect(text).toContain("7 of 1189");
  });
});

describe("OSCAL", () => {
  const schema = JSON.parse(readFileSync("test/support/oscal/assessment-results-1.2.3.schema.json", "utf8"));
  // Formats are checked by patterns of the schema too; ajv has none built in.
  const validate = new Ajv({ strict: false, allErrors: true, unicodeRegExp: true, validateFormats: false }).compile(
    schema,
  );

  test.each([
    ["a usual report", sampleCompliance()],
    ["hostile text", hostileReport()],
    ["no finding and no input", sampleCompliance({ findings: [], inputs: [], problems: [] }, { attestations: [] })],
  ])("%s is valid by NIST's schema", async (_, report) => {
    expect(validate(JSON.parse(await render("oscal", report))) ? [] : validate.errors).toEqual([]);
  });

  test("the judge is no yes-man: without the plan it says no", async () => {
    const document = JSON.parse(await render("oscal"));
    delete document["assessment-results"]["import-ap"];
    expect(validate(document)).toBe(false);
  });

  test("UUIDs are of version 5, none is given twice, and all that is referred to is there", async () => {
    const document = JSON.parse(await render("oscal"));
    const given: string[] = [];
    const referred: string[] = [];
    visit(document, (key, value) => {
      if (key === "uuid") given.push(value);
      else if (/-uuids?$/.test(key)) referred.push(value);
      else if (key === "href" && value.startsWith("#")) referred.push(value.slice(1));
    });
    expect(new Set(given).size).toBe(given.length);
    for (const uuid of given)
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(referred.length).toBeGreaterThan(0);
    expect(referred.filter((uuid) => !given.includes(uuid))).toEqual([]);
  });

  test("only PASS, ATTESTED and NOT_APPLICABLE are satisfied, and UNKNOWN keeps its name and cause", async () => {
    const [result] = JSON.parse(await render("oscal"))["assessment-results"].results;
    const states = result.findings.map(
      (finding: {
        props: { name: string; value: string }[];
        target: { status: { state: string; reason: string } };
      }) => [
        finding.props.find(({ name }) => name === "status")?.value,
        finding.target.status.state,
        finding.target.status.reason,
      ],
    );
    expect(states).toEqual([
      ["FAIL", "not-satisfied", "fail"],
      ["PARTIAL", "not-satisfied", "other"],
      ["UNKNOWN", "not-satisfied", "other"],
      ["PASS", "satisfied", "pass"],
      ["NOT_APPLICABLE", "satisfied", "other"],
      ["MANUAL", "not-satisfied", "other"],
      ["ATTESTED", "satisfied", "other"],
    ]);
    expect(JSON.stringify(result.observations)).toContain("cloudtrail:DescribeTrails was denied.");
  });

  test("inputs stand with their SHA-256, and evidence points at them", async () => {
    const document = JSON.parse(await render("oscal"))["assessment-results"];
    const resource = document["back-matter"].resources.find(
      ({ title }: { title: string }) => title === "credential-report",
    );
    expect(resource.rlinks).toEqual([
      { href: "report%20of%20today.csv", hashes: [{ algorithm: "SHA-256", value: "ab".repeat(32) }] },
    ]);
    expect(JSON.stringify(document.results[0].observations)).toContain(`"href":"#${resource.uuid}"`);
  });

  test("a framework that is context only makes no result, and is named", async () => {
    const document = JSON.parse(await render("oscal"))["assessment-results"];
    expect(document.results).toHaveLength(2);
    expect(document.metadata.remarks).toContain("aerospace-context");
  });

  test.each([
    ["nist-800-53-r5", "AC-2(3)", "ac-2.3"],
    ["nist-800-171-r3", "03.01.01", "SP_800_171_03.01.01"],
    ["cis-aws-7.0", "2.10", "_2.10"],
    ["part-is", "IS.I.OR.200(a)(13)", "IS.I.OR.200.a.13"],
    ["iso-27001-2022", "A.5.1", "A.5.1"],
  ])("%s %s is the token %s", (framework, id, token) => {
    expect(controlId(framework, id)).toBe(token);
  });

  test("names that run together are other names", () => {
    expect(uuidOf("a", "b", "c")).not.toBe(uuidOf("a", "bc"));
    expect(uuidOf("a", "b")).not.toBe(uuidOf("a", "b", ""));
  });
});

/** Every text with the key that it stands under; of a list the key of the list. */
function visit(node: unknown, see: (key: string, value: string) => void, key = ""): void {
  if (typeof node === "string") see(key, node);
  else if (Array.isArray(node)) for (const item of node) visit(item, see, key);
  else if (typeof node === "object" && node !== null)
    for (const [name, value] of Object.entries(node)) visit(value, see, name);
}
