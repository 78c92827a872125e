import { closeBracket, comma } from "./ascii.ts";
import type { OpenValue } from "./open-value.ts";
import type { Place } from "./split-sink.ts";

/** A list whose elements are handed over one by one. */
export interface OpenList {
  readonly place: Place;
  /** The root object that holds the list. */
  readonly around: OpenValue | undefined;
  expects: "element" | "element-or-end" | "comma";
  /** Since the last element. */
  lineBreakSeen: boolean;
}

/** What a byte should not be at this place of a list. */
export function wrongInList({ expects }: OpenList, byte: number): string | undefined {
  if (byte === closeBracket) return expects === "element" ? "The list ends after a comma." : undefined;
  if (byte === comma) return expects === "comma" ? undefined : "A comma stands where a record should be.";
  return expects === "comma" ? "A comma or the end of the list should stand here." : undefined;
}
