import { AwsError } from "../../aws-error.ts";
import type { Call, Need } from "../../call.ts";
import type { KmsAlias, KmsKey } from "../../world/nouns.ts";
import type { Account, World } from "../../world/world.ts";
import { arnHere, resourceTagKeys, textOf } from "../shared/input.ts";

/** Whether an alias may stand for the key, too. */
export type KeyNames = "id or ARN" | "alias as well";

/**
 * The key that a call names, of whatever account. Throws NotFoundException in the words of KMS.
 *
 * Source: AWS KMS API Reference: which operations take aliases stands with their `KeyId`.
 */
export function keyNamed(call: Call, names: KeyNames, member = "KeyId"): KmsKey {
  const name = textOf(call.input, member);
  if (names === "id or ARN" && /^(?:alias\/|arn:[^:]*:kms:[^:]*:[^:]*:alias\/)/.test(name)) {
    throw notFound(`Invalid keyId ${name.slice(0, 200)}`);
  }
  const found = findKey(call, name);
  if (found !== undefined) return found;
  const arn = arnOfName(call, name);
  throw notFound(arn.includes(":alias/") ? `Alias ${arn} is not found.` : `Key '${arn}' does not exist`);
}

/** By id, alias name or either ARN; undefined: there is none, or it is in another region. */
export function findKey({ world, account, region }: Place, name: string): KmsKey | undefined {
  const arn = arnOfName({ account, region }, name);
  const [, , , place, owner = ""] = arn.split(":");
  const holder = world.accounts.get(owner);
  if (holder === undefined || place !== region) return undefined;
  const isAlias = arn.includes(":alias/");
  const alias = isAlias ? holder.keyAliases.get(arn) : undefined;
  const key = isAlias ? alias && keyOfAlias(holder, alias) : holder.keys.get(arn);
  return key === undefined || isDeleted(world, key) ? undefined : key;
}

interface Place {
  readonly world: World;
  readonly account: Account;
  readonly region: string;
}

/** KMS deletes a key when its waiting period ends. */
function isDeleted({ clock }: World, { deletedAt }: KmsKey): boolean {
  return deletedAt !== undefined && Date.parse(deletedAt) <= clock.now();
}

/** Of the caller's account and region, in the order in which they were made. */
export function ownKeys({ world, account, region }: Call): readonly KmsKey[] {
  return [...account.keys.values()].filter((key) => key.region === region && !isDeleted(world, key));
}

/** Aliases whose keys are there. */
export function ownAliases(call: Call): readonly KmsAlias[] {
  const ids = new Set(ownKeys(call).map(({ id }) => id));
  return [...call.account.keyAliases.values()].filter((alias) => alias.region === call.region && ids.has(alias.keyId));
}

/**
 * What an operation on a key needs: the key's policy decides, and policies of principals only where it lets them. Of a key that
 * is not there nobody's policy does, so that IAM decides who is told.
 *
 * Source: AWS KMS Developer Guide, "Key policies in AWS KMS".
 */
export function needOnKey(call: Call, action: string, key: KmsKey | undefined, context: Context = {}): Need {
  const name = textOf(call.input, "KeyId");
  const account = key?.arn.split(":")[4] ?? call.account.id;
  return {
    action,
    resource: key?.arn ?? arnOfName(call, name),
    resourcePolicy: { account, document: key?.policy ?? defaultKeyPolicy(account) },
    context: { "kms:CallerAccount": [call.account.id], ...resourceTagKeys(key?.tags ?? []), ...context },
  };
}

type Context = NonNullable<Need["context"]>;

export function changeKey({ world }: Call, key: KmsKey, changes: Partial<KmsKey>): KmsKey {
  const after = { ...key, ...changes };
  // It was found in its account.
  world.accounts.get(key.arn.split(":")[4] ?? "")?.keys.put(key.arn, after);
  return after;
}

export function notFound(message: string): AwsError {
  return new AwsError("NotFoundException", message);
}

function arnOfName({ account, region }: Pick<Call, "account" | "region">, name: string): string {
  if (name.startsWith("arn:")) return name;
  const resource = name.startsWith("alias/") ? name : `key/${name}`;
  return `arn:aws:kms:${region}:${account.id}:${resource}`;
}

export function aliasArn(call: Call, name: string): string {
  return arnHere(call, "kms", name);
}

function keyOfAlias(holder: Account, { keyId, region }: KmsAlias): KmsKey | undefined {
  return holder.keys.get(`arn:aws:kms:${region}:${holder.id}:key/${keyId}`);
}

/** Source: AWS KMS Developer Guide, "Default key policy". */
export function defaultKeyPolicy(account: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Id: "key-default-1",
    Statement: [
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  });
}
