import type { LastAccessed, ServiceAccess } from "../../model/index.ts";
import { ageOf } from "../age.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { daysAgo, identities, lastAccessed, user } from "../examples/example-builders.ts";
import { usageDoubt, usageParameters } from "../usage/usage-evidence.ts";
import { listedUpTo, sentence } from "../verdict.ts";

/** Most of what a principal may use, it never used. */
export const use03ServicesNeverUsed: Check<"usage"> = defineCheck({
  id: "USE-03",
  title: "Services granted but never used",
  severity: "medium",
  subject: "usage",
  needs: ["service-last-accessed"],
  risk: "Permissions that are not needed serve only whoever takes the identity over.",
  remediation: {
    text: "Replace the policies by ones that name the services in use.",
    cli: "aws iam create-policy-version --policy-arn <POLICY_ARN> --policy-document file://narrow.json --set-as-default",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html"],
  parameters: {
    ...usageParameters,
    unusedPercent: { default: 80, unit: "percent", meaning: "So much of the granted services must be unused." },
    minimumServices: { default: 10, unit: "count", meaning: "So many services must be granted." },
  },

  evaluate(usage, { now, snapshot, parameters }): Verdict {
    const doubt = usageDoubt(usage, snapshot, parameters);
    if (doubt !== undefined) return { status: "UNKNOWN", reason: doubt };
    const granted = usage.services.length;
    if (granted === 0) return { status: "NOT_APPLICABLE", reason: "No service is granted to this principal." };
    const unused = usage.services.filter((service) => service.lastAuthenticated === undefined);
    const names = unused.map((service) => service.namespace).toSorted();
    const share = (unused.length / granted) * 100;
    const fails = share >= parameters.unusedPercent && granted >= parameters.minimumServices;
    const undated = doubtfulDate(usage, now);
    if (!fails && undated !== undefined) return { status: "UNKNOWN", reason: undated };
    const which = names.length === 0 ? "" : `: ${listedUpTo(names, 12)}`;
    const limits = `limit ${parameters.unusedPercent} % of at least ${parameters.minimumServices}`;
    return {
      status: fails ? "FAIL" : "PASS",
      reason: `${unused.length} of ${granted} granted services (${share.toFixed(1)} %; ${limits}) were never used within the tracking period${which}.`,
      evidence: [
        { source: "service-last-accessed", field: "ServicesLastAccessed without LastAuthenticated", value: names },
      ],
    };
  },

  examples: [
    { name: "10 of 12 services never used", given: usageOf(10, 2), expect: "FAIL" },
    { name: "9 of 9 services never used: too few to say", given: usageOf(9, 0), expect: "PASS" },
    { name: "8 of 10 services never used", given: usageOf(8, 2), expect: "FAIL" },
    { name: "7 of 10 services never used", given: usageOf(7, 3), expect: "PASS" },
    { name: "20 of 25 services never used", given: usageOf(20, 5), expect: "FAIL" },
    { name: "20 of 26 services never used", given: usageOf(20, 6), expect: "PASS" },
    { name: "no services", given: usageOf(0, 0), expect: "NOT_APPLICABLE" },
    { name: "the job failed", given: { ...usageOf(10, 2), jobStatus: "FAILED" }, expect: "UNKNOWN" },
    { name: "a page is missing", given: { ...usageOf(10, 2), isTruncated: true }, expect: "UNKNOWN" },
    {
      name: "the user is 89.9 days old",
      given: usageOf(10, 2),
      snapshot: { identities: identities({ users: [user({ createdAt: daysAgo(89.9) })] }) },
      expect: "UNKNOWN",
    },
    {
      name: "the user is 90.0 days old",
      given: usageOf(10, 2),
      snapshot: { identities: identities({ users: [user({ createdAt: daysAgo(90) })] }) },
      expect: "FAIL",
    },
    {
      name: "a use after the clock",
      given: lastAccessed({ services: [service(1, daysAgo(-1))] }),
      expect: "UNKNOWN",
    },
  ],
});

function doubtfulDate({ services }: LastAccessed, now: number): string | undefined {
  for (const { namespace, lastAuthenticated } of services) {
    const age = lastAuthenticated === undefined ? undefined : ageOf(lastAuthenticated, now);
    if (age?.kind === "unknown") return sentence(`the use of ${namespace} has no age: ${age.because}`);
  }
  return undefined;
}

function usageOf(unused: number, used: number): LastAccessed {
  return lastAccessed({
    services: [
      ...Array.from({ length: unused }, (_, index) => service(index)),
      ...Array.from({ length: used }, (_, index) => service(unused + index, daysAgo(5))),
    ],
  });
}

function service(index: number, lastAuthenticated?: string): ServiceAccess {
  const base = { namespace: `service${index}`, name: `Service ${index}` };
  return lastAuthenticated === undefined ? base : { ...base, lastAuthenticated };
}
