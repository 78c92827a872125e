import type { FieldPath } from "../condition.ts";

const maxSteps = 32;

/** What is wrong with a field's name; undefined when nothing is. */
export function fieldPathFault(field: FieldPath): string | undefined {
  if (field === "") return "it is empty";
  if (field.split(".").length > maxSteps) return `it has more than ${maxSteps} steps`;
  return undefined;
}
