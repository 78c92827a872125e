import type { LastAccessed, ServiceAccess } from "../../model/index.ts";
import { type Check, type CheckContext, defineCheck, type Verdict } from "../check.ts";
import { daysAgo, document, identities, lastAccessed, user } from "../examples/example-builders.ts";
import { readsOnly, useWithin } from "../usage/service-use.ts";
import { usageDoubt, usageParameters } from "../usage/usage-evidence.ts";
import { listed, sentence } from "../verdict.ts";

/** Rights over identities, keys, secrets and logs that nobody exercises. */
export const use05SecurityServicesUnused: Check<"usage"> = defineCheck({
  id: "USE-05",
  title: "Security services granted but unused",
  severity: "high",
  subject: "usage",
  needs: ["service-last-accessed"],
  risk: "These services hand out access or hide traces; a right to change them that nobody needs is the best loot there is.",
  remediation: {
    text: "Take these services out of the policies of the principal.",
    cli: "aws iam create-policy-version --policy-arn <POLICY_ARN> --policy-document file://narrow.json --set-as-default",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html"],
  parameters: usageParameters,

  evaluate(usage, context): Verdict {
    const { now, snapshot, parameters } = context;
    const doubt = usageDoubt(usage, snapshot, parameters);
    if (doubt !== undefined) return { status: "UNKNOWN", reason: doubt };
    const writable = usage.services
      .filter((service) => writeActions.has(service.namespace))
      .map((service) => ({ service, write: grantsWrite(service, usage, context) }))
      .filter(({ write }) => write !== "no");
    if (writable.length === 0) {
      return { status: "NOT_APPLICABLE", reason: "No security service is granted for more than reading." };
    }
    const uses = writable.map(({ service, write }) => {
      return { service, write, use: useWithin(service.lastAuthenticated, now, parameters.windowDays) };
    });
    const unused = uses.flatMap(({ service, write, use }) =>
      use.kind === "unused" ? [{ name: service.namespace, write, text: `${service.namespace} (${use.text})` }] : [],
    );
    const undated = uses.find(({ use }) => use.kind === "doubt");
    if (unused.length === 0 && undated?.use.kind === "doubt") {
      const because = `the use of ${undated.service.namespace} has no age: ${undated.use.because}`;
      return { status: "UNKNOWN", reason: sentence(because) };
    }
    const evidence = [
      { source: "service-last-accessed", field: "ServicesLastAccessed", value: unused.map(({ name }) => name) },
    ];
    if (unused.length === 0) {
      const names = listed(uses.map(({ service }) => service.namespace));
      return { status: "PASS", reason: `Used in the last ${parameters.windowDays} days: ${names}.`, evidence };
    }
    const unsure = unused.filter(({ write }) => write === "unknown").map(({ name }) => name);
    const note = unsure.length === 0 ? "" : ` Whether for more than reading was not read for ${listed(unsure)}.`;
    const reason = `Granted and not used for ${parameters.windowDays} days: ${listed(unused.map(({ text }) => text))}.${note}`;
    return { status: "FAIL", reason, evidence };
  },

  examples: [
    { name: "kms was never used", given: services({ namespace: "kms" }), expect: "FAIL" },
    {
      name: "kms was used 90.0 days ago",
      given: services({ namespace: "kms", lastAuthenticated: daysAgo(90) }),
      expect: "FAIL",
    },
    {
      name: "kms was used 89.9 days ago",
      given: services({ namespace: "kms", lastAuthenticated: daysAgo(89.9) }),
      expect: "PASS",
    },
    { name: "other services only", given: services({ namespace: "s3" }), expect: "NOT_APPLICABLE" },
    {
      name: "the policies let the user only read",
      given: services({ namespace: "kms" }),
      snapshot: { identities: withPolicy("kms:List*") },
      expect: "NOT_APPLICABLE",
    },
    {
      name: "the policies let the user change key policies",
      given: services({ namespace: "kms" }),
      snapshot: { identities: withPolicy("kms:*") },
      expect: "FAIL",
    },
    {
      name: "the tracked actions are only reads",
      given: services({ namespace: "iam", actions: [{ name: "GetUser" }, { name: "ListUsers" }] }),
      snapshot: { identities: withPolicy("iam:Get*") },
      expect: "NOT_APPLICABLE",
    },
    { name: "the job failed", given: { ...services({ namespace: "kms" }), jobStatus: "FAILED" }, expect: "UNKNOWN" },
    {
      name: "a use after the clock",
      given: services({ namespace: "kms", lastAuthenticated: daysAgo(-1) }),
      expect: "UNKNOWN",
    },
  ],
});

/** Actions that stand for more than reading in each security service; reading a secret counts. */
const writeActions: ReadonlyMap<string, readonly string[]> = new Map([
  ["cloudtrail", ["StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors", "CreateTrail"]],
  [
    "iam",
    [
      "CreateUser",
      "CreateRole",
      "CreateAccessKey",
      "CreateLoginProfile",
      "UpdateLoginProfile",
      "CreatePolicyVersion",
      "SetDefaultPolicyVersion",
      "AttachUserPolicy",
      "AttachRolePolicy",
      "AttachGroupPolicy",
      "PutUserPolicy",
      "PutRolePolicy",
      "PutGroupPolicy",
      "AddUserToGroup",
      "UpdateAssumeRolePolicy",
      "PassRole",
      "DeactivateMFADevice",
    ],
  ],
  ["kms", ["PutKeyPolicy", "CreateGrant", "ScheduleKeyDeletion", "DisableKey", "CreateKey", "Decrypt"]],
  [
    "organizations",
    [
      "AttachPolicy",
      "DetachPolicy",
      "UpdatePolicy",
      "LeaveOrganization",
      "InviteAccountToOrganization",
      "CreateAccount",
    ],
  ],
  ["secretsmanager", ["GetSecretValue", "PutSecretValue", "UpdateSecret", "DeleteSecret", "PutResourcePolicy"]],
  [
    "sso",
    [
      "CreateAccountAssignment",
      "PutInlinePolicyToPermissionSet",
      "AttachManagedPolicyToPermissionSet",
      "CreatePermissionSet",
    ],
  ],
  ["sts", ["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "GetFederationToken"]],
]);

/** By the tracked actions, else by the principal's policies, where they were read. */
function grantsWrite(
  service: ServiceAccess,
  { arn }: LastAccessed,
  { access }: CheckContext,
): "yes" | "no" | "unknown" {
  if (service.actions?.some(({ name }) => !readsOnly(name)) === true) return "yes";
  const principal = arn === undefined ? undefined : access(arn);
  if (principal === undefined) return "unknown";
  const verdicts = (writeActions.get(service.namespace) ?? []).map(
    (action) => principal.can(`${service.namespace}:${action}`, "*").verdict,
  );
  if (verdicts.includes("allowed")) return "yes";
  return verdicts.includes("unknown") ? "unknown" : "no";
}

function services(...some: readonly Omit<ServiceAccess, "name">[]): LastAccessed {
  return lastAccessed({ services: some.map((service) => ({ name: service.namespace, ...service })) });
}

function withPolicy(action: string) {
  const allow = document({ Effect: "Allow", Action: action, Resource: "*" });
  return identities({ users: [user({ inlinePolicies: [{ name: "some", document: allow }] })] });
}
