import { conditionOperator, type Statement, type StatementCondition } from "../../iam/index.ts";

/**
 * Do the conditions hold only for who has used MFA? `BoolIfExists` does not require it: calls with an access key have no such
 * key in their context, and pass.
 *
 * Source: IAM User Guide, "AWS global condition context keys", aws:MultiFactorAuthPresent and aws:MultiFactorAuthAge.
 */
export function requiresMfa(conditions: readonly StatementCondition[]): boolean {
  return conditions.some(({ operator, key, values }) => {
    const { name, ifExists, quantifier } = conditionOperator(operator);
    if (ifExists || quantifier === "ForAllValues" || values.length === 0) return false;
    if (key.toLowerCase() === presentKey) {
      return (name === "bool" || name.startsWith("stringequals")) && only(values, "true");
    }
    if (key.toLowerCase() !== ageKey) return false;
    return name.startsWith("numericlessthan") || (name === "null" && only(values, "false"));
  });
}

/**
 * Whose calls a Deny stops when they were made without MFA: everybody's, those of people who signed in with a password, or
 * those with an access key; undefined: it is not about MFA, or holds under further conditions.
 */
export function deniesWithoutMfa({ effect, conditions }: Statement): Stopped | undefined {
  const [condition, ...others] = conditions;
  if (effect !== "Deny" || condition === undefined || others.length > 0) return undefined;
  const key = condition.key.toLowerCase();
  if (key === presentKey) return stoppedByPresence(condition);
  return key === ageKey ? stoppedByAge(condition) : undefined;
}

type Stopped = "all" | "sign-ins" | "keys";

function stoppedByPresence({ operator, values }: StatementCondition): Stopped | undefined {
  const { name, negated, ifExists } = conditionOperator(operator);
  if (only(values, "true")) return name === "null" ? "keys" : negated ? "all" : undefined;
  if (!only(values, "false") || negated || name === "null") return undefined;
  return ifExists ? "all" : "sign-ins";
}

/** The age is there only after MFA. */
function stoppedByAge({ operator, values }: StatementCondition): Stopped | undefined {
  const { name, ifExists } = conditionOperator(operator);
  if (name === "null") return only(values, "true") ? "all" : undefined;
  return ifExists && name.startsWith("numericgreaterthan") ? "all" : undefined;
}

function only(values: readonly string[], wanted: string): boolean {
  return values.length > 0 && values.every((value) => value.toLowerCase() === wanted);
}

const presentKey = "aws:multifactorauthpresent";
const ageKey = "aws:multifactorauthage";
