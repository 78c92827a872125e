import type { SourceName, Trail } from "../../model/index.ts";
import type { Notes } from "../notes.ts";
import type { SnapshotPart, SnapshotParts } from "../parts.ts";
import { present } from "../saved/present.ts";
import { quote } from "../saved/reading.ts";
import { type Attribution, joinBySubject } from "./join.ts";

/**
 * The trails with what was read of each. An answer belongs to the trail that the user named (name or ARN), else to
 * the one that it names itself, else to the only one there is.
 */
export function joinTrails(parts: SnapshotParts, notes: Notes): readonly Trail[] | undefined {
  const trails = mergeTrails(parts.trails ?? [], notes);
  const expected = (trails ?? []).map(({ arn, name }) => ({ key: arn, name }));
  const status = join("trail-status", parts["trail-status"], () => undefined);
  const selectors = join("event-selectors", parts["event-selectors"], ({ trailArn }) => trailArn);
  const insights = join("insight-selectors", parts["insight-selectors"], ({ trailArn }) => trailArn);
  return trails?.map((trail) => ({
    ...trail,
    ...present({
      status: status.get(trail.arn),
      selectors: selectors.get(trail.arn)?.selectors,
      insights: insights.get(trail.arn)?.insights,
    }),
  }));

  function join<T>(
    source: SourceName,
    given: readonly SnapshotPart<T>[] | undefined,
    trailArnOf: (value: T) => string | undefined,
  ): ReadonlyMap<string, T> {
    const find = ({ subject, parsed: { value } }: SnapshotPart<T>): Attribution =>
      attribute(subject, value === undefined ? undefined : trailArnOf(value), trails);
    return joinBySubject(source, given, find, expected, notes);
  }
}

/** A trail that is seen from several regions has one ARN. */
function mergeTrails(parts: readonly SnapshotPart<readonly Trail[]>[], notes: Notes): readonly Trail[] | undefined {
  const read = parts.filter(({ parsed }) => parsed.value !== undefined);
  if (read.length === 0) return undefined;
  const trails = new Map<string, Trail>();
  for (const { file, parsed } of read) {
    for (const trail of parsed.value ?? []) {
      const known = trails.get(trail.arn);
      if (known === undefined) trails.set(trail.arn, trail);
      else if (JSON.stringify(known) !== JSON.stringify(trail)) {
        const cause = "it is there twice with different settings; the first is used";
        notes.problem("input.conflict", `${quote(trail.arn, 200)}: ${cause}.`, file);
        notes.gap("trails", trail.arn, cause);
      }
    }
  }
  return [...trails.values()];
}

/** The trail, or why there is none. */
function attribute(
  subject: string | undefined,
  named: string | undefined,
  trails: readonly Trail[] | undefined,
): Attribution {
  if (trails === undefined) return { why: "no trails were read (--trails FILE, aws cloudtrail describe-trails)" };
  const wanted = subject ?? named;
  if (wanted === undefined) {
    const [only] = trails;
    if (only !== undefined && trails.length === 1) return { key: only.arn };
    return { why: `it does not name its trail, and there are ${trails.length}` };
  }
  const found = trails.filter(({ arn, name }) => arn === wanted || name === wanted);
  const [trail] = found;
  if (trail === undefined) return { why: `there is no trail ${quote(wanted, 200)} among those of --trails` };
  if (found.length > 1) return { why: `${found.length} trails have the name ${quote(wanted)}; give the ARN` };
  if (named !== undefined && named !== trail.arn) {
    return { why: `it was named ${quote(wanted)}, but is about ${quote(named, 200)}` };
  }
  return { key: trail.arn };
}
