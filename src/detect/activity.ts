import { compareSeverity, type Detection, type Severity } from "../model/index.ts";
import { instantOf, isoSecond } from "./instant.ts";

/** A span of a histogram of events; spans of one histogram are equally long and follow each other without gaps. */
export interface EventSpan {
  /** ISO 8601, UTC. */
  readonly start: string;
  readonly hours: number;
  readonly events: number;
  /** Events with an error code. */
  readonly errors: number;
  /** Detections of medium and above. */
  readonly detections: { readonly [severity in Severity]?: number };
}

/** Counts events by their hour, in memory that does not grow with the time that they cover. */
export interface ActivityCounter {
  /** `hour`: whole hours since 1970, UTC. */
  add(hour: number, isError: boolean): void;
  /** At most `maxSpans` spans from the first to the last event. */
  spans(detections: readonly Detection[], maxSpans: number): readonly EventSpan[];
}

export function createActivityCounter(): ActivityCounter {
  /** Hours a bucket is wide; doubles when there are too many buckets. */
  let width = 1;
  let buckets = new Map<number, Bucket>();

  return {
    add(hour, isError) {
      const bucket = bucketAt(Math.floor(hour / width));
      bucket.events += 1;
      if (isError) bucket.errors += 1;
      if (buckets.size > maxBuckets) widen();
    },
    spans(detections, maxSpans) {
      if (buckets.size === 0) return [];
      const keys = [...buckets.keys()];
      const first = keys.reduce((a, b) => Math.min(a, b)) * width;
      const last = keys.reduce((a, b) => Math.max(a, b)) * width;
      const hours = spanHours(first, last, width, maxSpans);
      const start = Math.floor(first / hours);
      const counts = Array.from({ length: Math.floor(last / hours) - start + 1 }, () => emptySpan());
      for (const [key, { events, errors }] of buckets) {
        const span = counts[Math.floor((key * width) / hours) - start];
        if (span === undefined) continue;
        span.events += events;
        span.errors += errors;
      }
      for (const { time, rule } of detections) {
        const span = counts[Math.floor(instantOf(time) / hourMs / hours) - start];
        if (span === undefined || compareSeverity(rule.level, "medium") < 0) continue;
        span.detections[rule.level] = (span.detections[rule.level] ?? 0) + 1;
      }
      return counts.map((count, at) => ({ start: isoSecond((start + at) * hours * hourMs), hours, ...count }));
    },
  };

  function bucketAt(key: number): Bucket {
    const known = buckets.get(key);
    if (known !== undefined) return known;
    const made = { events: 0, errors: 0 };
    buckets.set(key, made);
    return made;
  }

  function widen(): void {
    const narrow = buckets;
    width *= 2;
    buckets = new Map();
    for (const [key, { events, errors }] of narrow) {
      const bucket = bucketAt(Math.floor(key / 2));
      bucket.events += events;
      bucket.errors += errors;
    }
  }
}

export const hourMs = 3_600_000;

interface Bucket {
  events: number;
  errors: number;
}

/** Half a year of hours. */
const maxBuckets = 4096;

function emptySpan(): Bucket & { detections: { [severity in Severity]?: number } } {
  return { events: 0, errors: 0, detections: {} };
}

/** The shortest length that people count in, else the shortest multiple of `width`, that needs no more than `maxSpans`. */
function spanHours(first: number, last: number, width: number, maxSpans: number): number {
  const fits = (hours: number): boolean => Math.floor(last / hours) - Math.floor(first / hours) < maxSpans;
  const usual = commonHours.find((hours) => hours % width === 0 && fits(hours));
  if (usual !== undefined) return usual;
  let hours = width;
  while (!fits(hours)) hours *= 2;
  return hours;
}

const commonHours: readonly number[] = [1, 2, 3, 4, 6, 8, 12, 24, 48, 168];
