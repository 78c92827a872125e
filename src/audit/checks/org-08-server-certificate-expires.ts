import type { ServerCertificate } from "../../model/index.ts";
import { ageOf } from "../age.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { daysAgo, exampleAccount } from "../examples/example-builders.ts";
import { sentence } from "../verdict.ts";

/** A certificate in IAM's store that has ended, or will within days (low): IAM renews none by itself. */
export const org08ServerCertificateExpires: Check<"server-certificate"> = defineCheck({
  id: "ORG-08",
  title: "Expired or soon-expiring server certificate in IAM",
  severity: "medium",
  subject: "server-certificate",
  needs: ["server-certificates"],
  risk: "A load balancer with it turns its clients away, or teaches them to click warnings off.",
  remediation: {
    text: "Move to a certificate of AWS Certificate Manager, which is renewed in time, and delete this one.",
    cli: "aws iam delete-server-certificate --server-certificate-name <NAME>",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs.html"],
  parameters: {
    soonDays: { default: 30, unit: "days", meaning: "A certificate that ends within so many days is noted." },
  },

  evaluate({ expiresAt, name }, { now, parameters: { soonDays } }): Verdict {
    const evidence = [{ source: "server-certificates", field: "Expiration", value: expiresAt ?? null }];
    if (expiresAt === undefined) {
      return { status: "UNKNOWN", reason: "The answer does not say when the certificate ends.", evidence };
    }
    const end = Date.parse(expiresAt);
    if (Number.isNaN(end)) {
      return {
        status: "UNKNOWN",
        reason: sentence(`it ends at ${JSON.stringify(expiresAt)}, which is no date`),
        evidence,
      };
    }
    const cli = /^[\w+=,.@-]+$/.test(name)
      ? { cli: `aws iam delete-server-certificate --server-certificate-name ${name}` }
      : {};
    if (end <= now) {
      const age = ageOf(expiresAt, now);
      const since = age.kind === "unknown" ? expiresAt : `${age.days.toFixed(1)} days ago`;
      return { status: "FAIL", reason: `It ended ${since} (${expiresAt}).`, evidence, ...cli };
    }
    const left = (end - now) / 86_400_000;
    const reason = `It ends in ${left.toFixed(1)} days (${expiresAt}; limit ${soonDays}).`;
    if (left <= soonDays) return { status: "FAIL", severity: "low", reason, evidence };
    return { status: "PASS", reason, evidence };
  },

  examples: [
    { name: "ends in a year", given: certificate(daysAgo(-365)), expect: "PASS" },
    { name: "ends in 30 days", given: certificate(daysAgo(-30)), expect: "FAIL", severity: "low" },
    { name: "ends in 30.1 days", given: certificate(daysAgo(-30.1)), expect: "PASS" },
    { name: "ends now", given: certificate(daysAgo(0)), expect: "FAIL", severity: "medium" },
    { name: "ended yesterday", given: certificate(daysAgo(1)), expect: "FAIL", severity: "medium" },
    { name: "no end is given", given: withoutEnd(), expect: "UNKNOWN" },
    { name: "its end is no date", given: certificate("soon"), expect: "UNKNOWN" },
  ],
});

function certificate(expiresAt: string): ServerCertificate {
  return { ...withoutEnd(), expiresAt };
}

function withoutEnd(): ServerCertificate {
  return { name: "www", arn: `arn:aws:iam::${exampleAccount}:server-certificate/www` };
}
