import type { Snapshot } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { snapshot as exampleSnapshot, group, identities, user } from "../examples/example-builders.ts";
import { uncollectedPolicy } from "../policies/examples.ts";

/** A group that gives nobody anything: it has no members, or nothing to give. */
export const pol16IdleGroup: Check<"group"> = defineCheck({
  id: "POL-16",
  title: "Group without users or with no policy",
  severity: "informational",
  subject: "group",
  needs: ["authorization-details"],
  risk: "A forgotten group with policies waits for somebody to be put into it; one without policies looks like a control and is none.",
  remediation: {
    text: "Delete the group, after detaching its policies and removing its members.",
    cli: "aws iam delete-group --group-name <GROUP>",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups_manage_delete.html"],
  parameters: {},

  evaluate({ name, attachedPolicies, inlinePolicies }, { snapshot }): Verdict {
    const members = memberCount(name, snapshot);
    const policies = attachedPolicies.length + inlinePolicies.length;
    const evidence = [
      { source: "authorization-details", field: "members", value: members },
      { source: "authorization-details", field: "policies", value: policies },
    ];
    if (policies === 0) {
      return { status: "FAIL", reason: `The group has no policy (and ${countText(members, "member")}).`, evidence };
    }
    if (members > 0) {
      return {
        status: "PASS",
        reason: `The group has ${countText(members, "member")} and ${policies} policies.`,
        evidence,
      };
    }
    if (snapshot.sources["authorization-details"].state === "partial") {
      return {
        status: "UNKNOWN",
        reason: "No member was found, but the authorization details are incomplete.",
        evidence,
      };
    }
    return {
      status: "FAIL",
      reason: `The group has no member, and ${policies} ${policies === 1 ? "policy" : "policies"} to give.`,
      evidence,
    };
  },

  examples: [
    {
      name: "members and policies",
      given: group({ attachedPolicies: [uncollectedPolicy] }),
      snapshot: { identities: identities({ users: [user({ groups: ["engineers"] })] }) },
      expect: "PASS",
    },
    {
      name: "policies and no member",
      given: group({ attachedPolicies: [uncollectedPolicy] }),
      snapshot: { identities: identities({ users: [user({ groups: ["engineers-2"] })] }) },
      expect: "FAIL",
    },
    {
      name: "members and no policy",
      given: group(),
      snapshot: { identities: identities({ users: [user({ groups: ["engineers"] })] }) },
      expect: "FAIL",
    },
    {
      name: "no member in an answer that lacks a page",
      given: group({ attachedPolicies: [uncollectedPolicy] }),
      snapshot: {
        identities: identities(),
        sources: {
          ...exampleSnapshot().sources,
          "authorization-details": { state: "partial", origins: [], gaps: [{ what: "page 2", cause: "not given" }] },
        },
      },
      expect: "UNKNOWN",
    },
  ],
});

function memberCount(name: string, { identities: all }: Snapshot): number {
  return (all?.users ?? []).filter(({ groups }) => groups.includes(name)).length;
}

function countText(count: number, word: string): string {
  if (count === 0) return `no ${word}`;
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
