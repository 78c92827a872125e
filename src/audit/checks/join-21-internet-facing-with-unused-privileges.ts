import { administratorAccess, trustsService } from "../../iam/index.ts";
import type { IamRole, Snapshot } from "../../model/index.ts";
import { type Check, type CheckContext, defineCheck } from "../check.ts";
import { document, identities, lastAccessed, role, snapshot } from "../example-builders.ts";
import { allow, inline, roleTrusting, uncollectedPolicy } from "../policies/examples.ts";
import { gapsReason } from "../sources.ts";
import { usageSubjects } from "../usage-subjects.ts";
import { listedUpTo } from "../verdict.ts";

/** A machine that anybody can talk to, with a role that can do anything. */
export const join21InternetFacingWithUnusedPrivileges: Check<"account"> = defineCheck({
  id: "JOIN-21",
  title: "Internet-facing workload with unused privileges",
  severity: "high",
  subject: "account",
  needs: ["authorization-details"],
  risk: "Whoever breaks into the workload from outside has its role, and the role has more than the workload needs.",
  remediation: {
    text: "Cut the role to what it uses (trailproof rightsize plan), or take the workload off the internet.",
    cli: "aws iam create-policy-version --policy-arn <POLICY_ARN> --policy-document file://narrow.json --set-as-default",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2.html"],
  parameters: {
    unusedPercent: { default: 80, unit: "percent", meaning: "So much of the granted services unused is too much." },
  },
  judgesGaps: true,

  /** Instances, their addresses and function URLs are no source: which workload faces the internet is never known. */
  evaluate(account, context) {
    const roles = (account.identities?.roles ?? []).filter(runsWorkloads);
    const gap = gapsReason(account, ["authorization-details"]);
    if (gap !== undefined) return { status: "UNKNOWN", reason: gap };
    if (roles.length === 0) {
      return { status: "NOT_APPLICABLE", reason: "No role may be used by EC2, ECS or Lambda." };
    }
    const judged = roles.map((one) => ({ role: one, state: stateOf(one, account, context) }));
    const wide = judged.filter(({ state }) => state === "wide");
    const unclear = judged.filter(({ state }) => state === "unclear");
    const notAsked =
      "which workloads face the internet is not collected (ec2:DescribeInstances, lambda:ListFunctionUrlConfigs)";
    if (wide.length > 0) {
      const names = listedUpTo(
        wide.map(({ role: { name } }) => name),
        5,
      );
      return {
        status: "UNKNOWN",
        reason: `Roles of workloads that are administrators or mostly unused: ${names}; ${notAsked}.`,
        evidence: wide.map(({ role: { arn } }) => ({
          source: "authorization-details",
          field: "AssumeRolePolicyDocument",
          value: arn,
        })),
      };
    }
    if (unclear.length > 0) {
      const names = listedUpTo(
        unclear.map(({ role: { name } }) => name),
        5,
      );
      return {
        status: "UNKNOWN",
        reason: `What roles of workloads use is not known (iam:GetServiceLastAccessedDetails): ${names}; ${notAsked}.`,
      };
    }
    return {
      status: "PASS",
      reason: `No role of a workload is an administrator or ${context.parameters.unusedPercent} % unused, whatever faces the internet.`,
    };
  },

  examples: [
    {
      name: "an instance's role that is an administrator",
      given: account(role({ inlinePolicies: inline([allow("*")]) })),
      expect: "UNKNOWN",
    },
    {
      name: "an instance's role that uses what it has",
      given: account(role({ inlinePolicies: inline([allow("s3:*")]) }), 1),
      expect: "PASS",
    },
    {
      name: "an instance's role that uses a tenth of what it has",
      given: account(role({ inlinePolicies: inline([allow("s3:*")]) }), 10),
      expect: "UNKNOWN",
    },
    {
      name: "an instance's role, and nobody asked what it uses",
      given: account(role({ inlinePolicies: inline([allow("s3:*")]) })),
      expect: "UNKNOWN",
    },
    {
      name: "an instance's role with a policy that was not collected",
      given: account(role({ attachedPolicies: [uncollectedPolicy] }), 1),
      expect: "UNKNOWN",
    },
    { name: "no role of a workload", given: account(roleTrusting({ AWS: "111122223333" })), expect: "NOT_APPLICABLE" },
    {
      name: "a function's role that is an administrator",
      given: account(role({ trustPolicy: lambda(), inlinePolicies: inline([allow("*")]) })),
      expect: "UNKNOWN",
    },
  ],
});

function runsWorkloads(one: IamRole): boolean {
  return ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "lambda.amazonaws.com"].some((service) =>
    trustsService(one, service),
  );
}

function stateOf(
  { arn }: IamRole,
  account: Snapshot,
  { access, parameters }: CheckContext<"unusedPercent">,
): "wide" | "narrow" | "unclear" {
  const principal = access(arn);
  if (principal === undefined) return "unclear";
  const { verdict } = administratorAccess(principal);
  if (verdict === "allowed") return "wide";
  const usage = usageSubjects(account).find((one) => one.arn === arn);
  if (verdict === "unknown" || usage === undefined || usage.jobStatus !== "COMPLETED" || usage.isTruncated)
    return "unclear";
  if (usage.services.length === 0) return "narrow";
  const unused = usage.services.filter(({ lastAuthenticated }) => lastAuthenticated === undefined).length;
  return (unused / usage.services.length) * 100 >= parameters.unusedPercent ? "wide" : "narrow";
}

/** `services`: how many the role is granted, of which it uses one. */
function account(given: IamRole, services?: number): Snapshot {
  const granted = Array.from({ length: services ?? 0 }, (_, index) => ({
    namespace: `service${index}`,
    name: `Service ${index}`,
    ...(index === 0 && { lastAuthenticated: "2025-12-30T00:00:00Z" }),
  }));
  const usage = services === undefined ? {} : { lastAccessed: [lastAccessed({ arn: given.arn, services: granted })] };
  return snapshot({ identities: identities({ roles: [given] }), ...usage });
}

function lambda() {
  return document({ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });
}
