import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { spawnTrailproof, trailproof } from "./run-cli.ts";

const dir = mkdtempSync(join(tmpdir(), "sandbox-cli-"));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(() => rmSync(dir, { recursive: true }));

describe("sandbox start", () => {
  it("prints one line when it is ready, is found by its folder, and ends with 0 when asked to", async () => {
    const { line, ended } = await start("--dir", dir, "--speed", "0", "--clock", "2026-11-21T20:00:00Z");
    expect(line).toEqual({
      endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      env: expect.objectContaining({ AWS_ENDPOINT_URL: line.endpoint, AWS_REGION: "us-east-1" }),
      dir,
      pid: expect.any(Number),
    });
    const tick = spawnTrailproof(["sandbox", "tick", "1m", "--dir", dir]);
    expect(tick).toMatchObject({ code: 0, stdout: '{"now":"2026-11-21T20:01:00.000Z"}\n' });
    expect(spawnTrailproof(["sandbox", "stop"], { env: { AWS_ENDPOINT_URL: line.endpoint } }).code).toBe(0);
    expect(await ended).toBe(0);
    expect(spawnTrailproof(["sandbox", "stop", "--dir", dir])).toMatchObject({ code: 4, stdout: "" });
  });

  const signals = [
    ["SIGTERM", 0],
    ["SIGINT", 130],
  ] as const;
  it.each(signals)("ends on %s with %d", async (signal, code) => {
    const { ended, kill } = await start();
    kill(signal);
    expect(await ended).toBe(code);
  });

  it("killed at once, it has all that was answered when it starts again", async () => {
    const folder = mkdtempSync(join(dir, "kill-"));
    const first = await start("--dir", folder);
    const account = { id: "444455556666" };
    const headers = { "x-trailproof-control": "1" };
    const asked = await fetch(`${first.line.endpoint}/_sandbox/account`, {
      method: "POST",
      headers,
      body: JSON.stringify(account),
    });
    expect(asked.status).toBe(200);
    first.kill("SIGKILL");
    await first.ended;
    const second = await start("--dir", folder);
    expect(second.line.env["AWS_ACCESS_KEY_ID"]).toBe(first.line.env["AWS_ACCESS_KEY_ID"]);
    const health = await (await fetch(`${second.line.endpoint}/_sandbox/health`)).json();
    expect(health).toMatchObject({ accounts: ["111122223333", "444455556666"] });
    second.kill("SIGTERM");
    await second.ended;
  });

  it("ends with 4 where the port is taken", async () => {
    const { line, kill, ended } = await start();
    await expect(start("--port", new URL(line.endpoint).port)).rejects.toThrow("it ended with 4");
    kill("SIGTERM");
    await ended;
  });
});

describe("sandbox", () => {
  it("prints lines for a shell, when asked", async () => {
    const child = spawn(process.execPath, ["bin/trailproof.js", "sandbox", "start", "-o", "env"]);
    children.push(child);
    const text = await new Promise<string>((resolve) => child.stdout.once("data", (chunk) => resolve(String(chunk))));
    expect(text).toMatch(/^unset AWS_PROFILE AWS_SESSION_TOKEN\nexport AWS_ENDPOINT_URL='http:\/\/127\.0\.0\.1:\d+'\n/);
    expect(
      text
        .trimEnd()
        .split("\n")
        .slice(1)
        .every((line) => /^export [A-Z0-9_]+='[^']*'$/.test(line)),
    ).toBe(true);
  });

  const mistakes = [
    ["start", "--port", "70000"],
    ["start", "--speed", "fast"],
    ["start", "--chaos", "7"],
    ["start", "--clock", "yesterday"],
    ["start", "-o", "xml"],
    ["tick", "soon"],
    ["tamper", "burn"],
    ["fly"],
  ] as const;
  it.each(mistakes.map((words) => [words]))("%j is a usage error", async (words) => {
    expect(await trailproof(["sandbox", ...words])).toMatchObject({ code: 2, stdout: "" });
  });
});

interface Started {
  readonly line: {
    readonly endpoint: string;
    readonly env: Record<string, string>;
    readonly dir: string | null;
    readonly pid: number;
  };
  readonly ended: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

/** The built program in a process of its own. */
function start(...args: readonly string[]): Promise<Started> {
  const child = spawn(process.execPath, ["bin/trailproof.js", "sandbox", "start", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.endsWith("\n")) resolve({ line: JSON.parse(text), ended, kill: (signal) => void child.kill(signal) });
    });
    void ended.then((exit) => reject(new Error(`it ended with ${exit}: ${text}`)));
  });
}
