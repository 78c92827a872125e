import { awsCode } from "./aws-problems.ts";

/**
 * Does work again, four times in all, when the connection broke in the middle of a body: the SDK itself repeats calls that were
 * not answered, and leaves bodies to whoever reads them. `work` throws Problems, each with what broke as its cause.
 */
export async function againWhenBroken<T>(work: () => Promise<T>): Promise<T> {
  for (const delayMs of delaysMs) {
    try {
      return await work();
    } catch (error) {
      if (!isBrokenConnection((error as Error).cause)) throw error;
      await pause(delayMs);
    }
  }
  return work();
}

export function isBrokenConnection(cause: unknown): boolean {
  if (!(cause instanceof Error) || awsCode(cause) !== undefined) return false;
  return (
    "code" in cause && /^(ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|ERR_STREAM_PREMATURE_CLOSE)$/.test(String(cause.code))
  );
}

/** Before each try but the first. */
export const delaysMs: readonly number[] = [100, 400, 1600];

/** Around so many milliseconds, so that those who failed together do not come back together. */
export async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms * (0.5 + Math.random()));
  });
}
