import { compileGlob, globMatches } from "../../iam/index.ts";
import { type IamRole, type IamUser, isOfIdentityCenter, isServiceLinked } from "../../model/index.ts";
import type { UsageJudge } from "../usage/usage-judge.ts";
import { minimumWindowDays } from "../usage/usage-request.ts";
import { activityOf } from "./activity-of.ts";
import type { RightsizeFacts } from "./inputs.ts";
import type { PlanOptions } from "./plan.ts";

/** Why nothing of a principal may be cut, clauses; empty when it may. */
export function principalRefusals(
  arn: string,
  principal: IamUser | IamRole | undefined,
  facts: RightsizeFacts,
  options: PlanOptions,
  judge: UsageJudge,
): readonly string[] {
  if (/^arn:[^:]*:iam::\d{12}:root$/.test(arn)) return ["no policy limits the account's root user"];
  if (principal === undefined) return [`there is no user or role ${arn} in the inputs`];
  return [
    ...untouchable(principal),
    ...(options.protect.some((pattern) => globMatches(compileGlob(pattern), arn)) ? ["it is on the protect list"] : []),
    ...(facts.logGaps ?? []).map((gap) => `the logs may hide calls: ${gap}`),
    ...facts.identityGaps.flatMap(({ what, cause }) => (what === arn ? [`it is not known wholly: ${cause}`] : [])),
    ...evidenceGaps(principal, facts, options, judge),
  ];
}

/** Why what is known of a user's or role's calls does not show what it needs, clauses. */
export function evidenceGaps(
  { arn, id, createdAt }: IamUser | IamRole,
  { activity }: RightsizeFacts,
  options: PlanOptions,
  judge: UsageJudge,
): readonly string[] {
  const { asOf, windowDays } = options;
  const recorded = activityOf(activity, arn);
  const callers = new Set(recorded.flatMap(({ ids }) => ids));
  const others = [...callers].filter((other) => /^A(?:ID|RO)A/.test(other) && other !== id).toSorted();
  const calls = recorded.flatMap((principal) => principal.calls);
  const ageDays = (Date.parse(asOf) - Date.parse(createdAt ?? "")) / 86_400_000;
  const usage = judge.of(arn);
  const gaps: string[] = [];
  if (windowDays < minimumWindowDays) gaps.push(`a window of ${windowDays} days is shorter than ${minimumWindowDays}`);
  if (Number.isNaN(ageDays)) gaps.push("when it was made is not known");
  else if (ageDays < 0)
    gaps.push(`it has no age: the date when it was made, ${createdAt}, is after the clock (${asOf})`);
  else if (ageDays < windowDays)
    gaps.push(`it is ${Math.floor(ageDays)} days old, younger than the window of ${windowDays} days`);
  if (usage === undefined || usage.services.every((service) => usage.service(service).source === "none"))
    gaps.push("there is no evidence of what it uses");
  if (calls.length > 0 && calls.every(({ outcome }) => outcome === "denied")) {
    const count = calls.reduce((sum, call) => sum + call.count, 0);
    gaps.push(`all of its ${count} recorded calls were denied, so that they do not show what it needs`);
  }
  if (others.length > 0) {
    gaps.push(
      `the logs hold calls of ${others.join(", ")}, and the authorization details give it the id ${id}: somebody else has or had its name, and whose calls are whose cannot be told`,
    );
  }
  return gaps;
}

/** Source: IAM User Guide, "Service-linked roles"; IAM Identity Center User Guide, "Permission sets". */
function untouchable(principal: IamUser | IamRole): readonly string[] {
  if (!("trustPolicy" in principal)) return [];
  if (isServiceLinked(principal)) return ["an AWS service owns it (service-linked role)"];
  if (isOfIdentityCenter(principal)) {
    return ["IAM Identity Center owns it: its permission set is what can be edited"];
  }
  return [];
}
