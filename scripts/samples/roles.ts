import { roles as ownRoles, type RoleSeed, trustOf } from "../../src/sandbox/seed/aerosecure/roles.ts";
import { accountId, intruderAccount } from "../../src/sandbox/seed/aerosecure/workload.ts";

/** As they stand at the clock: the second intruder let another account into the analysts' role. */
export const roles: readonly RoleSeed[] = ownRoles.map((role) =>
  role.name === "analyst-assumable-role"
    ? {
        ...role,
        trust: trustOf({
          AWS: [`arn:aws:iam::${accountId}:user/analyst-user`, `arn:aws:iam::${intruderAccount}:root`],
        }),
      }
    : role,
);
