import type { Call, Need } from "../call.ts";

/** Notes, where IAM looks for it, that a key, a role and an action were used. A refused call is a use as well. */
export function stampUses(call: Call, needs: readonly Need[], region: string): void {
  const { caller } = call;
  if (caller.kind === "root" || caller.kind === "user") stampKey(call, caller.accessKeyId, region);
  if (caller.kind === "session" && caller.session.kind === "assumed-role")
    stampRole(call, caller.session.issuerArn, region);
  const principal = principalOf(call);
  if (principal === undefined || call.service === "signin") return;
  for (const [service, action] of actionsOf(call, needs)) stampUse(call, principal, service, action, region);
}

function stampKey({ world, time, service }: Call, id: string, region: string): void {
  const key = world.accessKeys.get(id);
  if (key !== undefined && isLater(time, key.lastUsed?.at)) {
    world.accessKeys.put(id, { ...key, lastUsed: { at: time, region, service } });
  }
}

function stampRole({ account, time }: Call, arn: string, region: string): void {
  const name = arn.slice(arn.lastIndexOf("/") + 1).toLowerCase();
  const role = account.roles.get(name);
  if (role?.arn === arn && isLater(time, role.lastUsed?.at)) {
    account.roles.put(name, { ...role, lastUsed: { at: time, region } });
  }
}

function stampUse({ account, time }: Call, principal: string, service: string, action: string, region: string): void {
  const key = `${principal}|${service}|${action}`;
  const use = account.uses.get(key);
  if (use !== undefined && !isLater(time, use.lastAt)) return;
  account.uses.put(key, { principal, service, action, firstAt: use?.firstAt ?? time, lastAt: time, region });
}

/** User or role; Access Advisor knows no other. */
function principalOf({ caller, account }: Call): string | undefined {
  if (caller.kind === "user") return account.users.get(caller.name.toLowerCase())?.arn;
  if (caller.kind !== "session") return undefined;
  return /:(?:user|role)\//.test(caller.session.issuerArn) ? caller.session.issuerArn : undefined;
}

/** The actions that IAM asks for, which are not always the API's names: ListObjectsV2 needs s3:ListBucket. */
function actionsOf(call: Call, needs: readonly Need[]): readonly (readonly [service: string, action: string])[] {
  if (needs.length === 0) return [[call.service, call.operation]];
  return [...new Set(needs.map(({ action }) => action))].map((action) => {
    const colon = action.indexOf(":");
    return [action.slice(0, colon), action.slice(colon + 1)];
  });
}

/** A seed may write history after something newer. */
function isLater(time: string, than: string | undefined): boolean {
  return than === undefined || time > than;
}
