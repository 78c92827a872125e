import { type JsonObject, ownText } from "../../model/index.ts";
import { inside, listAt, objectAt, type Place } from "./fields.ts";
import type { Reading } from "./reading.ts";

/**
 * The entries of a list in an answer. One that cannot be read is a problem and a gap, and the others count; that more
 * pages follow, which AWS says with a token, is a gap. An absent list is empty.
 */
export function entriesAt<T>(
  json: JsonObject,
  key: string,
  reading: Reading,
  toEntry: (entry: JsonObject, place: Place) => T,
): readonly T[] {
  const place = { file: reading.file, path: "" };
  const entries = (listAt(json, key, place) ?? []).flatMap((value, index) => {
    const at = inside(inside(place, key), index);
    try {
      return [toEntry(objectAt(value, at), at)];
    } catch (error) {
      reading.caught(error);
      reading.gap(at.path, error instanceof Error ? error.message : "it cannot be read");
      return [];
    }
  });
  if (["NextToken", "nextToken", "Marker", "NextMarker"].some((token) => ownText(json, token))) {
    reading.gap(`more of ${key}`, "the answer says that more pages follow, which were not given");
  }
  return entries;
}
