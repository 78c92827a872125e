import { isJsonObject, type Json, type JsonObject, ownValue, type StoredDocument } from "../model/index.ts";
import { oncePerKey } from "./once.ts";
import { parseConditions, problemOr, textList } from "./parse-elements.ts";
import type { ParsedPolicy, PrincipalElement, Statement } from "./policy.ts";

/** `identity` statements need a resource, `trust` statements a principal. */
export type PolicyUse = "identity" | "trust";

/**
 * Reads a policy document. Whatever cannot be read is a problem of the policy, and its other statements stand.
 *
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language".
 */
export function parsePolicy(json: Json, use: PolicyUse = "identity"): ParsedPolicy {
  if (!isJsonObject(json)) return unreadablePolicy("the document is not a JSON object");
  const problems: string[] = Object.keys(json)
    .filter((name) => !policyElements.has(name))
    .map((name) => `unknown element ${shown(name)}`);
  const version = ownValue(json, "Version") ?? "2008-10-17";
  if (version !== "2012-10-17" && version !== "2008-10-17") problems.push(`unknown Version ${shown(version)}`);

  const stored = ownValue(json, "Statement");
  if (stored === undefined) problems.push("no Statement");
  const statements: Statement[] = [];
  const list: readonly Json[] = stored === undefined ? [] : Array.isArray(stored) ? stored : [stored];
  for (const [index, item] of list.entries()) {
    const statement = parseStatement(item, index + 1, use);
    if (typeof statement === "string") problems.push(`statement ${index + 1}: ${statement}`);
    else statements.push(statement);
  }
  return { version: version === "2012-10-17" ? version : "2008-10-17", statements, problems };
}

/** A stored document, which may have been unreadable before it came here; read once, however many have it. */
export function parseStored(document: StoredDocument, use: PolicyUse = "identity"): ParsedPolicy {
  return use === "identity" ? identityPolicyOf(document) : parseDocument(document, use);
}

const identityPolicyOf = oncePerKey((document: StoredDocument) => parseDocument(document, "identity"));

function parseDocument(document: StoredDocument, use: PolicyUse): ParsedPolicy {
  return "unreadable" in document ? unreadablePolicy(document.unreadable) : parsePolicy(document.json, use);
}

function unreadablePolicy(problem: string): ParsedPolicy {
  return { version: "2008-10-17", statements: [], problems: [problem] };
}

const policyElements: ReadonlySet<string> = new Set(["Version", "Id", "Statement"]);
const statementElements: ReadonlySet<string> = new Set(
  "Sid Effect Action NotAction Resource NotResource Principal NotPrincipal Condition".split(" "),
);

function parseStatement(json: Json, position: number, use: PolicyUse): Statement | string {
  if (!isJsonObject(json)) return "not a JSON object";
  const unknown = Object.keys(json).find((name) => !statementElements.has(name));
  if (unknown !== undefined) return `unknown element ${shown(unknown)}`;
  const effect = ownValue(json, "Effect");
  if (effect !== "Allow" && effect !== "Deny") return `Effect is ${shown(effect)}`;
  const sid = ownValue(json, "Sid");
  if (sid !== undefined && typeof sid !== "string") return "Sid is not text";

  const action = either(json, "Action", "NotAction");
  if (typeof action === "string") return action;
  if (action === undefined) return "neither Action nor NotAction";
  const resource = either(json, "Resource", "NotResource");
  if (typeof resource === "string") return resource;
  if (resource === undefined && use === "identity") return "neither Resource nor NotResource";
  const principal = parsePrincipal(json);
  if (typeof principal === "string") return principal;
  if (principal === undefined && use === "trust") return "neither Principal nor NotPrincipal";
  const conditions = parseConditions(ownValue(json, "Condition"));
  if (typeof conditions === "string") return conditions;
  return {
    position,
    ...(sid !== undefined && { sid }),
    effect,
    action,
    ...(resource && { resource }),
    ...(principal && { principal }),
    conditions,
  };
}

/** The element or its opposite with its patterns, undefined when neither is there, or what is wrong. */
function either<K extends string>(
  json: JsonObject,
  ...kinds: readonly K[]
): { readonly kind: K; readonly patterns: readonly string[] } | undefined | string {
  const present = kinds.filter((kind) => Object.hasOwn(json, kind));
  const [kind] = present;
  if (kind === undefined) return undefined;
  if (present.length > 1) return `both ${present.join(" and ")}`;
  return problemOr(textList(ownValue(json, kind), kind), (patterns) => ({ kind, patterns }));
}

function parsePrincipal(json: JsonObject): PrincipalElement | undefined | string {
  const present = (["Principal", "NotPrincipal"] as const).filter((kind) => Object.hasOwn(json, kind));
  const [kind] = present;
  if (kind === undefined) return undefined;
  if (present.length > 1) return `both ${present.join(" and ")}`;
  const value = ownValue(json, kind);
  const none = { kind, AWS: [], Service: [], Federated: [], CanonicalUser: [] };
  if (value === "*") return { ...none, AWS: ["*"] };
  if (!isJsonObject(value)) return `${kind} is neither "*" nor an object`;
  const lists = new Map<string, readonly string[]>();
  for (const [type, names] of Object.entries(value)) {
    if (!principalTypes.has(type)) return `${kind} has the unknown type ${shown(type)}`;
    const list = textList(names, `${kind} ${type}`);
    if (typeof list === "string") return list;
    lists.set(type, list);
  }
  return { ...none, ...Object.fromEntries(lists) };
}

const principalTypes: ReadonlySet<string> = new Set(["AWS", "Service", "Federated", "CanonicalUser"]);

/** Short, and without control characters. */
function shown(value: Json | undefined): string {
  return (value === undefined ? "missing" : JSON.stringify(value)).slice(0, 60);
}
