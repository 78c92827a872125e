import { administratorAccess, type PrincipalAccess } from "../../iam/index.ts";
import { type Identities, isServiceLinked } from "../../model/index.ts";
import { compareText } from "../order.ts";

/** Users and roles of the account, without service-linked roles, by whether they are administrators. */
export interface Administrators {
  readonly all: readonly PrincipalAccess[];
  readonly administrators: readonly PrincipalAccess[];
  /** Whether they are is not known. */
  readonly doubtful: readonly PrincipalAccess[];
}

/** Worked out once for an account. `identities` and `access` belong together. */
export function administratorsOf(
  identities: Identities,
  access: (arn: string) => PrincipalAccess | undefined,
): Administrators {
  const known = found.get(identities);
  if (known !== undefined) return known;
  const roles = identities.roles.filter((role) => !isServiceLinked(role));
  const all = [...identities.users, ...roles]
    .flatMap(({ arn }) => access(arn) ?? [])
    .sort((a, b) => compareText(a.arn, b.arn));
  const made = {
    all,
    administrators: all.filter((one) => administratorAccess(one).verdict === "allowed"),
    doubtful: all.filter((one) => administratorAccess(one).verdict === "unknown"),
  };
  found.set(identities, made);
  return made;
}

const found: WeakMap<Identities, Administrators> = new WeakMap();
