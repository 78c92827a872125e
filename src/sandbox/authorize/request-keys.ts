import { isIP } from "node:net";
import { arnName, parseArn } from "../../model/index.ts";
import type { Call, Need } from "../call.ts";
import type { Tag } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { organizationPath } from "./organization-levels.ts";
import type { Requester } from "./requester.ts";

/**
 * Condition keys of a request: those of its caller, of the call, of the resource, and last the operation's own. What is not
 * among them AWS would not send either.
 *
 * Source: IAM User Guide, "AWS global condition context keys".
 */
export function requestKeys(
  call: Call,
  need: Need,
  requester: Requester,
): { readonly [key: string]: readonly string[] } {
  return {
    ...requester.keys,
    ...callKeys(call, requester),
    ...organizationKeys(call.world, "Principal", requester.principal.account),
    ...resourceKeys(call.world, need, requester.principal.account),
    ...need.context,
  };
}

function callKeys(
  { service, region, sourceIp, userAgent, time, http }: Call,
  { principal }: Requester,
): Requester["keys"] {
  const isService = principal.kind === "service";
  const referer = http.headers["referer"];
  return {
    "aws:CurrentTime": [time],
    "aws:EpochTime": [String(Math.floor(Date.parse(time) / 1000))],
    "aws:RequestedRegion": [globalServices.has(service) ? "us-east-1" : region],
    // Services of AWS talk to each other over TLS; the sandbox's own port does not.
    "aws:SecureTransport": [String(isService)],
    "aws:ViaAWSService": ["false"],
    "aws:UserAgent": [userAgent],
    ...(!isService && isIP(sourceIp) !== 0 && { "aws:SourceIp": [sourceIp] }),
    ...(referer !== undefined && { "aws:Referer": [referer] }),
  };
}

/** Their endpoint is in Virginia, whatever the client says. */
const globalServices: ReadonlySet<string> = new Set(["iam", "organizations"]);

function organizationKeys(world: World, whose: "Principal" | "Resource", account: string): Requester["keys"] {
  const organization = account === "" ? undefined : world.organization.get("organization");
  const path = organization && organizationPath(organization, account);
  if (organization === undefined || path === undefined) return {};
  return { [`aws:${whose}OrgID`]: [organization.id], [`aws:${whose}OrgPaths`]: [path] };
}

function resourceKeys(world: World, { resource, resourcePolicy }: Need, own: string): Requester["keys"] {
  const arn = parseArn(resource);
  const account = resourcePolicy?.account ?? (arn?.account || own);
  const tags = arn?.service === "iam" ? tagsOf(world, account, arn.resource) : [];
  return {
    ...(account !== "" && { "aws:ResourceAccount": [account] }),
    ...organizationKeys(world, "Resource", account),
    ...Object.fromEntries(
      tags.flatMap(({ Key, Value }) => [
        [`aws:resourcetag/${Key.toLowerCase()}`, [Value]],
        [`iam:resourcetag/${Key.toLowerCase()}`, [Value]],
      ]),
    ),
  };
}

function tagsOf(world: World, account: string, resource: string): readonly Tag[] {
  const owner = world.accounts.get(account);
  const name = arnName(resource).toLowerCase();
  if (owner === undefined) return [];
  if (resource.startsWith("user/")) return owner.users.get(name)?.tags ?? [];
  if (resource.startsWith("role/")) return owner.roles.get(name)?.tags ?? [];
  if (resource.startsWith("policy/")) return owner.policies.get(`arn:aws:iam::${account}:${resource}`)?.tags ?? [];
  return [];
}
