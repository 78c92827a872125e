import type { ProblemCode, ProblemRecord, SourceLocation } from "../model/index.ts";

/** Names the problems of one file up to a limit and counts the rest, so that a hostile file cannot flood a report. */
export interface ProblemLog {
  add(code: ProblemCode, message: string, place?: Omit<SourceLocation, "file">, hint?: string): void;
  /** Says how many were only counted. Call it once, at the end. */
  close(): void;
  /** All so far, named or only counted. */
  count(): number;
}

export function createProblemLog(file: string, limit: number, report: (problem: ProblemRecord) => void): ProblemLog {
  let count = 0;
  return {
    add(code, message, place = {}, hint) {
      count += 1;
      if (count > limit) return;
      report({ code, message, location: { file, ...place }, ...(hint !== undefined && { hint }) });
    },
    close() {
      if (count <= limit) return;
      const message = `${count - limit} more problems in this file, beside the ${limit} that are named.`;
      report({ code: "input.malformed", message, location: { file } });
    },
    count: () => count,
  };
}
