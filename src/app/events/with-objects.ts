import type { ReadOptions } from "../../logs/index.ts";
import { type EventSources, readerOf } from "./event-sources.ts";

/** Does work that reads files, some of which may be objects, and lets go of the connections afterwards. */
export async function withObjects<T>(
  { objects }: Pick<EventSources, "objects">,
  work: (read: Pick<ReadOptions, "openObject">, expect: (uris: readonly string[]) => void) => Promise<T>,
): Promise<T> {
  if (objects === undefined) return work({}, () => {});
  const reader = readerOf(objects);
  try {
    return await work({ openObject: reader.open }, reader.expect);
  } finally {
    reader.close();
  }
}
