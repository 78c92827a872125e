import type { Caller, Input, ServiceName } from "../call.ts";
import type { Account, World } from "../world/world.ts";

/** The account that a call is about: the caller's, or where nobody signed the one that the input names, or else the first. */
export function accountAskedFor(world: World, caller: Caller, service: ServiceName, input: Input): Account | undefined {
  const id = "account" in caller ? caller.account : named(world, service, input);
  const [first] = world.accounts.values();
  return (id === undefined ? undefined : world.accounts.get(id)) ?? first;
}

function named(world: World, service: ServiceName, input: Input): string | undefined {
  switch (service) {
    case "sts":
      return /^arn:aws:iam::(\d{12}):/.exec(String(input["RoleArn"] ?? ""))?.[1];
    case "s3":
      return world.buckets.get(String(input["Bucket"] ?? ""))?.owner;
    case "signin":
      return byIdOrAlias(world, String(input["account"] ?? ""));
    default:
      return undefined;
  }
}

function byIdOrAlias(world: World, name: string): string | undefined {
  if (world.accounts.has(name)) return name;
  for (const account of world.accounts.values()) {
    for (const alias of account.alias.values()) if (alias === name) return account.id;
  }
  return undefined;
}
