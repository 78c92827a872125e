import { type ActionPattern, compileActions } from "../action-pattern.ts";
import { oncePerKey } from "../once.ts";
import type { ParsedPolicy, Statement } from "../policy.ts";
import { type CompiledCondition, compileCondition } from "./compile-condition.ts";
import { type CompiledPrincipal, compilePrincipal } from "./compile-principal.ts";
import { type CompiledResource, compileResource } from "./compile-resource.ts";
import type { AccessRequest } from "./request.ts";
import { both, no, type Truth, yes } from "./truth.ts";

/** A statement, ready to be asked. */
export interface CompiledStatement {
  readonly statement: Statement;
  readonly actions: ActionPattern;
  /** Undefined: it is about whatever has the policy. */
  readonly resource: CompiledResource | undefined;
  readonly principal: CompiledPrincipal | undefined;
  readonly conditions: readonly CompiledCondition[];
}

/** A policy's statements in order, compiled once however many principals have it. */
export const compileStatements: (policy: ParsedPolicy) => readonly CompiledStatement[] = oncePerKey(
  ({ statements, version }) =>
    statements.map((statement) => ({
      statement,
      actions: compileActions(statement.action),
      resource: statement.resource && compileResource(statement.resource, version),
      principal: statement.principal && compilePrincipal(statement.principal),
      conditions: statement.conditions.map((condition) => compileCondition(condition, version)),
    })),
);

/** Do `Resource` and `Condition` fit the request? */
export function isMet({ resource, conditions }: CompiledStatement, { resource: asked, context }: AccessRequest): Truth {
  let answer = resource === undefined ? yes : resource.matches(asked, context);
  if (answer === no) return no;
  for (const condition of conditions) {
    answer = both(answer, condition.holds(context));
    if (answer === no) return no;
  }
  return answer;
}
