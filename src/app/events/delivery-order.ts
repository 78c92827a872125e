import { resolve } from "node:path";

/**
 * Files in the order in which CloudTrail delivered them: those whose names do not tell come first, and within one minute the
 * paths decide, so that it does not matter how somebody named the files to us. The buckets of a trail sort by region before
 * they sort by day, but a sequence of events may span regions.
 *
 * Source: CloudTrail User Guide, "CloudTrail log file names".
 */
export function inDeliveryOrder(files: readonly string[]): readonly string[] {
  const paths = new Map<string, string>();
  return files
    .map((file) => ({ file, time: deliveryTime(file) ?? Number.NEGATIVE_INFINITY }))
    .sort((a, b) => (a.time !== b.time ? a.time - b.time : pathOf(a.file) < pathOf(b.file) ? -1 : 1))
    .map(({ file }) => file);

  /** Only for those that need it, since the times decide between most. */
  function pathOf(file: string): string {
    const path = paths.get(file) ?? resolve(file);
    paths.set(file, path);
    return path;
  }
}

/** Milliseconds since 1970 from a name such as `111122223333_CloudTrail_us-east-1_20261121T2005Z_Abc.json.gz`. */
export function deliveryTime(file: string): number | undefined {
  const match = /_CloudTrail(?:-[A-Za-z]+)?_[a-z0-9-]+_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_[^/\\]*$/.exec(file);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute] = match.map(Number);
  const time = Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute);
  return Number.isNaN(time) ? undefined : time;
}
