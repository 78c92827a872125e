import type { Snapshot, SshPublicKey } from "../../model/index.ts";
import { ageOf, formatDays } from "../age.ts";
import { type Check, defineCheck } from "../check.ts";
import { daysAgo, snapshot as exampleSnapshot, user } from "../examples/example-builders.ts";
import { gapOfUser, ofUser } from "../identities/held-by-users.ts";
import { combineParts, type Part } from "../verdict.ts";

/** An SSH public key for CodeCommit that nobody replaced. Whether it was used is said nowhere. */
export const cred25SshPublicKeyOld: Check<"user"> = defineCheck({
  id: "CRED-25",
  title: "SSH public key is too old",
  severity: "low",
  subject: "user",
  needs: ["authorization-details", "ssh-public-keys"],
  risk: "Whoever copied the private key, from a lost laptop for example, still reads and writes the repositories.",
  remediation: {
    text: "Upload a new key, then deactivate the old one and delete it.",
    cli: "aws iam update-ssh-public-key --user-name <USER> --ssh-public-key-id <KEY_ID> --status Inactive",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_ssh-keys.html"],
  parameters: {
    maxAgeDays: { default: 180, unit: "days", meaning: "An active key that was uploaded that long ago is too old." },
  },

  evaluate(subject, { snapshot, now, parameters: { maxAgeDays } }) {
    const found = ofUser(snapshot.sshPublicKeys, subject).map((key) => judge(key, now, maxAgeDays));
    const gap = gapOfUser(snapshot, "ssh-public-keys", subject);
    return combineParts(
      gap === undefined ? found : [...found, { status: "UNKNOWN", text: gap }],
      "The user has no SSH public key.",
    );
  },

  examples: [
    { name: "179.9 days old", given: user(), snapshot: holding({ uploadedAt: daysAgo(179.9) }), expect: "PASS" },
    { name: "180.0 days old", given: user(), snapshot: holding({ uploadedAt: daysAgo(180) }), expect: "FAIL" },
    {
      name: "old and inactive",
      given: user(),
      snapshot: holding({ isActive: false, uploadedAt: daysAgo(900) }),
      expect: "NOT_APPLICABLE",
    },
    { name: "none", given: user(), snapshot: { sshPublicKeys: [] }, expect: "NOT_APPLICABLE" },
    { name: "the answer has no date", given: user(), snapshot: holding({}), expect: "UNKNOWN" },
    {
      name: "uploaded after the clock",
      given: user(),
      snapshot: holding({ uploadedAt: daysAgo(-1) }),
      expect: "UNKNOWN",
    },
    {
      name: "AWS did not answer about this user",
      given: user(),
      snapshot: {
        sshPublicKeys: [],
        sources: {
          ...exampleSnapshot().sources,
          "ssh-public-keys": { state: "partial", origins: [], gaps: [{ what: "user ana", cause: "AccessDenied" }] },
        },
      },
      expect: "UNKNOWN",
    },
  ],
});

function judge({ id, isActive, uploadedAt }: SshPublicKey, now: number, maxAgeDays: number): Part {
  const name = `SSH key ${id}`;
  const evidence = [{ source: "ssh-public-keys", field: "UploadDate", value: uploadedAt ?? null }];
  if (!isActive) return { status: "NOT_APPLICABLE", text: `${name} is not active`, evidence };
  if (uploadedAt === undefined) {
    return { status: "UNKNOWN", text: `the answer does not say when ${name} was uploaded`, evidence };
  }
  const age = ageOf(uploadedAt, now);
  if (age.kind === "unknown") return { status: "UNKNOWN", text: `${name}: ${age.because}`, evidence };
  const text = `${name} is ${formatDays(age.days)} old (limit ${maxAgeDays})`;
  return { status: age.days >= maxAgeDays ? "FAIL" : "PASS", text, evidence };
}

function holding(parts: Partial<SshPublicKey>): Partial<Snapshot> {
  return { sshPublicKeys: [{ user: "ana", id: "APKAEXAMPLE", isActive: true, ...parts }] };
}
