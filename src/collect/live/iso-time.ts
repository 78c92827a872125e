/** A member that holds a time as snapshots write it, or no member where there is none. */
export function isoTime<Key extends string>(key: Key, time: Date | undefined): { readonly [key in Key]?: string } {
  if (time === undefined || Number.isNaN(time.getTime())) return {};
  // A computed key makes TypeScript forget which one it is.
  return { [key]: time.toISOString().replace(".000Z", "Z") } as { readonly [key in Key]?: string };
}
