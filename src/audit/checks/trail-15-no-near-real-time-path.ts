import type { Snapshot, Trail, TrailStatus } from "../../model/index.ts";
import { type Check, type CheckContext, defineCheck, type Verdict } from "../check.ts";
import { eventRule } from "../examples/account-examples.ts";
import { daysAgo, snapshot, trail } from "../examples/example-builders.ts";
import { compareText } from "../order.ts";
import { gapsReason, isMissing, notRead } from "../sources.ts";
import { judgeDelivery } from "../trails/delivery.ts";
import { type ApiCall, noticeOf, tamperCalls } from "../trails/trail-alarms.ts";
import { listed, listedUpTo } from "../verdict.ts";

/**
 * Events become known only with the files, minutes later: no trail delivers to CloudWatch Logs, and no rule of EventBridge
 * passes calls on. Whether something polls event history or the bucket is not seen.
 */
export const trail15NoNearRealTimePath: Check<"account"> = defineCheck({
  id: "TRAIL-15",
  title: "No near-real-time path",
  severity: "low",
  subject: "account",
  needs: ["trails"],
  risk: "An intruder is a quarter of an hour ahead of whoever waits for the log files.",
  remediation: {
    text: "Deliver a trail to CloudWatch Logs too, or pass management events on by a rule of EventBridge.",
    cli: "aws cloudtrail update-trail --name <NAME> --cloud-watch-logs-log-group-arn <LOG_GROUP_ARN> --cloud-watch-logs-role-arn <ROLE_ARN>",
  },
  references: [
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html",
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html",
  ],
  parameters: {
    maxSilentHours: {
      default: 24,
      unit: "hours",
      meaning: "A log group that got nothing for so long counts as no path.",
    },
  },
  judgesGaps: true,

  evaluate(account, context): Verdict {
    const trails = (account.trails ?? []).toSorted((a, b) => compareText(a.arn, b.arn));
    const deliveries = trails.map((one) => ({ trail: one, state: logsDelivery(one, context) }));
    const evidence = deliveries.map(({ trail: { name, cloudWatchLogGroupArn: group }, state }) => ({
      source: "trails",
      field: name,
      value: { logGroup: group ?? null, delivers: state },
    }));
    const working = deliveries.filter(({ state }) => state === "yes").map(({ trail: { name } }) => name);
    if (working.length > 0) {
      return { status: "PASS", reason: `Events of ${listed(working)} are delivered to CloudWatch Logs.`, evidence };
    }
    const rules = [...new Set(telltaleCalls(trails).flatMap((call) => noticeOf(call, account).rules))];
    if (rules.length > 0 && trails.some(({ status }) => status?.isLogging === true)) {
      return { status: "PASS", reason: `EventBridge passes calls on by ${listedUpTo(rules, 5)}.`, evidence };
    }
    const doubts = [
      gapsReason(account, ["trails"]),
      isMissing(account, "event-rules") ? notRead(account, "event-rules") : gapsReason(account, ["event-rules"]),
      ...deliveries
        .filter(({ state }) => state === "unknown")
        .map(
          ({ trail: { name } }) =>
            `Whether trail ${name} delivers to its log group is not known (cloudtrail:GetTrailStatus).`,
        ),
    ].filter((doubt) => doubt !== undefined);
    // Without a trail that logs, EventBridge gets no calls either.
    const isDark =
      trails.every(({ status }) => status?.isLogging === false) && gapsReason(account, ["trails"]) === undefined;
    if (isDark) return { status: "FAIL", reason: "No trail is logging, so that no call is passed on.", evidence };
    if (doubts.length > 0) return { status: "UNKNOWN", reason: doubts.join(" "), evidence };
    const silent = deliveries.filter(({ state }) => state === "no").map(({ trail: { name } }) => name);
    const groups =
      silent.length === 0
        ? "No trail delivers to CloudWatch Logs"
        : `${silent.length === 1 ? "Trail" : "Trails"} ${listed(silent)} ${silent.length === 1 ? "has" : "have"} a log group that gets nothing`;
    return { status: "FAIL", reason: `${groups}, and no enabled rule of EventBridge passes calls on.`, evidence };
  },

  examples: [
    {
      name: "a log group that gets events",
      given: account([logged({ latestCloudWatchLogsDelivery: daysAgo(0.01) })]),
      expect: "PASS",
    },
    {
      name: "a log group that got nothing for a day",
      given: account([logged({ latestCloudWatchLogsDelivery: daysAgo(1) })]),
      expect: "FAIL",
    },
    {
      name: "a log group whose delivery fails",
      given: account([
        logged({ latestCloudWatchLogsDelivery: daysAgo(0.01), latestCloudWatchLogsDeliveryError: "AccessDenied" }),
      ]),
      expect: "FAIL",
    },
    { name: "neither", given: account([trail()]), expect: "FAIL" },
    { name: "a rule", given: { ...account([trail()]), eventRules: [eventRule()] }, expect: "PASS" },
    {
      name: "a rule, and the trail is stopped",
      given: { ...account([stopped()]), eventRules: [eventRule()] },
      expect: "FAIL",
    },
    {
      name: "a rule that is disabled",
      given: { ...account([trail()]), eventRules: [eventRule({ isEnabled: false })] },
      expect: "FAIL",
    },
    {
      name: "a rule without a target",
      given: { ...account([trail()]), eventRules: [eventRule({ targets: [] })] },
      expect: "FAIL",
    },
    { name: "a rule by the clock", given: { ...account([trail()]), eventRules: [byClock()] }, expect: "FAIL" },
    { name: "the rules were not read", given: snapshot({ trails: [trail()] }), expect: "UNKNOWN" },
  ],
});

/** Calls that a rule would tell of if it told of anything: of trails, identities, sign-ins and keys. */
function telltaleCalls(trails: readonly Trail[]): readonly ApiCall[] {
  const regions = [...new Set([...trails.map(({ homeRegion }) => homeRegion), "us-east-1"])];
  const others = regions.flatMap((region) =>
    otherCalls.map(([eventSource, eventName]) => ({ eventSource, eventName, region, requestParameters: [{}] })),
  );
  return [...trails.flatMap(tamperCalls), ...others];
}

const otherCalls = [
  ["iam.amazonaws.com", "CreateUser"],
  ["iam.amazonaws.com", "CreateAccessKey"],
  ["iam.amazonaws.com", "AttachUserPolicy"],
  ["sts.amazonaws.com", "AssumeRole"],
  ["kms.amazonaws.com", "ScheduleKeyDeletion"],
  ["ec2.amazonaws.com", "AuthorizeSecurityGroupIngress"],
  ["s3.amazonaws.com", "PutBucketPolicy"],
] as const;

function logsDelivery(
  { cloudWatchLogGroupArn: group, status }: Trail,
  { now, parameters }: CheckContext,
): "yes" | "no" | "none" | "unknown" {
  if (group === undefined || group === "") return "none";
  if (status === undefined) return "unknown";
  const delivery = {
    what: "event to CloudWatch Logs",
    field: "LatestCloudWatchLogsDelivery",
    at: status.latestCloudWatchLogsDelivery,
    error: status.latestCloudWatchLogsDeliveryError,
  };
  const verdict = judgeDelivery(status, delivery, now, parameters["maxSilentHours"] ?? 24);
  return verdict.status === "PASS" ? "yes" : verdict.status === "UNKNOWN" ? "unknown" : "no";
}

function account(trails: readonly Trail[]): Snapshot {
  return snapshot({ trails, eventRules: [] });
}

function logged(status: Partial<TrailStatus>): Trail {
  return trail({
    cloudWatchLogGroupArn: "arn:aws:logs:us-east-1:111122223333:log-group:trail:*",
    status: { isLogging: true, startedLogging: daysAgo(300), ...status },
  });
}

function stopped(): Trail {
  return trail({ status: { isLogging: false } });
}

function byClock() {
  const { pattern: _, ...rest } = eventRule();
  return rest;
}
