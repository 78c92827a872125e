import { assumeStatements, trustsService } from "../../iam/index.ts";
import { arnName, type IamRole, isServiceLinked, type Snapshot, type WorkloadInstance } from "../../model/index.ts";
import { ageOf, formatDays } from "../age.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { daysAgo, document, exampleAccount, role } from "../examples/example-builders.ts";
import { iamArn, serviceLinkedRole, unreadableTrust } from "../policies/examples.ts";
import { unlessUnreadable } from "../policies/trusted-principals.ts";
import { gapsReason, isMissing, notRead } from "../sources.ts";
import { listed, sentence } from "../verdict.ts";

/**
 * A role for EC2 that no instance can use, or that none has used lately. A role without any instance profile can be used by none;
 * one that only EC2 may assume and that was used lately is in use; of others the instances tell, where they were read.
 */
export const use07Ec2RoleNotInUse: Check<"role"> = defineCheck({
  id: "USE-07",
  title: "EC2 role with no instance profile in use",
  severity: "low",
  subject: "role",
  needs: ["authorization-details"],
  risk: "Whoever may start an instance and pass the role gets its permissions, and nobody misses the role meanwhile.",
  remediation: {
    text: "Take the role out of its instance profiles, then delete both.",
    cli: "aws iam remove-role-from-instance-profile --role-name <ROLE> --instance-profile-name <INSTANCE_PROFILE>",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html"],
  parameters: {
    unusedDays: { default: 30, unit: "days", meaning: "A role that was last used so long ago is unused." },
  },

  evaluate(subject, { now, snapshot, parameters: { unusedDays } }): Verdict {
    if (isServiceLinked(subject)) {
      return { status: "NOT_APPLICABLE", reason: "An AWS service owns this role and deletes it itself." };
    }
    if (!trustsService(subject, ec2)) {
      return unlessUnreadable(subject, { status: "NOT_APPLICABLE", reason: "The role does not trust EC2." });
    }
    const { instanceProfiles, lastUsed } = subject;
    const evidence = [
      { source: "authorization-details", field: "InstanceProfileList", value: instanceProfiles },
      {
        source: "authorization-details",
        field: "RoleLastUsed",
        value: typeof lastUsed === "object" ? lastUsed.at : (lastUsed ?? null),
      },
    ];
    const unused = unusedFor(subject, now, unusedDays);
    if (unused.kind === "unknown") return { status: "UNKNOWN", reason: sentence(unused.because), evidence };
    const user = instanceWith(subject, snapshot);
    if (user !== undefined) {
      return { status: "PASS", reason: `Instance ${user.id} in ${user.region} has a profile of the role.`, evidence };
    }
    if (unused.kind === "used") {
      return isForEc2Only(subject)
        ? { status: "PASS", reason: `Only EC2 may use the role, and it was used ${unused.text}.`, evidence }
        : {
            status: "UNKNOWN",
            reason: `The role was used ${unused.text}; whether by an instance is not known (ec2:DescribeInstances).`,
            evidence,
          };
    }
    if (instanceProfiles.length === 0) {
      return {
        status: "FAIL",
        reason: `The role is for EC2 but in no instance profile, so that no instance can use it, and ${unused.text}.`,
        evidence,
      };
    }
    const profiles = listed(instanceProfiles.slice(0, 3));
    const doubt = isMissing(snapshot, "workloads")
      ? notRead(snapshot, "workloads")
      : gapsReason(snapshot, ["workloads"]);
    if (doubt === undefined) {
      return { status: "FAIL", reason: `No instance has its profile ${profiles}, and ${unused.text}.`, evidence };
    }
    return {
      status: "UNKNOWN",
      reason: `${sentence(unused.text)} Whether an instance has its profile ${profiles} is not known: ${doubt}`,
      evidence,
    };
  },

  examples: [
    {
      name: "no instance profile, and used 30.0 days ago",
      given: role({ lastUsed: { at: daysAgo(30) } }),
      expect: "FAIL",
    },
    { name: "no instance profile, never used", given: role({ lastUsed: "never" }), expect: "FAIL" },
    {
      name: "no instance profile, made today",
      given: role({ lastUsed: "never", createdAt: daysAgo(0.5) }),
      expect: "UNKNOWN",
    },
    {
      name: "used 29.9 days ago",
      given: role({ lastUsed: { at: daysAgo(29.9) }, instanceProfiles: ["web"] }),
      expect: "PASS",
    },
    { name: "used lately, and not only EC2 may use it", given: forPeopleToo(), expect: "UNKNOWN" },
    {
      name: "an instance profile, and used 200 days ago",
      given: role({ lastUsed: { at: daysAgo(200) }, instanceProfiles: ["web"] }),
      expect: "UNKNOWN",
    },
    {
      name: "an instance profile that an instance has, and used 200 days ago",
      given: role({ lastUsed: { at: daysAgo(200) }, instanceProfiles: ["web"] }),
      snapshot: instances("web"),
      expect: "PASS",
    },
    {
      name: "an instance profile that no instance has, and used 200 days ago",
      given: role({ lastUsed: { at: daysAgo(200) }, instanceProfiles: ["web"] }),
      snapshot: instances("other"),
      expect: "FAIL",
    },
    { name: "the answer does not say when it was used", given: withoutLastUsed(), expect: "UNKNOWN" },
    { name: "used after the clock", given: role({ lastUsed: { at: daysAgo(-1) } }), expect: "UNKNOWN" },
    { name: "a role for Lambda", given: forLambda(), expect: "NOT_APPLICABLE" },
    { name: "a trust policy that cannot be read", given: unreadableTrust, expect: "UNKNOWN" },
    { name: "a service-linked role", given: serviceLinkedRole(), expect: "NOT_APPLICABLE" },
  ],
});

const ec2 = "ec2.amazonaws.com";

/** An instance that is there, with one of the role's profiles. */
function instanceWith({ instanceProfiles }: IamRole, { workloads }: Snapshot): WorkloadInstance | undefined {
  return workloads?.instances.find(
    ({ profile, state }) =>
      profile !== undefined && state !== "terminated" && instanceProfiles.includes(arnName(profile)),
  );
}

type Use =
  | { readonly kind: "used" | "unused"; readonly text: string }
  | { readonly kind: "unknown"; readonly because: string };

function unusedFor({ lastUsed, createdAt }: IamRole, now: number, days: number): Use {
  if (lastUsed === undefined) {
    return {
      kind: "unknown",
      because: "the answer has no RoleLastUsed for this role (iam:GetAccountAuthorizationDetails)",
    };
  }
  if (lastUsed !== "never") {
    const age = ageOf(lastUsed.at, now);
    if (age.kind === "unknown") return age;
    const text = `${formatDays(age.days)} ago`;
    return age.days < days
      ? { kind: "used", text }
      : { kind: "unused", text: `it was last used ${text} (limit ${days})` };
  }
  const made = createdAt === undefined ? undefined : ageOf(createdAt, now);
  if (made?.kind === "unknown") return made;
  if (made !== undefined && made.days < days) {
    return {
      kind: "unknown",
      because: `the role is only ${formatDays(made.days)} old (limit ${days}) and was not used yet`,
    };
  }
  return { kind: "unused", text: "it was never used in the 400 days that AWS tracks" };
}

function isForEc2Only(subject: IamRole): boolean {
  return assumeStatements(subject).every(
    ({ effect, principal }) =>
      effect === "Deny" ||
      (principal?.kind === "Principal" &&
        principal.AWS.length + principal.Federated.length === 0 &&
        principal.Service.every((name) => name.toLowerCase() === ec2)),
  );
}

function forPeopleToo(): IamRole {
  return role({
    trustPolicy: document({
      Effect: "Allow",
      Principal: { Service: "ec2.amazonaws.com", AWS: iamArn("root") },
      Action: "sts:AssumeRole",
    }),
  });
}

function forLambda(): IamRole {
  return role({
    trustPolicy: document({
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "sts:AssumeRole",
    }),
  });
}

function withoutLastUsed(): IamRole {
  const { lastUsed: _, ...rest } = role();
  return rest;
}

/** One running instance with this profile. */
function instances(profile: string): Pick<Snapshot, "workloads"> {
  const arn = `arn:aws:iam::${exampleAccount}:instance-profile/${profile}`;
  const instance = { id: "i-1", region: "us-east-1", state: "running", profile: arn, publicAddresses: [] };
  return {
    workloads: { instanceRegions: ["us-east-1"], instances: [instance], functionRegions: ["us-east-1"], functions: [] },
  };
}
