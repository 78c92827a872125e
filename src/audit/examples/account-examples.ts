import type {
  AlarmFacts,
  EventRule,
  MetricAlarm,
  Organization,
  ServiceControlPolicy,
  Snapshot,
} from "../../model/index.ts";
import { exampleAccount, organization } from "./example-builders.ts";

/** An organisation whose management account is the audited one, with one more account. */
export function managedOrganization(parts: Partial<Organization> = {}): Organization {
  return organization({
    managementAccount: exampleAccount,
    accounts: [
      { id: exampleAccount, name: "management", status: "ACTIVE" },
      { id: "444455556666", name: "flight", status: "ACTIVE" },
    ],
    ...parts,
  });
}

/** A service control policy with these statements, attached to the organisation's root unless said otherwise. */
export function serviceControlPolicy(
  statements: readonly { readonly [element: string]: string | readonly string[] | object }[],
  targets: readonly string[] = ["r-exmp"],
): ServiceControlPolicy {
  // Examples are written as the JSON that they stand for.
  const document = { Version: "2012-10-17", Statement: statements } as unknown as ServiceControlPolicy["document"];
  return { id: "p-example1", name: "guardrails", document, targets };
}

/** Statements of service control policies as AWS's examples write them. */
export const guardrailStatements = {
  leave: { Effect: "Deny", Action: "organizations:LeaveOrganization", Resource: "*" },
  blind: {
    Effect: "Deny",
    Action: ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "guardduty:*", "config:Delete*", "config:Stop*"],
    Resource: "*",
  },
  deniedRest: { Effect: "Deny", NotAction: ["iam:*", "s3:*", "ec2:*", "organizations:*"], Resource: "*" },
  root: {
    Effect: "Deny",
    Action: "*",
    Resource: "*",
    Condition: { StringLike: { "aws:PrincipalArn": "arn:aws:iam::*:root" } },
  },
} as const;

/** An enabled rule of EventBridge that tells a topic of all calls to CloudTrail. */
export function eventRule(parts: Partial<EventRule> = {}): EventRule {
  const name = parts.name ?? "trail-tamper";
  return {
    name,
    arn: `arn:aws:events:us-east-1:${exampleAccount}:rule/${name}`,
    region: "us-east-1",
    isEnabled: true,
    pattern: { source: ["aws.cloudtrail"], "detail-type": ["AWS API Call via CloudTrail"] },
    targets: [`arn:aws:sns:us-east-1:${exampleAccount}:alerts`],
    ...parts,
  };
}

/** The log group of a trail, without `:*`. */
export const logGroup: string = `arn:aws:logs:us-east-1:${exampleAccount}:log-group:trail`;

/** The topic that alarms call. */
export const alertTopic: string = `arn:aws:sns:us-east-1:${exampleAccount}:alerts`;

/** One metric filter of {@link logGroup}, which counts what `pattern` matches. */
export function counted(pattern: string): Pick<Snapshot, "metricFilters"> {
  const metrics = [{ namespace: "CloudTrail", name: "TrailTouched", value: "1" }];
  return { metricFilters: [{ group: logGroup, filters: [{ name: "trail-touched", pattern, metrics }] }] };
}

/** An alarm on that metric which one event sets off, and which calls a topic with a confirmed subscription. */
export function alarmFacts(parts: Partial<MetricAlarm> = {}): AlarmFacts {
  const alarm = {
    arn: `arn:aws:cloudwatch:us-east-1:${exampleAccount}:alarm:trail-touched`,
    name: "trail-touched",
    region: "us-east-1",
    actionsEnabled: true,
    actions: [alertTopic],
    namespace: "CloudTrail",
    metric: "TrailTouched",
    hasDimensions: false,
    statistic: "Sum",
    comparison: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    evaluationPeriods: 1,
  };
  return {
    regions: ["us-east-1"],
    alarms: [{ ...alarm, ...parts }],
    topics: [{ topic: alertTopic, confirmed: ["email"], pending: 0 }],
  };
}

/** A pattern for all calls that stop, narrow or remove a trail. */
export const allTouches: string =
  "{ ($.eventSource = cloudtrail.amazonaws.com) && (($.eventName = StopLogging) || ($.eventName = DeleteTrail) || ($.eventName = UpdateTrail) || ($.eventName = PutEventSelectors)) }";
