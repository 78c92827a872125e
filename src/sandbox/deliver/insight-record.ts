import type { Place } from "../record/index.ts";
import { fiveMinutes, isoSecond } from "../trails/instants.ts";

/** What is counted of a record. */
export interface CountedEvent {
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly readOnly: boolean;
  readonly managementEvent: boolean;
  readonly errorCode?: string;
  readonly userAgent: string;
  readonly userIdentity: { readonly arn?: string };
}

/** An unusual rate of one operation, or of one error of it. Averages are by minute. */
export interface Rate {
  readonly key: string;
  readonly type: string;
  readonly source: string;
  readonly name: string;
  readonly errorCode?: string;
  readonly count: number;
  readonly attributions: Averages;
  readonly baseline: { readonly average: number; readonly minutes: number; readonly attributions: Averages };
}

/** One that has begun. Milliseconds since 1970. */
export interface OpenInsight extends Rate {
  readonly startedAt: number;
  /** Beginning of the last five minutes in which it went on. */
  readonly lastAt: number;
  /** Start and end have the same. */
  readonly sharedId: string;
}

type Averages = readonly { readonly attribute: string; readonly values: readonly Average[] }[];

interface Average {
  readonly value: string;
  readonly average: number;
}

/** Rates that an event counts for, as `ApiErrorRateInsight|iam.amazonaws.com|GetUser|AccessDenied`. */
export function kindsOf({
  managementEvent,
  readOnly,
  errorCode,
  eventSource,
  eventName,
}: CountedEvent): readonly string[] {
  if (!managementEvent) return [];
  return [
    ...(readOnly ? [] : [`ApiCallRateInsight|${eventSource}|${eventName}`]),
    ...(errorCode === undefined ? [] : [`ApiErrorRateInsight|${eventSource}|${eventName}|${errorCode}`]),
  ];
}

/** Who, with which client and which errors, the five most frequent of each. */
export function averagesOf(events: readonly CountedEvent[], minutes: number): Averages {
  const attributes: readonly (readonly [string, (event: CountedEvent) => string])[] = [
    ["userIdentityArn", ({ userIdentity }) => userIdentity.arn ?? "null"],
    ["userAgent", ({ userAgent }) => userAgent],
    ["errorCode", ({ errorCode }) => errorCode ?? "null"],
  ];
  return attributes.map(([attribute, read]) => ({ attribute, values: mostFrequent(events.map(read), minutes) }));
}

/** Source: CloudTrail User Guide, "CloudTrail Insights insightDetails element". */
export function insightRecord(
  { account, region }: Place,
  insight: OpenInsight,
  state: "Start" | "End",
  eventId: string,
): InsightRecord {
  const { startedAt, lastAt, sharedId, source, name, type, errorCode, count, attributions, baseline } = insight;
  const end = lastAt + fiveMinutes;
  const minutes = (end - startedAt) / 60_000;
  return {
    eventVersion: "1.11",
    eventTime: isoSecond(state === "Start" ? startedAt : end),
    awsRegion: region,
    eventID: eventId,
    eventType: "AwsCloudTrailInsight",
    recipientAccountId: account,
    sharedEventID: sharedId,
    insightDetails: {
      state,
      eventSource: source,
      eventName: name,
      insightType: type,
      ...(errorCode !== undefined && { errorCode }),
      insightContext: {
        statistics: {
          baseline: { average: rounded(baseline.average) },
          insight: { average: rounded(count / minutes) },
          insightDuration: minutes,
          baselineDuration: baseline.minutes,
        },
        attributions: attributions.map(({ attribute, values }) => ({
          attribute,
          insight: values,
          baseline: baseline.attributions.find((other) => other.attribute === attribute)?.values ?? [],
        })),
      },
    },
    eventCategory: "Insight",
  };
}

export interface InsightRecord {
  readonly eventTime: string;
  readonly eventID: string;
  readonly insightDetails: {
    readonly eventSource: string;
    readonly eventName: string;
    readonly [member: string]: unknown;
  };
  readonly [member: string]: unknown;
}

function mostFrequent(values: readonly string[], minutes: number): readonly Average[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 5)
    .map(([value, count]) => ({ value, average: rounded(count / minutes) }));
}

function rounded(value: number): number {
  return Math.round(value * 1e10) / 1e10;
}
