import { AwsError } from "../../aws-error.ts";
import type { Call, Operations } from "../../call.ts";
import type { AccessKey } from "../../world/nouns.ts";
import { noSuchEntity, quotaExceeded } from "./errors.ts";
import { needed, oneOf } from "./fields.ts";
import { accessKeyId, paging, userName } from "./names.ts";
import { onUser } from "./needs.ts";
import { operation } from "./operation.ts";
import { pageInOrder } from "./paging.ts";
import { type Holder, holderOf } from "./who.ts";

type OwnedKey = AccessKey & { readonly account: string };

const maxKeys = 2;

export const accessKeyOperations: Operations = {
  CreateAccessKey: operation({
    members: { UserName: userName },
    needs: (call, { UserName }) => onUser(call, UserName),
    run(call, { UserName }) {
      const { world, account, time } = call;
      const holder = holderOf(call, UserName);
      if (keysOfUser(call, nameOf(holder)).length >= maxKeys) throw quotaExceeded("AccessKeysPerUser", maxKeys);
      const key: OwnedKey = {
        id: world.ids.accessKey("AKIA"),
        secret: world.ids.secret(),
        account: account.id,
        ...(holder.kind === "user" && { user: holder.user.name }),
        status: "Active",
        createdAt: time,
        changedAt: time,
      };
      world.accessKeys.put(key.id, key);
      return {
        AccessKey: {
          ...(key.user !== undefined && { UserName: key.user }),
          AccessKeyId: key.id,
          Status: key.status,
          SecretAccessKey: key.secret,
          CreateDate: new Date(key.createdAt),
        },
      };
    },
  }),

  ListAccessKeys: operation({
    members: { UserName: userName, ...paging },
    needs: (call, { UserName }) => onUser(call, UserName),
    run(call, { UserName, ...request }) {
      const { items, ends } = pageInOrder(keysOfUser(call, nameOf(holderOf(call, UserName))), request);
      const AccessKeyMetadata = items.map((key) => ({
        ...(key.user !== undefined && { UserName: key.user }),
        AccessKeyId: key.id,
        Status: key.status,
        CreateDate: new Date(key.createdAt),
      }));
      return { AccessKeyMetadata, ...ends };
    },
  }),

  UpdateAccessKey: operation({
    members: {
      UserName: userName,
      AccessKeyId: needed(accessKeyId),
      Status: needed(oneOf(["Active", "Inactive"])),
    },
    needs: (call, { UserName }) => onUser(call, UserName),
    run(call, { UserName, AccessKeyId, Status }) {
      const key = keyOfHolder(call, UserName, AccessKeyId);
      const changedAt = key.status === Status ? key.changedAt : call.time;
      call.world.accessKeys.put(key.id, { ...key, status: Status, changedAt });
      return {};
    },
  }),

  DeleteAccessKey: operation({
    members: { UserName: userName, AccessKeyId: needed(accessKeyId) },
    needs: (call, { UserName }) => onUser(call, UserName),
    run(call, { UserName, AccessKeyId }) {
      call.world.accessKeys.delete(keyOfHolder(call, UserName, AccessKeyId).id);
      return {};
    },
  }),

  GetAccessKeyLastUsed: operation({
    members: { AccessKeyId: needed(accessKeyId) },
    needs(call, { AccessKeyId }) {
      const key = ownKey(call, AccessKeyId);
      return key?.user === undefined ? [{ action: "iam:GetAccessKeyLastUsed", resource: "*" }] : onUser(call, key.user);
    },
    run(call, { AccessKeyId }) {
      const key = ownKey(call, AccessKeyId);
      if (key === undefined) {
        const message = `The caller is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key ${AccessKeyId}`;
        throw new AwsError("AccessDenied", message, 403);
      }
      const { lastUsed } = key;
      return {
        ...(key.user !== undefined && { UserName: key.user }),
        AccessKeyLastUsed: {
          ...(lastUsed && { LastUsedDate: new Date(lastUsed.at) }),
          ServiceName: lastUsed?.service ?? "N/A",
          Region: lastUsed?.region ?? "N/A",
        },
      };
    },
  }),
};

/** In the order in which they were made. Without a name those of root. */
export function keysOfUser(
  { world, account }: Pick<Call, "world" | "account">,
  name: string | undefined,
): readonly OwnedKey[] {
  return [...world.accessKeys.values()].filter((key) => key.account === account.id && key.user === name);
}

function nameOf(holder: Holder): string | undefined {
  return holder.kind === "user" ? holder.user.name : undefined;
}

function ownKey({ world, account }: Call, id: string): OwnedKey | undefined {
  const key = world.accessKeys.get(id);
  return key?.account === account.id ? key : undefined;
}

/** Without a name, a key of whoever calls. */
function keyOfHolder(call: Call, name: string | undefined, id: string): OwnedKey {
  const user = nameOf(holderOf(call, name));
  const key = ownKey(call, id);
  if (key === undefined || key.user !== user) throw noSuchEntity(`The Access Key with id ${id} cannot be found.`);
  return key;
}
