import type { LintCode, LintMessage } from "../../iam/index.ts";
import type { Json } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import type { DocumentHolder, HeldDocument } from "../document-holders.ts";
import { document } from "../examples/example-builders.ts";
import { type DocumentMistake, mistakeEvidence, mistakesOf, mistakeText } from "../policies/document-lint.ts";
import { allow, deny, iamArn } from "../policies/examples.ts";
import { listed, listedUpTo, sentence } from "../verdict.ts";

/**
 * Actions, resources and conditions that AWS does not know, in documents that the account wrote itself. What the catalogue
 * of actions does not have may be younger than the catalogue. Matters of style (sids, a Version that is left out without
 * harm) are not reported.
 */
export const pol19PolicyLint: Check<"documents"> = defineCheck({
  id: "POL-19",
  title: "Policy lint: actions, resources or conditions that do not exist",
  severity: "low",
  subject: "documents",
  needs: ["authorization-details"],
  risk: "A misspelt Allow gives less than meant, a misspelt Deny or condition forbids nothing, and nobody is told.",
  remediation: {
    text: "Correct the names; AWS's own validation says the same and more.",
    cli: "aws accessanalyzer validate-policy --policy-type IDENTITY_POLICY --policy-document file://policy.json",
  },
  references: [
    "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-policy-validation.html",
  ],
  parameters: {},

  evaluate({ documents }): Verdict {
    const mistakes = documents.flatMap((held) =>
      mistakesOf(held)
        .filter(isMistake)
        .map((message) => placed(held, message)),
    );
    if (mistakes.length > 0) {
      const shown = listedUpTo(
        mistakes.map(({ where, message }) => `${where}: ${message}`),
        3,
      );
      return { status: "FAIL", reason: sentence(shown), evidence: mistakes.map(mistakeEvidence) };
    }
    const unread = documents.filter((held) => "unreadable" in held.document || mistakesOf(held).some(isUnchecked));
    if (unread.length > 0) {
      return {
        status: "UNKNOWN",
        reason: sentence(`not all could be read: ${listed(unread.map(({ label }) => label).slice(0, 3))}`),
      };
    }
    const count = documents.length === 1 ? "The document has" : `The ${documents.length} documents have`;
    return { status: "PASS", reason: `${count} no mistake that lint knows.` };
  },

  examples: [
    { name: "a good policy", given: holder(allow("s3:GetObject", "arn:aws:s3:::plans/*")), expect: "PASS" },
    { name: "an action that does not exist", given: holder(allow("iam:CreateAccessKeys")), expect: "FAIL" },
    { name: "a service that does not exist", given: holder(allow("s4:GetObject")), expect: "FAIL" },
    {
      name: "objects read on a bucket's ARN",
      given: holder(allow("s3:GetObject", "arn:aws:s3:::plans")),
      expect: "FAIL",
    },
    {
      name: "a misspelt condition key",
      given: holder(
        allow("s3:GetObject", "*", { Condition: { StringEquals: { "aws:SourceAcount": "111122223333" } } }),
      ),
      expect: "FAIL",
    },
    {
      name: "an operator that does not exist",
      given: holder(deny("s3:*", "*", { Condition: { StringEqual: { "aws:SourceAccount": "111122223333" } } })),
      expect: "FAIL",
    },
    {
      name: "a variable in the old version",
      given: of({
        json: { Version: "2008-10-17", Statement: allow("iam:GetUser", "arn:aws:iam::*:user/${aws:username}") },
      }),
      expect: "FAIL",
    },
    {
      name: "the old version without variables",
      given: of({ json: { Version: "2008-10-17", Statement: allow("s3:ListAllMyBuckets") } }),
      expect: "PASS",
    },
    { name: "no Version", given: of({ json: { Statement: allow("s3:ListAllMyBuckets") } }), expect: "PASS" },
    { name: "sids that are the same", given: holder(sid("Read"), sid("Read")), expect: "FAIL" },
    { name: "a document that cannot be read", given: of({ unreadable: "not JSON" }), expect: "UNKNOWN" },
    {
      name: "a trust policy with a deleted user",
      given: of(
        document({ Effect: "Allow", Principal: { AWS: "AIDAEXAMPLEEXAMPLE123" }, Action: "sts:AssumeRole" }),
        "trust",
      ),
      expect: "PASS",
    },
  ],
});

/** Said elsewhere, a matter of style, or no statement about the document. */
const left: ReadonlySet<LintCode> = new Set([
  "version.missing",
  "element.empty",
  "principal.allow-not",
  "document.unchecked",
]);

function isMistake({ code }: LintMessage): boolean {
  return !left.has(code);
}

function isUnchecked({ code }: LintMessage): boolean {
  return code === "document.unchecked";
}

function placed({ label }: HeldDocument, message: LintMessage): DocumentMistake {
  const { statement } = message;
  return {
    where: statement === undefined ? label : `statement ${statement} of ${label}`,
    message: mistakeText(message),
  };
}

function sid(name: string): Json {
  return allow("s3:ListAllMyBuckets", "*", { Sid: name });
}

function holder(...statements: readonly Json[]): DocumentHolder {
  return of(document(...statements));
}

function of(stored: HeldDocument["document"], use: HeldDocument["use"] = "identity"): DocumentHolder {
  const label = use === "trust" ? "the trust policy" : "the policy";
  return { kind: "policy", arn: iamArn("policy/own"), name: "own", documents: [{ label, use, document: stored }] };
}
