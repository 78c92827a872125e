import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runDemoStory } from "../../app/demo/demo.ts";
import type { StoryTeller } from "../../app/demo/demo-story.ts";
import type { Report } from "../../report/index.ts";
import { type Io, usesColor, usesUnicode } from "../io.ts";
import type { CommonOptions } from "../options.ts";
import { type RunningDemoAccount, startDemoAccount } from "./demo-account.ts";
import { withDemoEnvironment } from "./demo-environment.ts";
import { storyLines } from "./demo-lines.ts";

/** What the demo found, and where its account stays, if it does. */
export interface PlayedStory {
  readonly report: Report;
  readonly kept?: KeptAccount;
}

export interface KeptAccount {
  readonly folder: string;
  /** Where the account's clock was, ISO 8601. */
  readonly clock: string;
}

/** Runs the demo in a folder of its own. Nothing is left of it unless it is to be kept, however the process ends. */
export async function playStory(keptIn: string | undefined, options: CommonOptions, io: Io): Promise<PlayedStory> {
  const folder = makeFolder(keptIn);
  const forget = forgetAtExit(folder);
  try {
    const played = await withDemoEnvironment(process.env, folder, (use) =>
      playIn(folder, keptIn !== undefined, use, tellerOf(options, io), io),
    );
    if (keptIn === undefined) rmSync(folder, { recursive: true, force: true });
    return played;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  } finally {
    forget();
  }
}

async function playIn(
  folder: string,
  keeps: boolean,
  use: (more: { readonly [name: string]: string }) => void,
  teller: StoryTeller,
  io: Io,
): Promise<PlayedStory> {
  let account: RunningDemoAccount | undefined;
  const start = async (): Promise<RunningDemoAccount> => {
    account = await startDemoAccount(keeps ? join(folder, "account") : undefined, (line) =>
      io.stderr.write(`${line}\n`),
    );
    use(account.env);
    return account;
  };
  try {
    const report = await runDemoStory({ start, folder, keeps, ...teller });
    const clock = new Date(account?.now() ?? 0).toISOString();
    return { report, ...(keeps && { kept: { folder, clock } }) };
  } finally {
    await account?.close();
  }
}

/** For its owner only, as mkdtemp makes it. */
function makeFolder(keptIn: string | undefined): string {
  if (keptIn === undefined) return mkdtempSync(join(tmpdir(), "trailproof-demo-"));
  mkdirSync(keptIn, { recursive: true, mode: 0o700 });
  return mkdtempSync(join(keptIn, "account-"));
}

/** Ctrl-C and a reader of stdout that went away end the process by `exit`; the others are made to. Gives what takes it back. */
function forgetAtExit(folder: string): () => void {
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const endings = [
    ["SIGTERM", () => process.exit(143)],
    ["SIGHUP", () => process.exit(129)],
  ] as const;
  process.once("exit", remove);
  for (const [signal, end] of endings) process.once(signal, end);
  return () => {
    process.removeListener("exit", remove);
    for (const [signal, end] of endings) process.removeListener(signal, end);
  };
}

function tellerOf(options: CommonOptions, io: Io): StoryTeller {
  const { stderr } = io;
  const isDrawn = options.progress && !options.quiet && stderr.isTTY === true && io.env["TERM"] !== "dumb";
  const form = {
    width: Math.min(stderr.isTTY === true ? (stderr.columns ?? 80) : plainWidth, widest),
    color: usesColor(stderr, io, options.color),
    unicode: usesUnicode(io),
  };
  return {
    onBegin(step) {
      if (isDrawn) stderr.write(`    ${step} ...`);
    },
    onEnd(told, at) {
      if (isDrawn) stderr.write("\r\x1b[2K");
      if (!options.quiet)
        stderr.write(
          storyLines(told, at, form)
            .map((line) => `${line}\n`)
            .join(""),
        );
    },
  };
}

/** Where nobody says how wide it is. */
const plainWidth = 100;
/** Beyond it the eye loses the time at the end of a line. */
const widest = 120;
