import type { AccessDecision, LayerName } from "../../iam/index.ts";
import { arnName } from "../../model/index.ts";
import { AwsError } from "../aws-error.ts";
import type { Call, Input, Need } from "../call.ts";
import type { Requester } from "./requester.ts";
import { resourceAccount } from "./resource-account.ts";

/**
 * The refusal in AWS's words. Why is told only within one account or organisation; S3 tells others nothing at all.
 *
 * Source: IAM User Guide, "Troubleshoot access denied error messages"; Amazon S3 User Guide, "Troubleshoot access denied (403
 * Forbidden) errors".
 */
export function accessDenied(call: Call, need: Need, requester: Requester, decision: AccessDecision): AwsError {
  return new AwsError("AccessDenied", messageOf(call, need, requester, decision), 403);
}

function messageOf(call: Call, need: Need, { principal }: Requester, decision: AccessDecision): string {
  const tellsWhy = isTold(call, need, principal.account);
  if (call.service === "s3" && (!tellsWhy || principal.kind === "anonymous")) return "Access Denied";
  const user = `User: ${principal.kind === "anonymous" ? "anonymous" : principal.arn}`;
  const refused = `${user} is not authorized to perform: ${need.action}${resourceText(call, need)}`;
  return tellsWhy ? `${refused} ${reason(need, decision)}` : refused;
}

function isTold({ world }: Call, need: Need, own: string): boolean {
  const account = resourceAccount(need, own);
  if (account === own || own === "") return account === own;
  const members = world.organization.get("organization")?.members ?? [];
  return [account, own].every((one) => members.some((member) => member.account === one));
}

function reason({ action }: Need, { verdict, decidedBy }: AccessDecision): string {
  const isTrust = decidedBy === "resource" && action.startsWith("sts:");
  if (verdict === "explicitDeny") {
    return isTrust
      ? "with an explicit deny in the role trust policy"
      : `with an explicit deny in ${decidedBy === "identity" ? "an" : "a"} ${names[decidedBy]}`;
  }
  return `because no ${isTrust ? "role trust policy" : names[decidedBy]} allows the ${action} action`;
}

const names: Readonly<Record<LayerName, string>> = {
  identity: "identity-based policy",
  boundary: "permissions boundary",
  session: "session policy",
  resource: "resource-based policy",
  serviceControl: "service control policy",
  resourceControl: "resource control policy",
  endpoint: "VPC endpoint policy",
};

/**
 * S3 quotes it; IAM calls what is there by kind and name (`user anna`), and all else by its ARN. Where there is none, only IAM
 * and Organizations say so.
 */
function resourceText({ service, input }: Call, { action, resource }: Need): string {
  if (resource === "*" && service !== "iam" && service !== "organizations") return "";
  if (service === "s3") return ` on resource: "${resource}"`;
  return ` on resource: ${service === "iam" ? iamText(action, resource, input) : resource}`;
}

function iamText(action: string, resource: string, input: Input): string {
  const kind = /^arn:aws:iam::[^:]*:(user|group|role|policy)\//.exec(resource)?.[1];
  if (kind === undefined || resource.endsWith("/") || byArn.test(action)) return resource;
  if (kind !== "policy" || action === "iam:CreatePolicy") return `${kind} ${arnName(resource)}`;
  return ofVersion.test(action) ? `policy ${resource} version ${String(input["VersionId"])}` : `policy ${resource}`;
}

/** Requests that name an ARN, or something that is not there yet. */
const byArn =
  /^iam:(?:Create(?:User|Role|Group)|List(?:Users|Roles|Groups|Policies)|PassRole|Simulate\w+|Generate\w+)$/;
const ofVersion = /^iam:(?:SetDefault|Delete|Get)PolicyVersion$/;
