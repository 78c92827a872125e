import { answersAbout } from "../plan/answers-about.ts";
import type { RightsizeFacts } from "../plan/inputs.ts";
import type { PlanOptions } from "../plan/plan.ts";
import { type Advisor, advisorOf } from "../usage/advisor.ts";
import { grantDoubt } from "../usage/age-doubts.ts";
import { grantChanges } from "../usage/grant-changes.ts";
import { grantsReader } from "../usage/grants.ts";
import { pinsOf } from "../usage/pins.ts";
import { isInWindow } from "../usage/recorded.ts";
import type { SubjectUsage } from "../usage/usage-judge.ts";
import { limitsOf, type UsageLimits } from "../usage/usage-request.ts";

/**
 * Signs of use in what Access Advisor and the policies tell, and why they tell nothing, clauses. Every service that is granted, and every
 * action of it that has a cell of its own, must be unused: not newly granted, not kept by the user, not unknown.
 */
export function serviceSigns(
  usage: SubjectUsage | undefined,
  facts: RightsizeFacts,
  options: PlanOptions,
): readonly string[] {
  if (usage === undefined) return ["nothing is known of its use"];
  const limits = limitsOf({
    lastAccessed: [],
    now: options.asOf,
    windowDays: options.windowDays,
    graceDays: options.graceDays,
    catalogue: facts.catalogue,
  });
  const advisor = advisorOf(answersAbout(facts.lastAccessed, [usage.subject.arn]), usage.subject, limits);
  const signs = usage.services.flatMap((service) => {
    const cell = usage.service(service);
    // Listed, and no policy grants it any more: then it must be untouched all the same.
    if (cell.granted === 0) return touched(advisor, service, limits);
    const passes = usage.notable(service).includes(passRole) && isFreePassRole(usage, facts, options, limits);
    const isPassRoleOnly = passes && cell.granted === 1;
    if (cell.state !== "unused" && !isPassRoleOnly) return [`${service} is ${cell.state}: ${clause(cell.reason)}`];
    const other = usage.notable(service).find((name) => {
      return !(name === passRole && passes) && usage.action(name).state !== "unused";
    });
    if (other !== undefined) {
      const { state, reason } = usage.action(other);
      return [`${other} is ${state}: ${clause(reason)}`];
    }
    return touched(advisor, service, limits);
  });
  const [first, ...rest] = signs;
  if (first === undefined) return [];
  return [rest.length === 0 ? first : `${first} (and so for ${rest.length} more of its services)`];
}

const passRole = "iam:PassRole";

/**
 * To pass a role shows in no log of its own, but it needs a call that does: whoever called nothing passed nothing. It is no reason to
 * leave the principal as it is unless the user keeps it or it is new.
 */
function isFreePassRole(
  { subject }: SubjectUsage,
  { identities, activity, catalogue }: RightsizeFacts,
  { protect }: PlanOptions,
  limits: UsageLimits,
): boolean {
  const position = catalogue.action(passRole)?.position;
  if (position === undefined || pinsOf(protect).action("iam", passRole.toLowerCase()) !== undefined) return false;
  const grants = grantsReader(identities, catalogue, grantChanges(activity?.grants ?? [], limits))(subject);
  const change = grants.change(position);
  return change === undefined && grantDoubt(grants.since(position), change, limits) === undefined;
}

function touched(advisor: Advisor, service: string, limits: UsageLimits): readonly string[] {
  const { lastUsed, odd, basis, doubt } = advisor.service(service);
  if (lastUsed !== undefined && isInWindow(lastUsed.ms, limits)) return [`${service} was used at ${lastUsed.time}`];
  if (odd !== undefined) return [`${service}: ${odd}`];
  return basis === undefined ? [`${service}: ${doubt ?? "Access Advisor does not tell of it"}`] : [];
}

function clause(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, "");
}
