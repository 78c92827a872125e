import type { OrganizationPolicy } from "../../world/nouns.ts";
import { organizationsError } from "./errors.ts";

/**
 * Throws `MalformedPolicyDocumentException` or `ConstraintViolationException` for what is no policy of the type.
 *
 * Source: AWS Organizations User Guide, "SCP syntax", "RCP syntax" and "Quotas and service limits".
 */
export function checkDocument(document: string, type: OrganizationPolicy["type"]): void {
  if (document.length > maxLength) {
    throw organizationsError("ConstraintViolationException", "You have exceeded the maximum policy size.");
  }
  const policy = parsed(document);
  const statements: readonly unknown[] = isObject(policy) ? [policy["Statement"]].flat() : [];
  const isVersion = isObject(policy) && policy["Version"] === "2012-10-17";
  const isSound = type === "SERVICE_CONTROL_POLICY" ? isScpStatement : isRcpStatement;
  if (!isVersion || statements.length === 0 || !statements.every(isSound)) throw malformed();
}

const maxLength = 10_240;

interface JsonObject {
  readonly [name: string]: unknown;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed();
  }
}

const common = ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];

/** No principal: it is for whoever is in the account. */
function isScpStatement(statement: unknown): boolean {
  if (!isObject(statement) || !Object.keys(statement).every((name) => common.includes(name))) return false;
  return (statement["Effect"] === "Allow" || statement["Effect"] === "Deny") && hasParts(statement);
}

/** Denies only, for everybody, and for services that take part. */
function isRcpStatement(statement: unknown): boolean {
  if (!isObject(statement)) return false;
  const { Principal, Action, ...rest } = statement;
  if (!Object.keys(rest).every((name) => common.includes(name) && name !== "NotAction")) return false;
  const isEverybody =
    Principal === "*" || (isObject(Principal) && Principal["AWS"] === "*" && Object.keys(Principal).length === 1);
  const actions = [Action].flat();
  return (
    statement["Effect"] === "Deny" &&
    isEverybody &&
    actions.length > 0 &&
    actions.every((action) => typeof action === "string" && rcpActions.test(action)) &&
    hasParts(statement)
  );
}

const rcpActions = /^(s3|sts|kms|sqs|secretsmanager|cognito-idp|logs|dynamodb|ecr|aoss):\S+$/i;

function hasParts(statement: JsonObject): boolean {
  const isOne = (name: string): boolean => (statement[name] === undefined) !== (statement[`Not${name}`] === undefined);
  const values = ["Action", "NotAction", "Resource", "NotResource"].flatMap((name) => [statement[name]].flat());
  return (
    isOne("Action") &&
    isOne("Resource") &&
    values.every((value) => value === undefined || typeof value === "string") &&
    (statement["Condition"] === undefined || isObject(statement["Condition"]))
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function malformed(): Error {
  return organizationsError(
    "MalformedPolicyDocumentException",
    "The provided policy document does not meet the requirements of the specified policy type.",
  );
}
