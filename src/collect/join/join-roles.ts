import type { Identities } from "../../model/index.ts";
import type { Notes } from "../notes.ts";
import type { SnapshotPart } from "../parts.ts";
import type { RoleSettings } from "../saved/roles.ts";

/** Adds to the roles what only ListRoles tells. */
export function joinRoles(
  identities: Identities | undefined,
  parts: readonly SnapshotPart<readonly RoleSettings[]>[],
  notes: Notes,
): Identities | undefined {
  const lists = parts.flatMap(({ parsed }) => (parsed.value === undefined ? [] : [parsed.value]));
  if (identities === undefined || lists.length === 0) return identities;
  const seconds = new Map(lists.flat().map(({ arn, maxSessionSeconds }) => [arn, maxSessionSeconds]));
  const unlisted = identities.roles.filter(({ arn }) => !seconds.has(arn)).length;
  if (unlisted > 0) notes.gap("roles", `${unlisted} roles of the authorization details`, "the list does not have them");
  return {
    ...identities,
    roles: identities.roles.map((role) => {
      const maxSessionSeconds = seconds.get(role.arn);
      return maxSessionSeconds === undefined ? role : { ...role, maxSessionSeconds };
    }),
  };
}
