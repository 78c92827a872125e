import { Problem } from "../../model/index.ts";
import type { RuleExpression } from "../../sigma/index.ts";

export function expressionHolds(expression: RuleExpression, isSeen: (rule: string) => boolean): boolean {
  switch (expression.kind) {
    case "rule":
      return isSeen(expression.rule);
    case "not":
      return !expressionHolds(expression.operand, isSeen);
    case "and":
      return expression.operands.every((operand) => expressionHolds(operand, isSeen));
    case "or":
      return expression.operands.some((operand) => expressionHolds(operand, isSeen));
  }
}

/** Whether further events can undo what holds now. */
export function hasNot(expression: RuleExpression): boolean {
  switch (expression.kind) {
    case "rule":
      return false;
    case "not":
      return true;
    case "and":
    case "or":
      return expression.operands.some(hasNot);
  }
}

/** One way to meet an expression. */
export interface Alternative {
  readonly seen: ReadonlySet<string>;
  readonly unseen: ReadonlySet<string>;
}

/**
 * All ways to meet an expression. Throws a {@link Problem} when there are too many to follow each through every window, which
 * takes an expression such as `(a or b) and (c or d) and ...`.
 */
export function alternativesOf(expression: RuleExpression): readonly Alternative[] {
  return expand(expression, true);
}

const maxAlternatives = 256;

function expand(expression: RuleExpression, wanted: boolean): readonly Alternative[] {
  switch (expression.kind) {
    case "rule": {
      const rule = new Set([expression.rule]);
      return [wanted ? { seen: rule, unseen: new Set() } : { seen: new Set(), unseen: rule }];
    }
    case "not":
      return expand(expression.operand, !wanted);
    case "and":
    case "or": {
      const parts = expression.operands.map((operand) => expand(operand, wanted));
      // "Not all" is "one not".
      const isUnion = (expression.kind === "or") === wanted;
      return isUnion ? limited(parts.flat()) : parts.reduce(product, [{ seen: new Set(), unseen: new Set() }]);
    }
  }
}

function product(left: readonly Alternative[], right: readonly Alternative[]): readonly Alternative[] {
  return limited(
    left.flatMap((a) =>
      right.map((b) => ({ seen: new Set([...a.seen, ...b.seen]), unseen: new Set([...a.unseen, ...b.unseen]) })),
    ),
  );
}

function limited(alternatives: readonly Alternative[]): readonly Alternative[] {
  if (alternatives.length <= maxAlternatives) return alternatives;
  throw new Problem(
    "rule.unsupported",
    `The condition can be met in more than ${maxAlternatives} ways, too many to look for their order.`,
    { hint: "Write 'type: temporal', or several correlations." },
  );
}
