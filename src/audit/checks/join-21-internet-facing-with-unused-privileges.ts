import { administratorAccess, trustsService } from "../../iam/index.ts";
import {
  arnName,
  type IamRole,
  type Snapshot,
  type WorkloadFunction,
  type WorkloadInstance,
} from "../../model/index.ts";
import { type Check, type CheckContext, defineCheck } from "../check.ts";
import { document, exampleAccount, identities, lastAccessed, role, snapshot } from "../examples/example-builders.ts";
import { compareText } from "../order.ts";
import { allow, inline, roleTrusting, uncollectedPolicy } from "../policies/examples.ts";
import { gapsReason, notRead } from "../sources.ts";
import { usageSubjects } from "../usage/usage-subjects.ts";
import { listedUpTo } from "../verdict.ts";

/**
 * An instance with a public address, or a function whose URL asks nobody who they are, with a role that can do anything or uses
 * little of what it has. Load balancers and API gateways, by which others may be reached, are not looked at; neither are
 * security groups, which can be opened by a call.
 */
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

  evaluate(account, context) {
    const roles = (account.identities?.roles ?? []).filter(runsWorkloads).toSorted((a, b) => compareText(a.arn, b.arn));
    const gap = gapsReason(account, ["authorization-details"]);
    if (gap !== undefined) return { status: "UNKNOWN", reason: gap };
    if (roles.length === 0) {
      return { status: "NOT_APPLICABLE", reason: "No role may be used by EC2, ECS or Lambda." };
    }
    const judged = roles.map((one) => ({
      role: one,
      state: stateOf(one, account, context),
      exposure: exposureOf(one, account),
    }));
    const risky = judged.filter(({ state }) => state !== "narrow");
    const failing = risky.filter(({ state, exposure }) => state === "wide" && exposure.open.length > 0);
    if (failing.length > 0) {
      const what = failing.map(({ role: { name }, exposure }) => `${name} (${listedUpTo(exposure.open, 3)})`);
      return {
        status: "FAIL",
        reason: `Roles of workloads that face the internet are administrators or mostly unused: ${listedUpTo(what, 5)}.`,
        evidence: failing.map(({ role: { arn }, exposure }) => ({
          source: "workloads",
          field: arn,
          value: [...exposure.open],
        })),
      };
    }
    const unclear = risky.filter(({ exposure }) => exposure.open.length > 0);
    const unseen = risky.filter(({ exposure }) => exposure.doubt !== undefined);
    const doubts = [
      unclear.length > 0 &&
        `What roles of workloads that face the internet use is not known (iam:GetServiceLastAccessedDetails): ${named(unclear)}.`,
      unseen.length > 0 &&
        `Roles of workloads that are administrators or mostly unused, or of which that is not known: ${named(unseen)}. ${listedUpTo([...new Set(unseen.map(({ exposure }) => exposure.doubt ?? ""))], 3)}`,
    ].filter((doubt) => doubt !== false);
    if (doubts.length > 0) {
      return {
        status: "UNKNOWN",
        reason: doubts.join(" "),
        evidence: risky.map(({ role: { arn }, state }) => ({
          source: "authorization-details",
          field: arn,
          value: state,
        })),
      };
    }
    const limit = context.parameters.unusedPercent;
    const reason =
      risky.length === 0
        ? `No role of a workload is an administrator or ${limit} % unused, whatever faces the internet.`
        : `No instance with a public address and no function with an open URL has one of the roles that are administrators, ${limit} % unused or not known: ${named(risky)}.`;
    return { status: "PASS", reason };
  },

  examples: [
    {
      name: "an instance's role that is an administrator, and the instances were not read",
      given: account(role({ inlinePolicies: inline([allow("*")]) })),
      expect: "UNKNOWN",
    },
    {
      name: "an instance with a public address, whose role is an administrator",
      given: { ...account(ofInstance(allow("*"))), ...running({ publicAddresses: ["198.51.100.7"] }) },
      expect: "FAIL",
    },
    {
      name: "an instance with a public address, whose role uses a tenth of what it has",
      given: { ...account(ofInstance(allow("s3:*")), 10), ...running({ publicAddresses: ["198.51.100.7"] }) },
      expect: "FAIL",
    },
    {
      name: "an instance with a public address, and nobody asked what its role uses",
      given: { ...account(ofInstance(allow("s3:*"))), ...running({ publicAddresses: ["198.51.100.7"] }) },
      expect: "UNKNOWN",
    },
    {
      name: "an instance without a public address, whose role is an administrator",
      given: { ...account(ofInstance(allow("*"))), ...running({}) },
      expect: "PASS",
    },
    {
      name: "an instance that was terminated",
      given: {
        ...account(ofInstance(allow("*"))),
        ...running({ publicAddresses: ["198.51.100.7"], state: "terminated" }),
      },
      expect: "PASS",
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
      name: "a function with an open URL, whose role is an administrator",
      given: {
        ...account(role({ trustPolicy: trusting("lambda"), inlinePolicies: inline([allow("*")]) })),
        ...serving("NONE"),
      },
      expect: "FAIL",
    },
    {
      name: "a function whose URL asks for a signature",
      given: {
        ...account(role({ trustPolicy: trusting("lambda"), inlinePolicies: inline([allow("*")]) })),
        ...serving("AWS_IAM"),
      },
      expect: "PASS",
    },
    {
      name: "a function whose URL was not read",
      given: {
        ...account(role({ trustPolicy: trusting("lambda"), inlinePolicies: inline([allow("*")]) })),
        ...serving(),
      },
      expect: "UNKNOWN",
    },
    {
      name: "a task's role that is an administrator: tasks are not read",
      given: {
        ...account(role({ trustPolicy: trusting("ecs-tasks"), inlinePolicies: inline([allow("*")]) })),
        ...running({}),
      },
      expect: "UNKNOWN",
    },
  ],
});

interface Exposure {
  /** Workloads with the role that anybody can talk to. */
  readonly open: readonly string[];
  /** Why there may be more, a sentence. */
  readonly doubt?: string;
}

function exposureOf(one: IamRole, account: Snapshot): Exposure {
  const { workloads } = account;
  if (workloads === undefined) return { open: [], doubt: notRead(account, "workloads") };
  const instances = workloads.instances.filter(
    ({ profile, state, publicAddresses }) =>
      profile !== undefined &&
      one.instanceProfiles.includes(arnName(profile)) &&
      publicAddresses.length > 0 &&
      !["terminated", "shutting-down"].includes(state),
  );
  const functions = workloads.functions.filter((each) => each.role === one.arn);
  const open = [
    ...instances.map(({ id, publicAddresses }) => `${id} at ${publicAddresses[0]}`),
    ...functions
      .filter(({ url }) => url === "NONE")
      .map(({ arn }) => `${arn.slice(arn.lastIndexOf(":") + 1)}, open URL`),
  ].sort(compareText);
  const doubt = trustsService(one, "ecs-tasks.amazonaws.com")
    ? "Which tasks of ECS face the internet is not read (ecs:DescribeTasks)."
    : (gapsReason(account, ["workloads"]) ??
      (functions.some(({ url }) => url === undefined)
        ? "Whether its functions have URLs was not read (lambda:ListFunctionUrlConfigs)."
        : undefined));
  return { open, ...(doubt !== undefined && { doubt }) };
}

function named(judged: readonly { readonly role: IamRole }[]): string {
  return listedUpTo(
    judged.map(({ role: { name } }) => name),
    5,
  );
}

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

function trusting(service: "lambda" | "ecs-tasks") {
  const principal = { Service: `${service}.amazonaws.com` };
  return document({ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" });
}

function ofInstance(...statements: Parameters<typeof inline>[0]): IamRole {
  return role({ inlinePolicies: inline(statements), instanceProfiles: ["web"] });
}

/** An instance with the role. */
function running(parts: Partial<WorkloadInstance>): Pick<Snapshot, "workloads"> {
  const instance = {
    id: "i-1",
    region: "us-east-1",
    state: "running",
    profile: `arn:aws:iam::${exampleAccount}:instance-profile/team/web`,
    publicAddresses: [],
  };
  const instances = [{ ...instance, ...parts }];
  return { workloads: { instanceRegions: ["us-east-1"], instances, functionRegions: ["us-east-1"], functions: [] } };
}

/** A function with the role. */
function serving(url?: NonNullable<WorkloadFunction["url"]>): Pick<Snapshot, "workloads"> {
  const arn = `arn:aws:lambda:us-east-1:${exampleAccount}:function:plan`;
  const functions = [{ arn, region: "us-east-1", role: role().arn, ...(url !== undefined && { url }) }];
  return { workloads: { instanceRegions: ["us-east-1"], instances: [], functionRegions: ["us-east-1"], functions } };
}
