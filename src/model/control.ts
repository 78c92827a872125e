/**
 * How far the answers of checks reach: `direct`, they test what the control asks; `partial`, a part of it; `evidence`,
 * they are a record for the person who must judge; `context`, the document is named and nothing is judged.
 */
export const coverages = ["direct", "partial", "evidence", "context"] as const;

export type Coverage = (typeof coverages)[number];

/** Impact levels of NIST SP 800-53B, least first. */
export const baselineLevels = ["LOW", "MODERATE", "HIGH"] as const;

export type BaselineLevel = (typeof baselineLevels)[number];

/** What a parameter of a check must be, for its answer to count: a looser one asks another question. */
export interface Bound {
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** A requirement of a framework, and what speaks to it. */
export interface Control {
  /** As the framework writes it: `IA-2(1)`, `A.8.5`, `2.10`. */
  readonly id: string;
  /** In our own short words. */
  readonly title: string;
  readonly coverage: Coverage;
  /** Ids of checks. Empty only where no check speaks to this control. */
  readonly answeredBy: readonly string[];
  /** Ids of rules, or tags (`attack.t1098`, its sub-techniques included), whose detections are a record for this control. */
  readonly watchedBy: readonly string[];
  /** Check id to parameter to bound. */
  readonly requires: { readonly [checkId: string]: { readonly [parameter: string]: Bound } };
  /**
   * Check id to what of a finding's evidence the control asks for, where the check asks for more: source or field to bound, of
   * a number or of how many there are in a list. A finding that failed for something else does not fail the control.
   */
  readonly decidedBy: { readonly [checkId: string]: { readonly [sourceOrField: string]: Bound } };
  /** The baselines that the control is in; empty where the framework has none, or has it in none. */
  readonly baselines: readonly BaselineLevel[];
  /** What a person must judge or show. */
  readonly note?: string;
}

/** A framework is data: `frameworks/<id>.yml`. It names checks; checks name no framework. */
export interface Framework {
  /** `nist-800-53-r5`, `iso-27001-2022`, `cis-aws-7.0`, ... */
  readonly id: string;
  readonly title: string;
  /** The edition, as its publisher writes it: `7.0.0`, `Revision 5`. */
  readonly version: string;
  /** How many controls the whole framework has, those that are not here too; undefined: not stated. */
  readonly size?: number;
  readonly baselineSizes?: { readonly [level in BaselineLevel]: number };
  /** What the reader must know before counting. */
  readonly note?: string;
  readonly controls: readonly Control[];
}

/** Frameworks that a kind of company is asked about together: `frameworks/profiles/<id>.yml`. */
export interface Profile {
  readonly id: string;
  readonly title: string;
  /** Ids of frameworks, in the order in which they are shown. */
  readonly frameworks: readonly string[];
  /** For frameworks with baselines; undefined: all controls. */
  readonly baselineLevel?: BaselineLevel;
  /** What it does not answer, a sentence each. */
  readonly outOfScope: readonly string[];
}
