import { type Check, defineCheck, type Verdict } from "../check.ts";
import { credentialRow } from "../examples/example-builders.ts";
import { uncountedCredentials } from "../identities/credentials.ts";
import { sentence } from "../verdict.ts";

/** A user with more keys or certificates than the report has columns for. */
export const cred22MoreCredentialsThanShown: Check<"user-credentials"> = defineCheck({
  id: "CRED-22",
  title: "More credentials than the report shows",
  severity: "informational",
  subject: "user-credentials",
  needs: ["credential-report"],
  risk: "The credential report judges two keys and two certificates; what else the user has is not judged at all.",
  remediation: {
    text: "List the user's keys and certificates and judge them by hand; delete those that nobody needs.",
    cli: "aws iam list-access-keys --user-name <USER>; aws iam list-signing-certificates --user-name <USER>",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html"],
  parameters: {},

  evaluate(row): Verdict {
    const value = row.additionalCredentials ?? "";
    const evidence = [{ source: "credential-report", field: "additional_credentials_info", value }];
    const uncounted = uncountedCredentials(row);
    switch (uncounted.kind) {
      case "some":
        return { status: "FAIL", reason: `AWS names further credentials: ${sentence(uncounted.text)}`, evidence };
      case "unknown":
        return { status: "UNKNOWN", reason: sentence(uncounted.because), evidence };
      case "none":
        return { status: "PASS", reason: "AWS names no further credentials.", evidence };
      case "no-column":
        return { status: "NOT_APPLICABLE", reason: "This report has no column additional_credentials_info." };
    }
  },

  examples: [
    { name: "the report has no such column", given: credentialRow(), expect: "NOT_APPLICABLE" },
    { name: "the cell is empty", given: credentialRow({ additionalCredentials: "" }), expect: "PASS" },
    { name: "the cell is N/A", given: credentialRow({ additionalCredentials: "N/A" }), expect: "PASS" },
    {
      name: "AWS names one more key",
      given: credentialRow({ additionalCredentials: "1 additional access key: call ListAccessKeys" }),
      expect: "FAIL",
    },
    {
      name: "AWS does not answer",
      given: credentialRow({ additionalCredentials: "not_supported" }),
      expect: "UNKNOWN",
    },
  ],
});
