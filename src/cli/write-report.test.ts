import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Report } from "../report/index.ts";
import type { Io, Output } from "./io.ts";
import { writeReport, writeWhole } from "./write-report.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-report-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const problem = { code: "input.malformed", message: "x".repeat(2000) } as const;
const report: Report = {
  kind: "audit",
  title: "an audit",
  toolVersion: "0.1.0",
  account: "111122223333",
  asOf: "2026-01-01T00:00:00Z",
  findings: Array.from({ length: 300 }, (_, index) => ({
    schemaVersion: 1,
    kind: "finding",
    uid: String(index),
    source: { type: "check", id: "CRED-04", title: "Root can sign in without MFA" },
    status: "FAIL",
    severity: "high",
    account: "111122223333",
    region: "global",
    resource: { type: "iam.user", arn: "arn:aws:iam::111122223333:user/ana", name: "ana" },
    title: "Root can sign in without MFA",
    reason: problem.message,
    evidence: [],
    controls: [],
    remediation: { text: "Register a device." },
    observedAt: "2026-01-01T00:00:00Z",
    firstSeen: "2026-01-01T00:00:00Z",
  })),
  detections: [],
  problems: [problem],
  inputs: [],
};
const common = { color: "never", quiet: true, verbose: false, progress: false } as const;

test.each(["json", "jsonl", "csv"] as const)("%s goes on when the reader of stdout has caught up", async (format) => {
  const written: string[] = [];
  let waiting = 0;
  let drained: (() => void) | undefined;
  const stdout: Output = {
    write(text) {
      written.push(text);
      waiting += 1;
      setImmediate(() => {
        waiting = 0;
        drained?.();
      });
      expect(waiting).toBe(1);
      return false;
    },
    once(_, listener) {
      drained = listener;
    },
  };
  const path = join(folder, `all.${format}`);
  await writeReport(report, { ...common, output: format, out: [{ format, path }] }, ioOf(stdout));
  expect(written.length).toBeGreaterThan(5);
  expect(written.join("")).toBe(readFileSync(path, "utf8"));
});

test("a report that breaks off leaves neither a file nor a part of one", () => {
  const before = readdirSync(folder);
  expect(() => writeWhole(join(folder, "half.json"), broken())).toThrow(/cannot be written/);
  expect(readdirSync(folder)).toEqual(before);
});

function* broken(): Iterable<string> {
  yield "x".repeat(100_000);
  throw new Error("no more");
}

function ioOf(stdout: Output): Io {
  return { stdin: empty(), stdout, stderr: { write: () => true }, env: {} };
}

async function* empty(): AsyncIterable<Uint8Array> {}
