/** Time, as far as runs need it; tests have their own. */
export interface Clock {
  now(): Date;
  wait(ms: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  wait: (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, ms);
    }),
};

/**
 * IAM is eventually consistent: what was written is seen everywhere after some seconds. So what is not seen yet is looked for
 * again, for 20 seconds in all.
 *
 * Source: IAM User Guide, "Troubleshoot IAM": changes that I make are not always immediately visible.
 */
export const lookAgainMs: readonly number[] = [100, 200, 400, 800, 1_500, 3_000, 4_000, 5_000, 5_000];

/** Who judges from a look whether something was written at all waits so long after the last write. */
export const settleMs = 10_000;

export async function settle(clock: Clock, ms: number, lastAt: string | undefined): Promise<void> {
  if (lastAt === undefined) return;
  const passed = clock.now().getTime() - Date.parse(lastAt);
  const left = Math.min(ms, ms - passed);
  if (left > 0) await clock.wait(left);
}
