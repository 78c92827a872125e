import type { JsonObject, Severity, SourceLocation } from "../model/index.ts";
import type { Condition, FieldPath } from "./condition.ts";

/** What every kind of rule says about itself. Texts are as written. */
export interface RuleHead {
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
  /** Our own addition: what to do first, in order. */
  readonly response: readonly string[];
  /** Our own addition: short names such as `IAM-003`, that people can say and that stay when a rule is split. */
  readonly catalogue: readonly string[];
  /** Our own addition: true when the rule can only match data events, which a trail records on request. */
  readonly needsDataEvents: boolean;
  /** Our own addition: placeholders that only whoever runs it can fill. Until then the rule waits, and says so. */
  readonly needsSettings: readonly string[];
  readonly location: SourceLocation;
  /** Recommended attributes that the document leaves out, such as `id` and `level`. */
  readonly omits?: readonly string[];
  /** Attributes that are neither Sigma's nor ours; anybody may add some. */
  readonly unknownKeys?: readonly { readonly key: string; readonly location: SourceLocation }[];
  readonly oddities?: readonly Oddity[];
}

/** What a document says to no effect, or against the words of the specification; for warnings. */
export interface Oddity {
  readonly kind: "unused-search" | "single-all" | "timeframe" | "taxonomy";
  /** The search identifier, the field with its modifiers, the key, the taxonomy. */
  readonly name: string;
  readonly location: SourceLocation;
}

export interface LogSource {
  readonly product?: string;
  readonly category?: string;
  readonly service?: string;
}

/** A Sigma rule: asked of one event at a time. Its condition is the tree that every engine reads. */
export interface Rule extends RuleHead {
  readonly logsource: LogSource;
  /** Several conditions of one rule are alternatives. */
  readonly condition: Condition;
  /** Our own addition, kept by other tools as a custom attribute. */
  readonly examples: readonly RuleExample[];
  /** Where each field is asked first; for warnings about it. */
  readonly fieldLocations?: ReadonlyMap<FieldPath, SourceLocation>;
  /** True when the rule only feeds correlations: those that name it do not say `generate: true`. */
  readonly silent?: boolean;
}

export interface RuleExample {
  readonly name: string;
  readonly event: JsonObject;
  readonly matches: boolean;
}

/**
 * Several events that a rule over time is tried on, in the order of delivery. An event without `eventID` gets one of its own.
 * The rule matches when it makes at least one detection.
 */
export interface SequenceExample {
  readonly name: string;
  readonly events: readonly JsonObject[];
  readonly matches: boolean;
}

/** A Sigma correlation rule. Source: Sigma Correlation Rules Specification 2.1. */
export interface CorrelationRule extends RuleHead {
  readonly type: CorrelationType;
  /** Ids of rules and of other correlations, resolved; in the order of the document. */
  readonly rules: readonly string[];
  /** Those of `rules` that are correlations; known once references are resolved. */
  readonly chained?: readonly string[];
  /** Fields of the events, or aliases; empty: all events form one group. */
  readonly groupBy: readonly string[];
  readonly aliases: readonly CorrelationAlias[];
  readonly timespanMs: number;
  readonly condition: CorrelationCondition;
  /** Whether the rules that it names make detections of their own as well. */
  readonly generate: boolean;
  readonly examples: readonly SequenceExample[];
  /** Where each rule and each field is named first; for problems and warnings. */
  readonly places?: readonly { readonly name: string; readonly location: SourceLocation }[];
  /** True when it only feeds other correlations: those that name it do not say `generate: true`. */
  readonly silent?: boolean;
}

export type CorrelationType =
  | "event_count"
  | "value_count"
  | "temporal"
  | "temporal_ordered"
  | "value_sum"
  | "value_avg"
  | "value_percentile";

/** A name for a field that rules call differently. */
export interface CorrelationAlias {
  readonly name: string;
  readonly fields: readonly { readonly rule: string; readonly field: FieldPath }[];
}

export interface Comparison {
  readonly op: "lt" | "lte" | "gt" | "gte" | "eq" | "neq";
  readonly value: number;
}

/** All comparisons must hold. */
export type CorrelationCondition =
  | {
      /** Of the number of events, of different values, or of the sum, average or percentile of values; for temporal types of how many of the rules occurred. */
      readonly kind: "compare";
      readonly comparisons: readonly Comparison[];
      /** For the types that look at values; several fields are counted as one combination. */
      readonly fields: readonly FieldPath[];
      /** 1 to 99, for `value_percentile`. */
      readonly percentile?: number;
    }
  /** Temporal types: which of the rules must have occurred. All of them when the document has no condition. */
  | { readonly kind: "rules"; readonly expression: RuleExpression };

export type RuleExpression =
  | { readonly kind: "and" | "or"; readonly operands: readonly RuleExpression[] }
  | { readonly kind: "not"; readonly operand: RuleExpression }
  /** The id of a rule. */
  | { readonly kind: "rule"; readonly rule: string };

/**
 * A rule about habits: what a group of events never did before, or does far more than it used to. Our own kind of document;
 * the section is called `baseline`, so that tools that only know Sigma leave it alone.
 *
 * All of it goes by event time. Within an hour, a group and a value count as seen from their first event on; what was learned
 * is what happened in the hours before.
 */
export interface BaselineRule extends RuleHead {
  readonly logsource: LogSource;
  /** Which events it looks at. */
  readonly condition: Condition;
  /** Whose habits: an event that lacks one of these fields is left out. Empty: those of all events together. */
  readonly groupBy: readonly FieldPath[];
  readonly question: BaselineQuestion;
  /** A group is only learned from, and nothing is said, until it has been watched for this long ... */
  readonly learningMs: number;
  /** ... and has made this many events. */
  readonly minimumEvents: number;
  /** What was not seen for this long is forgotten. */
  readonly forgetMs: number;
  readonly examples: readonly SequenceExample[];
  readonly fieldLocations?: ReadonlyMap<FieldPath, SourceLocation>;
}

export type BaselineQuestion =
  /** A combination of values of `fields` that the group did not have before. */
  | { readonly kind: "first_seen"; readonly fields: readonly FieldPath[] }
  /** A combination that makes up less than `share` of the group's events so far. */
  | { readonly kind: "rare"; readonly fields: readonly FieldPath[]; readonly share: number }
  /** The group made no event for `afterMs`, then one. */
  | { readonly kind: "dormant"; readonly afterMs: number }
  /** The group, which made events in nearly every span of `afterMs`, stops: nothing for `afterMs`, or `factor` times its longest pause so far, if that is longer. */
  | { readonly kind: "silence"; readonly afterMs: number; readonly factor: number }
  /**
   * In a span of `spanMs` the group has more than `factor` times what it had in its highest but one of a hundred spans (the 99th
   * percentile), and at least `atLeast`. What is counted are events, or the sum of a field's numbers.
   */
  | {
      readonly kind: "spike";
      readonly spanMs: number;
      readonly factor: number;
      readonly atLeast: number;
      readonly sumOf?: FieldPath;
    }
  /** Two places of the group, from `derived.location`, that nobody can travel between in the time: both limits are passed. */
  | { readonly kind: "travel"; readonly kilometersPerHour: number; readonly kilometers: number };

/** Everything that `detect` asks. Ids are unique over all three lists; references are resolved and without cycles. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  /** A correlation comes after those that it refers to. */
  readonly correlations: readonly CorrelationRule[];
  readonly baselines: readonly BaselineRule[];
}

/** A rule that waits for values of placeholders. */
export interface WaitingRule {
  readonly id: string;
  readonly title: string;
  readonly needs: readonly string[];
  /** Of a correlation: the rules that it names, as written. They only feed it, and have no voice while it waits. */
  readonly rules: readonly string[];
  readonly location: SourceLocation;
}

/** What all rules of a set say about themselves. */
export function headsOf(set: RuleSet): readonly RuleHead[] {
  return [...set.rules, ...set.correlations, ...set.baselines];
}
