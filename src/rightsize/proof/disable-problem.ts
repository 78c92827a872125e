import { parsePolicy } from "../../iam/index.ts";
import { dayMs, type Json, type LastAccessed, type RecordedCall } from "../../model/index.ts";
import { activityOf } from "../plan/activity-of.ts";
import { answersAbout } from "../plan/answers-about.ts";
import type { RightsizeFacts } from "../plan/inputs.ts";
import type { Disablement, PlanOptions } from "../plan/plan.ts";
import { windowStart } from "../plan/window.ts";

/**
 * Is it one Deny of everything at the principal, and does no input as it stands show a use in the window? Asks the answers, the logs and
 * the report themselves, and knows nothing of how it was decided. Gives what is wrong, a clause; undefined: nothing.
 */
export function disableProblem(
  { holder, document }: Disablement,
  principal: string,
  { lastAccessed, activity, identities, credentialReport }: RightsizeFacts,
  options: PlanOptions,
): string | undefined {
  if (holder !== principal) return `it disables ${holder}, and the plan is about ${principal}`;
  if (!isDenyAll(document)) return "its document is not one Deny of everything";
  const from = windowStart(options);
  const isLate = (time: string | undefined): boolean => time !== undefined && !(Date.parse(time) < from);
  const answers = answersAbout(lastAccessed, [principal]);
  if (!answers.some((answer) => isWhole(answer, options))) return "no answer of Access Advisor is whole and fresh";
  const touched = answers
    .flatMap(({ services }) => services)
    .find(({ lastAuthenticated }) => isLate(lastAuthenticated));
  if (touched !== undefined) return `${touched.namespace} was used at ${touched.lastAuthenticated}`;
  const own = activityOf(activity, principal).flatMap(({ calls, unmapped }) => [...calls, ...unmapped]);
  const call = own.find(({ last }) => isLate(last));
  if (call !== undefined) return `the logs hold a call of it at ${call.last}`;
  const role = identities.roles.find(({ arn }) => arn === principal);
  if (role !== undefined) return roleProblem(role.lastUsed, principal, isLate, activity?.principals ?? []);
  const row = credentialReport?.rows.find(({ arn }) => arn === principal);
  if (row === undefined) return "no credential report tells of it";
  const dates = [row.passwordLastUsed, ...row.accessKeys.map(({ lastUsed }) => lastUsed)];
  const used = dates.find((date) => date.kind === "at" && isLate(date.time));
  return used?.kind === "at" ? `the credential report has a use at ${used.time}` : undefined;
}

function isDenyAll(document: Json): boolean {
  const [deny, ...others] = parsePolicy(document).statements;
  const isAll = (patterns: readonly string[] = []): boolean => patterns.length === 1 && patterns[0] === "*";
  return (
    others.length === 0 &&
    deny?.effect === "Deny" &&
    deny.conditions.length === 0 &&
    deny.action.kind === "Action" &&
    deny.resource?.kind === "Resource" &&
    isAll(deny.action.patterns) &&
    isAll(deny.resource.patterns)
  );
}

function isWhole({ jobStatus, isTruncated, completedAt = "" }: LastAccessed, { asOf }: PlanOptions): boolean {
  const days = (Date.parse(asOf) - Date.parse(completedAt)) / dayMs;
  return jobStatus === "COMPLETED" && !isTruncated && days >= 0 && days < 30;
}

function roleProblem(
  lastUsed: "never" | { readonly at: string } | undefined,
  principal: string,
  isLate: (time: string) => boolean,
  callers: readonly { readonly arn: string; readonly calls: readonly RecordedCall[] }[],
): string | undefined {
  if (lastUsed === undefined) return "when the role was last used is not known";
  if (lastUsed !== "never" && isLate(lastUsed.at)) return `the role was used at ${lastUsed.at}`;
  for (const { arn, calls } of callers) {
    const call = calls.find(({ resources, last, action }) => {
      return /^(?:sts:AssumeRole|iam:PassRole$)/.test(action) && resources.includes(principal) && isLate(last);
    });
    if (call !== undefined) return `${arn} called ${call.action} on it at ${call.last}`;
  }
  return undefined;
}
