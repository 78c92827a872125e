import { type FailedCall, type FailureReason, isDenial } from "../model/index.ts";

/** What was denied or failed, one entry for each action and reason: why, what is unknown now and what helps. */
export function failureLines(
  failures: readonly FailedCall[],
  caller: string | undefined,
  isVerbose: boolean,
): readonly string[] {
  const groups = new Map<string, FailedCall[]>();
  for (const failure of failures) {
    const key = `${failure.action} ${failure.reason} ${failure.code}`;
    groups.set(key, [...(groups.get(key) ?? []), failure]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { action, resource, code, reason, message, unknown } = first;
    const more = group.length === 1 ? "" : ` and ${group.length - 1} more`;
    return [
      `${isDenial(reason) ? "denied" : "failed"}: ${action} on ${resource}${more} (${code})`,
      `  why: ${whys[reason]}${caller === undefined ? "" : `; asked as ${caller}`}`,
      `  unknown now: ${unknown}`,
      ...(isVerbose || !isDenial(reason)
        ? [`  AWS said: ${message.length > 300 ? `${message.slice(0, 300)}...` : message}`]
        : []),
    ];
  });
}

const whys: { readonly [reason in FailureReason]: string } = {
  missing: "no policy of yours allows it; `trailproof permissions -o json` prints one that does",
  "explicit-deny": "a policy denies it; allowing it elsewhere does not help",
  "service-control-policy":
    "a service control policy of the organisation denies it; permissions in the account do not help",
  "resource-control-policy": "a resource control policy of the organisation denies it",
  "permissions-boundary": "your permissions boundary does not allow it",
  "session-policy": "the policy of your session does not allow it",
  "resource-policy": "the policy of the resource denies it",
  unspecified: "AWS does not say which policy",
  throttled: "AWS was asked too often, also after waiting",
  unreachable: "there was no answer, also after trying again",
  credentials: "the credentials do not work, or no longer",
  interrupted: "it was interrupted",
  refused: "AWS refused it",
};
