import type { Clock } from "../sdk/clock.ts";
import { iamCode, toProblem } from "../sdk/problems.ts";

/** What an answer means that is an error: it is so already, or not yet. Codes as IAM's, `NoSuchEntity`. */
export interface AskOptions {
  /** Codes that say that there is nothing to do. */
  readonly fine?: readonly string[];
  /** Codes that pass by themselves: IAM is eventually consistent. */
  readonly passing?: readonly string[];
}

/**
 * Makes one call. Undefined where AWS says that there is nothing to do; throws a Problem that names the call for everything
 * else that fails.
 */
export async function ask<T>(
  clock: Clock,
  call: string,
  send: () => Promise<T>,
  { fine = [], passing = [] }: AskOptions = {},
): Promise<T | undefined> {
  for (const ms of [...waitsMs, undefined]) {
    try {
      return await send();
    } catch (error) {
      const code = iamCode(error) ?? "";
      if (fine.includes(code)) return undefined;
      if (ms === undefined || !(passing.includes(code) || alwaysPassing.includes(code))) throw toProblem(error, call);
      await clock.wait(ms);
    }
  }
  return undefined;
}

/** As {@link ask}, where there is always something to do. */
export async function demand<T>(
  clock: Clock,
  call: string,
  send: () => Promise<T>,
  passing: readonly string[] = [],
): Promise<T> {
  const answer = await ask(clock, call, async () => ({ value: await send() }), { passing });
  // Without codes that are fine, it ends with an answer or throws.
  if (answer === undefined) throw new Error(`${call} was not answered`);
  return answer.value;
}

/** About forty seconds in all. */
const waitsMs: readonly number[] = [200, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000, 8_000];

/** What was made a moment ago may not be changed yet: so a login profile that has just been made. */
const alwaysPassing = ["EntityTemporarilyUnmodifiable", "ConcurrentModification"];

/** What a key that was just made, and the rights of its user, may be answered with until all of IAM knows them. */
export const notYetKnown: readonly string[] = [
  "InvalidClientTokenId",
  "SignatureDoesNotMatch",
  "AccessDenied",
  "NoSuchEntity",
];
