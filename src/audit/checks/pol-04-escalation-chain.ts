import {
  type EscalationGraph,
  type EscalationPath,
  type EscalationRoute,
  escalationGraph,
  type PrincipalAccess,
  sureness,
} from "../../iam/index.ts";
import { arnName, type Evidence, type IamRole, type Identities } from "../../model/index.ts";
import { type Check, type CheckContext, defineCheck, type Verdict } from "../check.ts";
import { role, user } from "../examples/example-builders.ts";
import { waysToMore } from "../identities/escalations.ts";
import { compareText } from "../order.ts";
import {
  allow,
  deny,
  forceMfa,
  iamArn,
  inline,
  principal,
  roleTrusting,
  serviceLinkedRole,
  uncollectedPolicy,
  userWith,
} from "../policies/examples.ts";
import { beyondQuestion, limitsText, statementEvidence, unlessGaps } from "../policies/wording.ts";
import { sentence } from "../verdict.ts";

/**
 * Becoming an administrator by way of others: each step (assuming a role, passing one to a service, taking over a user) is
 * allowed by what the one before may do, up to three of them. One step is POL-03, and where one step is enough the longer
 * way is not worth a finding of its own. Other accounts and resource policies are not looked at.
 */
export const pol04EscalationChain: Check<"principal"> = defineCheck({
  id: "POL-04",
  title: "Escalation chain through roles (<= 3 hops)",
  severity: "high",
  subject: "principal",
  needs: ["authorization-details"],
  risk: "None of the identities on the way looks dangerous, and no review of single policies finds it.",
  remediation: {
    text: "Break the step that is missed least: narrow the trust policy of a role on the way, or the resources of the action.",
    cli: "aws iam update-assume-role-policy --role-name <ROLE_ON_THE_WAY> --policy-document file://trust.json",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
  ],
  parameters: {},

  evaluate(subject, context) {
    const fixed = beyondQuestion(subject);
    if (fixed !== undefined) return fixed;
    const { identities } = context.snapshot;
    if (identities === undefined) return { status: "UNKNOWN", reason: "The account's identities are not known." };
    if (waysToMore(subject, identities, context.access).some(isEnough)) return oneStep;
    const { routes, isCut } = graphOf(identities, context.access).routes(subject.arn, maxRoutes);
    const toAdministrator = routes.filter(endsAsAdministrator).toSorted(shortestFirst);
    const certain = toAdministrator.filter(isCertain);
    if (certain.some(({ hops }) => hops.length === 1)) return oneStep;
    const [shortest, ...others] = certain;
    if (shortest !== undefined) {
      const more = others.length === 0 ? "" : ` There are ${isCut ? "at least " : ""}${others.length} more such ways.`;
      return {
        status: "FAIL",
        reason: `In ${shortest.hops.length} steps it becomes an administrator: ${chainText(shortest)}.${more}`,
        evidence: evidenceOf(shortest, subject),
      };
    }
    const given = toAdministrator.filter(({ hops }) => hops.every(({ path }) => sureness(path) <= 1));
    if (given.some(({ hops }) => hops.length === 1)) return oneStep;
    const [first] = given;
    if (first !== undefined) {
      const reason = `In ${first.hops.length} steps it may become an administrator: ${chainText(first)}. What runs in the account was not listed.`;
      return { status: "FAIL", severity: "medium", reason, evidence: evidenceOf(first, subject) };
    }
    const possible = toAdministrator.find(({ hops }) => hops.length > 1);
    if (possible !== undefined) {
      const reason = `It may become an administrator, if there is what a step needs, which the snapshot does not say: ${chainText(possible)}.`;
      return { status: "UNKNOWN", reason, evidence: evidenceOf(possible, subject) };
    }
    if (isCut) return { status: "UNKNOWN", reason: "There are too many ways through others to follow them all." };
    return unlessGaps(subject, "No chain of up to three steps makes it an administrator.");
  },

  examples: [
    {
      name: "a role that may assume an administrator's",
      ...userWith([allow("sts:AssumeRole")], {}, chain()),
      expect: "FAIL",
    },
    {
      name: "the same, only with MFA",
      ...userWith([allow("sts:AssumeRole"), forceMfa], {}, chain()),
      expect: "FAIL",
    },
    {
      name: "the first role names the user, who has no policy at all",
      ...userWith([], {}, chain({ AWS: iamArn("user/ana") })),
      expect: "FAIL",
    },
    {
      name: "a role that may make itself an administrator is one",
      ...userWith([allow("sts:AssumeRole", iamArn("role/middle"))], {}, selfMade()),
      expect: "NOT_APPLICABLE",
    },
    {
      name: "the first role may not be assumed",
      ...userWith([allow("sts:AssumeRole"), deny("sts:AssumeRole", iamArn("role/middle"))], {}, chain()),
      expect: "PASS",
    },
    {
      name: "the last role trusts somebody else",
      ...userWith(
        [allow("sts:AssumeRole")],
        {},
        {
          roles: [middle(), adminTrusting({ AWS: iamArn("user/boss") })],
          users: [user({ name: "boss" })],
        },
      ),
      expect: "PASS",
    },
    {
      name: "one step is enough",
      ...userWith([allow("sts:AssumeRole")], {}, { roles: [adminTrusting({ AWS: iamArn("root") })] }),
      expect: "NOT_APPLICABLE",
    },
    {
      name: "through a function that nobody knows of",
      ...userWith(
        [allow("sts:AssumeRole")],
        {},
        {
          roles: [
            middle([allow("lambda:UpdateFunctionCode", "arn:aws:lambda:us-east-1:111122223333:function:dev")]),
            adminTrusting({ Service: "lambda.amazonaws.com" }),
          ],
        },
      ),
      expect: "UNKNOWN",
    },
    { name: "no policy", ...userWith([]), expect: "PASS" },
    {
      name: "a policy that was not collected",
      ...userWith([], { attachedPolicies: [uncollectedPolicy] }),
      expect: "UNKNOWN",
    },
    { name: "an administrator", ...userWith([allow("*")], {}, chain()), expect: "NOT_APPLICABLE" },
    { name: "a service-linked role", ...principal(serviceLinkedRole()), expect: "NOT_APPLICABLE" },
  ],
});

/** So many are kept for each principal: enough to tell that there are more. */
const maxRoutes = 20;

const graphs: WeakMap<Identities, EscalationGraph> = new WeakMap();

/** One graph for all principals: who leads where is worked out once. */
function graphOf(identities: Identities, access: CheckContext["access"]): EscalationGraph {
  const graph = graphs.get(identities) ?? escalationGraph(identities, access);
  graphs.set(identities, graph);
  return graph;
}

const oneStep: Verdict = { status: "NOT_APPLICABLE", reason: "One step makes it an administrator, see POL-03." };

function isEnough({ certainty, power }: EscalationPath): boolean {
  return certainty === "certain" && power === "administrator";
}

function shortestFirst(a: EscalationRoute, b: EscalationRoute): number {
  return a.hops.length - b.hops.length || compareText(chainText(a), chainText(b));
}

function endsAsAdministrator({ hops }: EscalationRoute): boolean {
  return hops.at(-1)?.path.power === "administrator";
}

function isCertain({ hops }: EscalationRoute): boolean {
  return hops.every(({ path }) => path.certainty === "certain");
}

/** `assume role middle (which leads further), then as middle assume role admin (an administrator)`. */
function chainText({ hops }: EscalationRoute): string {
  return hops
    .map(({ by, path }, index) => `${index === 0 ? "" : `as ${arnName(by)} `}${path.how}${limitsText(path)}`)
    .join(", then ");
}

function evidenceOf({ hops }: EscalationRoute, { arn }: PrincipalAccess): readonly Evidence[] {
  const passed = hops.map(({ by }) => by).filter((by) => by !== arn);
  return [
    { source: "authorization-details", field: "way", value: passed },
    ...hops.flatMap(({ path }) => [
      { source: "authorization-details", field: path.method, value: sentence(path.how) },
      ...statementEvidence(path.allowedBy, path.conditionalDenies),
    ]),
  ];
}

function adminTrusting(trusted: Parameters<typeof roleTrusting>[0]): IamRole {
  return { ...roleTrusting(trusted), ...named("admin"), inlinePolicies: inline([allow("*")]) };
}

function middle(
  statements: Parameters<typeof inline>[0] = [allow("sts:AssumeRole", iamArn("role/admin"))],
  trusted: Parameters<typeof roleTrusting>[0] = { AWS: iamArn("root") },
): IamRole {
  return { ...roleTrusting(trusted), ...named("middle"), inlinePolicies: inline(statements) };
}

function chain(trusted?: Parameters<typeof roleTrusting>[0]): Partial<Identities> {
  return { roles: [middle(undefined, trusted), adminTrusting({ AWS: iamArn("role/middle") })] };
}

function selfMade(): Partial<Identities> {
  return { roles: [middle([allow("iam:AttachRolePolicy", iamArn("role/middle"))]), role()] };
}

function named(name: string): { readonly name: string; readonly arn: string } {
  return { name, arn: iamArn(`role/${name}`) };
}
