import { users as people, type UserSeed } from "../../src/sandbox/seed/aerosecure/users.ts";

/** Left behind by the first intruder on admin-user. */
export const plantedAdminKey = "AKIAAEROZQW7XEXAMPLE";
/** Left behind by the first intruder on svc-backup. */
export const plantedBackupKey = "AKIAAEROSVCB3EXAMPLE";

/** As they stand at the clock: after both intrusions. In the order in which the credential report has them. */
export const users: readonly UserSeed[] = [
  ...people.map((user) => (user.name === "admin-user" ? afterIntrusions(user) : user)),
  {
    name: "svc-backup",
    id: "AIDAAEROSVCBK2EXAMPLE",
    created: "2026-11-21T00:24:10Z",
    password: { changed: "2026-11-21T00:24:41Z" },
    mfa: false,
    keys: [{ id: plantedBackupKey, active: true, rotated: "2026-11-21T00:27:02Z" }],
    groups: [],
    policies: ["AdministratorAccess"],
    tags: {},
  },
];

/** The first intruder made a second key, the second one took the MFA device away. */
function afterIntrusions(admin: UserSeed): UserSeed {
  return {
    ...admin,
    mfa: false,
    keys: [...admin.keys, { id: plantedAdminKey, active: true, rotated: "2026-11-21T00:13:40Z" }],
  };
}
