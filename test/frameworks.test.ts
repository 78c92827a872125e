import { existsSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { loadFrameworks } from "../src/app/load-frameworks.ts";
import { controlsOf } from "../src/compliance/index.ts";

const { frameworks, problems } = loadFrameworks();
const catalogue = "../shared/data/posture_catalogue.csv";
const map = "../shared/data/compliance_map.csv";

/** What the map calls each framework. */
const mapNames: Readonly<Record<string, string>> = {
  "cis-aws-7.0": "CIS AWS Foundations 7.0.0",
  "cmmc-l2": "CMMC 2.0 L2 / NIST SP 800-171 r2 (DFARS 252.204-7012/-7021)",
  "iso-27001-2022": "ISO/IEC 27001:2022 Annex A",
  "nist-800-53-r5": "NIST SP 800-53 r5",
  "nist-csf-2.0": "NIST CSF 2.0",
  "part-is": "EASA Part-IS (EU) 2023/203 Annex II",
  "pci-dss-4.0.1": "PCI DSS 4.0.1",
  soc2: "SOC 2 (TSC 2017 rev 2022)",
};

/** Real controls that the map leaves out. */
const notInMap: readonly string[] = ["nist-800-53-r5:CM-6(2)"];

test("the frameworks of the package are read without a problem", () => {
  expect(problems).toEqual([]);
  expect(frameworks.map(({ id }) => id)).toEqual(Object.keys(mapNames).sort());
});

test("root without MFA speaks to a control of five frameworks", () => {
  expect(controlsOf(frameworks)("CRED-04")).toEqual([
    "cis-aws-7.0:2.5",
    "cmmc-l2:IA.L2-3.5.3",
    "iso-27001-2022:A.8.5",
    "nist-800-53-r5:IA-2(1)",
    "pci-dss-4.0.1:8.4.1",
  ]);
});

test("titles are short and our own: none repeats the heading of an ISO control", () => {
  for (const { controls } of frameworks) for (const { title } of controls) expect(title.length).toBeLessThan(70);
  const iso = frameworks.find(({ id }) => id === "iso-27001-2022")?.controls.map(({ title }) => title);
  expect(iso).not.toContain("Secure authentication");
});

describe.skipIf(!existsSync(catalogue))(
  `against the catalogue of checks (${catalogue}; skipped where it is absent)`,
  () => {
    test("every check that answers is one of the first wave", () => {
      const wave = new Set(rows(catalogue).flatMap(({ id, wave: number }) => (number === "1" ? [id] : [])));
      expect(answers().filter(({ check }) => !wave.has(check))).toEqual([]);
    });

    test("every mapping stands in the catalogue", () => {
      const mapping = new Map(rows(catalogue).map(({ id, control_mapping }) => [id, control_mapping ?? ""]));
      const missing = answers().filter(({ control, check }) => !mentions(mapping.get(check) ?? "", control));
      expect(missing).toEqual([]);
    });
  },
);

describe.skipIf(!existsSync(map))(`against the map of controls (${map}; skipped where it is absent)`, () => {
  test("every control exists in its framework", () => {
    const known = new Set(rows(map).map(({ framework, control_id }) => `${framework}\n${control_id}`));
    const unknown = answers().filter(({ framework, control }) => !known.has(`${mapNames[framework]}\n${control}`));
    expect([...new Set(unknown.map(({ framework, control }) => `${framework}:${control}`))]).toEqual(notInMap);
  });
});

function answers(): readonly { framework: string; control: string; check: string }[] {
  return frameworks.flatMap(({ id, controls }) =>
    controls.flatMap((control) => control.answeredBy.map((check) => ({ framework: id, control: control.id, check }))),
  );
}

/** The catalogue shortens `AC-6(2)(7)` and leaves out the head of Part-IS ids. */
function mentions(mapping: string, control: string): boolean {
  const short = control.replace(/^IS\.I\.OR\./, "");
  const [, base = short, enhancement = ""] = /^([A-Z]{2}-\d+)(\(\d+\))$/.exec(short) ?? [];
  return mapping.split(/[;,]/).some((part) => {
    const words = part.trim().split(" ");
    return words.some(
      (word) => word === short || (enhancement !== "" && word.startsWith(`${base}(`) && word.includes(enhancement)),
    );
  });
}

function rows(file: string): readonly Readonly<Record<string, string>>[] {
  // The columns are the header's, and every cell is text.
  return parse(readFileSync(file, "utf8"), { columns: true }) as Record<string, string>[];
}
