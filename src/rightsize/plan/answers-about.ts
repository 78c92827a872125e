import type { LastAccessed } from "../../model/index.ts";
import { identityKey } from "../usage/subjects.ts";

/** The answers of Access Advisor that are about some users and roles. */
export function answersAbout(all: readonly LastAccessed[], arns: readonly string[]): readonly LastAccessed[] {
  const answers = byKey(all);
  return [...new Set(arns.map(identityKey))].flatMap((key) => answers.get(key) ?? []);
}

const indexes = new WeakMap<readonly LastAccessed[], ReadonlyMap<string, readonly LastAccessed[]>>();

function byKey(all: readonly LastAccessed[]): ReadonlyMap<string, readonly LastAccessed[]> {
  const known = indexes.get(all);
  if (known !== undefined) return known;
  const made = new Map<string, LastAccessed[]>();
  for (const answer of all) {
    if (answer.arn === undefined) continue;
    const key = identityKey(answer.arn);
    made.set(key, [...(made.get(key) ?? []), answer]);
  }
  indexes.set(all, made);
  return made;
}
