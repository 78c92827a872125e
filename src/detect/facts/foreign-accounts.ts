import {
  type CloudTrailEvent,
  isJsonObject,
  type Json,
  type JsonObject,
  ownObject,
  ownText,
  ownValue,
} from "../../model/index.ts";
import type { FieldPath } from "../../sigma/index.ts";

/**
 * The accounts, other than the event's own, that its request lets in: ids of 12 digits in ascending order, and `*` first for
 * anybody. Undefined where there is none.
 *
 * They are read from the `Principal` elements of the policy documents in `requestParameters`, of statements that allow, with or
 * without a condition; and from the parameters that name a principal without a document. Own are `recipientAccountId` and the
 * owners of the event's `resources`. Services and canonical users have no account id and are left out.
 */
export function foreignAccounts(event: CloudTrailEvent): readonly string[] | undefined {
  const parameters = ownObject(event, "requestParameters");
  if (parameters === undefined) return undefined;
  const found = new Set<string>();
  for (const [name, inner] of documentPlaces) readDocuments(parameterOf(parameters, name, inner), found);
  for (const [name, inner] of principalPlaces) readPrincipals(parameterOf(parameters, name, inner), found);
  if (found.size === 0) return undefined;
  for (const own of ownAccounts(event)) found.delete(own);
  return found.size === 0 ? undefined : [...found].sort();
}

/** Names of request parameters, as far as AWS writes them; the second is a parameter within the first. */
type Places = readonly (readonly [name: string, inner?: string])[];

/** Policy documents, as text or as an object. */
const documentPlaces: Places = [
  ["policyDocument"],
  ["assumeRolePolicyDocument"],
  ["policy"],
  ["bucketPolicy"],
  ["policyText"],
  ["resourcePolicy"],
  ["policyInJson"],
  ["accessPolicies"],
  ["attributeValue"],
  ["attributes", "Policy"],
  ["PutAccessPointPolicyRequest", "Policy"],
];

/** Principals: ids of accounts, ARNs or `*`, also in lists. */
const principalPlaces: Places = [
  ["principal"],
  ["granteePrincipal"],
  ["aWSAccountId"],
  ["aWSAccountIds"],
  ["AWSAccountId"],
  ["AWSAccountIds"],
];

/** All that {@link foreignAccounts} depends on. */
export const foreignAccountReads: readonly FieldPath[] = [
  "recipientAccountId",
  "userIdentity.accountId",
  "resources.accountId",
  ...[...documentPlaces, ...principalPlaces].map((place) => ["requestParameters", ...place].join(".")),
];

function parameterOf(parameters: JsonObject, name: string, inner: string | undefined): Json | undefined {
  const value = ownValue(parameters, name);
  if (inner === undefined) return value;
  return isJsonObject(value) ? ownValue(value, inner) : undefined;
}

function ownAccounts(event: CloudTrailEvent): readonly string[] {
  const account = ownText(event, "recipientAccountId") ?? ownText(ownObject(event, "userIdentity") ?? {}, "accountId");
  const owners = listOf(ownValue(event, "resources")).map((resource) =>
    isJsonObject(resource) ? ownText(resource, "accountId") : undefined,
  );
  return [account, ...owners].filter((one) => one !== undefined);
}

function readDocuments(value: Json | undefined, into: Set<string>): void {
  for (const one of listOf(value)) {
    if (typeof one === "string") readText(one, into);
    else if (isJsonObject(one)) readDocument(one, into);
  }
}

function readText(text: string, into: Set<string>): void {
  const document = parsed(text);
  if (isJsonObject(document)) readDocument(document, into);
  // Cut off or otherwise no JSON: whoever it names may be let in.
  else if (document === undefined) for (const [, id = ""] of text.matchAll(quotedAccount)) into.add(id);
}

/** Undefined for what is no JSON. */
function parsed(text: string): Json | undefined {
  const start = text.search(/[^\s\uFEFF]/);
  if (start < 0) return null;
  // Documents come as JSON or percent-encoded; what begins with anything else is another kind of parameter.
  if (text[start] !== "{" && !text.startsWith("%", start)) return null;
  try {
    const plain = text[start] === "%" ? decodeURIComponent(text.slice(start).replaceAll("+", " ")) : text.slice(start);
    // JSON.parse gives nothing but JSON values.
    return JSON.parse(plain) as Json;
  } catch {
    return undefined;
  }
}

/** In text that is no JSON, also percent-encoded. */
const quotedAccount = /(?:"|%22)(?:arn(?::|%3A)aws[a-z-]*(?::|%3A)(?:iam|sts)(?::|%3A){2})?(\d{12})(?!\d)/gi;

/** AWS takes a single statement for a list of one. */
function readDocument(document: JsonObject, into: Set<string>): void {
  for (const statement of elements(document, "statement")) {
    if (!isJsonObject(statement) || !elements(statement, "effect").includes("Allow")) continue;
    for (const principal of elements(statement, "principal")) readPrincipal(principal, into);
    // Everybody but those that it names.
    if (elements(statement, "notprincipal").length > 0) into.add(anybody);
  }
}

const anybody = "*";

function readPrincipal(principal: Json, into: Set<string>): void {
  // An identity provider is one of an account; others are named by their domain.
  const named = isJsonObject(principal)
    ? [...elements(principal, "aws"), ...elements(principal, "federated")]
    : principal;
  readPrincipals(named, into);
}

function readPrincipals(value: Json | undefined, into: Set<string>): void {
  for (const one of listOf(value)) {
    const [, id] = (typeof one === "string" && accountOfPrincipal.exec(one)) || [];
    if (id !== undefined) into.add(id);
  }
}

/** An id, the ARN of an identity with a wildcard or an id, or everybody. */
const accountOfPrincipal = /^(?:arn:aws[a-z-]*:(?:iam|sts)::(?=[^:]+:))?(\d{12}|\*)(?::|$)/;

/** All values of an element. Its name is taken in any case: nobody is to be missed for how he writes it. */
function elements(object: JsonObject, lowerName: string): readonly Json[] {
  return Object.entries(object).flatMap(([name, value]) => (name.toLowerCase() === lowerName ? listOf(value) : []));
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
