import type { SourceName } from "../../model/index.ts";
import type { Notes } from "../notes.ts";
import type { SnapshotPart } from "../parts.ts";
import { savedAnswers } from "../saved/catalogue.ts";

/** Whom an answer is about: the key of the subject, or why that cannot be told. */
export type Attribution = { readonly key: string } | { readonly why: string };

/** A subject that should have an answer. */
export interface Expected {
  readonly key: string;
  /** What the user writes before `=FILE`. */
  readonly name: string;
}

/**
 * Answers by subject. One that cannot be attributed, and a second and different one for the same subject, are not
 * used: a problem and a gap say so. A subject without an answer is a gap, if there were answers for others.
 */
export function joinBySubject<T>(
  source: SourceName,
  parts: readonly SnapshotPart<T>[] | undefined,
  attribute: (part: SnapshotPart<T>) => Attribution,
  expected: readonly Expected[],
  notes: Notes,
): ReadonlyMap<string, T> {
  const joined = new Map<string, T>();
  if (parts === undefined || parts.length === 0) return joined;
  const asked = new Set<string>();
  const { flag, takes } = savedAnswers[source];
  for (const part of parts) {
    const to = attribute(part);
    if ("key" in to) asked.add(to.key);
    const why = part.parsed.value === undefined ? undefined : add(to, part.parsed.value);
    if (why !== undefined) refuse(part.file, why);
  }
  for (const { key, name } of expected) {
    if (!asked.has(key)) notes.gap(source, key, notes.absent(source, name));
  }
  return joined;

  /** Why the answer is not used. */
  function add(to: Attribution, value: T): string | undefined {
    if ("why" in to) return to.why;
    const known = joined.get(to.key);
    if (known === undefined) joined.set(to.key, value);
    else if (JSON.stringify(known) !== JSON.stringify(value)) return `there is another one for ${to.key} before it`;
    return undefined;
  }

  function refuse(file: string, why: string): void {
    notes.problem("input.conflict", `This answer is not used: ${why}.`, file, `Pass it as ${flag} ${takes}.`);
    notes.gap(source, file, why);
  }
}
