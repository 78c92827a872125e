import { conditionOperator } from "../condition-holds.ts";
import type { StatementCondition } from "../policy.ts";
import { keyState } from "./context-key.ts";
import type { RequestContext } from "./request.ts";
import { variablesOf } from "./template.ts";
import { both, either, maybe, no, opposite, type Truth, truthOf, yes } from "./truth.ts";
import { parseBool } from "./typed-values.ts";
import { type ValueMatcher, valueMatcher } from "./value-matcher.ts";

/** One line of a `Condition`, ready to be asked. */
export interface CompiledCondition {
  holds(context: RequestContext): Truth;
  /** The condition keys that it asks for, in lower case: its own, then those of policy variables. */
  readonly keys: readonly string[];
  /** As written, for an explanation. */
  readonly operator: string;
  readonly isKnownOperator: boolean;
}

/**
 * An operator that is not known never decides anything.
 *
 * Several values of a key without `ForAllValues` or `ForAnyValue` decide where both would say the same: such a key
 * needs one of them, and the documentation does not say what is done without.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators" and "Single-valued vs. multivalued context
 * keys".
 */
export function compileCondition({ operator, key, values }: StatementCondition, version: string): CompiledCondition {
  const name = key.toLowerCase();
  const { quantifier, name: comparison, negated, ifExists } = conditionOperator(operator);
  if (comparison === "null" && quantifier === undefined && !ifExists) {
    return { operator, keys: [name], isKnownOperator: true, holds: nullCheck(name, values) };
  }
  // What such a statement comes to is documented for a plain comparison only: it does not match.
  const unresolved = negated || ifExists ? maybe : no;
  const matcher = valueMatcher(comparison.replace("not", ""), values, version, unresolved);
  if (matcher === undefined) return { operator, keys: [name], isKnownOperator: false, holds: () => maybe };

  const one = negated ? negate(matcher.matches) : matcher.matches;
  const several = combine(one, quantifier);
  const missing = truthOf(ifExists || quantifier === "ForAllValues" || (negated && quantifier === undefined));
  return {
    operator,
    keys: [name, ...matcher.templates.flatMap(variablesOf)],
    isKnownOperator: true,
    holds: (context) => {
      const state = keyState(context, name);
      if (state === "absent") return missing;
      if (state === "unknown") return maybe;
      const [only] = state;
      return quantifier === undefined && state.length === 1 && only !== undefined
        ? one(only, context)
        : several(state, context);
    },
  };
}

function negate(matches: ValueMatcher): ValueMatcher {
  return (actual, context) => opposite(matches(actual, context));
}

function combine(
  one: ValueMatcher,
  quantifier: "ForAnyValue" | "ForAllValues" | undefined,
): (values: readonly string[], context: RequestContext) => Truth {
  return (values, context) => {
    // An empty text counts as no value at all.
    if (quantifier !== undefined && values.every((value) => value === ""))
      return truthOf(quantifier === "ForAllValues");
    let all: Truth = yes;
    let any: Truth = no;
    for (const value of values) {
      const answer = one(value, context);
      all = both(all, answer);
      any = either(any, answer);
    }
    if (quantifier !== undefined) return quantifier === "ForAllValues" ? all : any;
    return all === any ? all : maybe;
  };
}

/** `true`: the key must not be there; `false`: it must. */
function nullCheck(key: string, values: readonly string[]): (context: RequestContext) => Truth {
  const wanted = values.map(parseBool);
  const ifAbsent = answer(true);
  const ifPresent = answer(false);
  return (context) => {
    const state = keyState(context, key);
    return state === "unknown" ? maybe : state === "absent" ? ifAbsent : ifPresent;
  };

  function answer(isAbsent: boolean): Truth {
    if (wanted.includes(isAbsent)) return yes;
    return wanted.includes(undefined) ? maybe : no;
  }
}
