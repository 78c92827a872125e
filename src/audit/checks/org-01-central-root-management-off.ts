import { type Check, defineCheck, type Verdict } from "../check.ts";
import { managedOrganization } from "../examples/account-examples.ts";
import { organization, snapshot } from "../examples/example-builders.ts";
import { notRead } from "../sources.ts";
import { listed } from "../verdict.ts";

/** Member accounts keep root credentials of their own. */
export const org01CentralRootManagementOff: Check<"account"> = defineCheck({
  id: "ORG-01",
  title: "Central root management is off",
  severity: "medium",
  subject: "account",
  needs: ["organization"],
  risk: "Every member account then has a root user with a password to lose, which no policy of the account can limit.",
  remediation: {
    text: "Enable central management of root credentials and root sessions, then delete the root credentials of members.",
    cli: "aws organizations enable-aws-service-access --service-principal iam.amazonaws.com && aws iam enable-organizations-root-credentials-management && aws iam enable-organizations-root-sessions",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html#id_root-user-access-management"],
  parameters: {},
  judgesGaps: true,

  evaluate(account): Verdict {
    const { organization: found } = account;
    if (found === "none" || found === undefined) {
      return { status: "NOT_APPLICABLE", reason: "The account is in no organization." };
    }
    const { rootFeatures, managementAccount } = found;
    if (rootFeatures === undefined) {
      const who =
        managementAccount === account.account
          ? ""
          : ` Only the management account ${managementAccount} and a delegated administrator are told.`;
      return { status: "UNKNOWN", reason: `${notRead(account, "organizations-features")}${who}` };
    }
    const evidence = [{ source: "organizations-features", field: "EnabledFeatures", value: [...rootFeatures] }];
    const off = wanted.filter((feature) => !rootFeatures.includes(feature));
    if (off.length > 0) {
      return { status: "FAIL", reason: `Off in organization ${found.id}: ${listed(off)}.`, evidence };
    }
    return {
      status: "PASS",
      reason: `Organization ${found.id} manages root credentials and sessions centrally.`,
      evidence,
    };
  },

  examples: [
    {
      name: "both features",
      given: snapshot({
        organization: managedOrganization({ rootFeatures: ["RootCredentialsManagement", "RootSessions"] }),
      }),
      expect: "PASS",
    },
    {
      name: "no root sessions",
      given: snapshot({ organization: managedOrganization({ rootFeatures: ["RootCredentialsManagement"] }) }),
      expect: "FAIL",
    },
    { name: "neither", given: snapshot({ organization: managedOrganization({ rootFeatures: [] }) }), expect: "FAIL" },
    { name: "a member, which is not told", given: snapshot({ organization: organization() }), expect: "UNKNOWN" },
    { name: "no organization", given: snapshot({ organization: "none" }), expect: "NOT_APPLICABLE" },
  ],
});

const wanted: readonly string[] = ["RootCredentialsManagement", "RootSessions"];
