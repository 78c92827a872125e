import { arnName, type SourceName } from "../../model/index.ts";
import type { Notes } from "../notes.ts";
import type { SnapshotPart } from "../parts.ts";

export interface KnownUser {
  readonly name: string;
  readonly arn: string;
}

export function userNamed(nameOrArn: string, users: readonly KnownUser[] | undefined): KnownUser | undefined {
  return users?.find(({ name, arn }) => name === nameOrArn || arn === nameOrArn);
}

/**
 * What users have, of answers about one user each, or about all of them at once: such an answer has no subject and is
 * only told apart by that. Users that nobody asked about are one gap, since there may be thousands.
 */
export function joinByUser<T extends { readonly user: string; readonly id: string }>(
  source: Extract<SourceName, "service-specific-credentials" | "ssh-public-keys">,
  parts: readonly SnapshotPart<readonly T[]>[] | undefined,
  users: readonly KnownUser[] | undefined,
  notes: Notes,
): readonly T[] | undefined {
  const read = (parts ?? []).filter(({ parsed }) => parsed.value !== undefined);
  if (read.length === 0) return undefined;
  const found = new Map<string, T>();
  const asked = new Set<string>();
  let isOfAll = false;
  for (const { subject, parsed } of read) {
    for (const entry of parsed.value ?? []) {
      found.set(entry.id, entry);
      asked.add(entry.user);
    }
    if (subject !== undefined) asked.add(userNamed(subject, users)?.name ?? arnName(subject));
    else if (source === "service-specific-credentials") isOfAll = true;
    else if (parsed.value?.length === 0) {
      notes.gap(source, "an answer without keys", "it does not name its user; pass --ssh-public-keys USER=FILE");
    }
  }
  const others = isOfAll ? [] : (users ?? []).filter(({ name }) => !asked.has(name));
  const refused = new Set((parts ?? []).flatMap(({ subject, parsed }) => (parsed.value ? [] : (subject ?? []))));
  const unasked = others.filter(({ arn, name }) => !refused.has(arn) && !refused.has(name));
  if (unasked.length > 0) notes.gap(source, namesOf(unasked), notes.absent(source, "USER"));
  return [...found.values()];
}

const maxNames = 5;

function namesOf(users: readonly KnownUser[]): string {
  const names = users.slice(0, maxNames).map(({ name }) => name);
  const rest = users.length - names.length;
  return `${users.length === 1 ? "user" : `${users.length} users:`} ${names.join(", ")}${rest === 0 ? "" : ", ..."}`;
}
