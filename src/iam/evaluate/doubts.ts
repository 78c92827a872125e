import type { CompiledStatement } from "./compile-statement.ts";
import { keyState } from "./context-key.ts";
import type { AccessRequest, RequestContext } from "./request.ts";
import { maybe } from "./truth.ts";

/** Why statements that may apply are not certain to. */
export interface Doubts {
  /** Condition keys whose values are not known, in lower case and in order. */
  readonly keys: readonly string[];
  /** Other reasons, each as half a sentence. */
  readonly reasons: readonly string[];
}

export function doubtsOf(
  statements: readonly { readonly compiled: CompiledStatement }[],
  request: AccessRequest,
): Doubts {
  const keys = new Set<string>();
  const reasons = new Set<string>();
  for (const { compiled } of statements) statementDoubts(compiled, request, keys, reasons);
  return { keys: [...keys].sort(), reasons: [...reasons] };
}

function statementDoubts(
  { resource, conditions, statement }: CompiledStatement,
  { resource: asked, context }: AccessRequest,
  keys: Set<string>,
  reasons: Set<string>,
): void {
  let isExplained = false;
  if (resource?.matches(asked, context) === maybe) {
    isExplained = true;
    const unknown = unknownKeys(resource.keys, context);
    for (const key of unknown) keys.add(key);
    if (unknown.length === 0) reasons.add(`a policy variable of ${statement.resource?.kind} has no value`);
  }
  for (const { holds, keys: asks, operator, isKnownOperator } of conditions) {
    if (holds(context) !== maybe) continue;
    isExplained = true;
    const unknown = unknownKeys(asks, context);
    if (!isKnownOperator) reasons.add(`the condition operator ${operator.slice(0, 60)} is not known`);
    else if (unknown.length === 0) reasons.add(`${operator} is not defined for these values of ${asks[0]}`);
    else for (const key of unknown) keys.add(key);
  }
  if (!isExplained) reasons.add("it is not certain whom it names");
}

function unknownKeys(keys: readonly string[], context: RequestContext): readonly string[] {
  return keys.filter((key) => keyState(context, key) === "unknown");
}
