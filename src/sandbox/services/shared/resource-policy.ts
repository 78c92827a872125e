import { type ParsedPolicy, parsePolicy } from "../../../iam/index.ts";
import { isJsonObject, type Json, ownValue } from "../../../model/index.ts";
import { AwsError } from "../../aws-error.ts";
import type { Call } from "../../call.ts";
import { requireTrustPrincipals } from "../iam/trust-principals.ts";

/**
 * The policy that a resource is to have; undefined: it is none. Each statement must say to whom it is and what about, and
 * there is no more in it than policies have.
 */
export function readResourcePolicy(text: string): ParsedPolicy | undefined {
  let json: Json;
  try {
    // JSON.parse returns `any`; whatever it made is looked at.
    json = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  if (!isJsonObject(json)) return undefined;
  const stored = ownValue(json, "Statement");
  const statements = Array.isArray(stored) ? stored : stored === undefined ? [] : [stored];
  const isSound = (statement: Json): boolean =>
    isJsonObject(statement) && has(statement, "Principal") && has(statement, "Action") && has(statement, "Resource");
  if (statements.length === 0 || !statements.every(isSound)) return undefined;
  const parsed = parsePolicy(json);
  return parsed.problems.length > 0 ? undefined : parsed;
}

/** Whether those that a policy names are there, as far as the sandbox can know. */
export function hasPrincipals(call: Call, policy: ParsedPolicy): boolean {
  try {
    requireTrustPrincipals(call, policy);
    return true;
  } catch (error) {
    if (error instanceof AwsError) return false;
    throw error;
  }
}

/** The element or its `Not...`. */
function has(statement: object, name: string): boolean {
  return Object.hasOwn(statement, name) || Object.hasOwn(statement, `Not${name}`);
}
