import type { IamRole, IamUser, Identities, Json } from "../../model/index.ts";
import type { RightsizeFacts } from "../plan/inputs.ts";
import type { Disablement, PlanOptions } from "../plan/plan.ts";
import { holderLimit, policySize } from "../plan/policy-size.ts";
import type { SubjectUsage } from "../usage/usage-judge.ts";
import { credentialSigns } from "./credential-signs.ts";
import { recordedSigns } from "./recorded-signs.ts";
import { roleSigns } from "./role-signs.ts";
import { serviceSigns } from "./service-signs.ts";

/** The inline policy that disables a user or role. */
export const disabledName = "trailproof-disabled";

/**
 * Denies all that identity policies, and policies of resources in the account, allow; it ends running sessions, too. To take it
 * away again is one call, after which nothing is other than before: a deleted password cannot be put back, a key that was
 * switched off and on again has another date, and a trust policy that was changed may be read differently.
 */
export const denyAll: Json = {
  Version: "2012-10-17",
  Statement: [{ Sid: "TrailproofDisabled", Effect: "Deny", Action: "*", Resource: "*" }],
};

/** Either how the principal is disabled, or why it is not, sentences. */
export type DisableDecision = { readonly disable: Disablement } | { readonly refusals: readonly string[] };

/**
 * A principal is disabled only where every source that could show a use was asked, is fresh and shows none: Access Advisor, the
 * logs of the whole window, and for a user the credential report, for a role when it was last used and whether somebody passed or
 * assumed it. What is missing is a reason not to. `why`: why nothing may be cut at all, clauses.
 */
export function decideDisable(
  holder: IamUser | IamRole,
  usage: SubjectUsage | undefined,
  facts: RightsizeFacts,
  options: PlanOptions,
  why: readonly string[],
): DisableDecision {
  const signs = [
    ...why,
    ...emergencySigns(holder),
    ...presentSigns(holder),
    ...serviceSigns(usage, facts, options),
    ...recordedSigns(holder, facts, options),
    ...("trustPolicy" in holder ? roleSigns(holder, facts, options) : credentialSigns(holder, facts, options)),
  ];
  if (options.level === "report") signs.push("a plan of the level report changes nothing");
  if (signs.length > 0) return { refusals: signs.map((sign) => `It is not disabled: ${sign}.`) };
  const size = sizeOf(holder);
  return {
    disable: {
      holder: holder.arn,
      name: disabledName,
      document: denyAll,
      size,
      why: whyDisabled(holder, usage, facts, options),
    },
  };
}

/** The same identities with the principal disabled. */
export function disabledIdentities(identities: Identities, disable: Disablement | undefined): Identities {
  if (disable === undefined) return identities;
  const { holder: arn, name, document } = disable;
  const withDeny = <H extends IamUser | IamRole>(holder: H): H =>
    holder.arn === arn
      ? { ...holder, inlinePolicies: [...holder.inlinePolicies, { name, document: { json: document } }] }
      : holder;
  return { ...identities, users: identities.users.map(withDeny), roles: identities.roles.map(withDeny) };
}

/** Whoever is kept for emergencies is unused by its nature. */
function emergencySigns({ name, path, tags }: IamUser | IamRole): readonly string[] {
  const words = [name, path, ...Object.entries(tags).flat()];
  const word = words.find((text) => /break[-_ ]?glass|emergency|fire[-_ ]?(?:call|fight)|disaster/i.test(text));
  return word === undefined ? [] : [`${JSON.stringify(word)} says that it is kept for emergencies`];
}

function presentSigns(holder: IamUser | IamRole): readonly string[] {
  const present = holder.inlinePolicies.find(({ name }) => name.toLowerCase() === disabledName);
  if (present !== undefined) {
    const isOurs = "json" in present.document && JSON.stringify(present.document.json) === JSON.stringify(denyAll);
    return [isOurs ? "it is disabled already" : `it has an inline policy ${present.name} that is another one`];
  }
  const { after, limit } = sizeOf(holder);
  return after > limit
    ? [`its inline policies leave no room for the Deny: ${after} characters are more than ${limit}`]
    : [];
}

/** With the policies that it has now, since these go later. */
function sizeOf({ inlinePolicies, arn }: IamUser | IamRole): Disablement["size"] {
  const before = inlinePolicies.reduce(
    (sum, { document }) => sum + ("json" in document ? policySize(document.json) : 0),
    0,
  );
  return { before, after: before + policySize(denyAll), limit: holderLimit(arn) };
}

function whyDisabled(
  holder: IamUser | IamRole,
  usage: SubjectUsage | undefined,
  { activity, credentialReport }: RightsizeFacts,
  { windowDays }: PlanOptions,
): readonly string[] {
  const { from, to } = activity?.coverage ?? {};
  const services = usage?.services.length ?? 0;
  const own =
    "trustPolicy" in holder
      ? `By IAM it was ${holder.lastUsed === "never" ? "not used in the 400 days that are tracked" : `last used at ${holder.lastUsed?.at}`}, and in the logs nobody assumed or passed it.`
      : `The credential report of ${credentialReport?.generatedAt} shows no sign-in and no use of an access key in the window.`;
  return [
    `Access Advisor shows ${services === 1 ? "its 1 service" : `all of its ${services} services`} untouched for ${windowDays} days.`,
    `The logs from ${from} to ${to} hold no call of it, allowed or denied.`,
    own,
  ];
}
