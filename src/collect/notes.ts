import { type Gap, Problem, type ProblemCode, type SourceName, snapshotSources } from "../model/index.ts";
import { savedAnswers } from "./saved/catalogue.ts";

/** What is noticed while parts are put together: problems for the user, gaps for the record of a source. */
export interface Notes {
  readonly problems: readonly Problem[];
  readonly gaps: ReadonlyMap<SourceName, readonly Gap[]>;
  problem(code: ProblemCode, message: string, file: string, hint?: string): void;
  gap(source: SourceName, what: string, cause: string): void;
  /** Why a source is not there, and what to do about it. `subject`: of which trail or bucket it is not there. */
  absent(source: SourceName, subject?: string): string;
}

export function startNotes(absent: Notes["absent"] = notGiven): Notes {
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
    absent,
  };
}

function notGiven(source: SourceName, subject?: string): string {
  const { flag, takes, command } = savedAnswers[source];
  if (subject !== undefined) return `not given: pass ${flag} ${subject}=FILE (${command})`;
  return `not given: pass ${flag} ${takes} (${command}, which needs ${snapshotSources[source]})`;
}
