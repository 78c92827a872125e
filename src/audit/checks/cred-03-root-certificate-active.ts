import type { CertificateSlot, CredentialRow } from "../../model/index.ts";
import { type Check, defineCheck } from "../check.ts";
import { at, certificate, rootRow } from "../examples/example-builders.ts";
import { cells, certificateSlots, flagAnswer } from "../identities/credentials.ts";
import { combineParts, type Part } from "../verdict.ts";

/** A signing certificate of the root user that works. */
export const cred03RootCertificateActive: Check<"root-credentials"> = defineCheck({
  id: "CRED-03",
  title: "Root X.509 signing certificate is active",
  severity: "high",
  subject: "root-credentials",
  needs: ["credential-report"],
  risk: "A root signing certificate signs requests as root, without MFA, and few remember that it exists.",
  remediation: {
    text: "Sign in as root and delete the signing certificate.",
    cli: "aws iam delete-signing-certificate --certificate-id <CERTIFICATE_ID>  # with root credentials",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html"],
  parameters: {},
  countsKeys: true,

  evaluate(row) {
    return combineParts(
      certificateSlots(row).map((slot) => judge(row, slot)),
      "The root user has no signing certificate.",
    );
  },

  examples: [
    { name: "root has no certificates", given: rootRow(), expect: "PASS" },
    {
      name: "certificate 2 is active",
      given: rootRow({ certificates: [certificate(1), certificate(2, { active: "true", lastRotated: at(2000) })] }),
      expect: "FAIL",
    },
    {
      name: "certificate 1 is inactive",
      given: rootRow({ certificates: [certificate(1, { lastRotated: at(2000) }), certificate(2)] }),
      expect: "PASS",
    },
    {
      name: "AWS does not answer for certificate 1",
      given: rootRow({ certificates: [certificate(1, { active: "not_supported" }), certificate(2)] }),
      expect: "UNKNOWN",
    },
    { name: "the report has no columns for certificates", given: rootRow({ certificates: [] }), expect: "UNKNOWN" },
  ],
});

function judge(row: CredentialRow, { slot, active, lastRotated }: CertificateSlot): Part {
  const answer = flagAnswer(row, `cert_${slot}_active`, active);
  const evidence = cells([`cert_${slot}_active`, active], [`cert_${slot}_last_rotated`, lastRotated]);
  if (answer.kind === "yes") return { status: "FAIL", text: `root signing certificate ${slot} is active`, evidence };
  if (answer.kind === "unknown") return { status: "UNKNOWN", text: answer.because, evidence };
  return { status: "PASS", text: `root signing certificate ${slot} is not active`, evidence };
}
