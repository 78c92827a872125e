import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openProgress } from "../src/app/verify/verify-progress.ts";
import { createHashSet, type DigestedLogFile } from "../src/integrity/index.ts";
import { makeTrail } from "./support/made-trail.ts";
import { serveTrail, type TrailServer } from "./support/trail-server.ts";

const top = mkdtempSync(join(tmpdir(), "trailproof-resume-"));
afterAll(() => rmSync(top, { recursive: true }));
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(top, "case-"));
});

describe("trail verify that is killed", () => {
  const script = join(top, "child.cjs");
  const trail = makeTrail({ hours: 12, logsPerHour: 10 });
  const changed = trail.digests[3]?.logs[2] ?? "";
  trail.objects.set(changed, { bytes: Buffer.from("no gzip"), metadata: {}, storedAt: 0 });
  let server: TrailServer;
  let child: ChildProcess | undefined;
  let killAt = Infinity;

  beforeAll(async () => {
    const entryPoints = ["test/support/verify-child.ts"];
    await build({ entryPoints, outfile: script, bundle: true, platform: "node", format: "cjs", logLevel: "error" });
    server = await serveTrail(trail, trail.objects, {
      latencyMs: 1,
      fail: () => {
        if (server.reads() >= killAt) child?.kill("SIGKILL");
        return undefined;
      },
    });
  }, 60_000);
  afterAll(() => server.close());

  // 132 objects are read by an unbroken run.
  it.each([[[20, 90]], [[64, 3, 40]]])("at reads %j, goes on and prints the same bytes", async (kills) => {
    const unbroken = await verify(Infinity, "unbroken");
    expect(unbroken).toMatchObject({ code: 3, reads: 132, stderr: "" });
    expect(unbroken.stdout).toContain(`${changed}\tINVALID: invalid format`);
    for (const kill of kills) expect((await verify(kill, "killed")).signal).toBe("SIGKILL");
    const resumed = await verify(Infinity, "killed");
    expect(resumed.stdout).toBe(unbroken.stdout);
    expect(resumed.code).toBe(3);
    expect(resumed.stderr).toMatch(
      /^note: An earlier run of .* was interrupted; the \d+ log files that it found valid/,
    );
    expect(resumed.reads).toBeLessThan(132);
    expect(readdirSync(join(folder, "killed", "verify"))).toEqual([]);
  });

  it("--no-resume reads all again", async () => {
    expect((await verify(100, "again")).signal).toBe("SIGKILL");
    expect(await verify(Infinity, "again", "--no-resume")).toMatchObject({ reads: 132, stderr: "" });
  });

  it("another time is another question", async () => {
    expect((await verify(100, "other")).signal).toBe("SIGKILL");
    const [from, to] = ["2026-11-20T10:00:00Z", "2026-11-20T21:00:00Z"];
    expect(await verify(Infinity, "other", "--from", from, "--to", to)).toMatchObject({ stderr: "" });
  });

  async function verify(
    at: number,
    workspace: string,
    ...more: readonly string[]
  ): Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string; reads: number }> {
    const before = server.reads();
    killAt = before + at;
    const args = ["--s3-bucket", trail.bucket, "--from", "2026-11-20T10:00:00Z", "--to", "2026-11-20T22:00:00Z"];
    const env = {
      PATH: process.env["PATH"],
      HOME: folder,
      AWS_ENDPOINT_URL: server.url,
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "example",
      AWS_DEFAULT_REGION: "us-east-1",
    };
    const kept = ["--workspace", join(folder, workspace), "--no-progress", "--concurrency", "4"];
    const started = spawn(process.execPath, [script, ...args, ...kept, ...more], { env });
    child = started;
    const [stdout, stderr]: [string[], string[]] = [[], []];
    started.stdout.on("data", (text: Buffer) => stdout.push(String(text)));
    started.stderr.on("data", (text: Buffer) => stderr.push(String(text)));
    return new Promise((done) => {
      started.on("close", (code, signal) => {
        const reads = server.reads() - before;
        done({ code, signal, stdout: stdout.join(""), stderr: stderr.join(""), reads });
      });
    });
  }
});

describe("what a run leaves", () => {
  const question = { bucket: "iam-logs-demo" };
  const now = new Date("2026-11-21T10:00:00Z");
  const logs = Array.from({ length: 50 }, (_, index) => logOf(`key-${index}`));

  it("is what was saved, and nothing else", async () => {
    await leave(logs.slice(0, 30));
    const next = await openProgress(folder, question, now, true);
    expect(logs.map((log) => next.isDone(log))).toEqual(logs.map((_, index) => index < 30));
    expect(next.isDone({ ...logOf("key-0"), hashValue: "other" })).toBe(false);
    expect(next.isDone({ ...logOf("key-0"), s3Bucket: "other" })).toBe(false);
    await next.close();
  });

  it("is whole up to wherever the writing ended", async () => {
    await leave(logs);
    const bytes = readFileSync(fileOf());
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length }), async (length) => {
        writeFileSync(fileOf(), bytes.subarray(0, length));
        const next = await openProgress(folder, question, now, true);
        const done = logs.filter((log) => next.isDone(log)).length;
        const isAll = length === bytes.length;
        expect(done % 10).toBe(0);
        expect(done).toBeLessThanOrEqual(isAll ? 50 : 40);
        next.note(logOf("one more"));
        await next.close();
        const after = await openProgress(folder, question, now, true);
        expect(logs.filter((log) => after.isDone(log))).toHaveLength(done);
        expect(after.isDone(logOf("one more"))).toBe(true);
        await after.close();
      }),
      { numRuns: 40, seed: 7 },
    );
  });

  it("is not used when a byte of it was changed", async () => {
    await leave(logs);
    const bytes = readFileSync(fileOf());
    const start = bytes.indexOf(10) + 1;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: start, max: bytes.length - 2 }), async (at) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) === 65 ? 66 : 65;
        writeFileSync(fileOf(), changed);
        const next = await openProgress(folder, question, now, true);
        expect(next.notes.join()).toContain("it begins anew, since what it left is damaged");
        expect(logs.some((log) => next.isDone(log))).toBe(false);
        await next.close();
      }),
      { numRuns: 40, seed: 7 },
    );
  });

  it.each([
    ["of yesterday", new Date("2026-11-22T10:00:00Z"), "is used for a day"],
    ["of a clock that is ahead", new Date("2026-11-21T09:54:00Z"), "is used for a day"],
  ])("is not used when it is %s", async (_name, at, why) => {
    await leave(logs);
    const next = await openProgress(folder, question, at, true);
    expect(next.notes.join()).toContain(why);
    expect(logs.some((log) => next.isDone(log))).toBe(false);
    await next.close();
  });

  it.each(["", "{}\n", "null\n", '{"kind":"trail-verify-progress","schemaVersion":1,"__proto__":{"salt":"x"}}\n'])(
    "is not used when it is %j",
    async (text) => {
      await leave(logs);
      writeFileSync(fileOf(), text);
      const next = await openProgress(folder, question, now, true);
      expect(logs.some((log) => next.isDone(log))).toBe(false);
      await next.close();
    },
  );

  it("cannot be kept below a file, which is said and stops nothing", async () => {
    writeFileSync(join(folder, "file"), "");
    const next = await openProgress(join(folder, "file"), question, now, true);
    next.note(logOf("a"));
    await next.save();
    expect(next.notes.join()).toContain("cannot be kept");
    await next.finish();
  });

  async function leave(done: readonly DigestedLogFile[]): Promise<void> {
    const progress = await openProgress(folder, question, now, false);
    for (const [index, log] of done.entries()) {
      progress.note(log);
      if (index % 10 === 9) await progress.save();
    }
    await progress.close();
  }

  function fileOf(): string {
    return join(folder, readdirSync(folder).find((name) => name.endsWith(".progress")) ?? "");
  }
});

it("a set of hashes is a set", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(half, half), { maxLength: 3000 }),
      fc.array(fc.tuple(half, half)),
      (added, others) => {
        const set = createHashSet();
        for (const [high, low] of added) set.add({ high, low });
        const known = new Set(added.map(textOf));
        for (const [high, low] of [...added, ...others]) {
          expect(set.has({ high, low })).toBe(known.has(textOf([high, low])));
        }
      },
    ),
    { numRuns: 50, seed: 7 },
  );
});

/** Many of them meet in the table. */
const half = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }));

/** Two zeros are taken for a zero and a one. */
function textOf([high, low]: readonly [number, number]): string {
  return `${high} ${high === 0 && low === 0 ? 1 : low}`;
}

function logOf(key: string): DigestedLogFile {
  const times = { newestEventTime: "2026-11-20T10:00:00Z", oldestEventTime: "2026-11-20T10:00:00Z" };
  return { s3Bucket: "iam-logs-demo", s3Object: key, hashValue: `hash of ${key}`, hashAlgorithm: "SHA-256", ...times };
}
