import { actionCatalogue, type ParsedPolicy } from "../../../iam/index.ts";
import { isJsonObject, type Json, parseArn } from "../../../model/index.ts";
import type { Call } from "../../call.ts";
import type { World } from "../../world/world.ts";
import { keyOf } from "./entities.ts";
import { malformedPolicy } from "./errors.ts";

/** Throws MalformedPolicyDocument of principals that do not exist. Accounts that the sandbox does not have exist elsewhere. */
export function requireTrustPrincipals(call: Call, { statements }: ParsedPolicy): void {
  for (const { principal } of statements) {
    if (principal === undefined) continue;
    for (const name of principal.AWS) if (!isAwsPrincipal(call.world, name)) throw invalidPrincipal("AWS", name);
    for (const name of principal.Service) if (!isService(name)) throw invalidPrincipal("SERVICE", name);
    for (const name of principal.Federated) if (!isFederated(call, name)) throw invalidPrincipal("FEDERATED", name);
  }
}

/**
 * What IAM does to trust policies when a user or role goes: its id takes the place of its ARN, so that another of the same name is
 * not trusted; when it is renamed, the new ARN does. Of all roles of all accounts.
 *
 * Source: IAM User Guide, "AWS JSON policy elements: Principal".
 */
export function replacePrincipal(world: World, before: string, after: string): void {
  const quotedArn = JSON.stringify(before);
  for (const account of world.accounts.values()) {
    for (const role of [...account.roles.values()]) {
      if (!role.trust.includes(quotedArn)) continue;
      // The text was taken as JSON when the role got it.
      const trust = JSON.stringify(replaced(JSON.parse(role.trust) as Json, before, after));
      account.roles.put(keyOf(role.name), { ...role, trust });
    }
  }
}

function replaced(json: Json, before: string, after: string, inPrincipal = false): Json {
  if (typeof json === "string") return inPrincipal && json === before ? after : json;
  if (Array.isArray(json)) return json.map((item) => replaced(item, before, after, inPrincipal));
  if (!isJsonObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => {
      const isPrincipal = inPrincipal || name === "Principal" || name === "NotPrincipal";
      return [name, name === "Condition" ? value : replaced(value, before, after, isPrincipal)];
    }),
  );
}

function invalidPrincipal(kind: string, name: string): Error {
  return malformedPolicy(`Invalid principal in policy: "${kind}":"${name}"`);
}

function isAwsPrincipal(world: World, name: string): boolean {
  if (name === "*" || /^\d{12}$/.test(name)) return true;
  // Of one that is gone only the id is left; it stays in documents that are sent again.
  if (/^A(?:IDA|ROA)[A-Z0-9]{16,}$/.test(name)) return true;
  const arn = parseArn(name);
  if (arn === undefined || !/^\d{12}$/.test(arn.account) || arn.region !== "") return false;
  if (arn.service === "sts")
    return /^(?:assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+|federated-user\/[\w+=,.@-]+)$/.test(arn.resource);
  if (arn.service !== "iam") return false;
  if (arn.resource === "root") return true;
  const kind = /^(user|role)\/(?:[!-~]*\/)?([\w+=,.@-]+)$/.exec(arn.resource);
  if (kind === null) return false;
  const account = world.accounts.get(arn.account);
  if (account === undefined) return true;
  const table = kind[1] === "user" ? account.users : account.roles;
  return table.get(keyOf(kind[2] ?? ""))?.arn === name;
}

/** `ec2.amazonaws.com`, `logs.eu-west-1.amazonaws.com`: of services whose actions are known, and some that have none. */
function isService(name: string): boolean {
  const match = /^([a-z0-9.-]+?)\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal|aws\.dev)$/.exec(name);
  if (match === null) return false;
  const labels = (match[1] ?? "").split(".");
  return labels.some((label) => otherServices.has(label) || actionCatalogue().service(label) !== undefined);
}

const otherServices: ReadonlySet<string> = new Set(
  "alexa-appkit apidestinations application-autoscaling autoscaling billingconsole budgets cloudtrail codestar config continuousexport datapipeline delivery diode ec2fleet ec2scheduled ecs ecs-tasks edgelambda eks eks-fargate-pods elasticbeanstalk elasticmapreduce email events firehose lambda logger maintenance monitoring ops.apigateway opsworks opsworks-cm pods pipes preview rds replication replicator scheduler signin spot spotfleet ssm-incidents states storage-lens support template trustedadvisor visualeditor vpc-flow-logs workmail worklink workspaces export transitgateway reporting".split(
    " ",
  ),
);

function isFederated({ world }: Call, name: string): boolean {
  const arn = parseArn(name);
  if (arn === undefined) return wellKnownProviders.has(name);
  if (arn.service !== "iam" || !/^(?:saml|oidc)-provider\//.test(arn.resource)) return false;
  const account = world.accounts.get(arn.account);
  return account === undefined || account.providers.get(name) !== undefined;
}

/** Web identity providers that need no provider in the account. */
const wellKnownProviders: ReadonlySet<string> = new Set([
  "accounts.google.com",
  "cognito-identity.amazonaws.com",
  "graph.facebook.com",
  "www.amazon.com",
]);
