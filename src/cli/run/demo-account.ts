import type { DemoAccount } from "../../app/demo/demo-account.ts";
import { startSandbox } from "../../sandbox/index.ts";
import { askControl } from "./sandbox.ts";

/** The account of the demo while it runs, and how it is reached. */
export interface RunningDemoAccount extends DemoAccount {
  readonly env: { readonly [name: string]: string };
  close(): Promise<void>;
}

/** Starts the account of the demo; `dir`: where its state is kept, else it is in memory only. */
export async function startDemoAccount(
  dir: string | undefined,
  log: (line: string) => void,
): Promise<RunningDemoAccount> {
  const { endpoint, env, world, close } = await startSandbox({
    startsAt,
    // The same ids in each run.
    seed: "demo",
    ...(dir !== undefined && { dir }),
    log,
  });
  return {
    endpoint,
    env,
    close,
    now: () => world.clock.now(),
    async seed() {
      // As the control answers.
      const { people } = (await askControl(endpoint, "seed", {})) as { readonly people: readonly object[] };
      return people.length;
    },
    async tick(ms) {
      await askControl(endpoint, "tick", { ms });
    },
    async changeLog(bucket) {
      // As the control answers.
      const { key } = (await askControl(endpoint, "tamper", { kind: "modify-log", bucket })) as {
        readonly key: string;
      };
      return key;
    },
  };
}

/** The day of the exercise: ages are the same in each run. */
const startsAt = Date.parse("2026-11-21T20:00:00Z");
