import { didYouMean } from "../nearest.ts";
import { entryOf, type MapNode, type Reject, type SourceNode } from "./source-node.ts";

/** Longest time that rules can look back: no group is remembered for longer than a year. */
export const maxDurationMs: number = 366 * 86_400_000;

/**
 * A duration such as `90m`, in milliseconds; `fallback` where it is left out. What is no duration between `leastMs` and 366
 * days is rejected and stands for undefined.
 *
 * Source: Sigma Correlation Rules Specification 2.1, "Time Selection".
 */
export function readDuration(
  map: MapNode,
  key: string,
  leastMs: number,
  reject: Reject,
  fallback?: number,
): number | undefined {
  const entry = entryOf(map, key);
  if (entry === undefined) {
    if (fallback === undefined)
      reject(map.offset, `'${key}' is missing.`, { hint: `Write '${key}: 1h', for example.` });
    return fallback;
  }
  const parsed = parseDuration(entry.value);
  if ("wrong" in parsed) {
    reject(entry.value.offset, `'${key}' is no duration: ${parsed.wrong}.`, { hint: parsed.hint });
    return undefined;
  }
  if (parsed.ms >= leastMs && parsed.ms <= maxDurationMs) return parsed.ms;
  const limit = parsed.ms < leastMs ? "is too short; one second is the least" : "is longer than 366 days";
  reject(entry.value.offset, `'${key}' ${limit}.`);
  return undefined;
}

/** `30s`, `5m`, `1h`, `14d`, `2w`. */
export function parseDuration(
  node: SourceNode,
): { readonly ms: number } | { readonly wrong: string; readonly hint?: string | undefined } {
  const text = node.kind === "scalar" && node.type !== "null" ? node.text : "";
  const [, count = "", unit = ""] = /^(\d{1,9}) ?([a-zA-Z]+)$/.exec(text) ?? [];
  const ms = units.get(unit);
  if (count !== "" && ms !== undefined) return { ms: Number(count) * ms };
  if (unit === "M" || unit === "y") {
    const wrong = `${unit === "M" ? "months have" : "years have"} no fixed length`;
    return { wrong, hint: `Write days instead, such as '${unit === "M" ? "30d" : "365d"}'.` };
  }
  const hint = unit === "" ? undefined : didYouMean(unit, units.keys());
  return { wrong: "it is a whole number with s, m, h, d or w behind it, such as 90m", ...(hint && { hint }) };
}

/** A duration in words of one unit: `90 minutes`. */
export function describeDuration(ms: number): string {
  const unit = [...unitNames].find(([size]) => ms % size === 0 && ms >= size);
  if (unit === undefined) return `${ms / 1000} seconds`;
  const [size, name] = unit;
  return `${ms / size} ${name}${ms === size ? "" : "s"}`;
}

const units: ReadonlyMap<string, number> = new Map([
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
  ["w", 604_800_000],
]);

const unitNames: ReadonlyMap<number, string> = new Map([
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
  [1000, "second"],
]);
