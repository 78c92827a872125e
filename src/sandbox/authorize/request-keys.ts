import { isIP } from "node:net";
import { arnName } from "../../model/index.ts";
import type { Call, Need } from "../call.ts";
import type { Role, Tag, User } from "../world/nouns.ts";
import type { Account, World } from "../world/world.ts";
import { organizationPath } from "./organization-levels.ts";
import type { Requester } from "./requester.ts";
import { resourceAccount } from "./resource-account.ts";

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
const globalServices: ReadonlySet<string> = new Set(["iam", "organizations", "account"]);

function organizationKeys(world: World, whose: "Principal" | "Resource", account: string): Requester["keys"] {
  const organization = account === "" ? undefined : world.organization.get("organization");
  const path = organization && organizationPath(organization, account);
  if (organization === undefined || path === undefined) return {};
  return { [`aws:${whose}OrgID`]: [organization.id], [`aws:${whose}OrgPaths`]: [path] };
}

function resourceKeys(world: World, need: Need, own: string): Requester["keys"] {
  const account = resourceAccount(need, own);
  return {
    ...(account !== "" && { "aws:ResourceAccount": [account] }),
    ...organizationKeys(world, "Resource", account),
    ...tagKeys(world.accounts.get(account), need.resource),
  };
}

/** Tags of things of IAM; users and roles tell theirs under two keys. */
function tagKeys(owner: Account | undefined, arn: string): Requester["keys"] {
  const principal = owner && principalAt(owner, arn);
  const { tags = [] } = principal ?? (owner && thingAt(owner, arn)) ?? {};
  return Object.fromEntries(
    tags.flatMap(({ Key, Value }) => [
      [`aws:resourcetag/${Key.toLowerCase()}`, [Value]],
      ...(principal === undefined ? [] : [[`iam:resourcetag/${Key.toLowerCase()}`, [Value]]]),
    ]),
  );
}

function principalAt({ users, roles }: Account, arn: string): User | Role | undefined {
  const name = arnName(arn).toLowerCase();
  return [users.get(name), roles.get(name)].find((known) => known?.arn === arn);
}

function thingAt(owner: Account, arn: string): { readonly tags: readonly Tag[] } | undefined {
  const { policies, providers, mfaDevices, instanceProfiles } = owner;
  const profile = instanceProfiles.get(arnName(arn).toLowerCase());
  return policies.get(arn) ?? providers.get(arn) ?? mfaDevices.get(arn) ?? (profile?.arn === arn ? profile : undefined);
}
