import { dayMs } from "../../model/index.ts";
import type { PlanOptions } from "./plan.ts";

/** What is older shows no need. Milliseconds since 1970. */
export function windowStart({ asOf, windowDays }: PlanOptions): number {
  return Date.parse(asOf) - windowDays * dayMs;
}

/** ISO 8601, UTC, without milliseconds where there are none. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}
