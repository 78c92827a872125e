import { compileGlob, type Glob, globMatches, globsIntersect } from "./glob.ts";
import { globCovers } from "./glob-covers.ts";
import type { ActionElement } from "./policy.ts";

/** `Action` or `NotAction`, ready to be asked. Actions ignore case. */
export interface ActionPattern {
  readonly not: boolean;
  readonly globs: readonly Glob[];
  /** Actions without wildcards, for a quick answer. */
  readonly names: ReadonlySet<string>;
  readonly wildcards: readonly Glob[];
}

export function compileActions({ kind, patterns }: ActionElement): ActionPattern {
  const globs = patterns.map((pattern) => compileGlob(pattern.toLowerCase()));
  return {
    not: kind === "NotAction",
    globs,
    names: new Set(globs.filter((glob) => glob.shape === "literal").map((glob) => glob.prefix)),
    wildcards: globs.filter((glob) => glob.shape !== "literal"),
  };
}

export function actionGlob(action: string): Glob {
  const known = asked.get(action);
  if (known !== undefined) return known;
  const glob = compileGlob(action.toLowerCase());
  if (asked.size < maxAsked) asked.set(action, glob);
  return glob;
}

/** The same few hundred actions are asked of every principal. */
const asked: Map<string, Glob> = new Map();
const maxAsked = 5000;

/** Is there an action that both the statement and the question (a name or a pattern) are about? */
export function actionsMeet(pattern: ActionPattern, question: Glob): boolean {
  const listed =
    question.shape === "literal"
      ? pattern.names.has(question.prefix) || pattern.wildcards.some((glob) => globMatches(glob, question.prefix))
      : pattern.globs.some((glob) => (pattern.not ? globCovers(glob, question) : globsIntersect(glob, question)));
  return listed !== pattern.not;
}

/** Is the statement about every action of the question? A single pattern must cover it, not several together. */
export function actionsCover(pattern: ActionPattern, question: Glob): boolean {
  if (question.shape === "literal") return actionsMeet(pattern, question);
  return pattern.not
    ? !pattern.globs.some((glob) => globsIntersect(glob, question))
    : pattern.globs.some((glob) => globCovers(glob, question));
}
