import type { ParsedPolicy } from "../../../iam/index.ts";
import { malformedPolicy } from "./errors.ts";

/** What IAM says of documents that an older reader of its own does not take. */
export function legacyParsing(): Error {
  return malformedPolicy("The policy failed legacy parsing");
}

/**
 * Operators must exist, and dates be dates. Throws MalformedPolicyDocument.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
 */
export function requireConditions({ statements }: ParsedPolicy): void {
  for (const { operator, values } of statements.flatMap(({ conditions }) => conditions)) {
    const name = operator.replace(/^(?:ForAnyValue|ForAllValues):/i, "").replace(/IfExists$/i, "");
    if (!operators.test(name)) throw malformedPolicy("Syntax errors in policy.");
    if (/^Date/i.test(name) && values.some((value) => !isDate(value))) throw legacyParsing();
  }
}

const operators =
  /^(?:String(?:Not)?(?:Equals(?:IgnoreCase)?|Like)|(?:Numeric|Date)(?:(?:Not)?Equals|(?:Less|Greater)Than(?:Equals)?)|Bool|BinaryEquals|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like)|Null)$/i;

/** Seconds since 1970, or ISO 8601 in whole or in part; a policy variable stands for one. */
function isDate(value: string): boolean {
  return (
    /^\d{1,19}$/.test(value) || value.includes("${") || (/^-?\d{4,}/.test(value) && !Number.isNaN(Date.parse(value)))
  );
}

/** IAM looks at the head of an ARN only, in which service, region and account may hold wildcards. Throws MalformedPolicyDocument. */
export function requireResource(resource: string): void {
  if (resource === "*") return;
  if (!resource.includes(":")) throw malformedPolicy(`Resource ${resource} must be in ARN format or "*".`);
  const [, partition = "", service, region, account, ...rest] = resource.split(":");
  if (!/^(?:aws(?:-[a-z-]+)?|\*)$/.test(partition)) {
    const shown = [service ?? "*", region ?? "*", account ?? "*", rest.length === 0 ? "*" : rest.join(":")].join(":");
    throw malformedPolicy(`Partition "${partition}" is not valid for resource "arn:${partition}:${shown}".`);
  }
  if (service === undefined) {
    throw malformedPolicy("Resource vendor must be fully qualified and cannot contain regexes.");
  }
  const path = rest.join(":");
  if (service === "iam") requireIamResource(resource, region ?? "*", path);
  if (service === "s3" && region !== "" && region !== "*" && !path.startsWith("accesspoint/")) {
    throw malformedPolicy(`Resource ${resource} can not contain region information.`);
  }
  if (service === "" || (rest.length === 0 && resource.includes("::"))) throw legacyParsing();
}

const iamResources: readonly string[] =
  "user/ federated-user/ role/ group/ instance-profile/ mfa/ server-certificate/ policy/ sms-mfa/ saml-provider/ oidc-provider/ report/ access-report/".split(
    " ",
  );

function requireIamResource(resource: string, region: string, path: string): void {
  if (region !== "" && region !== "*") {
    throw malformedPolicy(`IAM resource ${resource} cannot contain region information.`);
  }
  if (path === "" || path.startsWith("*") || path === "root" || iamResources.some((kind) => path.startsWith(kind)))
    return;
  if (/[*?$]/.test(path)) return;
  throw malformedPolicy(`IAM resource path must either be "*" or start with ${iamResources.join(", ")}.`);
}
