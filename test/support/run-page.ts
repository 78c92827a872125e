import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "vitest";

/**
 * Runs the `sh` blocks of a page in one shell, in order, beside a sandbox in ./sandbox, and compares what they print with the `text` block
 * that may follow each: a line of three dots stands for any lines, … for anything in a line.
 */
export async function runPage(page: string): Promise<void> {
  const text = readFileSync(page, "utf8");
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```(?:\n\n```text\n([\s\S]*?)```)?/g)].map(
    ([, commands = "", output]) => ({ commands, output }),
  );
  const folder = mkdtempSync(join(tmpdir(), "trailproof-page-"));
  const sandbox = startSandbox(folder);
  try {
    await sandbox.ready;
    const script = blocks.map(({ commands }, index) => `${commands}\nprintf '\\n--- block ${index} done ---\\n'`);
    const run = spawnSync("bash", ["-euo", "pipefail", "-c", script.join("\n")], {
      cwd: folder,
      env: { PATH: `${folder}/bin:${process.env["PATH"]}`, HOME: folder, AWS_PAGER: "", LC_ALL: "C.UTF-8" },
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
    expect(blocks.some(({ output }) => output !== undefined)).toBe(true);
  } finally {
    await sandbox.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The page starts it in another terminal. */
function startSandbox(folder: string): { ready: Promise<unknown>; end: () => Promise<void> } {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const program = join(bin, "trailproof");
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${resolve("bin/trailproof.js")}" "$@"\n`);
  chmodSync(program, 0o755);
  const child = spawn(program, ["sandbox", "start", "--dir", join(folder, "sandbox")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
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
