import { type RoleSeed, roles } from "./roles.ts";
import { type UserSeed, users } from "./users.ts";
import { accountId } from "./workload.ts";

/** Who exists in AeroSecure: users and roles in files of their own, groups and root here, and how to find them. */
export { type RoleSeed, roles, trustOf } from "./roles.ts";
export { type KeySeed, plantedAdminKey, plantedBackupKey, type UserSeed, users } from "./users.ts";

export interface GroupSeed {
  readonly name: string;
  readonly id: string;
  readonly created: string;
  readonly policies: readonly string[];
}

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

export const groups: readonly GroupSeed[] = [
  { name: "admins", id: "AGPAAEROADMIN2EXAMPLE", created: "2022-01-10T07:58:00Z", policies: ["AdministratorAccess"] },
  {
    name: "analysts",
    id: "AGPAAEROANALY2EXAMPLE",
    created: "2025-03-03T08:10:00Z",
    policies: ["AnalystConsole", "IAMUserChangePassword"],
  },
  { name: "contractors", id: "AGPAAEROCONTR2EXAMPLE", created: "2023-04-17T09:00:00Z", policies: ["EngineeringRead"] },
  {
    name: "developers",
    id: "AGPAAERODEVEL2EXAMPLE",
    created: "2024-02-12T09:31:00Z",
    policies: ["DeveloperBroadAccess", "IAMUserChangePassword"],
  },
  {
    name: "engineering",
    id: "AGPAAEROENGIN2EXAMPLE",
    created: "2024-09-02T10:01:00Z",
    policies: ["EngineeringRead", "ForceMFA"],
  },
];

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
