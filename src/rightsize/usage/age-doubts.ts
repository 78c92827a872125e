import { ageOf, dayMs, formatDays } from "../../model/index.ts";
import type { GrantChange } from "./grant-changes.ts";
import type { UsageSubject } from "./subjects.ts";
import type { UsageLimits } from "./usage-request.ts";
import { ago } from "./wording.ts";

interface Aged {
  readonly subject: UsageSubject;
  readonly isInDetails: boolean;
  readonly limits: UsageLimits;
}

/** Why the subject cannot have gone the whole window without use. */
export function ageDoubt({ subject, isInDetails, limits }: Aged): string | undefined {
  if (!isInDetails) return "it is not in the authorization details, so that its age and policies are not known";
  if (subject.createdAt === undefined) return `nobody knows when the ${subject.kind} was made`;
  const age = ageOf(subject.createdAt, limits.nowMs);
  if (age.kind === "unknown") return `the ${subject.kind} has no age: ${age.because}`;
  if (age.days >= limits.windowDays) return undefined;
  return `the ${subject.kind} is only ${formatDays(age.days)} old (window ${limits.windowDays})`;
}

/** Why something cannot have been granted the whole window. */
export function grantDoubt(
  since: number | undefined,
  change: GrantChange | undefined,
  limits: UsageLimits,
): string | undefined {
  if (since === undefined) return "nobody knows since when it is granted";
  if (limits.nowMs - since >= limits.windowDays * dayMs) return undefined;
  const by = change !== undefined && change.ms === since ? ` by ${change.what}` : "";
  return `granted only ${ago(since, limits)}${by} (window ${limits.windowDays})`;
}
