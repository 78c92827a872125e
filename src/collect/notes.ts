import { type Gap, Problem, type ProblemCode, type SourceName } from "../model/index.ts";

/** What is noticed while parts are put together: problems for the user, gaps for the record of a source. */
export interface Notes {
  readonly problems: readonly Problem[];
  readonly gaps: ReadonlyMap<SourceName, readonly Gap[]>;
  problem(code: ProblemCode, message: string, file: string, hint?: string): void;
  gap(source: SourceName, what: string, cause: string): void;
}

export function startNotes(): Notes {
  const problems: Problem[] = [];
  const gaps = new Map<SourceName, Gap[]>();
  return {
    problems,
    gaps,
    problem(code, message, file, hint) {
      problems.push(new Problem(code, message, { location: { file }, ...(hint !== undefined && { hint }) }));
    },
    gap(source, what, cause) {
      const list = gaps.get(source) ?? [];
      list.push({ what, cause });
      gaps.set(source, list);
    },
  };
}
