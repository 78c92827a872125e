import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, test } from "vitest";

const page = readFileSync("docs/sandbox.md", "utf8");
/** What is run, in order; each may be followed by what it prints, where a line of three dots stands for any lines and … for anything in a line. */
const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```(?:\n\n```text\n([\s\S]*?)```)?/g)].map(
  ([, commands = "", output]) => ({
    commands,
    output,
  }),
);

const hasAws = spawnSync("aws", ["--version"]).status === 0;

describe.skipIf(!hasAws)(`docs/sandbox.md${hasAws ? "" : " (skipped: no AWS CLI here)"}`, () => {
  test("what the page shows is what the commands print", { timeout: 300_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "trailproof-docs-"));
    const path = `${folder}/bin:${process.env["PATH"]}`;
    const sandbox = startSandbox(folder);
    try {
      await sandbox.ready;
      const script = blocks.map(({ commands }, index) => `${commands}\nprintf '\\n--- block ${index} done ---\\n'`);
      const run = spawnSync("bash", ["-euo", "pipefail", "-c", script.join("\n")], {
        cwd: folder,
        env: {
          PATH: path,
          HOME: folder,
          AWS_PAGER: "",
          TRAILPROOF_SANDBOX_DIR: join(folder, "sandbox"),
          LC_ALL: "C.UTF-8",
        },
        encoding: "utf8",
        maxBuffer: 64 * 1024 * 1024,
      });
      expect(run.status, `${run.stdout.slice(-3000)}\n${run.stderr.slice(-3000)}`).toBe(0);
      let rest = run.stdout;
      for (const [index, { commands, output }] of blocks.entries()) {
        const [printed = "", ...others] = rest.split(`\n--- block ${index} done ---\n`);
        rest = others.join("");
        if (output !== undefined) expect(`${printed.trim()}\n`, commands).toMatch(patternOf(output));
      }
    } finally {
      await sandbox.end();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** The page starts it in another terminal. */
function startSandbox(folder: string): { ready: Promise<unknown>; end: () => Promise<void> } {
  const bin = join(folder, "bin");
  spawnSync("mkdir", ["-p", bin]);
  writeFileSync(
    join(bin, "trailproof"),
    `#!/bin/sh\nexec "${process.execPath}" "${resolve("bin/trailproof.js")}" "$@"\n`,
  );
  chmodSync(join(bin, "trailproof"), 0o755);
  const child = spawn(
    process.execPath,
    [resolve("bin/trailproof.js"), "sandbox", "start", "--dir", join(folder, "sandbox")],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const ended = once(child, "exit");
  return {
    ready: once(createInterface(child.stdout), "line"),
    async end() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function patternOf(output: string): RegExp {
  const lines = output
    .trim()
    .split("\n")
    .map((line) => {
      if (line === "...") return "(?:.*\\n)*?";
      return `${line
        .split("…")
        .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
        .join(".*")} *\\n`;
    });
  return new RegExp(`^${lines.join("")}$`);
}
