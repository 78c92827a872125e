import { describe, expect, test } from "vitest";
import type { FindingStatus } from "../model/index.ts";
import { allChecks } from "./checks/index.generated.ts";
import { runExample } from "./examples/run-example.ts";
import { compareCheckIds } from "./order.ts";
import { sourceOfSubjects } from "./sources.ts";

/** Answers that a check cannot give of a subject, and why. */
const impossible: ReadonlyMap<string, readonly FindingStatus[]> = new Map([
  // Incomplete evidence is unknown and never a failing of the principal.
  ["USE-06", ["FAIL"]],
  // The answer of describe-trails always has the flag; UNKNOWN comes only from a missing source.
  ["TRAIL-05", ["UNKNOWN"]],
  // Which policies a user has is always in the answer, whether or not their documents can be read.
  ["POL-11", ["UNKNOWN"]],
]);

describe("examples", () => {
  const rows = allChecks.flatMap((check) =>
    check.examples.map((one) => [`${check.id}: ${one.name}`, check, one] as const),
  );
  test.each(rows)("%s", (_name, check, one) => {
    const verdict = runExample(check, one);
    expect({ status: verdict.status, reason: verdict.reason }).toEqual({ status: one.expect, reason: verdict.reason });
    expect(verdict.reason).toMatch(/^[^a-z].*[.)]$/s);
    if (one.severity !== undefined) expect(verdict.severity ?? check.severity).toBe(one.severity);
  });

  test.each(allChecks.map((check) => [check.id, check] as const))("%s shows PASS, FAIL and UNKNOWN", (id, check) => {
    const shown = new Set(check.examples.map((one) => one.expect));
    const demanded = (["PASS", "FAIL", "UNKNOWN"] as const).filter((status) => !impossible.get(id)?.includes(status));
    expect([...shown]).toEqual(expect.arrayContaining(demanded));
  });
});

describe("the list of checks", () => {
  test("ids are unique and in the order of the catalogue", () => {
    const ids = allChecks.map((check) => check.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(ids.toSorted(compareCheckIds));
    for (const id of ids) expect(id).toMatch(/^(CRED|POL|TRUST|USE|TRAIL|ORG|JOIN)-\d\d$/);
  });

  test("every check needs the source that lists its subjects", () => {
    for (const check of allChecks) {
      const source = sourceOfSubjects[check.subject];
      if (source !== undefined) expect(check.needs, check.id).toContain(source);
    }
  });

  test("every check has words, a fix and references", () => {
    for (const check of allChecks) {
      expect(check.risk.length, check.id).toBeGreaterThan(20);
      expect(check.remediation.cli, check.id).toMatch(/aws /);
      expect(check.references.length, check.id).toBeGreaterThan(0);
      for (const url of check.references) expect(url).toMatch(/^https:\/\//);
    }
  });
});
