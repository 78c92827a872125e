import type { SourceLocation } from "../../model/index.ts";
import type { Condition, FieldPath } from "../condition.ts";

/** Something about a rule that is allowed and is likely a mistake. */
export interface LintWarning {
  readonly check: LintCheck;
  readonly message: string;
  /** The field in question, else the rule. */
  readonly location: SourceLocation;
  readonly hint?: string;
}

export type LintCheck =
  | "value-is-field-path"
  | "unexpanded-placeholder"
  | "unknown-field"
  | "event-source"
  | "event-name"
  | "contradiction"
  | "array-syntax"
  | "alias"
  | "misspelt-key"
  | "unused-search"
  | "single-all"
  | "timeframe"
  | "taxonomy"
  | "status"
  | "missing-attribute"
  | "no-examples"
  | "tag";

/** What asks events a condition: a rule or a baseline. */
export interface Asking {
  readonly condition: Condition;
  readonly location: SourceLocation;
  readonly fieldLocations?: ReadonlyMap<FieldPath, SourceLocation>;
}

/** Where a field is asked first. */
export function placeOf(rule: Asking, field: FieldPath): SourceLocation {
  return rule.fieldLocations?.get(field) ?? rule.location;
}
