import type { CloudTrailEvent, Json } from "../../model/index.ts";
import type { ElementCondition, FieldPath, Quantifier } from "../condition.ts";
import { fieldReader } from "./field-values.ts";
import type { EventPredicate } from "./leaf-matcher.ts";

/** Asks `matches` of the elements of a list, each as an event of its own; see {@link ElementCondition}. */
export function compileElement({ field, quantifier }: ElementCondition, matches: EventPredicate): EventPredicate {
  const read = fieldReader(field);
  const holds = (element: Json): boolean => matches(toEvent(element));
  switch (quantifier) {
    case "any":
      return (event) => read(event, (value) => elementsOf(value).some(holds));
    case "none":
      return (event) => !read(event, (value) => elementsOf(value).some(holds));
    case "all":
      return (event) =>
        read(event, (value) => {
          const elements = elementsOf(value);
          return elements.length > 0 && elements.every(holds);
        });
    default:
      return (event) => read(event, (value) => chosen(elementsOf(value), quantifier).some(holds));
  }
}

/** Finds the elements that a quantifier speaks of, each as an event. */
export function elementReader(
  field: FieldPath,
  quantifier: Quantifier,
): (event: CloudTrailEvent) => readonly CloudTrailEvent[] {
  const read = fieldReader(field);
  return (event) => {
    const found: Json[] = [];
    read(event, (value) => {
      for (const element of chosen(elementsOf(value), quantifier)) found.push(element);
      return false;
    });
    return found.map(toEvent);
  };
}

function toEvent(element: Json): CloudTrailEvent {
  return { "": element };
}

/** A value that is no list is a list of one. */
function elementsOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  // Of JSON, an array is the only array; the type guard does not know readonly ones.
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}

function chosen(elements: readonly Json[], quantifier: Quantifier): readonly Json[] {
  if (typeof quantifier !== "object") return elements;
  const element = elements.at(quantifier.index);
  return element === undefined ? [] : [element];
}
