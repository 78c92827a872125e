import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Finding, FindingStatus } from "../../model/index.ts";
import { earlierResult, readEarlierResult, sinceLast } from "./report-since.ts";

describe("what became of a finding that failed", () => {
  const before = [finding("CRED-07", "ana", "FAIL")];

  test.each<[string, readonly Finding[], "still" | "fixed" | "unclear" | "suppressed"]>([
    ["it fails", [finding("CRED-07", "ana", "FAIL")], "still"],
    ["it passes", [finding("CRED-07", "ana", "PASS")], "fixed"],
    ["it is not applicable", [finding("CRED-07", "ana", "NOT_APPLICABLE")], "fixed"],
    ["it was not evaluated", [finding("CRED-07", "ana", "UNKNOWN")], "unclear"],
    ["somebody answers for it", [finding("CRED-07", "ana", "SUPPRESSED")], "suppressed"],
    ["its user is gone", [finding("CRED-07", "ben", "PASS")], "fixed"],
    [
      "its user is gone, and the list is not whole",
      [finding("CRED-07", "ben", "PASS"), finding("CRED-07", "all", "UNKNOWN")],
      "unclear",
    ],
    ["the check was not asked", [finding("CRED-08", "ana", "PASS")], "unclear"],
    ["nothing was asked", [], "unclear"],
  ])("%s", (_, now, where) => {
    const since = sinceLast(
      earlierResult("before.json", "2026-11-14T00:00:00Z", "111122223333", before),
      now,
      "111122223333",
    );
    const counts = {
      still: since.still.length,
      fixed: since.fixed.length,
      unclear: since.unclear.length,
      suppressed: since.suppressed.length,
    };
    expect(counts).toEqual({ still: 0, fixed: 0, unclear: 0, suppressed: 0, [where]: 1 });
  });

  test("a detection that the logs of now do not show is not fixed", () => {
    const rule = "8a2f0e5c-1d1b-4f59-9a3e-5d0f64f1b201";
    const earlier = { ...earlierResult("x", "", "", [finding(rule, "ana", "FAIL")]), hasRules: true };
    expect(sinceLast(earlier, [finding("CRED-07", "ana", "PASS")], "")).toMatchObject({
      fixed: [],
      unclear: [{ now: "the logs of now do not show it" }],
    });
  });
});

describe("a saved result", () => {
  const now = [finding("CRED-07", "ana", "FAIL"), rule("FAIL")];

  test("of audit asked no rule, so that no detection is new", () => {
    const file = saved({ kind: "audit", asOf: "2026-11-14T00:00:00Z", findings: [] });
    const since = sinceLast(readEarlierResult(file), now, "111122223333");
    expect(since.added).toEqual([now[0]?.uid]);
    expect(since.notes).toEqual(["Rules were not asked of that time: detections are not compared."]);
    expect(since.asOf).toBe("2026-11-14T00:00:00Z");
  });

  test("of report did, so that both are new", () => {
    const file = saved({ kind: "report", findings: [] });
    expect(sinceLast(readEarlierResult(file), now, "").added).toHaveLength(2);
  });

  test("that was filtered, or is of another account, is said", () => {
    const file = saved({ kind: "report", summary: { hidden: 3 }, findings: [{ ...now[0], account: "444455556666" }] });
    const { notes } = sinceLast(readEarlierResult(file), now, "111122223333");
    expect(notes.join(" ")).toMatch(/account 444455556666.*left out 3 findings/);
  });

  test("with hostile members is read as far as it makes sense", () => {
    const text =
      '{"kind":"report","findings":[{"kind":"finding","uid":"u","status":"FAIL","severity":"__proto__","source":7,"resource":{"type":1,"__proto__":{"name":"x"}}}]}';
    const file = join(mkdtempSync(join(tmpdir(), "since-")), "b.json");
    writeFileSync(file, text);
    expect(readEarlierResult(file).failed).toEqual([
      { uid: "u", severity: "medium", sourceId: "", title: "", resource: "" },
    ]);
  });

  test("that is none is refused", () => {
    expect(() => readEarlierResult(saved([1, 2]))).toThrow("neither the json nor the jsonl");
  });

  function saved(value: object): string {
    const file = join(mkdtempSync(join(tmpdir(), "since-")), "baseline.json");
    writeFileSync(file, JSON.stringify(value));
    return file;
  }
});

/** Only what is compared. */
function finding(id: string, name: string, status: FindingStatus): Finding {
  return {
    schemaVersion: 1,
    kind: "finding",
    uid: `${id} ${name}`,
    source: { type: "check", id, title: id },
    status,
    severity: "high",
    account: "111122223333",
    region: "us-east-1",
    resource: { type: "iam.user", arn: `arn:aws:iam::111122223333:user/${name}`, name },
    title: id,
    reason: "",
    evidence: [],
    controls: [],
    remediation: { text: "" },
    observedAt: "",
    firstSeen: "",
  };
}

function rule(status: FindingStatus): Finding {
  const one = finding("8a2f0e5c", "ana", status);
  return { ...one, source: { ...one.source, type: "rule" } };
}
