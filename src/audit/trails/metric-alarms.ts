import {
  type AlarmFacts,
  isJsonObject,
  type Json,
  type MetricAlarm,
  type MetricFilter,
  ownValue,
  parseArn,
  type Snapshot,
  type Trail,
} from "../../model/index.ts";
import { gapsReason, isMissing, notRead } from "../sources.ts";
import { readFilterPattern } from "./filter-pattern.ts";
import type { Teller } from "./trail-alarms.ts";

/** Whom the log group of a trail tells. */
export interface LogGroupTellers {
  readonly tellers: readonly Teller[];
  /** Why it may tell of more than is seen; sentences. */
  readonly doubts: readonly string[];
}

/**
 * Metric filters of the log group that a trail delivers to, with an alarm on their metric that goes off at one event and calls
 * a topic that somebody has confirmed. An alarm that lacks one of these tells nobody; one of which something was not read may.
 *
 * Source: CIS AWS Foundations Benchmark, section "Monitoring", and AWS CloudTrail User Guide, "Creating CloudWatch alarms for
 * CloudTrail events".
 */
export function tellersOf(trail: Trail, snapshot: Snapshot): LogGroupTellers {
  const group = (trail.cloudWatchLogGroupArn ?? "").replace(/:\*$/, "");
  if (group === "") return { tellers: [], doubts: [] };
  const { status } = trail;
  // What never arrives is never counted.
  if (status?.latestCloudWatchLogsDeliveryError) return { tellers: [], doubts: [] };
  if (isMissing(snapshot, "metric-filters"))
    return { tellers: [], doubts: [doubtOf(notRead(snapshot, "metric-filters"))] };
  const read = snapshot.metricFilters?.find((one) => one.group === group);
  if (read === undefined) {
    return {
      tellers: [],
      doubts: [doubtOf(gapsReason(snapshot, ["metric-filters"]) ?? "Its metric filters were not read.")],
    };
  }
  const region = parseArn(group)?.region ?? "";
  const gaps = gapsReason(snapshot, ["metric-filters"]);
  return {
    tellers: read.filters.flatMap((filter) => tellerOf(filter, region, status === undefined, snapshot) ?? []),
    doubts: gaps === undefined ? [] : [gaps],
  };
}

function doubtOf(cause: string): string {
  return `The trail delivers to a log group, where a metric filter with an alarm may tell. ${cause}`;
}

/** Undefined: nothing comes of the filter. */
function tellerOf(
  filter: MetricFilter,
  region: string,
  isDeliveryUnknown: boolean,
  snapshot: Snapshot,
): Teller | undefined {
  const pattern = readFilterPattern(filter.pattern);
  const isUnreadable = "unreadable" in pattern;
  const matches = isUnreadable ? () => true : (event: Json) => pattern.matches(recordOf(event));
  const { alarms } = snapshot;
  if (alarms === undefined) return { name: filter.name, matches, doubt: notRead(snapshot, "alarms") };
  if (!alarms.regions.includes(region)) {
    return { name: filter.name, matches, doubt: `The alarms of ${region} were not read (cloudwatch:DescribeAlarms).` };
  }
  const states = alarms.alarms
    .filter((alarm) => alarm.region === region && isOn(alarm, filter))
    .map((alarm) => ({ alarm, state: alarmState(alarm, filter, alarms) }));
  const telling = states.find(({ state }) => state === "tells")?.alarm.name;
  if (telling === undefined) {
    const doubt = states.some(({ state }) => state === "unknown")
      ? `Whether the alarm on metric filter ${filter.name} goes off and tells somebody is not known (cloudwatch:DescribeAlarms, sns:ListSubscriptionsByTopic).`
      : gapsReason(snapshot, ["alarms"]);
    return doubt === undefined ? undefined : { name: filter.name, matches, doubt };
  }
  if (isUnreadable) {
    const doubt = `What metric filter ${filter.name} counts cannot be read: ${pattern.unreadable}.`;
    return { name: telling, matches, doubt };
  }
  if (!isDeliveryUnknown) return { name: telling, matches };
  const doubt = "Whether the trail's events reach its log group was not read (cloudtrail:GetTrailStatus).";
  return { name: telling, matches, doubt };
}

function recordOf(event: Json): Json {
  return (isJsonObject(event) ? ownValue(event, "detail") : undefined) ?? {};
}

function isOn(alarm: MetricAlarm, { metrics }: MetricFilter): boolean {
  return metrics.some(({ namespace, name }) => alarm.namespace === namespace && alarm.metric === name);
}

function alarmState(alarm: MetricAlarm, filter: MetricFilter, facts: AlarmFacts): "tells" | "silent" | "unknown" {
  if (!alarm.actionsEnabled || alarm.actions.length === 0) return "silent";
  const values = filter.metrics
    .filter(({ namespace, name }) => alarm.namespace === namespace && alarm.metric === name)
    .map(({ value }) => Number(value));
  const goesOff = goesOffAt(Math.min(...values), alarm);
  if (goesOff !== "yes") return goesOff === "no" ? "silent" : "unknown";
  const told = alarm.actions.map((action) => actionState(action, facts));
  if (told.includes("tells")) return "tells";
  return told.includes("unknown") ? "unknown" : "silent";
}

/** Whether one event is enough. Several periods, parts of a metric and other statistics are not worked out. */
function goesOffAt(value: number, alarm: MetricAlarm): "yes" | "no" | "unknown" {
  const { comparison, threshold, statistic, evaluationPeriods = 1, datapointsToAlarm = evaluationPeriods } = alarm;
  if (alarm.hasDimensions || threshold === undefined || Number.isNaN(value)) return "unknown";
  if (!["Sum", "Maximum"].includes(statistic ?? "")) return "unknown";
  const reaches =
    comparison === "GreaterThanOrEqualToThreshold"
      ? value >= threshold
      : comparison === "GreaterThanThreshold"
        ? value > threshold
        : undefined;
  if (reaches === undefined) return "unknown";
  if (!reaches) return "no";
  return datapointsToAlarm <= 1 ? "yes" : "unknown";
}

function actionState(action: string, { topics }: AlarmFacts): "tells" | "silent" | "unknown" {
  // What another service does with an alarm is its own matter, as with targets of EventBridge.
  if (parseArn(action)?.service !== "sns") return "unknown";
  const topic = topics.find((one) => one.topic === action);
  if (topic === undefined) return "unknown";
  return topic.confirmed.length > 0 ? "tells" : "silent";
}
