import type { Snapshot } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { guardrailStatements, managedOrganization, serviceControlPolicy } from "../examples/account-examples.ts";
import { organization, snapshot } from "../examples/example-builders.ts";
import { guardrailState, guardrails } from "../identities/guardrails.ts";
import { compareText } from "../order.ts";
import { gapsReason, notRead } from "../sources.ts";
import { listed, sentence } from "../verdict.ts";

const { leave, blind, deniedRest, root } = guardrailStatements;

/**
 * What no administrator of a member account should be able to do is not forbidden by service control policies. They do
 * not bind the management account. Which accounts an organisational unit holds is no input.
 */
export const org02GuardrailsMissing: Check<"account"> = defineCheck({
  id: "ORG-02",
  title: "Guardrail SCPs are missing",
  severity: "medium",
  subject: "account",
  needs: ["organization"],
  risk: "An administrator of one account, or whoever has become one, can take it out of the organization or blind it.",
  remediation: {
    text: "Attach a service control policy that denies these calls to the root of the organization; exempt one role by aws:PrincipalArn.",
    cli: "aws organizations create-policy --name guardrails --type SERVICE_CONTROL_POLICY --description 'What no account may do' --content file://scp.json",
  },
  references: [
    "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples.html",
    "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html",
  ],
  parameters: {},
  judgesGaps: true,

  evaluate(account): Verdict {
    const { organization: found } = account;
    if (found === "none" || found === undefined) {
      return { status: "NOT_APPLICABLE", reason: "The account is in no organization." };
    }
    if (found.featureSet === "CONSOLIDATED_BILLING") {
      const reason = `Organization ${found.id} has consolidated billing only, in which there are no service control policies.`;
      return { status: "FAIL", reason };
    }
    const policies = found.serviceControlPolicies?.toSorted((a, b) => compareText(a.id, b.id));
    if (policies === undefined) {
      const who =
        found.managementAccount === account.account
          ? ""
          : ` A member account may not read them: ask the management account ${found.managementAccount}.`;
      return { status: "UNKNOWN", reason: `${notRead(account, "service-control-policies")}${who}` };
    }
    const members = found.accounts?.filter(({ id }) => id !== found.managementAccount);
    if (members?.length === 0) {
      return {
        status: "NOT_APPLICABLE",
        reason: "The organization has no account but the management account, which SCPs do not bind.",
      };
    }
    const member = members?.[0]?.id ?? "444455556666";
    const states = guardrails(account, member).map((guardrail) => {
      return { ...guardrail, state: guardrailState(guardrail, found, policies, member, account.partition) };
    });
    const evidence = policies.map(({ id, name, targets }) => ({
      source: "service-control-policies",
      field: `${name} (${id})`,
      value: [...targets],
    }));
    const of = (...kinds: readonly string[]) => states.filter(({ state }) => kinds.includes(state.kind));
    const missing = of("missing").map(({ what }) => what);
    const doubtful = of("conditional", "elsewhere").map(({ what, state }) => `${what} (${state.note})`);
    const doubts = doubtful.length === 0 ? "" : ` Not known whether everywhere: ${listed(doubtful)}.`;
    const gaps = gapsReason(account, ["service-control-policies"]);
    if (missing.length > 0 && gaps === undefined) {
      return { status: "FAIL", reason: `No attached SCP forbids ${listed(missing)}.${doubts}`, evidence };
    }
    if (missing.length > 0 || doubtful.length > 0) {
      const unseen = missing.length === 0 ? "" : `No SCP that was read forbids ${listed(missing)}.`;
      return { status: "UNKNOWN", reason: sentence(`${unseen}${doubts} ${gaps ?? ""}`), evidence };
    }
    const all = listed(states.map(({ what }) => what));
    return { status: "PASS", reason: `Attached SCPs forbid ${all} in every member account.`, evidence };
  },

  examples: [
    { name: "everything is forbidden at the root", given: account([leave, blind, root]), expect: "PASS" },
    {
      name: "with a role that is exempt",
      given: account([
        leave,
        { ...blind, Condition: { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/security" } } },
        root,
      ]),
      expect: "PASS",
    },
    {
      name: "by wildcard and NotAction",
      given: account([{ ...leave, Action: "organizations:Leave*" }, deniedRest, root]),
      expect: "PASS",
    },
    { name: "attached to the only member", given: account([leave, blind, root], ["444455556666"]), expect: "PASS" },
    { name: "root may act", given: account([leave, blind]), expect: "FAIL" },
    { name: "attached to nothing", given: account([leave, blind, root], []), expect: "FAIL" },
    {
      name: "only the default policy",
      given: account([{ Effect: "Allow", Action: "*", Resource: "*" }]),
      expect: "FAIL",
    },
    {
      name: "a Deny on another trail",
      given: account([leave, { ...blind, Resource: "arn:aws:cloudtrail:*:*:trail/other" }, root]),
      expect: "FAIL",
    },
    {
      name: "attached to an organisational unit",
      given: account([leave, blind, root], ["ou-exmp-12345678"]),
      expect: "UNKNOWN",
    },
    {
      name: "a Deny that hangs on a tag",
      given: account([leave, { ...blind, Condition: { StringNotEquals: { "aws:PrincipalTag/team": "audit" } } }, root]),
      expect: "UNKNOWN",
    },
    {
      name: "consolidated billing",
      given: snapshot({ organization: managedOrganization({ featureSet: "CONSOLIDATED_BILLING" }) }),
      expect: "FAIL",
    },
    { name: "a member, which is not told", given: snapshot({ organization: organization() }), expect: "UNKNOWN" },
    { name: "no organization", given: snapshot({ organization: "none" }), expect: "NOT_APPLICABLE" },
    {
      name: "nobody but the management account",
      given: snapshot({
        organization: managedOrganization({
          serviceControlPolicies: [],
          accounts: [{ id: "111122223333", name: "management", status: "ACTIVE" }],
        }),
      }),
      expect: "NOT_APPLICABLE",
    },
  ],
});

function account(statements: Parameters<typeof serviceControlPolicy>[0], targets?: readonly string[]): Snapshot {
  return snapshot({
    organization: managedOrganization({ serviceControlPolicies: [serviceControlPolicy(statements, targets)] }),
  });
}
