import { type Gap, Problem, type ProblemCode, type ProblemDetail } from "../../model/index.ts";

/** What a parser got out of one answer. A parser throws a {@link Problem} only when it can use nothing of it. */
export interface Parsed<T> {
  /** Undefined: AWS refused to answer; a gap says why. */
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
  /** What is not known because of it. */
  readonly gaps: readonly Gap[];
}

/** Notes taken while one answer is read. */
export interface Reading {
  readonly file: string;
  problem(code: ProblemCode, message: string, detail?: ProblemDetail): void;
  /** Keeps a problem that a helper threw; anything else is a bug and goes on. */
  caught(error: unknown): void;
  gap(what: string, cause: string): void;
  result<T>(value: T | undefined): Parsed<T>;
}

/** Problems named one by one; those beyond are counted, so that a file of noise cannot fill the memory. */
export const maxProblemsPerFile = 1000;

export function startReading(file: string): Reading {
  const problems: Problem[] = [];
  const gaps: Gap[] = [];
  let unnamed = 0;
  // An Error takes its time to make, so those beyond are not even made.
  const keep = (make: () => Problem): void => {
    if (problems.length < maxProblemsPerFile) problems.push(make());
    else unnamed += 1;
  };
  return {
    file,
    problem: (code, message, detail = {}) => keep(() => new Problem(code, message, { location: { file }, ...detail })),
    caught(error) {
      if (!(error instanceof Problem)) throw error;
      keep(() => error);
    },
    gap(what, cause) {
      if (gaps.length < maxProblemsPerFile) gaps.push({ what, cause });
    },
    result(value) {
      const rest = `${unnamed} more problems in this file are not listed.`;
      const all =
        unnamed === 0 ? problems : [...problems, new Problem("input.malformed", rest, { location: { file } })];
      return { value, problems: all, gaps };
    },
  };
}

/** Text of an input inside a message: quoted, with control characters visible, and cut. */
export function quote(text: string, maxLength = 80): string {
  return JSON.stringify(text.length > maxLength ? `${text.slice(0, maxLength)}...` : text);
}
