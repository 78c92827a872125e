import { type EventRule, type Json, type JsonObject, parseArn } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { isWithinDepth } from "./documents.ts";
import { entriesAt } from "./entries.ts";
import { inside, malformedAt, optionalTextAt, type Place, textAt } from "./fields.ts";
import { parseJsonText } from "./json-text.ts";
import { type Parsed, quote, startReading } from "./reading.ts";

/** The rules of one region, or the targets of one rule, which the answer does not name. */
export type EventRulesAnswer =
  | { readonly kind: "rules"; readonly rules: readonly Omit<EventRule, "targets">[] }
  | { readonly kind: "targets"; readonly targets: readonly string[] };

/** `aws events list-rules` or `aws events list-targets-by-rule`. */
export function parseEventRules(answer: Answer): Parsed<EventRulesAnswer> {
  if (answer.kind === "error") return refusal(answer, "event-rules");
  const reading = startReading(answer.file);
  const json = answerObject(answer, "event-rules");
  if (Object.hasOwn(json, "Rules")) {
    return reading.result<EventRulesAnswer>({ kind: "rules", rules: entriesAt(json, "Rules", reading, toRule) });
  }
  const targets = entriesAt(json, "Targets", reading, (entry, at) => textAt(entry, "Arn", at));
  return reading.result<EventRulesAnswer>({ kind: "targets", targets });
}

function toRule(entry: JsonObject, place: Place): Omit<EventRule, "targets"> {
  const arn = textAt(entry, "Arn", place);
  const region = parseArn(arn)?.region ?? "";
  if (region === "") throw malformedAt(inside(place, "Arn"), `is ${quote(arn)}, which is no rule`);
  const pattern = optionalTextAt(entry, "EventPattern", place);
  return {
    arn,
    name: textAt(entry, "Name", place),
    region,
    // Source: EventBridge API Reference, Rule: ENABLED, DISABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS.
    isEnabled: textAt(entry, "State", place).startsWith("ENABLED"),
    ...(pattern !== undefined && { pattern: toPattern(pattern, inside(place, "EventPattern")) }),
  };
}

function toPattern(text: string, place: Place): Json {
  const pattern = parseJsonText(text, place.file);
  if (!isWithinDepth(pattern)) throw malformedAt(place, "is nested too deep");
  return pattern;
}
