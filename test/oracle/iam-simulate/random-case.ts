import type { Random } from "../../../bench/random.ts";
import { type RequestPrincipal, requestContext } from "../../../src/iam/index.ts";
import type { JsonObject } from "../../../src/model/index.ts";
import { policyOf, type Subject } from "./random-policy.ts";
import { account, otherAccount, type Target, targets } from "./targets.ts";

/** A request with all its policies, as plain data for both judges. */
export interface OracleCase {
  readonly id: number;
  readonly principal: RequestPrincipal;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly context: { readonly [key: string]: readonly string[] };
  readonly identity: readonly JsonObject[];
  readonly boundary?: JsonObject;
  readonly session?: JsonObject;
  readonly resourcePolicy?: JsonObject;
  readonly serviceControl: readonly (readonly JsonObject[])[];
  readonly resourceControl: readonly (readonly JsonObject[])[];
  readonly endpoint?: JsonObject;
}

export function randomCase(id: number, random: Random): OracleCase {
  const target = random.pick(targets);
  const resourceAccount = target.isPrincipalsOwn || random.below(4) > 0 ? account : otherAccount;
  const resource = random.pick(target.resources).replaceAll(account, resourceAccount);
  const principal = randomPrincipal(random);
  const context = randomContext(random, principal, target);
  const action = random.below(8) === 0 ? flippedCase(target.action) : target.action;
  const subject: Subject = { principal, action: target.action, resource, resourceAccount, context, target };
  const policy = (layer: Parameters<typeof policyOf>[1], generous: number): JsonObject =>
    policyOf(subject, layer, generous, random);
  const isEntity = principal.kind === "user" || principal.kind === "role-session";
  const hasResourcePolicy = target.needsResourcePolicy || (target.takesResourcePolicy && random.below(2) === 0);
  return {
    id,
    principal,
    action,
    resource,
    resourceAccount,
    context,
    identity: isEntity ? Array.from({ length: random.below(3) }, () => policy("identity", 3)) : [],
    ...(isEntity && random.below(4) === 0 && { boundary: policy("identity", 6) }),
    ...(principal.kind === "role-session" && random.below(3) === 0 && { session: policy("identity", 6) }),
    ...(hasResourcePolicy && {
      resourcePolicy: policy(target.needsResourcePolicy === "role" ? "trust" : "resource", 4),
    }),
    serviceControl: isEntity && random.below(4) === 0 ? levels(random, () => policy("identity", 8)) : [],
    resourceControl: target.takesResourceControl && random.below(6) === 0 ? levels(random, () => policy("rcp", 0)) : [],
    ...(isEntity && target.takesEndpoint && random.below(8) === 0 && { endpoint: policy("endpoint", 8) }),
  };
}

function levels(random: Random, policy: () => JsonObject): readonly (readonly JsonObject[])[] {
  return Array.from({ length: 1 + random.below(2) }, () => Array.from({ length: 1 + random.below(2) }, policy));
}

function randomPrincipal(random: Random): RequestPrincipal {
  const kind = random.below(12);
  if (kind === 0) return { kind: "service", arn: "cloudtrail.amazonaws.com", account };
  if (kind < 6) {
    const name = random.pick(["ana", "ben"]);
    return { kind: "user", arn: `arn:aws:iam::${account}:user/${name}`, account };
  }
  const role = random.pick(["deploy", "audit"]);
  return {
    kind: "role-session",
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${random.pick(["ci", "ana"])}`,
    roleArn: `arn:aws:iam::${account}:role/${role}`,
    account,
  };
}

function randomContext(random: Random, principal: RequestPrincipal, target: Target): OracleCase["context"] {
  const values = new Map<string, readonly string[]>();
  for (const key of ["aws:PrincipalArn", "aws:PrincipalAccount", "aws:username"]) {
    const [value] = requestContext({}, { principal }).keys.get(key.toLowerCase()) ?? [];
    if (value !== undefined) values.set(key, [value]);
  }
  for (const { key, samples, isList } of target.keys) {
    if (random.below(5) < 2) continue;
    const count = isList ? 1 + random.below(3) : 1;
    values.set(key, [...new Set(Array.from({ length: count }, () => random.pick(samples)))]);
  }
  return Object.fromEntries(values);
}

/** Actions ignore case. */
function flippedCase(action: string): string {
  const [service = "", name = ""] = action.split(":");
  return `${service}:${name.toLowerCase()}`;
}
