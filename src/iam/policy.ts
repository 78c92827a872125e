/**
 * A policy document with meaning: lists are lists, and what could not be read is named.
 *
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language".
 */
export interface ParsedPolicy {
  /** Policy variables such as `${aws:username}` are plain text in the older version. */
  readonly version: "2012-10-17" | "2008-10-17";
  readonly statements: readonly Statement[];
  /**
   * Why parts could not be read; empty when all is known. Such a policy may allow or deny more than its
   * statements say, so that whoever has it has unknown permissions beyond them.
   */
  readonly problems: readonly string[];
}

export interface Statement {
  /** From 1, in the order of the document. */
  readonly position: number;
  readonly sid?: string;
  readonly effect: "Allow" | "Deny";
  readonly action: ActionElement;
  /** Absent in trust policies, which stand for the role that they belong to. */
  readonly resource?: ResourceElement;
  /** Absent in identity policies, which stand for whoever has them. */
  readonly principal?: PrincipalElement;
  readonly conditions: readonly StatementCondition[];
}

export interface ActionElement {
  readonly kind: "Action" | "NotAction";
  readonly patterns: readonly string[];
}

export interface ResourceElement {
  readonly kind: "Resource" | "NotResource";
  readonly patterns: readonly string[];
}

export interface PrincipalElement {
  readonly kind: "Principal" | "NotPrincipal";
  /** `"*"` is written as `AWS: ["*"]`, which means the same. */
  readonly AWS: readonly string[];
  readonly Service: readonly string[];
  readonly Federated: readonly string[];
  readonly CanonicalUser: readonly string[];
}

/** One line of a `Condition`: all lines must hold, any of the values will do. */
export interface StatementCondition {
  /** As written: `StringEquals`, `ForAnyValue:StringLike`, `BoolIfExists`, ... */
  readonly operator: string;
  /** As written; condition keys ignore case. */
  readonly key: string;
  readonly values: readonly string[];
}
