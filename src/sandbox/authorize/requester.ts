import type { CompiledLayer, RequestPrincipal } from "../../iam/index.ts";
import { arnName, rootArn } from "../../model/index.ts";
import type { Caller } from "../call.ts";
import type { Role, Session, Tag, User } from "../world/nouns.ts";
import type { Account, World } from "../world/world.ts";
import { layerOf } from "./compiled-policies.ts";
import { documentOf, identityDocuments } from "./documents.ts";

/** A caller as policies see it. */
export interface Requester {
  readonly principal: RequestPrincipal;
  /** What it is given by itself, and what limits it. */
  readonly layers: {
    readonly identity: CompiledLayer;
    readonly boundary?: CompiledLayer;
    readonly session?: CompiledLayer;
  };
  /** Condition keys that come of who it is. */
  readonly keys: { readonly [key: string]: readonly string[] };
}

/** Of a user or role that is gone: one that is given nothing. */
export function requesterOf(world: World, caller: Caller): Requester {
  switch (caller.kind) {
    case "root":
      return rootOf(caller.account);
    case "user": {
      const account = world.addAccount(caller.account);
      return userOf(account, account.users.get(caller.name.toLowerCase()), caller.name);
    }
    case "session":
      return sessionOf(world, world.addAccount(caller.account), caller.session);
    case "service":
      return serviceOf(world, caller);
    case "anonymous":
      return outsider({ kind: "anonymous", arn: "*", account: "" }, { "aws:userid": ["anonymous"] });
  }
}

/** Who has no policies of its own: services, and subjects of identity providers. */
export function outsider(principal: RequestPrincipal, keys: Requester["keys"] = {}): Requester {
  return { principal, layers: { identity: layerOf([]) }, keys };
}

/** The user or role behind a session: by its ARN, or by its id where a user was renamed; undefined: it is gone. */
export function issuerOf(account: Account, { issuerArn, issuerId }: Session): User | Role | undefined {
  const name = arnName(issuerArn).toLowerCase();
  const [user, role] = [account.users.get(name), account.roles.get(name)];
  if (user?.id === issuerId) return user;
  if (role?.id === issuerId) return role;
  for (const other of account.users.values()) if (other.id === issuerId) return other;
  return undefined;
}

/** Whether the root user is behind a session. */
export function isOfRoot({ issuerArn }: Session): boolean {
  return issuerArn.endsWith(":root");
}

function rootOf(account: string): Requester {
  return {
    principal: { kind: "root", arn: rootArn(account), account },
    layers: { identity: layerOf([everything]) },
    keys: { "aws:userid": [account] },
  };
}

function userOf(account: Account, user: User | undefined, name: string): Requester {
  const principal = {
    kind: "user",
    arn: user?.arn ?? `arn:aws:iam::${account.id}:user/${name}`,
    account: account.id,
  } as const;
  if (user === undefined) return outsider(principal);
  return {
    principal,
    layers: ownLayers(account, user),
    keys: { "aws:userid": [user.id], ...tagKeys(user.tags) },
  };
}

function sessionOf(world: World, account: Account, session: Session): Requester {
  const issuer = issuerOf(account, session);
  const isRoot = isOfRoot(session);
  const keys = sessionKeys(session, world.clock.now());
  if (session.kind === "session-token") {
    const behind = isRoot ? rootOf(account.id) : userOf(account, toUser(issuer), arnName(session.issuerArn));
    return { ...behind, keys: { ...behind.keys, ...keys } };
  }
  const isRole = session.kind === "assumed-role";
  const own = isRoot ? { identity: layerOf([everything]) } : issuer && ownLayers(account, issuer);
  return {
    principal: {
      kind: isRole ? "role-session" : "federated-user",
      arn: session.arn,
      account: account.id,
      roleArn: session.issuerArn,
      isServiceLinked: isRole && session.issuerArn.includes(":role/aws-service-role/"),
    },
    layers: { ...(own ?? { identity: layerOf([]) }), ...sessionLayer(account, session) },
    keys: {
      ...keys,
      "aws:userid": [
        isRole ? `${session.issuerId}:${session.sessionName ?? ""}` : `${account.id}:${session.sessionName ?? ""}`,
      ],
      ...tagKeys([...(issuer?.tags ?? []), ...session.tags]),
    },
  };
}

/** Session policies are optional for a role; a federated user without one may do nothing, which the evaluator knows. */
function sessionLayer(account: Account, { policy, policyArns }: Session): { readonly session?: CompiledLayer } {
  if (policy === undefined && policyArns.length === 0) return {};
  const documents = policyArns.flatMap((arn) => documentOf(account, arn) ?? []);
  return { session: layerOf(policy === undefined ? documents : [policy, ...documents]) };
}

function ownLayers(account: Account, holder: User | Role): Requester["layers"] {
  const identity = layerOf(identityDocuments(account, holder).map(({ document }) => document));
  if (holder.boundary === undefined) return { identity };
  const boundary = documentOf(account, holder.boundary);
  return { identity, boundary: layerOf(boundary === undefined ? [] : [boundary]) };
}

function sessionKeys(session: Session, now: number): Requester["keys"] {
  const { mfa, createdAt, sourceIdentity, provider } = session;
  const age = Math.max(0, Math.floor((now - Date.parse(createdAt)) / 1000));
  return {
    "aws:MultiFactorAuthPresent": [String(mfa)],
    ...(mfa && { "aws:MultiFactorAuthAge": [String(age)] }),
    "aws:TokenIssueTime": [createdAt],
    ...(sourceIdentity !== undefined && { "aws:SourceIdentity": [sourceIdentity] }),
    ...(provider !== undefined && { "aws:FederatedProvider": [provider.arn] }),
  };
}

function serviceOf(world: World, caller: Extract<Caller, { readonly kind: "service" }>): Requester {
  const { name, sourceArn, sourceAccount } = caller;
  const organization = world.organization.get("organization");
  const isMember = organization?.members.some(({ account }) => account === sourceAccount) === true;
  return outsider(
    { kind: "service", arn: name, account: "" },
    {
      ...(sourceArn !== undefined && { "aws:SourceArn": [sourceArn] }),
      ...(sourceAccount !== undefined && { "aws:SourceAccount": [sourceAccount] }),
      ...(organization !== undefined && isMember && { "aws:SourceOrgID": [organization.id] }),
    },
  );
}

/** Keys of tags ignore case: of two the later one stands, as a session's tag stands before the role's. */
function tagKeys(tags: readonly Tag[]): Requester["keys"] {
  return Object.fromEntries(tags.map(({ Key, Value }) => [`aws:principaltag/${Key.toLowerCase()}`, [Value]]));
}

function toUser(holder: User | Role | undefined): User | undefined {
  return holder !== undefined && "groups" in holder ? holder : undefined;
}

const everything = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
