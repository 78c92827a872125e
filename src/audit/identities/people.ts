import { assumeStatements, type PrincipalAccess } from "../../iam/index.ts";
import type { CredentialRow, IamRole, Snapshot } from "../../model/index.ts";

/**
 * Can people use the principal? A user can be used unless the credential report says that it has neither password nor active
 * key; a role unless it only trusts services and tokens of programs (OIDC).
 */
export function isForPeople({ entity }: PrincipalAccess, snapshot: Snapshot): boolean {
  if ("trustPolicy" in entity) return letsPeopleIn(entity);
  const row = rowOf(entity.arn, snapshot);
  if (row === undefined) return true;
  return row.passwordEnabled !== "false" || row.accessKeys.some(({ active }) => active !== "false");
}

/** The user's row in the credential report; undefined: there is none, or there is no report. */
export function rowOf(arn: string, { credentialReport }: Snapshot): CredentialRow | undefined {
  if (credentialReport === undefined) return undefined;
  const known = rows.get(credentialReport) ?? new Map(credentialReport.rows.map((row) => [row.arn, row]));
  rows.set(credentialReport, known);
  return known.get(arn);
}

const rows: WeakMap<object, ReadonlyMap<string, CredentialRow>> = new WeakMap();

/** Roles of IAM Identity Center, which people get by a permission set. */
export function isPermissionSetRole({ path }: Pick<IamRole, "path">): boolean {
  return path.startsWith("/aws-reserved/sso.amazonaws.com/");
}

/** `AWSReservedSSO_Developers_0123456789abcdef` is of the permission set `Developers`. */
export function permissionSetOf({ name }: Pick<IamRole, "name">): string {
  return /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(name)?.[1] ?? name;
}

function letsPeopleIn(role: IamRole): boolean {
  return assumeStatements(role).some(
    ({ effect, principal }) =>
      effect === "Allow" &&
      principal !== undefined &&
      (principal.kind === "NotPrincipal" ||
        principal.AWS.length > 0 ||
        principal.Federated.some((name) => name.includes(":saml-provider/"))),
  );
}
