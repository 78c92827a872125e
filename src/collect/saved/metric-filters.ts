import type { JsonObject, MetricFilter } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { entriesAt } from "./entries.ts";
import { inside, listAt, objectAt, optionalTextAt, type Place, textAt } from "./fields.ts";
import { type Parsed, startReading } from "./reading.ts";

/** A metric filter with the name of its log group. */
export interface ListedFilter extends MetricFilter {
  readonly group: string;
}

/** `aws logs describe-metric-filters`, of one log group or of a region. An empty answer does not name whose it is. */
export function parseMetricFilters(answer: Answer): Parsed<readonly ListedFilter[]> {
  if (answer.kind === "error") return refusal(answer, "metric-filters");
  const reading = startReading(answer.file);
  return reading.result(entriesAt(answerObject(answer, "metric-filters"), "metricFilters", reading, toFilter));
}

function toFilter(entry: JsonObject, place: Place): ListedFilter {
  const list = inside(place, "metricTransformations");
  return {
    group: textAt(entry, "logGroupName", place),
    name: textAt(entry, "filterName", place),
    // An empty pattern matches every line.
    pattern: optionalTextAt(entry, "filterPattern", place) ?? "",
    metrics: (listAt(entry, "metricTransformations", place) ?? []).map((value, index) => {
      const at = inside(list, index);
      const metric = objectAt(value, at);
      return {
        namespace: textAt(metric, "metricNamespace", at),
        name: textAt(metric, "metricName", at),
        value: textAt(metric, "metricValue", at),
      };
    }),
  };
}
