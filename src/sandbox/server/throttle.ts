import { AwsError } from "../aws-error.ts";
import type { Call } from "../call.ts";
import { rateOf } from "./rates.ts";

/** Throws ThrottlingException when a call comes too soon after others. */
export type Throttle = (call: Pick<Call, "account" | "region" | "service" | "operation">) => void;

/** A bucket of tokens for each account, region and operation, which fills up in real time. `now`: milliseconds. */
export function createThrottle(now: () => number = performance.now.bind(performance)): Throttle {
  const buckets = new Map<string, Bucket>();
  return ({ account, region, service, operation }) => {
    const rate = rateOf(service, operation);
    if (rate === undefined) return;
    const name = `${account.id} ${region} ${service}:${operation}`;
    const at = now();
    const before = buckets.get(name) ?? { tokens: rate, at };
    const tokens = Math.min(rate, before.tokens + ((at - before.at) * rate) / 1000);
    if (buckets.size >= maxBuckets) buckets.clear();
    buckets.set(name, { tokens: tokens < 1 ? tokens : tokens - 1, at });
    if (tokens < 1) throw new AwsError("ThrottlingException", "Rate exceeded");
  };
}

/** A client may name as many regions as it likes. */
const maxBuckets = 10_000;

interface Bucket {
  readonly tokens: number;
  /** When there were so many. */
  readonly at: number;
}
