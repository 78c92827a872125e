import type { JsonObject, Severity, SourceLocation } from "../model/index.ts";
import type { Condition, FieldPath } from "./condition.ts";

/** A Sigma rule: its words as written, and its condition as the tree that every engine reads. */
export interface Rule {
  /** `id`; a rule without one is known by its `name`, else by its title. */
  readonly id: string;
  readonly name?: string;
  readonly title: string;
  readonly description?: string;
  readonly status?: string;
  /** `level`; Sigma leaves it out for `informational`. */
  readonly level: Severity;
  readonly author?: string;
  readonly license?: string;
  readonly tags: readonly string[];
  readonly references: readonly string[];
  readonly falsePositives: readonly string[];
  readonly logsource: { readonly product?: string; readonly category?: string; readonly service?: string };
  /** Several conditions of one rule are alternatives. */
  readonly condition: Condition;
  /** Our own addition, kept by other tools as a custom attribute. */
  readonly examples: readonly RuleExample[];
  /** Our own addition: what to do first, in order. */
  readonly response: readonly string[];
  /** Our own addition: true when the rule can only match data events, which a trail records on request. */
  readonly needsDataEvents: boolean;
  readonly location: SourceLocation;
  /** Where each field is asked first; for warnings about it. */
  readonly fieldLocations?: ReadonlyMap<FieldPath, SourceLocation>;
  /** Recommended attributes that the document leaves out, such as `id` and `level`. */
  readonly omits?: readonly string[];
}

export interface RuleExample {
  readonly name: string;
  readonly event: JsonObject;
  readonly matches: boolean;
}
