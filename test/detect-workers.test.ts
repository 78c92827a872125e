import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { jsonLines, spawnTrailproof } from "./run-cli.ts";

/** What does not compress, so that few records are enough for threads to be worth their start (4 MiB as stored). */
const fillerBytes = 6_000;
const files = 6;
const recordsPerFile = 160;

const folder = mkdtempSync(join(tmpdir(), "trailproof-workers-"));
const logs = join(folder, "logs-cloudtrail");
const hook = join(folder, "tell-workers.cjs");
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() => {
  writeFileSync(hook, 'process.on("worker", () => process.stderr.write("a thread starts\\n"));');
  const random = randomBytes(20_261_121);
  for (let file = 0; file < files; file += 1) {
    const records = Array.from({ length: recordsPerFile }, (_, at) => record(file * recordsPerFile + at, random()));
    // A copy, a copy with its keys in another order, and another content under the same id, each of the file's first record.
    const [first] = records;
    const reversed = Object.fromEntries(Object.entries(first ?? {}).reverse());
    const copies = [first, reversed, { ...first, eventName: "DeleteUser" }];
    const text = JSON.stringify({ Records: [...records, ...copies, "no record"] });
    writeFileSync(`${logs}-${file}.json.gz`, gzipSync(file === 2 ? text.slice(0, -100) : text, { level: 1 }));
  }
});

test("one thread and two print the same bytes and count the same", () => {
  const [one, two] = [1, 2].map((workers) => {
    const { code, stdout, stderr } = spawnTrailproof(
      ["detect", `${logs}-*`, "--workers", `${workers}`, "-o", "jsonl", "--stats"],
      { env: { NODE_OPTIONS: `--require=${hook}` } },
    );
    const [stats] = jsonLines(stderr.split("\n").findLast((line) => line.startsWith("{")) ?? "");
    const { seconds: _, peakRssBytes: __, ...counts } = stats ?? {};
    const problems = stderr.split("\n").filter((line) => line.includes("record "));
    return { code, stdout, counts, problems, threads: stderr.split("a thread starts\n").length - 1 };
  });
  expect([one?.threads, two?.threads]).toEqual([0, 2]);
  expect({ ...two, threads: 0 }).toEqual(one);

  // In the third file the last 100 characters are missing: of the records that are copies, the last.
  const conflicts = files - 1;
  expect(one?.code).toBe(0);
  expect(one?.counts).toMatchObject({
    files,
    records: files * (recordsPerFile + 2) + conflicts,
    events: files * recordsPerFile + conflicts,
    duplicates: 2 * files,
    // Each file ends with what is no record, or is cut off.
    problems: conflicts + files,
  });
  const detections = jsonLines(one?.stdout ?? "");
  expect(detections.filter(({ rule }) => (rule as { title: string }).title === "IAM user created")).toHaveLength(
    files * (recordsPerFile / 8),
  );
  expect(one?.counts?.["detections"]).toBe(detections.length);
});

function record(number: number, sessionToken: string): Record<string, unknown> {
  const second = String(number % 60).padStart(2, "0");
  return {
    eventVersion: "1.11",
    userIdentity: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/ana", accountId: "111122223333" },
    eventTime: `2026-01-01T10:00:${second}Z`,
    eventSource: "iam.amazonaws.com",
    eventName: number % 8 === 0 ? "CreateUser" : "ListUsers",
    awsRegion: "us-east-1",
    sourceIPAddress: "198.51.100.7",
    userAgent: "aws-cli/2.17.9",
    responseElements: { credentials: { sessionToken } },
    eventID: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
    recipientAccountId: "111122223333",
  };
}

/** The same texts each time. Source: Marsaglia, "Xorshift RNGs", the 32-bit triple 13, 17, 5. */
function randomBytes(seed: number): () => string {
  let state = seed;
  return () => {
    const bytes = Buffer.alloc(fillerBytes);
    for (let at = 0; at < bytes.length; at += 4) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      bytes.writeInt32LE(state, at);
    }
    return bytes.toString("base64");
  };
}
