import type { IamRole, IamUser, Json, Snapshot } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import {
  accessKey,
  activeKey,
  credentialReport,
  credentialRow,
  identities,
  role,
  user,
} from "../examples/example-builders.ts";
import { rowOf } from "../identities/people.ts";
import { allow, deny, forceMfa, iamArn, inline, roleTrusting, uncollectedPolicy } from "../policies/examples.ts";
import { withCommand } from "../policies/fixes.ts";
import { grantedBy, statementEvidence } from "../policies/wording.ts";
import { isSensitive, type MightyRole, type OpenWrite, openRoles, openWrites } from "../policies/writes-without-mfa.ts";
import { shellWord } from "../remediation.ts";
import { listed, listedUpTo, sentence } from "../verdict.ts";

/**
 * A person who may change who can do what, take MFA from others, or assume a role that may, after a password alone. MFA may
 * be required by the Allow, by a Deny for those without MFA, by the boundary or by the trust policy of the role. Only users who sign in with a
 * password are asked: sessions of roles carry no MFA of their own, sign-ins by federation have it at the identity provider,
 * and programs have none. Changes of its own credentials do not count.
 */
export const pol14SensitiveWriteWithoutMfa: Check<"user"> = defineCheck({
  id: "POL-14",
  title: "Sensitive IAM write allowed without MFA",
  severity: "medium",
  subject: "user",
  needs: ["authorization-details", "credential-report"],
  risk: "A password that was guessed or phished is enough to make new users and keys, and to stay.",
  remediation: {
    text: "Deny all but the set-up of MFA to sessions without it (BoolIfExists aws:MultiFactorAuthPresent false), for the person's group.",
    cli: "aws iam put-group-policy --group-name <GROUP> --policy-name ForceMFA --policy-document file://force-mfa.json",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",
  ],
  parameters: {},

  evaluate(subject, context): Verdict {
    const row = rowOf(subject.arn, context.snapshot);
    if (row === undefined)
      return {
        status: "UNKNOWN",
        reason: "The user is not in the credential report, so that it is not known whether a person signs in.",
      };
    if (row.passwordEnabled === "false" || row.passwordEnabled === "not_applicable") {
      return { status: "NOT_APPLICABLE", reason: "The user has no password: programs have no MFA." };
    }
    const principal = context.access(subject.arn);
    if (principal === undefined) return { status: "UNKNOWN", reason: "The permissions of the user are not known." };
    const hasKey = row.accessKeys.some(({ active }) => active !== "false");
    const open = openWrites(principal, hasKey);
    const roles = openRoles(principal, hasKey, context);
    if (open.length > 0 || roles.length > 0) {
      if (row.passwordEnabled !== "true") {
        return { status: "UNKNOWN", reason: "The credential report does not say whether the user has a password." };
      }
      const allowed = open.flatMap(({ access }) => access.allowedBy);
      return {
        status: "FAIL",
        reason: sentence(`without MFA it may ${whatText(open, roles)}`),
        evidence: statementEvidence([...new Set(allowed)]),
        ...withCommand(forceMfaCommand(subject, allowed[0]?.group)),
      };
    }
    if (principal.gaps.length > 0) {
      return {
        status: "UNKNOWN",
        reason: sentence(`not all of its permissions are known: ${listed(principal.gaps.slice(0, 3))}`),
      };
    }
    return isSensitive(principal, context)
      ? { status: "PASS", reason: "It may change identities, or assume a role that may, with MFA only." }
      : {
          status: "NOT_APPLICABLE",
          reason: "It may neither change identities or take MFA from others, nor assume a role that may.",
        };
  },

  examples: [
    { name: "all of IAM", ...person([allow("iam:*")]), expect: "FAIL" },
    { name: "all of IAM, with MFA", ...person([allow("iam:*", "*", withMfa())]), expect: "PASS" },
    {
      name: "all of IAM, with MFA if the call says",
      ...person([allow("iam:*", "*", { Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } } })]),
      expect: "FAIL",
    },
    {
      name: "all of IAM, within an hour of MFA",
      ...person([allow("iam:*", "*", { Condition: { NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } } })]),
      expect: "PASS",
    },
    { name: "all of IAM, and nothing without MFA", ...person([allow("iam:*"), forceMfa]), expect: "PASS" },
    {
      name: "all of IAM, no sign-in without MFA, and a key",
      ...person([allow("iam:*"), denySignIns()], [], true),
      expect: "FAIL",
    },
    {
      name: "all of IAM, no sign-in without MFA, and no key",
      ...person([allow("iam:*"), denySignIns()]),
      expect: "PASS",
    },
    {
      name: "a Deny for one other user's changes",
      ...person([allow("iam:*"), deny("iam:*", iamArn("user/boss"))]),
      expect: "FAIL",
    },
    {
      name: "its own access keys",
      ...person([allow("iam:*AccessKey*", "arn:aws:iam::*:user/${aws:username}")]),
      expect: "NOT_APPLICABLE",
    },
    { name: "a role of administrators", ...person([allow("sts:AssumeRole")], [adminFor()]), expect: "FAIL" },
    {
      name: "a role of administrators that asks for MFA",
      ...person([allow("sts:AssumeRole")], [adminFor(withMfa().Condition)]),
      expect: "PASS",
    },
    {
      name: "a role that reads logs",
      ...person([allow("sts:AssumeRole")], [roleTrusting({ AWS: iamArn("root") })]),
      expect: "NOT_APPLICABLE",
    },
    {
      name: "MFA devices of everybody",
      ...person([allow(["iam:DeactivateMFADevice", "iam:DeleteVirtualMFADevice"])]),
      expect: "FAIL",
    },
    {
      name: "its own MFA devices",
      ...person([
        allow("iam:DeactivateMFADevice", "arn:aws:iam::*:user/${aws:username}"),
        allow("iam:DeleteVirtualMFADevice", "arn:aws:iam::*:mfa/${aws:username}"),
      ]),
      expect: "NOT_APPLICABLE",
    },
    {
      name: "a role that may change its own trust policy",
      ...person([allow("sts:AssumeRole")], [retrusting()]),
      expect: "FAIL",
    },
    { name: "reading only", ...person([allow("iam:Get*")]), expect: "NOT_APPLICABLE" },
    { name: "a program's user", ...person([allow("iam:*")], [], true, "false"), expect: "NOT_APPLICABLE" },
    {
      name: "the cell about the password is garbled",
      ...person([allow("iam:*")], [], true, "unreadable"),
      expect: "UNKNOWN",
    },
    {
      name: "a policy that was not collected",
      given: user({ attachedPolicies: [uncollectedPolicy] }),
      snapshot: {
        identities: identities({ users: [user({ attachedPolicies: [uncollectedPolicy] })] }),
        credentialReport: credentialReport(credentialRow({ passwordEnabled: "true" })),
      },
      expect: "UNKNOWN",
    },
  ],
});

function whatText(open: readonly OpenWrite[], roles: readonly MightyRole[]): string {
  const [first] = open;
  return listed([
    ...(first === undefined
      ? []
      : [
          `do ${listedUpTo(
            open.map(({ action }) => action),
            3,
          )} by ${grantedBy(first.access.allowedBy)}`,
        ]),
    ...(roles.length === 0
      ? []
      : [
          `assume ${listedUpTo(
            roles.map(({ role: { name }, why }) => `role ${name} (${why})`),
            3,
          )}`,
        ]),
  ]);
}

/** For the group that gives the permission, so that its other members are asked for MFA too. */
function forceMfaCommand({ name }: IamUser, group: string | undefined): string | undefined {
  const noun = group === undefined ? "user" : "group";
  const word = shellWord(group ?? name);
  if (word === undefined) return undefined;
  return `aws iam put-${noun}-policy --${noun}-name ${word} --policy-name ForceMFA --policy-document file://force-mfa.json`;
}

function withMfa(): { readonly Condition: Json } {
  return { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } };
}

function denySignIns(): Json {
  return deny("*", "*", { Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } });
}

function adminFor(conditions?: Json): IamRole {
  return { ...roleTrusting({ AWS: iamArn("root") }, conditions), inlinePolicies: inline([allow("*")]) };
}

function retrusting(): IamRole {
  const one = roleTrusting({ AWS: iamArn("root") });
  return { ...one, inlinePolicies: inline([allow("iam:UpdateAssumeRolePolicy", one.arn)]) };
}

function person(
  statements: Parameters<typeof inline>[0],
  roles: readonly IamRole[] = [role()],
  hasKey: boolean = false,
  passwordEnabled: "true" | "false" | "unreadable" = "true",
): { readonly given: IamUser; readonly snapshot: Partial<Snapshot> } {
  const given = user({ inlinePolicies: inline(statements) });
  const keys = [hasKey ? activeKey(1, 30, 1) : accessKey(1), accessKey(2)];
  return {
    given,
    snapshot: {
      identities: identities({ users: [given], roles }),
      credentialReport: credentialReport(credentialRow({ passwordEnabled, accessKeys: keys })),
    },
  };
}
