import type { LastAccessed } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { daysAgo, lastAccessed } from "../examples/example-builders.ts";
import { readsOnly, useWithin } from "../usage/service-use.ts";
import { usageDoubt, usageParameters } from "../usage/usage-evidence.ts";
import { listedUpTo, sentence } from "../verdict.ts";

/** Actions that change things, granted and not used. */
export const use04WriteActionsUnused: Check<"usage"> = defineCheck({
  id: "USE-04",
  title: "Write or permission actions granted but unused",
  severity: "medium",
  subject: "usage",
  needs: ["service-last-accessed"],
  risk: "Rights to change things that nobody exercises serve only whoever takes the identity over.",
  remediation: {
    text: "Replace the policies by ones that name the actions in use.",
    cli: "aws iam create-policy-version --policy-arn <POLICY_ARN> --policy-document file://narrow.json --set-as-default",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed-action-last-accessed.html",
  ],
  parameters: usageParameters,

  evaluate(usage, { now, snapshot, parameters }): Verdict {
    const doubt = usageDoubt(usage, snapshot, parameters);
    if (doubt !== undefined) return { status: "UNKNOWN", reason: doubt };
    if (usage.level === "service") {
      return { status: "UNKNOWN", reason: "The job asked for services only: make it with --granularity ACTION_LEVEL." };
    }
    const writes = trackedActions(usage).filter(({ action }) => !readsOnly(action));
    if (writes.length === 0) {
      return { status: "NOT_APPLICABLE", reason: "AWS tracks none of the granted write actions." };
    }
    const uses = writes.map((write) => ({ ...write, use: useWithin(write.lastAccessed, now, parameters.windowDays) }));
    const undated = uses.find(({ use }) => use.kind === "doubt");
    const unused = uses.filter(({ use }) => use.kind === "unused").map(({ name }) => name);
    if (unused.length === 0 && undated?.use.kind === "doubt") {
      return { status: "UNKNOWN", reason: sentence(`the use of ${undated.name} has no age: ${undated.use.because}`) };
    }
    const which = unused.length === 0 ? "" : `: ${listedUpTo(unused.toSorted(), 12)}`;
    return {
      status: unused.length > 0 ? "FAIL" : "PASS",
      reason: `${unused.length} of ${writes.length} granted and tracked write actions were not used for ${parameters.windowDays} days${which}.`,
      evidence: [{ source: "service-last-accessed", field: "TrackedActionsLastAccessed", value: unused.toSorted() }],
    };
  },

  examples: [
    { name: "a write action was never used", given: actions({ CreateUser: undefined }), expect: "FAIL" },
    { name: "a write action was used 90.0 days ago", given: actions({ CreateUser: daysAgo(90) }), expect: "FAIL" },
    { name: "a write action was used 89.9 days ago", given: actions({ CreateUser: daysAgo(89.9) }), expect: "PASS" },
    {
      name: "only reading is granted",
      given: actions({ ListUsers: undefined, GetUser: undefined }),
      expect: "NOT_APPLICABLE",
    },
    { name: "the job asked for services only", given: { ...actions({}), level: "service" }, expect: "UNKNOWN" },
    { name: "the job is still running", given: { ...actions({}), jobStatus: "IN_PROGRESS" }, expect: "UNKNOWN" },
    { name: "a use after the clock", given: actions({ CreateUser: daysAgo(-1) }), expect: "UNKNOWN" },
  ],
});

function trackedActions({ services }: LastAccessed) {
  return services.flatMap(({ namespace, actions = [] }) =>
    actions.map(({ name, lastAccessed }) => ({ action: name, name: `${namespace}:${name}`, lastAccessed })),
  );
}

function actions(uses: { readonly [action: string]: string | undefined }): LastAccessed {
  const tracked = Object.entries(uses).map(([name, at]) => (at === undefined ? { name } : { name, lastAccessed: at }));
  return lastAccessed({
    services: [{ namespace: "iam", name: "AWS IAM", lastAuthenticated: daysAgo(3), actions: tracked }],
  });
}
