import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { spawnTrailproof } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-audit-workers-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("audit prints the same bytes whether one thread reads the logs or two", () => {
  const logs = join(folder, "logs");
  for (let file = 0; file < 4; file += 1) {
    const records = Array.from({ length: 60 }, (_, at) => record(60 * file + at));
    const text = JSON.stringify({ Records: [...records, ...records.slice(0, 3), record(0), "no record"] });
    // Without compression few records are enough for threads to be worth their start (4 MiB as stored).
    const packed = gzipSync(text, { level: 0 });
    writeFileSync(`${logs}-${file}.json.gz`, file === 2 ? packed.subarray(0, packed.length - 9000) : packed);
  }
  const report = "samples/aerosecure/credential-report.csv";
  const details = "samples/aerosecure/authorization-details.json";
  const [one, two] = [1, 2].map((cores) => {
    const hook = join(folder, `cores-${cores}.cjs`);
    writeFileSync(
      hook,
      `require("node:os").availableParallelism = () => ${cores}; require("node:module").syncBuiltinESMExports();` +
        'process.on("worker", () => process.stderr.write("a thread starts\\n"));',
    );
    const { code, stdout, stderr } = spawnTrailproof(
      [
        "audit",
        "--credential-report",
        report,
        "--authorization-details",
        details,
        "--logs",
        `${logs}-*`,
        "--as-of",
        "2026-11-02T00:00:00Z",
        "-o",
        "jsonl",
      ],
      { env: { NODE_OPTIONS: `--require=${hook}` } },
    );
    const lines = stderr.split("\n");
    return {
      code,
      stdout,
      problems: lines.filter((line) => line.includes("logs-")),
      threads: lines.filter((line) => line === "a thread starts").length,
    };
  });
  expect([one?.threads, two?.threads]).toEqual([0, 2]);
  expect({ ...two, threads: 0 }).toEqual(one);
  expect(one?.stdout).not.toContain("The logs hold no event");
  expect(one?.problems.length).toBeGreaterThan(0);
});

function record(number: number): Record<string, unknown> {
  const second = String(number % 60).padStart(2, "0");
  return {
    eventVersion: "1.11",
    userIdentity: {
      type: "IAMUser",
      arn: "arn:aws:iam::111122223333:user/admin-user",
      accountId: "111122223333",
      userName: "admin-user",
      accessKeyId: "ASIAEXAMPLE000000001",
      sessionContext: { attributes: { mfaAuthenticated: "false" } },
    },
    eventTime: `2026-11-01T10:${String(Math.floor(number / 60)).padStart(2, "0")}:${second}Z`,
    eventSource: "iam.amazonaws.com",
    eventName: number % 8 === 0 ? "CreateUser" : "ListUsers",
    readOnly: number % 8 !== 0,
    awsRegion: "us-east-1",
    sourceIPAddress: `198.51.100.${number % 250}`,
    userAgent: "aws-cli/2.17.9",
    requestParameters: { userName: `user-${number}`, filler: "x".repeat(24_000) },
    eventID: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
    recipientAccountId: "111122223333",
  };
}
