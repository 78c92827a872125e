import type { GrantedStatement, PrincipalAccess } from "../../iam/index.ts";
import { parseArn } from "../../model/index.ts";
import { type Check, defineCheck } from "../check.ts";
import { role } from "../examples/example-builders.ts";
import {
  allow,
  deny,
  forceMfa,
  inline,
  principal,
  serviceLinkedRole,
  uncollectedPolicy,
  userWith,
} from "../policies/examples.ts";
import { narrowCommand, withCommand } from "../policies/fixes.ts";
import { requires } from "../policies/limiting-keys.ts";
import { beyondQuestion, grantedBy, limitsText, statementEvidence, unlessGaps } from "../policies/wording.ts";

/**
 * Decryption with every key of the account, or of one of its regions, whose key policy leaves it to IAM. A condition that
 * names the service in between, the alias, the encryption context or a tag of the key is a limit. Administrators have it
 * anyway and are POL-01's. Which keys there are, and what their key policies say, is not looked at.
 */
export const pol09DecryptOnAllKeys: Check<"principal"> = defineCheck({
  id: "POL-09",
  title: "Decrypt on all keys",
  severity: "medium",
  subject: "principal",
  needs: ["authorization-details"],
  risk: "Encryption no longer keeps anything apart: whoever takes this identity over reads all data that it can reach.",
  remediation: {
    text: "List the keys in Resource, or require the service that may use them with kms:ViaService.",
    cli: "aws iam create-policy-version --policy-arn <POLICY_ARN> --policy-document file://narrow.json --set-as-default",
  },
  references: [
    "https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html",
  ],
  parameters: {},

  evaluate(subject) {
    const fixed = beyondQuestion(subject);
    if (fixed !== undefined) return fixed;
    const open = keysOf(subject)
      .flatMap((keys) =>
        actions.map((action) => ({ ...keys, action, access: subject.canOnAll(action, keys.arn, isWide) })),
      )
      .find(({ access }) => access.verdict === "allowed");
    if (open === undefined) return unlessGaps(subject, "It may not decrypt with all keys.");
    const { access, action, where } = open;
    return {
      status: "FAIL",
      reason: `It may use ${action} with all keys of ${where} by ${grantedBy(access.allowedBy)}${limitsText(access)}.`,
      evidence: statementEvidence(access.allowedBy, access.conditionalDenies),
      ...withCommand(narrowCommand(subject, access.allowedBy[0])),
    };
  },

  examples: [
    { name: "no policy", ...userWith([]), expect: "PASS" },
    { name: "on everything", ...userWith([allow("kms:Decrypt")]), expect: "FAIL" },
    { name: "all of KMS", ...userWith([allow("kms:*", "arn:aws:kms:*:111122223333:key/*")]), expect: "FAIL" },
    { name: "re-encryption", ...userWith([allow("kms:ReEncrypt*")]), expect: "FAIL" },
    {
      name: "all keys of one region",
      ...userWith([allow("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/*")]),
      expect: "FAIL",
    },
    { name: "with MFA only", ...userWith([allow("kms:Decrypt"), forceMfa]), expect: "FAIL" },
    {
      name: "less one key",
      ...userWith([allow("kms:Decrypt"), deny("kms:Decrypt", "arn:aws:kms:*:*:key/1111")]),
      expect: "FAIL",
    },
    { name: "a role", ...principal(role({ inlinePolicies: inline([allow("kms:Decrypt")]) })), expect: "FAIL" },
    {
      name: "through S3 only",
      ...userWith([
        allow("kms:Decrypt", "*", { Condition: { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } } }),
      ]),
      expect: "PASS",
    },
    {
      name: "through any service",
      ...userWith([allow("kms:Decrypt", "*", { Condition: { StringLike: { "kms:ViaService": "*" } } })]),
      expect: "FAIL",
    },
    {
      name: "keys of one project",
      ...userWith([allow("kms:Decrypt", "*", { Condition: { StringEquals: { "aws:ResourceTag/project": "orbit" } } })]),
      expect: "PASS",
    },
    {
      name: "one key",
      ...userWith([allow("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/1111")]),
      expect: "PASS",
    },
    { name: "encryption only", ...userWith([allow("kms:Encrypt")]), expect: "PASS" },
    { name: "denied", ...userWith([allow("kms:*"), deny("kms:*")]), expect: "PASS" },
    {
      name: "a policy that was not collected",
      ...userWith([], { attachedPolicies: [uncollectedPolicy] }),
      expect: "UNKNOWN",
    },
    { name: "an administrator", ...userWith([allow("*")]), expect: "NOT_APPLICABLE" },
    { name: "a service-linked role", ...principal(serviceLinkedRole()), expect: "NOT_APPLICABLE" },
  ],
});

const actions: readonly string[] = ["kms:Decrypt", "kms:ReEncryptFrom"];

/** Keys that name something about the KMS key or the caller in between. */
function isLimiting(key: string): boolean {
  return /^(kms:viaservice|kms:requestalias|kms:resourcealiases|kms:encryptioncontext:.*|aws:resourcetag\/.*|aws:calledvia.*)$/i.test(
    key,
  );
}

function isWide({ statement: { conditions } }: GrantedStatement): boolean {
  const keys = new Set(conditions.map(({ key }) => key.toLowerCase()).filter(isLimiting));
  return !requires(conditions, keys, (value) => value !== "*");
}

/** All keys of the account, and of each region that a statement names. */
function keysOf({ arn, statements }: PrincipalAccess): readonly { readonly arn: string; readonly where: string }[] {
  const { partition, account } = parseArn(arn) ?? { partition: "aws", account: "*" };
  const regions = statements
    .flatMap(({ statement }) => statement.resource?.patterns ?? [])
    .map((pattern) => /^arn:[^:]*:kms:([a-z0-9-]+):/.exec(pattern)?.[1])
    .filter((region) => region !== undefined);
  return ["*", ...new Set(regions)].map((region) => ({
    arn: `arn:${partition}:kms:${region}:${account}:key/*`,
    where: region === "*" ? "the account" : region,
  }));
}
