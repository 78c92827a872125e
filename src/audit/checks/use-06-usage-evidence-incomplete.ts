import { type Check, defineCheck, type Verdict } from "../check.ts";
import {
  at,
  credentialReport,
  credentialRow,
  daysAgo,
  identities,
  lastAccessed,
  role,
} from "../examples/example-builders.ts";
import { principalCreatedAt, usageDoubt, usageParameters } from "../usage/usage-evidence.ts";

/** Access Advisor's answer does not bear the conclusions of USE-03 to USE-05: they are UNKNOWN then. */
export const use06UsageEvidenceIncomplete: Check<"usage"> = defineCheck({
  id: "USE-06",
  title: "Usage evidence incomplete",
  severity: "informational",
  subject: "usage",
  needs: ["service-last-accessed"],
  risk: "A cut, failed or premature answer makes used permissions look unused.",
  remediation: {
    text: "Make a new job, wait until it is COMPLETED and save all its pages.",
    cli: "aws iam generate-service-last-accessed-details --arn <ARN> --granularity ACTION_LEVEL",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html"],
  parameters: usageParameters,

  evaluate(usage, { snapshot, parameters }): Verdict {
    const evidence = [
      { source: "service-last-accessed", field: "JobStatus", value: usage.jobStatus },
      { source: "service-last-accessed", field: "IsTruncated", value: usage.isTruncated },
      { source: "service-last-accessed", field: "JobCompletionDate", value: usage.completedAt ?? null },
    ];
    const doubt = usageDoubt(usage, snapshot, parameters);
    if (doubt !== undefined) return { status: "UNKNOWN", reason: doubt, evidence };
    const age = principalCreatedAt(usage.arn, snapshot) === undefined ? "; the age of the principal was not read" : "";
    return { status: "PASS", reason: `The job is COMPLETED and all its pages are there${age}.`, evidence };
  },

  examples: [
    { name: "a finished job", given: lastAccessed(), expect: "PASS" },
    {
      name: "a failed job",
      given: lastAccessed({ jobStatus: "FAILED", jobError: "InternalError" }),
      expect: "UNKNOWN",
    },
    { name: "a running job", given: lastAccessed({ jobStatus: "IN_PROGRESS" }), expect: "UNKNOWN" },
    { name: "a page is missing", given: lastAccessed({ isTruncated: true }), expect: "UNKNOWN" },
    { name: "made 29.9 days ago", given: lastAccessed({ completedAt: daysAgo(29.9) }), expect: "PASS" },
    { name: "made 30.0 days ago", given: lastAccessed({ completedAt: daysAgo(30) }), expect: "UNKNOWN" },
    { name: "made after the clock", given: lastAccessed({ completedAt: daysAgo(-1) }), expect: "UNKNOWN" },
    {
      name: "a role that is 5 days old",
      given: lastAccessed({ arn: role().arn }),
      snapshot: { identities: identities({ roles: [role({ createdAt: daysAgo(5) })] }) },
      expect: "UNKNOWN",
    },
    {
      name: "a user who is 5 days old, by the credential report",
      given: lastAccessed(),
      snapshot: { credentialReport: credentialReport(credentialRow({ createdAt: at(5) })) },
      expect: "UNKNOWN",
    },
    { name: "nobody says whose answer it is", given: unnamed(), expect: "UNKNOWN" },
  ],
});

function unnamed() {
  const { arn: _, ...rest } = lastAccessed();
  return rest;
}
