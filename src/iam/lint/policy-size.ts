import { error, type Note } from "./lint-message.ts";

/** As what a document is stored. */
export type PolicyPlace = "managed" | "user-inline" | "group-inline" | "role-inline";

/**
 * Characters without white space: of one managed policy, and of all inline policies of one user, group or role together.
 *
 * Source: IAM User Guide, "IAM and AWS STS quotas".
 */
const limits: ReadonlyMap<PolicyPlace, number> = new Map([
  ["managed", 6144],
  ["user-inline", 2048],
  ["group-inline", 5120],
  ["role-inline", 10_240],
]);

export function lintSize(text: string, place: PolicyPlace | undefined): readonly Note[] {
  const limit = place === undefined ? undefined : limits.get(place);
  if (limit === undefined) return [];
  const size = text.replace(/\s/g, "").length;
  if (size <= limit) return [];
  const what =
    place === "managed" ? "a managed policy has" : `all inline policies of a ${place?.split("-")[0]} together have`;
  const message = `The document has ${size} characters without white space; ${what} at most ${limit}.`;
  return [error("document.too-long", 0, message)];
}
