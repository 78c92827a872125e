import {
  type Bucket,
  isJsonObject,
  type Json,
  type JsonObject,
  ownValue,
  type PublicAccessBlock,
} from "../../model/index.ts";

/** True when all four settings are on: then neither policy nor ACL makes the bucket public. */
export function blocksAllPublicAccess(block: Bucket["publicAccessBlock"]): boolean {
  return block !== undefined && block !== "none" && settingsOff(block).length === 0;
}

/** Names of the Block Public Access settings that are off. */
export function settingsOff(block: PublicAccessBlock): readonly string[] {
  return [
    ...(block.blockPublicAcls ? [] : ["BlockPublicAcls"]),
    ...(block.ignorePublicAcls ? [] : ["IgnorePublicAcls"]),
    ...(block.blockPublicPolicy ? [] : ["BlockPublicPolicy"]),
    ...(block.restrictPublicBuckets ? [] : ["RestrictPublicBuckets"]),
  ];
}

/** Grants of an ACL to everybody or to everybody with an AWS account. */
export function publicGrants(grants: NonNullable<Bucket["grants"]>): readonly string[] {
  return grants.flatMap(({ grantee, permission }) => {
    const group = /^https?:\/\/acs\.amazonaws\.com\/groups\/global\/(AllUsers|AuthenticatedUsers)$/.exec(grantee)?.[1];
    return group === undefined ? [] : [`${permission} for ${group}`];
  });
}

/**
 * Statements that allow something to anybody: `Sid`, else `statement 2`. Undefined when the policy is none that can be read.
 *
 * A condition binds when it needs a fixed value of a key that says who or whence.
 * Source: Amazon S3 User Guide, "The meaning of public".
 */
export function publicStatements(policy: Json): readonly string[] | undefined {
  const list = isJsonObject(policy) ? ownValue(policy, "Statement") : undefined;
  const statements = Array.isArray(list) ? list : isJsonObject(list) ? [list] : undefined;
  if (statements === undefined || !statements.every(isJsonObject)) return undefined;
  return statements.flatMap((statement, index) => {
    const isPublic = ownValue(statement, "Effect") === "Allow" && isForAnybody(statement) && !isBound(statement);
    if (!isPublic) return [];
    const sid = ownValue(statement, "Sid");
    return [typeof sid === "string" && sid !== "" ? sid : `statement ${index + 1}`];
  });
}

function isForAnybody(statement: JsonObject): boolean {
  if (Object.hasOwn(statement, "NotPrincipal")) return true;
  const principal = ownValue(statement, "Principal");
  if (principal === "*") return true;
  return isJsonObject(principal) && texts(ownValue(principal, "AWS")).includes("*");
}

function isBound(statement: JsonObject): boolean {
  const conditions = ownValue(statement, "Condition");
  if (!isJsonObject(conditions)) return false;
  return Object.entries(conditions).some(([operator, keys]) => {
    // `...IfExists` holds where the key is absent, and negated operators hold for everybody else.
    if (
      !/^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike|IpAddress)$/i.test(operator)
    ) {
      return false;
    }
    return isJsonObject(keys) && Object.entries(keys).some(([key, values]) => bindsBy(key, texts(values)));
  });
}

function bindsBy(key: string, values: readonly string[]): boolean {
  const name = key.toLowerCase();
  if (values.length === 0) return false;
  if (name === "aws:sourceip") return values.every(isNarrowNetwork);
  return bindingKeys.has(name) && values.every((value) => isFixed(name, value));
}

const bindingKeys: ReadonlySet<string> = new Set([
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:userid",
  "s3:dataaccesspointaccount",
]);

/** Wildcards are allowed after the account of an ARN and after the organization of a path. */
function isFixed(key: string, value: string): boolean {
  if (!value.includes("*") && !value.includes("?")) return value !== "";
  if (key.endsWith("arn")) return /^arn:[^:*?]+:[^:*?]+:[^:]*:\d{12}:/.test(value);
  return key.endsWith("orgpaths") && /^o-[a-z0-9]+\//.test(value);
}

/** Networks wider than /8 (IPv6: /32) count as everybody. */
function isNarrowNetwork(network: string): boolean {
  const [address = "", length] = network.split("/");
  if (address === "") return false;
  if (length === undefined) return true;
  const bits = Number(length);
  return Number.isInteger(bits) && bits >= (address.includes(":") ? 32 : 8);
}

function texts(value: Json | undefined): readonly string[] {
  const values: readonly Json[] = Array.isArray(value) ? value : value === undefined ? [] : [value as Json];
  return values.filter((item) => typeof item === "string");
}
