import { isJsonObject, type Json, type JsonObject, ownValue } from "../../../model/index.ts";
import { statementsOf } from "../plan/policy-documents.ts";

/**
 * Whether CloudTrail may write to a bucket on behalf of one trail alone: some statement lets it, and each that does names the
 * trail and no other. Of a pattern that may mean more (a `NotAction`, a wildcard in the ARN) it is not taken to be pinned.
 */
export function isPinned(policy: Json, trailArn: string): boolean {
  const writes = statementsOf(policy)
    .filter(isJsonObject)
    .filter(
      (statement) => ownValue(statement, "Effect") === "Allow" && isForCloudTrail(statement) && mayPut(statement),
    );
  return writes.length > 0 && writes.every((statement) => namesOnly(statement, trailArn));
}

function isForCloudTrail(statement: JsonObject): boolean {
  const principal = ownValue(statement, "Principal");
  const services = isJsonObject(principal) ? texts(ownValue(principal, "Service")) : texts(principal);
  return services.some((name) => name === "cloudtrail.amazonaws.com" || name === "*");
}

function mayPut(statement: JsonObject): boolean {
  const actions = ownValue(statement, "Action");
  return actions === undefined || texts(actions).some(matchesPut);
}

/** Patterns of actions know `*` and `?`, and no case. */
function matchesPut(pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "i").test("s3:PutObject");
}

/** Keys of conditions and operators have no case; the console writes `AWS:SourceArn`. */
function namesOnly(statement: JsonObject, trailArn: string): boolean {
  const condition = ownValue(statement, "Condition");
  const tests = isJsonObject(condition) ? Object.entries(condition) : [];
  return tests
    .filter(([operator]) => /^(String|Arn)(Equals|Like)$/i.test(operator))
    .flatMap(([, keys]) => (isJsonObject(keys) ? Object.entries(keys) : []))
    .filter(([key]) => key.toLowerCase() === "aws:sourcearn")
    .some(([, values]) => texts(values).length > 0 && texts(values).every((arn) => arn === trailArn));
}

function texts(value: Json | undefined): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((text) => typeof text === "string");
}
