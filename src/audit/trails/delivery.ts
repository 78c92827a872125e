import type { TrailStatus } from "../../model/index.ts";
import { ageOf, formatHours } from "../age.ts";
import type { Verdict } from "../check.ts";
import { sentence } from "../verdict.ts";

/** What `get-trail-status` says of one kind of file. */
export interface Delivery {
  /** `log file`, `digest`. */
  readonly what: string;
  /** Prefix of the field's name in the answer: `LatestDelivery`. */
  readonly field: string;
  readonly at: string | undefined;
  readonly error: string | undefined;
}

/** An error fails, and so does silence while the trail is logging; a trail that just started is given the same time. */
export function judgeDelivery(status: TrailStatus, delivery: Delivery, now: number, silentHours: number): Verdict {
  const { what, field, at, error } = delivery;
  const evidence = [
    { source: "trail-status", field: "IsLogging", value: status.isLogging },
    { source: "trail-status", field: `${field}Time`, value: at ?? null },
    { source: "trail-status", field: `${field}Error`, value: error ?? null },
  ];
  if (error !== undefined && error !== "") {
    return { status: "FAIL", reason: `The last delivery of a ${what} failed: ${error}.`, evidence };
  }
  if (!status.isLogging) return { status: "NOT_APPLICABLE", reason: "The trail is not logging.", evidence };
  const since = at ?? status.startedLogging;
  if (since === undefined) {
    return {
      status: "UNKNOWN",
      reason: `AWS says neither when a ${what} was delivered nor when logging started.`,
      evidence,
    };
  }
  const age = ageOf(since, now);
  if (age.kind === "unknown") return { status: "UNKNOWN", reason: sentence(age.because), evidence };
  const hours = formatHours(age.days);
  const reason =
    at === undefined
      ? `No ${what} was delivered since logging started ${hours} ago (limit ${silentHours}).`
      : `The last ${what} was delivered ${hours} ago (limit ${silentHours}).`;
  return { status: age.days * 24 >= silentHours ? "FAIL" : "PASS", reason, evidence };
}
