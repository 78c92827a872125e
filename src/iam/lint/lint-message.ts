/** Something about a policy document that is wrong, or that does not do what its author will think. */
export interface LintMessage {
  /** `error`: AWS refuses the document, or the part can never have an effect. `warning`: it is accepted. */
  readonly severity: LintSeverity;
  readonly code: LintCode;
  readonly message: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** Position of the statement in the document, from 1. */
  readonly statement?: number;
}

export type LintSeverity = "error" | "warning";

export type LintCode =
  | "json.syntax"
  | "json.duplicate-name"
  | "json.wrong-type"
  | "document.too-long"
  | "document.unchecked"
  | "element.unknown"
  | "element.missing"
  | "element.conflict"
  | "element.empty"
  | "version.unknown"
  | "version.missing"
  | "effect.unknown"
  | "sid.duplicate"
  | "sid.characters"
  | "action.form"
  | "action.unknown"
  | "action.no-match"
  | "action.no-resource"
  | "resource.form"
  | "resource.unmatched"
  | "condition.operator"
  | "condition.key"
  | "condition.key-unused"
  | "condition.value"
  | "condition.type"
  | "variable.literal"
  | "principal.unexpected"
  | "principal.form"
  | "principal.allow-not";

/** A message before its place is turned into line and column. */
export interface Note {
  readonly severity: LintSeverity;
  readonly code: LintCode;
  readonly message: string;
  /** In UTF-16 units. */
  readonly offset: number;
  readonly statement?: number;
}

export function error(code: LintCode, offset: number, message: string): Note {
  return { severity: "error", code, message, offset };
}

export function warning(code: LintCode, offset: number, message: string): Note {
  return { severity: "warning", code, message, offset };
}

/** What the document says, for a message: short, and without control characters. */
export function quoted(text: string): string {
  const short = text.length > maxQuoted ? `${text.slice(0, maxQuoted)}...` : text;
  return `"${short.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, "\uFFFD")}"`;
}

const maxQuoted = 120;
