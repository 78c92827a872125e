import {
  accountId,
  artifactsBucket,
  drawingsBucket,
  iamTrailBucket,
  kmsKeyArn,
  labTrailBucket,
  mainRegion,
  secondRegion,
} from "../../../src/sandbox/seed/aerosecure/workload.ts";
import type { Random } from "../random.ts";
import { days, hourMs, minuteMs, secondMs } from "../time.ts";
import { assumeRole, byService, bySession, type RoleSession } from "./callers.ts";
import { onBucket, read, write } from "./calls.ts";
import { hours, openDiary, session } from "./jobs.ts";
import { type Call, type Caller, type TimedEvent, toEvent } from "./shape.ts";

/** CloudTrail looks at the ACL of its buckets; what it writes there is told where files are delivered. */
export function cloudTrailItself(random: Random, day: number): TimedEvent[] {
  const caller = byService("cloudtrail.amazonaws.com");
  return hours(2).flatMap((hour) =>
    [labTrailBucket, iamTrailBucket].map((bucket, index) =>
      toEvent(random, day + hour * hourMs + 15 * minuteMs + index * secondMs, caller, {
        ...onBucket("GetBucketAcl", bucket, "acl"),
        shared: true,
      }),
    ),
  );
}

const recorded: readonly (readonly [service: string, name: string])[] = [
  ["ec2", "DescribeInstances"],
  ["ec2", "DescribeSecurityGroups"],
  ["ec2", "DescribeNetworkInterfaces"],
  ["ec2", "DescribeVolumes"],
  ["ec2", "DescribeVpcs"],
  ["ec2", "DescribeSubnets"],
  ["ec2", "DescribeRouteTables"],
  ["ec2", "DescribeNetworkAcls"],
  ["ec2", "DescribeInternetGateways"],
  ["ec2", "DescribeAddresses"],
  ["rds", "DescribeDBInstances"],
  ["rds", "DescribeDBSnapshots"],
  ["lambda", "ListFunctions20150331"],
  ["kms", "ListKeys"],
  ["cloudtrail", "DescribeTrails"],
  ["iam", "ListRoles"],
  ["elasticloadbalancing", "DescribeLoadBalancers"],
  ["autoscaling", "DescribeAutoScalingGroups"],
  ["dynamodb", "ListTables"],
  ["sns", "ListTopics"],
  ["sqs", "ListQueues"],
  ["ecr", "DescribeRepositories"],
  ["ecs", "ListClusters"],
  ["secretsmanager", "ListSecrets"],
];

/** AWS Config's service-linked role describes the account every twelve hours, in both regions. */
export function configRecorder(random: Random, day: number): readonly TimedEvent[] {
  return hours(12).flatMap((hour) =>
    [mainRegion, secondRegion].flatMap((region) => {
      const run = session(random, "AWSServiceRoleForConfig", "AWSConfig-Describe", day + hour * hourMs + 16 * minuteMs);
      const calls = recorded.filter(([service]) => region === mainRegion || service !== "iam");
      return linkedRun(
        random,
        run,
        "config.amazonaws.com",
        calls.map(([service, name]) => read(service, name)),
        region,
      );
    }),
  );
}

/** Trusted Advisor refreshes its checks once a day. */
export function trustedAdvisor(random: Random, day: number): readonly TimedEvent[] {
  const run = session(random, "AWSServiceRoleForTrustedAdvisor", "TrustedAdvisor", day + 3 * hourMs + 17 * minuteMs);
  const calls = [
    read("ec2", "DescribeAddresses"),
    read("ec2", "DescribeReservedInstances"),
    read("ec2", "DescribeVolumes"),
    read("iam", "GenerateCredentialReport"),
    read("iam", "GetAccountPasswordPolicy"),
    read("iam", "ListUsers"),
    onBucket("GetBucketAcl", artifactsBucket, "acl"),
    onBucket("GetBucketPolicyStatus", drawingsBucket, "policyStatus"),
    read("rds", "DescribeDBInstances"),
    read("support", "DescribeTrustedAdvisorChecks", { language: "en" }),
  ];
  return linkedRun(random, run, "trustedadvisor.amazonaws.com", calls);
}

/** A service assumes its role, then makes its calls one a second. */
function linkedRun(
  random: Random,
  run: RoleSession,
  service: string,
  calls: readonly Call[],
  region: string = mainRegion,
): readonly TimedEvent[] {
  const diary = openDiary(random);
  const caller = bySession(run, { address: service, agent: () => service, via: "aws", invokedBy: service });
  diary.note(run.since, byService(service), { ...assumeRole(random, run), shared: true }, region);
  for (const [index, call] of calls.entries()) diary.note(run.since + (index + 1) * secondMs, caller, call, region);
  return diary.events;
}

/** KMS rotates a key once in the month: a service event, without a caller or a request. */
export function keyRotation(random: Random, day: number): TimedEvent[] {
  if (day !== days[12]) return [];
  const at = day + 4 * hourMs + 18 * minuteMs;
  const caller: Caller = {
    identity: { accountId, invokedBy: "AWS Internal" },
    arn: "",
    address: "AWS Internal",
    agent: () => "AWS Internal",
    via: "aws",
  };
  const resources = [{ accountId, type: "AWS::KMS::Key", ARN: kmsKeyArn }];
  return [
    toEvent(random, at, caller, write("kms", "RotateKey", null, null, { resources, details: { keyId: kmsKeyArn } })),
  ];
}
