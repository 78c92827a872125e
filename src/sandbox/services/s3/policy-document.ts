import { compileGlob, globMatches } from "../../../iam/index.ts";
import type { World } from "../../world/world.ts";
import { s3Error } from "./errors.ts";

/**
 * Checks a bucket policy as S3 does before it takes one, and gives it back compact. Throws `MalformedPolicy`.
 *
 * Source: Amazon S3 User Guide, "Policies and permissions in Amazon S3"; texts as S3 answers them.
 */
export function checkedBucketPolicy(text: string, bucket: string, world: World): string {
  if (Buffer.byteLength(text) > maxBytes) throw malformed("Policy exceeds the maximum allowed document size.");
  const policy = parsed(text);
  for (const name of Object.keys(policy)) {
    if (!["Version", "Id", "Statement"].includes(name)) throw malformed(`Unknown field ${name}`);
  }
  const version = policy["Version"];
  if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17") {
    throw malformed("The policy must contain a valid version string");
  }
  if (policy["Statement"] === undefined) throw malformed("Missing required field Statement");
  const statements = listOf(policy["Statement"]);
  if (statements.length === 0) throw malformed("Could not parse the policy: Statement is empty!");
  const ids = new Set<unknown>();
  for (const statement of statements) {
    if (!isObject(statement)) throw malformed("Invalid policy syntax.");
    checkStatement(statement, bucket, world);
    const id = statement["Sid"];
    if (id !== undefined && ids.has(id)) throw malformed("Statement IDs (SID) in a single policy must be unique.");
    ids.add(id);
  }
  return JSON.stringify(policy);
}

/** 20 KB */
const maxBytes = 20 * 1024;

interface JsonObject {
  readonly [name: string]: unknown;
}

function parsed(text: string): JsonObject {
  try {
    const policy: unknown = JSON.parse(text);
    if (isObject(policy) && text.startsWith("{")) return policy;
  } catch {
    // Said below.
  }
  throw s3Error("MalformedPolicy");
}

const elements = ["Sid", "Effect", "Action", "NotAction", "Principal", "NotPrincipal", "Resource", "NotResource"];

function checkStatement(statement: JsonObject, bucket: string, world: World): void {
  for (const name of Object.keys(statement)) {
    if (!elements.includes(name) && name !== "Condition") throw malformed(`Unknown field ${name}`);
  }
  const effect = statement["Effect"];
  if (effect === undefined) throw malformed("Missing required field Effect");
  if (effect !== "Allow" && effect !== "Deny") throw malformed(`Invalid effect: ${shown(effect)}`);
  checkPrincipal(oneOf(statement, "Principal"), world);
  const actions = texts(oneOf(statement, "Action"), "Policy has invalid action");
  if (!actions.every(isAction)) throw malformed("Policy has invalid action");
  const resources = texts(oneOf(statement, "Resource"), "Policy has invalid resource");
  if (!resources.every((resource) => isOfBucket(resource, bucket))) throw malformed("Policy has invalid resource");
  if (statement["Action"] !== undefined && statement["Resource"] !== undefined && !fits(actions, resources)) {
    throw malformed("Action does not apply to any resource(s) in statement");
  }
  checkCondition(statement["Condition"]);
}

/** The element or its `Not...`: exactly one of them must be there. */
function oneOf(statement: JsonObject, name: string): unknown {
  const [is, not] = [statement[name], statement[`Not${name}`]];
  if (is === undefined && not === undefined) throw malformed(`Missing required field ${name}`);
  if (is !== undefined && not !== undefined) throw malformed("Invalid policy syntax.");
  return is ?? not;
}

const principalKinds = ["AWS", "Service", "Federated", "CanonicalUser"];

function checkPrincipal(principal: unknown, world: World): void {
  if (principal === "*") return;
  if (!isObject(principal) || Object.keys(principal).length === 0) throw malformed("Invalid policy syntax.");
  for (const [kind, value] of Object.entries(principal)) {
    if (!principalKinds.includes(kind)) throw malformed("Invalid policy syntax.");
    for (const name of texts(value, "Invalid principal in policy")) {
      if (kind === "AWS" && !isPrincipal(name, world)) throw malformed("Invalid principal in policy");
      if (kind === "Service" && !/^[a-z0-9.-]+\.amazonaws\.com$/.test(name)) {
        throw malformed("Invalid principal in policy");
      }
    }
  }
}

/** `*`, an account, or a principal; users and roles of accounts in this world must be there. */
function isPrincipal(name: string, world: World): boolean {
  if (name === "*" || /^\d{12}$/.test(name)) return true;
  const [, service, id = "", kind, rest = ""] =
    /^arn:aws:(iam|sts)::(\d{12}):(root|user|role|assumed-role|federated-user)(?:\/([^*?]+))?$/.exec(name) ?? [];
  if (service === undefined) return /^AIDA|^AROA/.test(name);
  const account = world.accounts.get(id);
  if (account === undefined || service === "sts" || kind === "root") return true;
  const last = rest.slice(rest.lastIndexOf("/") + 1).toLowerCase();
  return (kind === "user" ? account.users : account.roles).get(last) !== undefined;
}

function isAction(action: string): boolean {
  return action === "*" || /^s3:[A-Za-z0-9*?]+$/i.test(action);
}

/** `arn:aws:s3:::BUCKET` or below; wildcards may stand for its name. */
function isOfBucket(resource: string, bucket: string): boolean {
  const [, name] = /^arn:aws:s3:::([^/]+)(\/.*)?$/s.exec(resource) ?? [];
  if (name === undefined) return false;
  return globMatches(compileGlob(name), bucket);
}

/** Actions on objects need a resource below the bucket, those on buckets the bucket itself. */
function fits(actions: readonly string[], resources: readonly string[]): boolean {
  const [objects, buckets] = [resources.some((it) => /[/*]/.test(it)), resources.some((it) => !it.includes("/"))];
  return actions.every((action) => {
    if (/[*?]/.test(action)) return true;
    return /object|multipartuploadparts|abortmultipart/i.test(action) && !/objectlockconfiguration/i.test(action)
      ? objects
      : buckets || resources.some((it) => it.endsWith("*"));
  });
}

const operator =
  /^(ForAnyValue:|ForAllValues:)?(String(Not)?(Equals|Like)|StringEqualsIgnoreCase|StringNotEqualsIgnoreCase|Numeric(Not)?Equals|Numeric(Less|Greater)Than(Equals)?|Date(Not)?Equals|Date(Less|Greater)Than(Equals)?|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?$|^Null$/i;

function checkCondition(condition: unknown): void {
  if (condition === undefined) return;
  if (!isObject(condition)) throw malformed("Invalid policy syntax.");
  for (const [name, keys] of Object.entries(condition)) {
    if (!operator.test(name)) throw malformed(`Invalid Condition type : ${name}`);
    if (!isObject(keys)) throw malformed("Invalid policy syntax.");
    for (const key of Object.keys(keys)) {
      if (!/^(aws|s3|kms|sts|saml|[a-z0-9.-]+):\S+$/i.test(key)) throw malformed("Policy has an invalid condition key");
    }
  }
}

function texts(value: unknown, otherwise: string): readonly string[] {
  const list = listOf(value);
  const found = list.filter((item) => typeof item === "string");
  if (found.length === 0 || found.length < list.length) throw malformed(otherwise);
  return found;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function malformed(message: string): ReturnType<typeof s3Error> {
  return s3Error("MalformedPolicy", message);
}
