/** Why something could not be done or read. Callers branch on the code, never on the message. */
export type ProblemCode =
  | "cli.usage"
  | "config.invalid"
  | "input.unreadable"
  | "input.empty"
  | "input.malformed"
  | "input.truncated"
  | "input.trailing-data"
  | "input.too-large"
  | "input.unsupported"
  | "input.conflict"
  | "input.nothing"
  | "input.no-time"
  | "input.late"
  | "rule.syntax"
  | "rule.unsupported"
  | "rule.duplicate"
  | "state.invalid"
  | "state.changed"
  | "output.unwritable"
  | "aws.credentials"
  | "aws.denied"
  | "aws.unreachable"
  | "aws.refused"
  | "plan.invalid"
  | "plan.drift"
  | "plan.expired"
  | "journal.invalid"
  | "journal.locked";

/** Where in an input something is. Lines and columns count from 1, bytes and records from 0. */
export interface SourceLocation {
  /** As the user named it, or as it was found below what the user named. `-` is standard input. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** Offset in the bytes of the file as stored (compressed, where it is compressed). */
  readonly byteOffset?: number;
  /** Position of a CloudTrail record in its file. */
  readonly record?: number;
  /** The source line itself, for a caret under the column. */
  readonly excerpt?: string;
}

export interface ProblemDetail {
  readonly location?: SourceLocation;
  /** What the user can do about it, as an imperative sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * What went wrong, in a form that a person and a program can both act on.
 *
 * It is the only error that crosses a layer. Anything else that is thrown is a
 * bug of ours: the CLI shows its stack and exits with 1. Whatever loads many
 * things collects problems and goes on; only the caller decides whether one
 * stops the run.
 */
export class Problem extends Error {
  /** By its name, since what is bundled apart has this class for itself. */
  static override [Symbol.hasInstance](value: unknown): value is Problem {
    return value instanceof Error && value.name === "Problem";
  }

  override readonly name = "Problem";
  readonly code: ProblemCode;
  readonly location: SourceLocation | undefined;
  readonly hint: string | undefined;

  constructor(code: ProblemCode, message: string, detail: ProblemDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.location = detail.location;
    this.hint = detail.hint;
  }
}

/** A problem as plain data: what reports print and what crosses from a worker thread. */
export interface ProblemRecord {
  readonly code: ProblemCode;
  readonly message: string;
  readonly location?: SourceLocation;
  readonly hint?: string;
}

export function toProblemRecord(problem: Problem): ProblemRecord {
  const { code, message, location, hint } = problem;
  return { code, message, ...(location && { location }), ...(hint !== undefined && { hint }) };
}

/** `file:line:column`, with `byte N` or `record N` where there are no lines. */
export function formatLocation(location: SourceLocation): string {
  const { file, line, column, byteOffset, record } = location;
  const position = line === undefined ? "" : column === undefined ? `:${line}` : `:${line}:${column}`;
  const inside = [
    record === undefined ? undefined : `record ${record}`,
    byteOffset === undefined ? undefined : `byte ${byteOffset}`,
  ].filter((part) => part !== undefined);
  return `${file}${position}${inside.length === 0 ? "" : ` (${inside.join(", ")})`}`;
}
