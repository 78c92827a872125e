import { resolve } from "node:path";
import { Problem } from "../../model/index.ts";
import {
  clientEnvironment,
  firstAccount,
  parseChaos,
  readRunning,
  type Sandbox,
  startSandbox,
  totpCode,
} from "../../sandbox/index.ts";
import type { Io } from "../io.ts";
import { printProblem } from "../problems.ts";

export interface SandboxStartOptions {
  readonly port: number;
  readonly dir?: string;
  readonly speed: number;
  /** ISO 8601. */
  readonly clock?: string;
  readonly verifySignatures?: boolean;
  readonly throttle?: boolean;
  /** `RATE[,SEED]` */
  readonly chaos?: string;
  readonly output: "json" | "env";
}

export interface SandboxCallOptions {
  readonly endpointUrl?: string;
  readonly dir?: string;
}

/** Serves until it is told to stop: exit 0 after `sandbox stop` or SIGTERM, 130 after Ctrl-C, 4 where the port is taken. */
export async function runSandboxStart(options: SandboxStartOptions, io: Io): Promise<number> {
  const dir = options.dir === undefined ? undefined : resolve(options.dir);
  let sandbox: Sandbox;
  try {
    sandbox = await startSandbox(settingsOf(options, dir, io));
  } catch (error) {
    if (!isListenError(error)) throw error;
    printProblem(
      io.stderr,
      new Problem("input.nothing", `port ${options.port} cannot be used: ${error.message}`),
      "error",
    );
    return 4;
  }
  const { endpoint, env } = sandbox;
  const stopped = untilStopped(sandbox);
  io.stdout.write(
    options.output === "env"
      ? exports(env)
      : `${JSON.stringify({ endpoint, env, dir: dir ?? null, pid: process.pid })}\n`,
  );
  return await stopped;
}

/** Asks a running sandbox for something and prints its answer; exit 4 where there is none, 2 where it does not take that. */
export async function runSandboxControl(
  name: "seed" | "tick" | "tamper" | "stop",
  input: object,
  options: SandboxCallOptions,
  io: Io,
): Promise<number> {
  io.stdout.write(`${JSON.stringify(await askControl(endpointOf(options, io), name, input))}\n`);
  return 0;
}

/** Prints what a shell needs to call a running sandbox, as an administrator of one of its accounts (made when it is not there). */
export async function runSandboxEnv(options: SandboxCallOptions & { account?: string }, io: Io): Promise<number> {
  const endpoint = endpointOf(options, io);
  const key = await askControl(endpoint, "account", { id: options.account ?? firstAccount });
  // As the control answers.
  const { accessKeyId, secretAccessKey } = key as { accessKeyId: string; secretAccessKey: string };
  io.stdout.write(exports(clientEnvironment(endpoint, accessKeyId, secretAccessKey)));
  return 0;
}

/** Prints what an authenticator app would show now, and what it shows next. */
export function runSandboxTotp(seed: string, io: Io): number {
  const now = Date.now();
  io.stdout.write(`${totpCode(seed, now)} ${totpCode(seed, now + 30_000)}\n`);
  return 0;
}

/** Asks a running sandbox for something and gives its answer. Throws Problems where there is none, or where it does not take that. */
export async function askControl(endpoint: string, name: string, input: object): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(`${endpoint}/_sandbox/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-trailproof-control": "1" },
      body: JSON.stringify(input),
      redirect: "error",
    });
  } catch (error) {
    throw new Problem("input.nothing", `no sandbox answers at ${endpoint}`, {
      hint: "Start one by `trailproof sandbox start`.",
      cause: error,
    });
  }
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok)
    throw new Problem("cli.usage", refusal(answer) ?? `${endpoint} is no sandbox (HTTP ${response.status})`);
  return answer;
}

function settingsOf(options: SandboxStartOptions, dir: string | undefined, io: Io): Parameters<typeof startSandbox>[0] {
  const chaos = options.chaos === undefined ? undefined : parseChaos(options.chaos);
  return {
    port: options.port,
    speed: options.speed,
    ...(dir !== undefined && { dir }),
    ...(options.clock !== undefined && { startsAt: Date.parse(options.clock) }),
    verifySignatures: options.verifySignatures === true,
    throttle: options.throttle === true,
    ...(chaos !== undefined && { chaos }),
    log: (line) => io.stderr.write(`${line}\n`),
  };
}

function isListenError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error && (error.code === "EADDRINUSE" || error.code === "EACCES");
}

/** Lines for a shell; a profile or session of another account would get in the way. */
function exports(env: Sandbox["env"]): string {
  const lines = Object.entries(env).map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`);
  return `${["unset AWS_PROFILE AWS_SESSION_TOKEN", ...lines].join("\n")}\n`;
}

/** The command line's own listener ends the process at once, which would leave the folder as in use. */
function untilStopped(sandbox: Sandbox): Promise<number> {
  process.removeAllListeners("SIGINT");
  let code = 0;
  const stop = (exitCode: number) => (): void => {
    code = exitCode;
    void sandbox.close();
  };
  process.once("SIGINT", stop(130));
  process.once("SIGTERM", stop(0));
  return sandbox.closed.then(() => code);
}

function endpointOf({ endpointUrl, dir }: SandboxCallOptions, io: Io): string {
  const running = dir === undefined ? undefined : readRunning(dir);
  if (dir !== undefined && running === undefined) {
    throw new Problem("input.nothing", `no sandbox runs with ${dir}`, {
      hint: "Start one by `trailproof sandbox start --dir`.",
    });
  }
  const endpoint = running?.endpoint ?? endpointUrl ?? io.env["AWS_ENDPOINT_URL"];
  if (endpoint === undefined || endpoint === "") {
    throw new Problem("cli.usage", "which sandbox? AWS_ENDPOINT_URL is not set", {
      hint: "Give --endpoint-url or --dir, or set what `trailproof sandbox start` printed.",
    });
  }
  if (URL.canParse(endpoint)) return endpoint.replace(/\/+$/, "");
  throw new Problem("cli.usage", `${endpoint} is no URL`);
}

function refusal(answer: unknown): string | undefined {
  return typeof answer === "object" && answer !== null && "error" in answer ? String(answer.error) : undefined;
}
