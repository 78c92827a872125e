import type { IamUser, Snapshot, SourceName } from "../../model/index.ts";
import { gapsReason } from "../sources.ts";

/**
 * What a source says of one user, by the name that it uses. A source that is partial may lack somebody: nothing found there
 * is no answer for a user whom its gaps name, or for anybody where they name nobody in particular.
 */
export function ofUser<T extends { readonly user: string }>(
  items: readonly T[] | undefined,
  { name }: Pick<IamUser, "name">,
): readonly T[] {
  return (items ?? []).filter((item) => item.user === name);
}

/** Why what was found of the user may not be all; undefined when it is. */
export function gapOfUser(
  snapshot: Snapshot,
  source: SourceName,
  { name, arn }: Pick<IamUser, "name" | "arn">,
): string | undefined {
  const { state, gaps } = snapshot.sources[source];
  if (state !== "partial") return undefined;
  const { users = [] } = snapshot.identities ?? {};
  const isOfOther = gaps.every(
    ({ what }) => !names(what, name, arn) && users.some((user) => names(what, user.name, user.arn)),
  );
  return gaps.length > 0 && isOfOther ? undefined : gapsReason(snapshot, [source]);
}

/** The name as a word of its own: `ana` is not in `anabel`. */
function names(text: string, name: string, arn: string): boolean {
  return text.includes(arn) || text.split(/[\s"'`,:;()/]+/).includes(name);
}
