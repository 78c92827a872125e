import { describe, expect, test } from "vitest";
import { auditSnapshot } from "./audit.ts";
import { defaultAuditSettings } from "./check.ts";
import * as example from "./examples/example-builders.ts";
import { effectiveParameters, settingsProblems } from "./settings.ts";

describe("settingsProblems", () => {
  const rows: readonly (readonly [string, unknown, readonly string[]])[] = [
    ["nothing said", {}, []],
    ["a usable threshold", { "CRED-12": { maxAgeDays: 60 } }, []],
    ["zero", { "CRED-12": { maxAgeDays: 0 } }, []],
    ["an unknown check", { "CRED-99": { maxAgeDays: 60 } }, ['There is no check "CRED-99".']],
    ["an inherited name", { "CRED-12": { constructor: 1 } }, [expect.stringContaining('no parameter "constructor"')]],
    [
      "an unknown parameter",
      { "CRED-12": { maxAge: 60 } },
      ['CRED-12 has no parameter "maxAge"; it has maxAgeDays, highAgeDays.'],
    ],
    [
      "a negative number",
      { "CRED-12": { maxAgeDays: -1 } },
      ["CRED-12 maxAgeDays must be a number that is not negative, not -1."],
    ],
    ["no number", { "CRED-12": { maxAgeDays: Number.NaN } }, [expect.stringContaining("not NaN")]],
  ];
  test.each(rows)("%s", (_name, thresholds, problems) => {
    // The rows hold what a configuration file could, which is more than the type allows.
    expect(settingsProblems({ thresholds: thresholds as { [id: string]: { [name: string]: number } } })).toEqual(
      problems,
    );
  });

  test("a threshold that is refused is not used", () => {
    const row = example.credentialRow({ accessKeys: [example.activeKey(1, 100, 1), example.accessKey(2)] });
    const snapshot = example.snapshot({ credentialReport: example.credentialReport(example.rootRow(), row) });
    const thresholds = { "CRED-12": { maxAgeDays: Number.NaN } };
    const findings = auditSnapshot(snapshot, { ...defaultAuditSettings, thresholds }, () => []);
    expect(findings.filter(({ source }) => source.id === "CRED-12")).toMatchObject([{ status: "FAIL" }]);
  });
});

describe("effectiveParameters", () => {
  test("without settings every value is its default", () => {
    const all = effectiveParameters(defaultAuditSettings);
    expect(all["CRED-12"]).toEqual({
      maxAgeDays: { value: 90, default: 90 },
      highAgeDays: { value: 365, default: 365 },
    });
    expect(all["CRED-01"]).toEqual({});
  });

  test("a looser and a stricter value stand beside the default", () => {
    const thresholds = { "CRED-12": { maxAgeDays: 180 }, "CRED-08": { unusedDays: 30 } };
    const all = effectiveParameters({ ...defaultAuditSettings, thresholds });
    expect(all["CRED-12"]?.["maxAgeDays"]).toEqual({ value: 180, default: 90 });
    expect(all["CRED-08"]?.["unusedDays"]).toEqual({ value: 30, default: 45 });
  });

  test("a value that is refused counts as little here as in the check", () => {
    const thresholds = { "CRED-12": { maxAgeDays: -1 } };
    const all = effectiveParameters({ ...defaultAuditSettings, thresholds });
    expect(all["CRED-12"]?.["maxAgeDays"]).toEqual({ value: 90, default: 90 });
  });
});
