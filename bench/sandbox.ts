/**
 * The sandbox: how soon it is ready, how many calls a second it answers, and what a million records take.
 * `npx tsx bench/sandbox.ts` after a build; another program may be measured for comparison: the same HTTP server that answers nothing.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const calls = Number(process.env["BENCH_CALLS"] ?? 20_000);
const records = Number(process.env["BENCH_RECORDS"] ?? 1_000_000);
const inFlight = 16;
/** Of the sandbox that was started last. */
let key = "";

const folder = mkdtempSync(join(tmpdir(), "bench-sandbox-"));
try {
  const floor = await emptyServer();
  const empty = await rate(floor.endpoint, calls);
  floor.close();
  console.log(`an HTTP server that answers nothing: ${Math.round(empty)} calls/s`);

  const ready: number[] = [];
  for (let run = 0; run < 5; run++) {
    const sandbox = await start([]);
    ready.push(sandbox.readyMs);
    await sandbox.stop();
  }
  console.log(`ready after ${median(ready).toFixed(0)} ms (median of 5)`);

  const inMemory = await start([]);
  const fast = await rate(inMemory.endpoint, calls);
  console.log(
    `GetCallerIdentity, in memory: ${Math.round(fast)} calls/s, ${(empty / fast).toFixed(1)} times the empty answer`,
  );
  await inMemory.stop();

  const kept = await start(["--dir", join(folder, "state")]);
  const perSecond = await rate(kept.endpoint, records);
  const memory = peakRss(kept.pid);
  console.log(
    `${records} calls recorded in a folder: ${Math.round(perSecond)} calls/s, peak ${Math.round(memory / 2 ** 20)} MB`,
  );
  await kept.stop();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Calls a second, by so many clients as there are connections. */
async function rate(endpoint: string, count: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  const body = "Action=GetCallerIdentity&Version=2011-06-15";
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "content-length": body.length,
    authorization: `AWS4-HMAC-SHA256 Credential=${key}/20261121/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0`,
  };
  let left = count;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (left-- > 0) {
        await new Promise<void>((resolve, reject) => {
          const call = request(endpoint, { method: "POST", agent, headers }, (answer) => {
            if (answer.statusCode !== 200) reject(new Error(`HTTP ${answer.statusCode}`));
            answer.resume().on("end", resolve);
          });
          call.on("error", reject).end(body);
        });
      }
    }),
  );
  agent.destroy();
  return count / ((performance.now() - started) / 1000);
}

async function start(options: readonly string[]): Promise<{
  endpoint: string;
  pid: number;
  readyMs: number;
  stop: () => Promise<void>;
}> {
  const started = performance.now();
  const child = spawn(process.execPath, ["bin/trailproof.js", "sandbox", "start", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface(child.stdout), "line");
  const readyMs = performance.now() - started;
  const told = JSON.parse(String(line)) as { endpoint: string; pid: number; env: Record<string, string> };
  key = told.env["AWS_ACCESS_KEY_ID"] ?? "";
  return {
    ...told,
    readyMs,
    async stop() {
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

async function emptyServer(): Promise<{ endpoint: string; close: () => void }> {
  const server = createServer((asked, answer) => asked.resume().on("end", () => answer.end("<ok/>")));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/** Bytes; Linux only. */
function peakRss(pid: number): number {
  const [, kilobytes = "0"] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
