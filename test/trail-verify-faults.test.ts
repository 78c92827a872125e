import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTrail } from "./support/made-trail.ts";
import { runVerify, type VerifyRun } from "./support/run-verify.ts";
import { serveTrail, type TrailServerOptions } from "./support/trail-server.ts";

const trail = makeTrail({ hours: 3 });
const log = trail.digests[1]?.logs[0] ?? "";
const digest = trail.digests[1]?.key ?? "";

describe("trail verify when AWS does not answer as it should", { timeout: 60_000 }, () => {
  const saved = { ...process.env };
  beforeAll(() => {
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "example",
      AWS_REGION: "us-east-1",
    });
  });
  afterAll(() => {
    process.env = saved;
  });

  it.each<[string, TrailServerOptions["fail"]]>([
    ["asks to slow down", (_key, read) => (read % 3 === 0 ? { code: "SlowDown", status: 503 } : undefined)],
    ["breaks down", (_key, read) => (read % 4 === 1 ? { code: "InternalError", status: 500 } : undefined)],
    ["closes connections", (_key, read) => (read % 4 === 2 ? "reset" : undefined)],
    ["breaks off in the middle of objects", (_key, read) => (read % 5 === 3 ? "cut" : undefined)],
  ])("which now and then %s, all is read in the end", async (_name, fail) => {
    const { code, stdout } = await verify(fail);
    expect(stdout).toMatch(/\n3\/3 digest files valid\n9\/9 log files valid\n$/);
    expect(code).toBe(0);
  });

  it("which denies a log file, the file is unchecked and the rest is valid", async () => {
    const { code, stdout } = await verify((key) => (key === log ? { code: "AccessDenied", status: 403 } : undefined));
    expect(stdout).toContain(`s3://iam-logs-demo/${log}\tunchecked: s3:GetObject: AccessDenied`);
    expect(stdout).toMatch(/\n3\/3 digest files valid\n8\/8 log files valid\n1 log files unchecked\n$/);
    expect(code).toBe(5);
  });

  it("which denies a digest, its log files are unchecked, too", async () => {
    const { code, stdout } = await verify((key) =>
      key === digest ? { code: "AccessDenied", status: 403 } : undefined,
    );
    expect(stdout).toMatch(
      /\n2\/2 digest files valid\n1 digest files unchecked\n6\/6 log files valid\n3 log files unchecked\n$/,
    );
    expect(code).toBe(5);
  });

  it("which finds the credentials expired, what was told stays and the rest is not", async () => {
    const { code, stdout, stderr } = await verify((key) =>
      key === log ? { code: "ExpiredToken", status: 400 } : undefined,
    );
    expect(stderr).toContain("ExpiredToken");
    expect(stdout).toContain("\tvalid\n");
    expect(code).toBe(4);
  });

  it("which is not there at all", async () => {
    const args = ["lab-trail", "--endpoint-url", "http://127.0.0.1:1", "--from", "2026-11-20"];
    expect(await runVerify(args)).toMatchObject({ code: 4, stdout: "" });
  });
});

async function verify(fail: TrailServerOptions["fail"]): Promise<VerifyRun> {
  const server = await serveTrail(trail, trail.objects, { ...(fail && { fail }) });
  try {
    const times = ["--from", "2026-11-20T10:00:00Z", "--to", "2026-11-20T13:00:00Z"];
    return await runVerify(["lab-trail", "--endpoint-url", server.url, "--concurrency", "4", ...times]);
  } finally {
    server.close();
  }
}
