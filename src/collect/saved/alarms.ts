import { type Json, type JsonObject, type MetricAlarm, ownValue, parseArn } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { entriesAt } from "./entries.ts";
import {
  countAt,
  flagAt,
  inside,
  kindOf,
  listAt,
  malformedAt,
  optionalTextAt,
  type Place,
  textAt,
  textsAt,
} from "./fields.ts";
import { present } from "./present.ts";
import { type Parsed, quote, startReading } from "./reading.ts";

/** The alarms of one region, or the subscriptions of one topic. Where they are empty the answer does not name it. */
export type AlarmsAnswer =
  | { readonly kind: "alarms"; readonly alarms: readonly MetricAlarm[] }
  | { readonly kind: "subscriptions"; readonly subscriptions: readonly ListedSubscription[] };

export interface ListedSubscription {
  readonly topic: string;
  /** `email`, `https`, ... */
  readonly protocol: string;
  readonly isConfirmed: boolean;
}

/** `aws cloudwatch describe-alarms`, `aws sns list-subscriptions-by-topic` or `list-subscriptions`. */
export function parseAlarms(answer: Answer): Parsed<AlarmsAnswer> {
  if (answer.kind === "error") return refusal(answer, "alarms");
  const reading = startReading(answer.file);
  const json = answerObject(answer, "alarms");
  if (Object.hasOwn(json, "MetricAlarms")) {
    return reading.result<AlarmsAnswer>({ kind: "alarms", alarms: entriesAt(json, "MetricAlarms", reading, toAlarm) });
  }
  const subscriptions = entriesAt(json, "Subscriptions", reading, toSubscription);
  return reading.result<AlarmsAnswer>({ kind: "subscriptions", subscriptions });
}

function toAlarm(entry: JsonObject, place: Place): MetricAlarm {
  const arn = textAt(entry, "AlarmArn", place);
  const region = parseArn(arn)?.region ?? "";
  if (region === "") throw malformedAt(inside(place, "AlarmArn"), `is ${quote(arn)}, which is no alarm`);
  return {
    arn,
    name: textAt(entry, "AlarmName", place),
    region,
    actionsEnabled: flagAt(entry, "ActionsEnabled", place, true),
    actions: textsAt(entry, "AlarmActions", place) ?? [],
    hasDimensions: (listAt(entry, "Dimensions", place) ?? []).length > 0,
    ...present({
      namespace: optionalTextAt(entry, "Namespace", place),
      metric: optionalTextAt(entry, "MetricName", place),
      statistic: optionalTextAt(entry, "Statistic", place),
      comparison: optionalTextAt(entry, "ComparisonOperator", place),
      threshold: numberAt(entry, "Threshold", place),
      evaluationPeriods: countAt(entry, "EvaluationPeriods", place),
      datapointsToAlarm: countAt(entry, "DatapointsToAlarm", place),
    }),
  };
}

/** AWS writes `PendingConfirmation` in place of the ARN, and `Deleted` for one that was removed. */
function toSubscription(entry: JsonObject, place: Place): ListedSubscription {
  return {
    topic: textAt(entry, "TopicArn", place),
    protocol: textAt(entry, "Protocol", place),
    isConfirmed: parseArn(textAt(entry, "SubscriptionArn", place))?.service === "sns",
  };
}

function numberAt(object: JsonObject, key: string, place: Place): number | undefined {
  const value: Json | undefined = ownValue(object, key) ?? undefined;
  if (value === undefined || (typeof value === "number" && Number.isFinite(value))) return value;
  throw malformedAt(inside(place, key), `is ${kindOf(value)}, not a number`);
}
