import type { CertificateSlot, CredentialRow } from "../../model/index.ts";
import { formatDays } from "../age.ts";
import { type Check, defineCheck } from "../check.ts";
import { at, certificate, credentialRow, unreadable } from "../examples/example-builders.ts";
import { cells, certificateSlots, dateAge, flagAnswer } from "../identities/credentials.ts";
import { combineParts, type Part } from "../verdict.ts";

/** An active X.509 signing certificate past its age. A young one passes and is named: hardly anything takes them any more. */
export const cred21UserCertificateOld: Check<"user-credentials"> = defineCheck({
  id: "CRED-21",
  title: "User signing certificate old or active",
  severity: "medium",
  subject: "user-credentials",
  needs: ["credential-report"],
  risk: "A signing certificate is a key that few people know of and that no rotation of access keys reaches.",
  remediation: {
    text: "Deactivate the certificate, wait whether anybody misses it, then delete it.",
    cli: "aws iam update-signing-certificate --user-name <USER> --certificate-id <CERTIFICATE_ID> --status Inactive",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSigningCertificate.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html",
  ],
  parameters: {
    maxAgeDays: { default: 365, unit: "days", meaning: "An active certificate that old is due for removal." },
  },
  countsKeys: true,

  evaluate(row, { now, parameters: { maxAgeDays } }) {
    return combineParts(
      certificateSlots(row).map((slot) => judge(row, slot, now, maxAgeDays)),
      "The user has no active signing certificate.",
    );
  },

  examples: [
    { name: "364.9 days old", given: certificates({ active: "true", lastRotated: at(364.9) }), expect: "PASS" },
    { name: "365.0 days old", given: certificates({ active: "true", lastRotated: at(365) }), expect: "FAIL" },
    { name: "old and inactive", given: certificates({ lastRotated: at(900) }), expect: "NOT_APPLICABLE" },
    { name: "none", given: credentialRow(), expect: "NOT_APPLICABLE" },
    { name: "made after the clock", given: certificates({ active: "true", lastRotated: at(-1) }), expect: "UNKNOWN" },
    { name: "a garbled date", given: certificates({ active: "true", lastRotated: unreadable }), expect: "UNKNOWN" },
    { name: "the cell is garbled", given: certificates({ active: "unreadable" }), expect: "UNKNOWN" },
  ],
});

function judge(row: CredentialRow, slot: CertificateSlot, now: number, maxAgeDays: number): Part {
  const prefix = `cert_${slot.slot}`;
  const name = `certificate ${slot.slot}`;
  const evidence = cells([`${prefix}_active`, slot.active], [`${prefix}_last_rotated`, slot.lastRotated]);
  const active = flagAnswer(row, `${prefix}_active`, slot.active);
  if (active.kind === "unknown") return { status: "UNKNOWN", text: active.because, evidence };
  if (active.kind === "no") return { status: "NOT_APPLICABLE", text: `${name} is not active`, evidence };
  const age = dateAge(row, `${prefix}_last_rotated`, slot.lastRotated, now);
  if (age.kind === "unknown") return { status: "UNKNOWN", text: age.because, evidence };
  if (age.kind === "none") {
    return { status: "UNKNOWN", text: `the report does not say when ${name} was made`, evidence };
  }
  const text = `${name} is active and ${formatDays(age.days)} old (limit ${maxAgeDays})`;
  return { status: age.days >= maxAgeDays ? "FAIL" : "PASS", text, evidence };
}

function certificates(parts: Partial<CertificateSlot>): CredentialRow {
  return credentialRow({ certificates: [certificate(1, parts), certificate(2)] });
}
