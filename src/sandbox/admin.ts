import type { AccessKey } from "./world/nouns.ts";
import type { World } from "./world/world.ts";

/** The user whose key `sandbox start` prints: it may do everything. */
const adminName = "sandbox-admin";

/** The access key of an account's `sandbox-admin`; account, user and key are made where they are not there. */
export function adminKey(world: World, accountId: string): AccessKey {
  const account = world.addAccount(accountId);
  const createdAt = new Date(world.clock.now()).toISOString().replace(/\.\d+Z$/, "Z");
  if (account.users.get(adminName) === undefined) {
    account.users.put(adminName, {
      name: adminName,
      path: "/",
      id: world.ids.unique("AIDA"),
      arn: `arn:aws:iam::${accountId}:user/${adminName}`,
      createdAt,
      attached: ["arn:aws:iam::aws:policy/AdministratorAccess"],
      inline: [],
      groups: [],
      tags: [],
      mfa: [],
    });
  }
  for (const key of world.accessKeys.values()) {
    if (key.account === accountId && key.user === adminName && key.status === "Active") return key;
  }
  const key = {
    id: world.ids.accessKey("AKIA"),
    secret: world.ids.secret(),
    account: accountId,
    user: adminName,
    status: "Active",
    createdAt,
    changedAt: createdAt,
  } as const;
  world.accessKeys.put(key.id, key);
  return key;
}
