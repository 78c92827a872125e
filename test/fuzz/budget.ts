/** How long each property is tried: `FUZZ_RUNS` times (3,000 when it is not set), or for `FUZZ_SECONDS` each. */
export interface Budget {
  readonly numRuns: number;
  readonly interruptAfterTimeLimit?: number;
  readonly markInterruptAsFailure?: boolean;
}

const seconds = Number(process.env["FUZZ_SECONDS"] ?? 0);
const runs = Number(process.env["FUZZ_RUNS"] ?? 3000);

/** `cost`: how many times as long as others one run of a property takes. */
export function budget(cost = 1): Budget {
  if (seconds <= 0) return { numRuns: Math.ceil(runs / cost) };
  return { numRuns: 1_000_000_000, interruptAfterTimeLimit: seconds * 1000, markInterruptAsFailure: false };
}
