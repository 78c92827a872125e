import type { RoleSeed } from "../../src/sandbox/seed/aerosecure/roles.ts";
import type { UserSeed } from "../../src/sandbox/seed/aerosecure/users.ts";
import { accountId } from "../../src/sandbox/seed/aerosecure/workload.ts";
import { roles } from "./roles.ts";
import { users } from "./users.ts";

/** Who exists in AeroSecure: users and roles in files of their own, groups and root here, and how to find them. */
export { groups } from "../../src/sandbox/seed/aerosecure/groups.ts";
export { type RoleSeed, trustOf } from "../../src/sandbox/seed/aerosecure/roles.ts";
export type { KeySeed, UserSeed } from "../../src/sandbox/seed/aerosecure/users.ts";
export { roles } from "./roles.ts";
export { plantedAdminKey, plantedBackupKey, users } from "./users.ts";

export const root = {
  created: "2021-03-08T10:15:42Z",
  passwordUsed: "2026-07-27T08:40:13Z",
  passwordChanged: "2021-03-08T10:15:42Z",
  key: {
    id: "AKIAAEROROOT2EXAMPLE",
    rotated: "2021-03-08T10:31:05Z",
    used: { at: "2021-09-30T16:20:00Z", region: "us-east-1", service: "s3" },
  },
} as const;

export function user(name: string): UserSeed {
  const found = users.find((candidate) => candidate.name === name);
  if (found === undefined) throw new RangeError(`No user ${name}.`);
  return found;
}

export function role(name: string): RoleSeed {
  const found = roles.find((candidate) => candidate.name === name);
  if (found === undefined) throw new RangeError(`No role ${name}.`);
  return found;
}

export function userArn(name: string): string {
  return `arn:aws:iam::${accountId}:user/${name}`;
}

export function roleArn({ name, path = "/" }: RoleSeed): string {
  return `arn:aws:iam::${accountId}:role${path}${name}`;
}
