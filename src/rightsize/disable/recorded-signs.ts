import { dayMs, type IamRole, type IamUser, type RecordedCall } from "../../model/index.ts";
import { activityOf } from "../plan/activity-of.ts";
import type { RightsizeFacts } from "../plan/inputs.ts";
import type { PlanOptions } from "../plan/plan.ts";
import { isoTime, windowStart } from "../plan/window.ts";

/** Signs of use in the logs, and why the logs show none, clauses. Every call counts, also one that was denied. */
export function recordedSigns(
  { arn }: Pick<IamUser | IamRole, "arn">,
  facts: RightsizeFacts,
  options: PlanOptions,
): readonly string[] {
  const call = recordedCall(arn, facts, options);
  return [...(call === undefined ? [] : [call]), ...coverageGaps(arn, facts, options)];
}

/** The first call of somebody in the window or after it, a clause. What has no time may be in it. */
export function recordedCall(arn: string, { activity }: RightsizeFacts, options: PlanOptions): string | undefined {
  for (const { calls, unmapped } of activityOf(activity, arn)) {
    const call = calls.find((one) => isInWindow(one, options));
    if (call !== undefined) {
      return `it called ${call.action} at ${call.last}${call.outcome === "denied" ? ", which was denied" : ""} (event ${call.example})`;
    }
    const other = unmapped.find((one) => isInWindow(one, options));
    if (other !== undefined) return `it called ${other.eventName} of ${other.eventSource} at ${other.last}`;
  }
  return undefined;
}

export function isInWindow({ last }: Pick<RecordedCall, "last">, options: PlanOptions): boolean {
  return !(Date.parse(last) < windowStart(options));
}

/** Logs of a part of the window, or of another account, do not show that nothing was called. */
function coverageGaps(arn: string, { activity }: RightsizeFacts, options: PlanOptions): readonly string[] {
  const { from = "", to = "", emptyDays = [], accounts = [] } = activity?.coverage ?? {};
  const [start, end] = [windowStart(options), Date.parse(options.asOf)];
  if (activity === undefined || from === "") return ["there are no logs that could show calls of it"];
  const gaps: string[] = [];
  if (!(Date.parse(from) <= start + dayMs)) {
    gaps.push(`the logs begin at ${from}, after the window did (${isoTime(start)})`);
  }
  if (!(Date.parse(to) >= end - dayMs)) gaps.push(`the logs end at ${to}, more than a day before ${options.asOf}`);
  const days = emptyDays.filter((day) => Date.parse(day) + dayMs > start && Date.parse(day) < end);
  const [day] = days;
  if (day !== undefined) {
    gaps.push(`the logs have no event on ${day}${days.length === 1 ? "" : ` and ${days.length - 1} more days`}`);
  }
  const [, , , , account = ""] = arn.split(":");
  if (!accounts.includes(account)) gaps.push(`the logs are not of account ${account}`);
  return gaps;
}
