import { AwsError } from "../aws-error.ts";

export interface ChaosOptions {
  /** Of calls that something happens to: 0 to 1. */
  readonly rate: number;
  /** The same seed makes the same things happen to the same sequence of calls. */
  readonly seed: number;
  /** Real milliseconds until new IAM entities and bucket policies are seen everywhere. */
  readonly consistencyMs: number;
}

/** What happens to one call. `reset-before`: the connection breaks and nothing was done; `reset-after`: it was done, but nobody says so. */
export type Mishap = "none" | "throttled" | "unavailable" | "reset-before" | "reset-after";

/** Draws what happens to each call, one after the other. */
export function createChaos({ rate, seed }: Pick<ChaosOptions, "rate" | "seed">): () => Mishap {
  const random = createRandom(seed);
  return () => {
    // Two numbers in any case, so that what happens to later calls does not hang on earlier ones.
    const [whether, which] = [random(), random()];
    return whether < rate ? (mishaps[Math.floor(which * mishaps.length)] ?? "none") : "none";
  };
}

/** Throws what the client sees of a mishap that is an answer. */
export function throwMishap(mishap: Mishap): void {
  if (mishap === "throttled") throw new AwsError("ThrottlingException", "Rate exceeded");
  if (mishap === "unavailable") {
    throw new AwsError(
      "ServiceUnavailable",
      "The request processing has failed because of a temporary failure of the server.",
      503,
    );
  }
}

/** `RATE` or `RATE,SEED`, as `--chaos` takes it; undefined: neither. */
export function parseChaos(text: string): ChaosOptions | undefined {
  const match = /^(0?\.\d+|[01](?:\.0+)?)(?:,(\d{1,9}))?$/.exec(text);
  if (match === null) return undefined;
  return { rate: Number(match[1]), seed: Number(match[2] ?? "1"), consistencyMs: 1000 };
}

const mishaps: readonly Mishap[] = ["throttled", "unavailable", "reset-before", "reset-after"];

/** Numbers from 0 up to, and without, 1: a counter scrambled by "mulberry32", which is in the public domain. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
