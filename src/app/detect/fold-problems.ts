import { isObjectUri } from "../../logs/index.ts";
import type { ProblemRecord } from "../../model/index.ts";

/** Problems of objects that say the same are named up to twenty times and then counted: a key may deny thousands of files. */
export function foldObjectProblems(problems: readonly ProblemRecord[]): readonly ProblemRecord[] {
  const counts = new Map<string, number>();
  const kept = problems.filter((problem) => {
    const { code, message, location } = problem;
    if (location === undefined || !isObjectUri(location.file) || location.record !== undefined) return true;
    const key = `${code} ${message}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= mostNamed;
  });
  const more = problems.filter(({ code, message }) => {
    const count = counts.get(`${code} ${message}`) ?? 0;
    counts.delete(`${code} ${message}`);
    return count > mostNamed;
  });
  const total = (wanted: ProblemRecord): number =>
    problems.filter(({ code, message }) => code === wanted.code && message === wanted.message).length;
  return [
    ...kept,
    ...more.map(({ code, message, hint }) => ({
      code,
      message: `The same of ${total({ code, message }) - mostNamed} more objects: ${message}`,
      ...(hint !== undefined && { hint }),
    })),
  ];
}

const mostNamed = 20;
