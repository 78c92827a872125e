import type { Condition } from "../condition.ts";
import { type EventNames, plainEventName } from "../event-names.ts";
import { plainText } from "../glob.ts";
import { necessaryValues } from "../match/necessary-values.ts";
import { didYouMean } from "../nearest.ts";
import { type Asking, type LintWarning, placeOf } from "./lint-warning.ts";

/**
 * Warnings about names of events that no call of their source has, or where nothing beside the name or around it says which
 * sources are meant, no call of any.
 */
export function lintEventNames(rule: Asking, eventNames: EventNames): readonly LintWarning[] {
  return [...new Map(unknownNames(rule.condition, undefined, eventNames))].map(([name, sources]): LintWarning => {
    const known = sources.flatMap((source) => [...(eventNames.of(source)?.values() ?? [])]);
    const [other, ...more] = eventNames.withCall(name);
    const elsewhere = other !== undefined && more.length === 0 ? `${other} has a call of this name.` : undefined;
    const hint = elsewhere ?? didYouMean(name, known);
    return {
      check: "event-name",
      message:
        sources.length === 0
          ? `No call of any service is known by the name '${name}'.`
          : `No call of ${sources.slice(0, 3).join(" or ")} is known by the name '${name}'.`,
      location: placeOf(rule, "eventName"),
      ...(hint !== undefined && { hint }),
    };
  });
}

type Sources = readonly string[] | undefined;
type Found = readonly [name: string, sources: readonly string[]];

/** Names with the sources that they stand beside. */
function unknownNames(condition: Condition, sources: Sources, names: EventNames): readonly Found[] {
  switch (condition.kind) {
    case "and": {
      const beside = necessaryValues(condition, "eventSource");
      return condition.operands.flatMap((one) =>
        unknownNames(one, beside === undefined ? sources : [...beside], names),
      );
    }
    case "or":
      return condition.operands.flatMap((one) => unknownNames(one, sources, names));
    case "not":
      return unknownNames(condition.operand, sources, names);
    default: {
      const name = exactName(condition);
      return name !== undefined && isUnknown(name, sources, names) ? [[name, sources ?? []]] : [];
    }
  }
}

function exactName(condition: Condition): string | undefined {
  if (condition.kind !== "field" || condition.field !== "eventName" || condition.test.kind !== "glob") return undefined;
  return plainText(condition.test.glob);
}

function isUnknown(name: string, sources: Sources, eventNames: EventNames): boolean {
  // Without a source only what is written as calls are: a verb and what it acts upon.
  if (sources === undefined) return /^[A-Z][a-z]+[A-Z]/.test(name) && eventNames.withCall(name).length === 0;
  const plain = plainEventName(name);
  if (sources.length === 0) return false;
  return sources.every((source) => {
    const known = eventNames.of(source);
    return known !== undefined && !known.has(plain);
  });
}
