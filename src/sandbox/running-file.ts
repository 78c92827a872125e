import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "../model/index.ts";

/** Which sandbox uses a folder: `sandbox.json` in it, for as long as it runs. */
export interface Running {
  readonly endpoint: string;
  readonly pid: number;
}

/** What the folder says; the process may be dead all the same. */
export function readRunning(dir: string): Running | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(join(dir, fileName), "utf8"));
    return isRunning(found) ? { endpoint: found.endpoint, pid: found.pid } : undefined;
  } catch {
    return undefined;
  }
}

/** For this user's eyes only: who knows the endpoint and has a key may do everything. */
export function writeRunning(dir: string, running: Running): void {
  // The mode counts only for new files.
  removeRunning(dir);
  writeFileSync(join(dir, fileName), `${JSON.stringify(running)}\n`, { mode: 0o600, flag: "wx" });
}

export function removeRunning(dir: string): void {
  rmSync(join(dir, fileName), { force: true });
}

/** Throws a Problem when a sandbox that is alive uses the folder. */
export async function refuseIfRunning(dir: string): Promise<void> {
  const running = readRunning(dir);
  if (running === undefined || !(await isAlive(running))) return;
  throw new Problem(
    "state.invalid",
    `${dir} is in use by the sandbox at ${running.endpoint} (process ${running.pid})`,
    {
      hint: "Stop it by `trailproof sandbox stop`, or choose another --dir.",
    },
  );
}

const fileName = "sandbox.json";

/** Asks the address of the file, which may not lead away from this machine. */
async function isAlive({ endpoint }: Running): Promise<boolean> {
  try {
    const response = await fetch(`${endpoint}/_sandbox/health`, {
      signal: AbortSignal.timeout(2000),
      redirect: "error",
    });
    return response.ok;
  } catch {
    return false;
  }
}

function isRunning(value: unknown): value is Running {
  return (
    typeof value === "object" &&
    value !== null &&
    "endpoint" in value &&
    typeof value.endpoint === "string" &&
    /^http:\/\/127\.0\.0\.1:\d{1,5}$/.test(value.endpoint) &&
    "pid" in value &&
    typeof value.pid === "number"
  );
}
