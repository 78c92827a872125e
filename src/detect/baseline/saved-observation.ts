import type { Json } from "../../model/index.ts";
import type { PlacedObservation } from "../over-time.ts";
import { isCount, isTime } from "./state.ts";

export function saveObservation(observation: PlacedObservation): Json {
  const { group, value, context, number, ms, lastMs, count, eventId, index, file } = observation;
  return [group, value, context, number, ms, lastMs, count, eventId, index, file];
}

/** Undefined for what {@link saveObservation} has not made. The position of the feed is not kept: it belongs to one run. */
export function readObservation(state: Json | undefined): PlacedObservation | undefined {
  if (!Array.isArray(state) || state.length !== 10) return undefined;
  const [group, value, context, number, ms, lastMs, count, eventId, index, file] = state;
  const isTexts = typeof eventId === "string" && typeof file === "string";
  if (!isTexts || !isList(group) || !isList(value) || !isList(context, 8)) return undefined;
  if (typeof number !== "number" || !isTime(ms) || !isTime(lastMs) || !isCount(count) || !isCount(index))
    return undefined;
  return { feed: 0, group, value, context, number, ms, lastMs, count, eventId, index, file };
}

/** JSON of a list of texts. */
function isList(value: unknown, length?: number): value is string {
  if (typeof value !== "string") return false;
  try {
    const list: unknown = JSON.parse(value);
    const isTexts = Array.isArray(list) && list.every((text) => typeof text === "string");
    return isTexts && (length === undefined || list.length === length);
  } catch {
    return false;
  }
}
