import type { Call } from "../call.ts";
import type { Session } from "../world/nouns.ts";

/** Who called, as CloudTrail tells it. Source: CloudTrail User Guide, "CloudTrail userIdentity element". */
export function userIdentityOf(call: Call): object {
  const { caller, world } = call;
  switch (caller.kind) {
    case "root":
      return { ...rootIdentity(caller.account), accessKeyId: caller.accessKeyId };
    case "user": {
      const { account, name, accessKeyId } = caller;
      const user = world.accounts.get(account)?.users.get(name.toLowerCase());
      return {
        type: "IAMUser",
        ...(user !== undefined && { principalId: user.id }),
        arn: user?.arn ?? `arn:aws:iam::${account}:user/${name}`,
        accountId: account,
        accessKeyId,
        userName: name,
      };
    }
    case "session":
      return sessionIdentity(caller.account, caller.session);
    case "service":
      return { type: "AWSService", invokedBy: caller.name };
    case "anonymous":
      return { type: "AWSAccount", principalId: "", accountId: "ANONYMOUS_PRINCIPAL" };
  }
}

/** The same caller in the record that another account gets. */
export function foreignIdentityOf(identity: object): object {
  const { type, principalId, accountId } = { type: "", principalId: "", accountId: "", ...identity };
  return type === "AWSService" || accountId === "" ? identity : { type: "AWSAccount", principalId, accountId };
}

function rootIdentity(account: string): object {
  return { type: "Root", principalId: account, arn: `arn:aws:iam::${account}:root`, accountId: account };
}

function sessionIdentity(account: string, session: Session): object {
  const name = lastPart(session.issuerArn);
  const sessionName = session.sessionName ?? lastPart(session.arn);
  const isRoot = session.issuerArn.endsWith(":root");
  const own = { accountId: account, accessKeyId: session.id };
  switch (session.kind) {
    case "assumed-role":
      return {
        type: "AssumedRole",
        principalId: `${session.issuerId}:${sessionName}`,
        arn: session.arn,
        ...own,
        sessionContext: sessionContext(session, issuerOf(session, "Role", account, name)),
      };
    case "federated-user":
      return {
        type: "FederatedUser",
        principalId: `${account}:${sessionName}`,
        arn: session.arn,
        ...own,
        sessionContext: sessionContext(session, issuerOf(session, isRoot ? "Root" : "IAMUser", account, name)),
      };
    case "session-token":
      return isRoot
        ? { ...rootIdentity(account), accessKeyId: session.id, sessionContext: sessionContext(session) }
        : {
            type: "IAMUser",
            principalId: session.issuerId,
            arn: session.issuerArn,
            ...own,
            userName: name,
            sessionContext: sessionContext(session),
          };
  }
}

function issuerOf(session: Session, type: string, account: string, name: string): object {
  const issuer = { type, principalId: session.issuerId, arn: session.issuerArn, accountId: account };
  return type === "Root" ? issuer : { ...issuer, userName: name };
}

/** Since version 1.09 parts that are empty are left out. */
function sessionContext(session: Session, issuer?: object): object {
  const { createdAt, mfa, sourceIdentity, provider } = session;
  return {
    ...(issuer !== undefined && { sessionIssuer: issuer }),
    ...(provider?.kind === "web-identity" && {
      webIdFederationData: { federatedProvider: provider.arn, attributes: {} },
    }),
    attributes: { creationDate: `${createdAt.slice(0, 19)}Z`, mfaAuthenticated: String(mfa) },
    ...(sourceIdentity !== undefined && { sourceIdentity }),
  };
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
