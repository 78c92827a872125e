import type { AttachedPolicy, Identities, Snapshot } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { group, identities, role, snapshot, user } from "../examples/example-builders.ts";
import { compareText } from "../order.ts";
import { gapsReason } from "../sources.ts";
import { listedUpTo, sentence } from "../verdict.ts";

/** Nobody may open a case with AWS Support by the policy that is made for it; a group without members is nobody. */
export const org07NoSupportRole: Check<"account"> = defineCheck({
  id: "ORG-07",
  title: "No support role",
  severity: "informational",
  subject: "account",
  needs: ["authorization-details"],
  risk: "In an incident somebody has to use an administrator, or root, to talk to AWS Support.",
  remediation: {
    text: "Attach AWSSupportAccess to a role that the people on duty may assume.",
    cli: "aws iam attach-role-policy --role-name <ROLE> --policy-arn arn:aws:iam::aws:policy/AWSSupportAccess",
  },
  references: ["https://docs.aws.amazon.com/awssupport/latest/user/getting-started-iam-policy.html"],
  parameters: {},
  judgesGaps: true,

  evaluate(account): Verdict {
    const holders = holdersIn(account.identities ?? identities()).toSorted(compareText);
    const evidence = [{ source: "authorization-details", field: supportPolicy, value: [...holders] }];
    if (holders.length > 0) {
      return { status: "PASS", reason: `AWSSupportAccess is attached to ${listedUpTo(holders, 5)}.`, evidence };
    }
    const gaps = gapsReason(account, ["authorization-details"]);
    if (gaps !== undefined) return { status: "UNKNOWN", reason: sentence(gaps), evidence };
    return { status: "FAIL", reason: "AWSSupportAccess is attached to no role, user or group with members.", evidence };
  },

  examples: [
    { name: "a role", given: account({ roles: [role({ attachedPolicies: [supportAccess()] })] }), expect: "PASS" },
    {
      name: "a group with a member",
      given: account({
        groups: [group({ attachedPolicies: [supportAccess()] })],
        users: [user({ groups: ["engineers"] })],
      }),
      expect: "PASS",
    },
    {
      name: "a group without members",
      given: account({ groups: [group({ attachedPolicies: [supportAccess()] })], users: [user()] }),
      expect: "FAIL",
    },
    { name: "nobody", given: account({ users: [user()], roles: [role()] }), expect: "FAIL" },
    {
      name: "a policy of one's own with the name",
      given: account({
        roles: [
          role({
            attachedPolicies: [{ name: "AWSSupportAccess", arn: "arn:aws:iam::111122223333:policy/AWSSupportAccess" }],
          }),
        ],
      }),
      expect: "FAIL",
    },
    {
      name: "nobody, and a page is missing",
      given: {
        ...account({}),
        sources: {
          ...account({}).sources,
          "authorization-details": { state: "partial", origins: [], gaps: [{ what: "page 2", cause: "not given" }] },
        },
      },
      expect: "UNKNOWN",
    },
  ],
});

const supportPolicy = ":iam::aws:policy/AWSSupportAccess";

function holdersIn({ users, groups, roles }: Identities): readonly string[] {
  const has = (holder: { readonly attachedPolicies: readonly AttachedPolicy[] }): boolean =>
    holder.attachedPolicies.some(({ arn }) => arn.endsWith(supportPolicy));
  const members = new Set(users.flatMap((one) => one.groups));
  return [
    ...roles.filter(has).map(({ name }) => `role ${name}`),
    ...groups.filter((one) => has(one) && members.has(one.name)).map(({ name }) => `group ${name}`),
    ...users.filter(has).map(({ name }) => `user ${name}`),
  ];
}

function supportAccess(): AttachedPolicy {
  return { name: "AWSSupportAccess", arn: "arn:aws:iam::aws:policy/AWSSupportAccess" };
}

function account(parts: Partial<Identities>): Snapshot {
  return snapshot({ identities: identities(parts) });
}
