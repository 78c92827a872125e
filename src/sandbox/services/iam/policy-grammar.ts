import { type ParsedPolicy, type PolicyUse, parsePolicy } from "../../../iam/index.ts";
import { isJsonObject, type Json, type JsonObject, ownValue } from "../../../model/index.ts";
import { malformedPolicy } from "./errors.ts";
import { legacyParsing, requireConditions, requireResource } from "./policy-values.ts";

/**
 * Reads a document as IAM takes it. Throws MalformedPolicyDocument in IAM's words.
 *
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language".
 */
export function readPolicy(text: string, use: PolicyUse): ParsedPolicy {
  if (/^\s/.test(text)) throw malformedPolicy("JSON strings must not have leading spaces");
  const json = parseJson(text, use);
  const statements = statementsOf(json);
  const version = ownValue(json, "Version");
  if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17") throw syntax();
  requireElements(statements, use);
  if (statements.some(({ Effect }) => typeof Effect === "string" && isMiswritten(Effect))) throw legacyParsing();
  const parsed = parsePolicy(json, use);
  if (parsed.problems.length > 0) throw syntax();
  requireUniqueSids(parsed);
  for (const { action, resource } of parsed.statements) {
    for (const pattern of action.patterns) requireVendor(pattern);
    for (const pattern of resource?.patterns ?? []) requireResource(pattern);
  }
  requireConditions(parsed);
  return parsed;
}

function syntax(): Error {
  return malformedPolicy("Syntax errors in policy.");
}

function parseJson(text: string, use: PolicyUse): JsonObject {
  try {
    // JSON.parse returns `any`; whatever it made is looked at.
    const json = JSON.parse(text) as Json;
    if (isJsonObject(json)) return json;
  } catch {
    if (use === "trust") throw malformedPolicy("This policy contains invalid Json");
  }
  throw syntax();
}

function statementsOf(json: JsonObject): readonly JsonObject[] {
  const stored = ownValue(json, "Statement");
  const list: readonly Json[] = Array.isArray(stored) ? stored : stored === undefined ? [] : [stored];
  if (list.length === 0) throw syntax();
  return list.map((item) => {
    if (!isJsonObject(item)) throw syntax();
    return item;
  });
}

/** What parsePolicy would find too, but IAM has a sentence of its own for it. */
function requireElements(statements: readonly JsonObject[], use: PolicyUse): void {
  const some = (...names: readonly string[]): boolean =>
    statements.some((statement) => names.some((name) => Object.hasOwn(statement, name)));
  const eachHas = (...names: readonly string[]): boolean =>
    statements.every((statement) => names.some((name) => isFilled(ownValue(statement, name))));
  if (!eachHas("Effect")) throw use === "trust" ? malformedPolicy("Missing required field Effect") : syntax();
  if (!eachHas("Action", "NotAction")) throw malformedPolicy("Policy statement must contain actions.");
  if (use === "identity") {
    if (some("Principal", "NotPrincipal")) throw malformedPolicy("Policy document should not specify a principal.");
    if (!eachHas("Resource", "NotResource")) throw malformedPolicy("Policy statement must contain resources.");
    return;
  }
  if (some("Resource", "NotResource")) throw malformedPolicy("Has prohibited field Resource");
  if (!eachHas("Principal", "NotPrincipal")) throw malformedPolicy("Missing required field Principal");
}

function isFilled(value: Json | undefined): boolean {
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

/** `allow`: IAM reads it, and then does not take it. */
function isMiswritten(effect: string): boolean {
  return effect !== "Allow" && effect !== "Deny" && /^(?:allow|deny)$/i.test(effect);
}

function requireUniqueSids({ statements }: ParsedPolicy): void {
  const sids = statements.flatMap(({ sid }) => (sid === undefined || sid === "" ? [] : [sid]));
  if (sids.some((sid) => !/^[A-Za-z0-9]*$/.test(sid))) {
    throw malformedPolicy(
      "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
    );
  }
  if (new Set(sids).size < sids.length) {
    throw malformedPolicy("Statement IDs (SID) in a single policy must be unique.");
  }
}

function requireVendor(action: string): void {
  if (action === "*") return;
  const parts = action.split(":");
  const [vendor = ""] = parts;
  if (parts.length === 1) {
    throw malformedPolicy("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
  }
  if (parts.length > 2) throw malformedPolicy("Actions/Condition can contain only one colon.");
  if (vendor !== "*" && !/^[\w.-]+$/.test(vendor)) throw malformedPolicy(`Vendor ${vendor} is not valid`);
}
