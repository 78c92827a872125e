import type { AdvancedSelector, ClassicSelector, EventSelectors, FieldSelector } from "../../model/index.ts";

/** What selectors look at in a management event. */
export interface ManagementEvent {
  readonly readOnly: boolean;
  readonly eventSource: string;
  readonly eventName: string;
}

/**
 * Whether a trail with these selectors records the event: one matching selector is enough.
 *
 * The name of a selector means nothing. A selector that also asks for another field (`eventType`,
 * `userIdentity.arn`, ...) records some such events and not all, so it counts for none.
 * Source: CloudTrail User Guide, "Logging management events", and API reference, "AdvancedFieldSelector".
 */
export function recordsManagementEvent(selectors: EventSelectors, event: ManagementEvent): boolean {
  return selectors.kind === "classic"
    ? selectors.selectors.some((selector) => classicMatches(selector, event))
    : selectors.selectors.some((selector) => advancedMatches(selector, event));
}

/** Fields by which management selectors are narrowed beyond what {@link ManagementEvent} holds. */
export function narrowingFields(selectors: EventSelectors): readonly string[] {
  if (selectors.kind === "classic") return [];
  const management = selectors.selectors.filter(isManagement);
  return management.flatMap(({ fieldSelectors }) =>
    fieldSelectors.map(({ field }) => field).filter((field) => !judgedFields.has(field)),
  );
}

/** An answer without any selector: AWS lists the default one, so that this says nothing. */
export function hasSelectors(selectors: EventSelectors | undefined): selectors is EventSelectors {
  return selectors !== undefined && selectors.selectors.length > 0;
}

/** The conditions on a field in all management selectors: texts, beginnings and endings that make a difference. */
export function mentioned(
  selectors: readonly EventSelectors[],
  field: "eventSource" | "eventName",
): { readonly whole: readonly string[]; readonly starts: readonly string[]; readonly ends: readonly string[] } {
  const conditions = selectors.flatMap((some) =>
    some.kind === "advanced" ? some.selectors.filter(isManagement).flatMap((selector) => selector.fieldSelectors) : [],
  );
  const on = conditions.filter((condition) => condition.field === field);
  const excluded = selectors.flatMap((some) =>
    some.kind === "classic" && field === "eventSource"
      ? some.selectors.flatMap((selector) => selector.excludeManagementEventSources)
      : [],
  );
  return {
    whole: [...excluded, ...on.flatMap(({ equals = [], notEquals = [] }) => [...equals, ...notEquals])],
    starts: on.flatMap(({ startsWith = [], notStartsWith = [] }) => [...startsWith, ...notStartsWith]),
    ends: on.flatMap(({ endsWith = [], notEndsWith = [] }) => [...endsWith, ...notEndsWith]),
  };
}

const judgedFields: ReadonlySet<string> = new Set(["eventCategory", "readOnly", "eventSource", "eventName"]);

function classicMatches(selector: ClassicSelector, { readOnly, eventSource }: ManagementEvent): boolean {
  if (!selector.includeManagementEvents) return false;
  if (selector.readWriteType === "ReadOnly" && !readOnly) return false;
  if (selector.readWriteType === "WriteOnly" && readOnly) return false;
  return !selector.excludeManagementEventSources.includes(eventSource);
}

function advancedMatches(selector: AdvancedSelector, event: ManagementEvent): boolean {
  return isManagement(selector) && selector.fieldSelectors.every((condition) => conditionHolds(condition, event));
}

/** `eventCategory` is required; a selector without it selects nothing. */
function isManagement({ fieldSelectors }: AdvancedSelector): boolean {
  const categories = fieldSelectors.filter(({ field }) => field === "eventCategory");
  return categories.length > 0 && categories.every((condition) => selectorHolds(condition, "Management"));
}

function conditionHolds(condition: FieldSelector, event: ManagementEvent): boolean {
  switch (condition.field) {
    case "eventCategory":
      return true;
    case "readOnly":
      return selectorHolds(condition, String(event.readOnly));
    case "eventSource":
      return selectorHolds(condition, event.eventSource);
    case "eventName":
      return selectorHolds(condition, event.eventName);
    default:
      return false;
  }
}

/** Whether a field with this value fits the condition: all operators that are given must hold. */
export function selectorHolds(condition: FieldSelector, value: string): boolean {
  const { equals, startsWith, endsWith, notEquals, notStartsWith, notEndsWith } = condition;
  return (
    (equals === undefined || equals.includes(value)) &&
    (startsWith === undefined || startsWith.some((start) => value.startsWith(start))) &&
    (endsWith === undefined || endsWith.some((end) => value.endsWith(end))) &&
    (notEquals === undefined || !notEquals.includes(value)) &&
    (notStartsWith === undefined || !notStartsWith.some((start) => value.startsWith(start))) &&
    (notEndsWith === undefined || !notEndsWith.some((end) => value.endsWith(end)))
  );
}
