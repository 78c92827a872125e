import { compareDetections } from "../../detect/index.ts";
import type { Detection } from "../../model/index.ts";
import type { Place } from "./merge-scans.ts";
import type { Hit } from "./scan-file.ts";

/**
 * The detections in order, without those of copies of an event: same rule, same `eventID`, same content. Of copies the first
 * in the order of the files stays. `contentOf` knows the content of records whose text alone does not tell.
 */
export function distinctDetections(
  hits: readonly Hit[],
  contentOf: (place: Place) => string | undefined,
): readonly Detection[] {
  const sorted = hits.toSorted(compareHits);
  const kept: Detection[] = [];
  for (let start = 0; start < sorted.length; ) {
    let end = start + 1;
    while (end < sorted.length && isSameMatch(sorted[start], sorted[end])) end += 1;
    const group = sorted.slice(start, end);
    for (const hit of group.length === 1 ? group : withoutCopies(group, contentOf)) kept.push(hit.detection);
    start = end;
  }
  return kept;
}

function compareHits(a: Hit, b: Hit): number {
  // Most pairs differ in their time, and it would be read again for each.
  return a.ms - b.ms || compareDetections(a.detection, b.detection) || a.file - b.file || indexOf(a) - indexOf(b);
}

function isSameMatch(a: Hit | undefined, b: Hit | undefined): boolean {
  if (a === undefined || b === undefined || !Object.is(a.ms, b.ms)) return false;
  return idOf(a) !== "" && compareDetections(a.detection, b.detection) === 0;
}

function withoutCopies(group: readonly Hit[], contentOf: (place: Place) => string | undefined): readonly Hit[] {
  const known = group.map((hit) => contentOf({ file: hit.file, index: indexOf(hit) }));
  /** Records of one text have one content, so that one of them speaks for those that were not looked at again. */
  const contents = new Map<number, string>();
  for (const [at, { checksum }] of group.entries()) {
    const content = known[at];
    if (content !== undefined) contents.set(checksum, content);
  }
  const seen = new Set<string>();
  return group.filter(({ checksum }, at) => {
    const content = known[at] ?? contents.get(checksum) ?? `text ${checksum}`;
    if (seen.has(content)) return false;
    seen.add(content);
    return true;
  });
}

function idOf({ detection }: Hit): string {
  return detection.events[0]?.eventId ?? "";
}

function indexOf({ detection }: Hit): number {
  return detection.events[0]?.index ?? 0;
}
