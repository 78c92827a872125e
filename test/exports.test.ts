import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { trailproof } from "../src/cli/run/rightsize.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-exports-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string): string => join(folder, name);

const audit = [
  "audit",
  "--credential-report",
  "samples/aerosecure/credential-report.csv",
  "--as-of",
  "2026-11-21T20:30:00Z",
];
const exported = ["csv", "md", "html", "ocsf", "asff", "sarif", "junit"] as const;

describe("a saved audit of the built-in account", () => {
  beforeAll(async () => {
    const out = exported.flatMap((format) => ["--out", `${format}=${path(`audit.${format}`)}`]);
    const { code } = await trailproof(...audit, "-o", "json", "--out", `json=${path("audit.json")}`, ...out);
    expect(code).toBe(0);
  }, 60_000);

  test("is converted to the bytes that audit wrote", async () => {
    const out = exported.flatMap((format) => ["--out", `${format}=${path(`again.${format}`)}`]);
    const { code, stdout } = await trailproof("convert", path("audit.json"), "-o", "json", ...out);
    expect(code).toBe(0);
    expect(stdout).toBe(readFileSync(path("audit.json"), "utf8"));
    for (const format of exported) {
      expect(readFileSync(path(`again.${format}`), "utf8"), format).toBe(readFileSync(path(`audit.${format}`), "utf8"));
    }
  });

  test("cannot be written as what it is not", async () => {
    const { code, stderr } = await trailproof("convert", path("audit.json"), "-o", "oscal");
    expect(code).toBe(2);
    expect(stderr).toContain("A result of audit cannot be written as oscal");
  });

  test("is its own baseline for SARIF", async () => {
    const { stdout } = await trailproof("convert", path("audit.json"), "-o", "sarif", "--baseline", path("audit.json"));
    const results: readonly { kind: string; baselineState: string }[] = JSON.parse(stdout).runs[0].results;
    const states = new Set(results.filter(({ kind }) => kind === "fail").map(({ baselineState }) => baselineState));
    expect([...states]).toEqual(["unchanged"]);
  });
});

test("formats that a command has not are refused", async () => {
  for (const args of [
    [...audit, "-o", "navigator"],
    ["compliance", "-o", "sarif"],
    ["usage", "-o", "junit"],
  ]) {
    expect((await trailproof(...args)).code).toBe(2);
  }
});

test("a newer result is refused with the exit code 2", async () => {
  writeFileSync(path("newer.json"), '{"schemaVersion":2,"kind":"audit"}');
  const { code, stdout, stderr } = await trailproof("convert", path("newer.json"), "-o", "csv");
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("schemaVersion 2");
});
