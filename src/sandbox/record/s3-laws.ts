import type { Call, Trace } from "../call.ts";

/** S3 records where the bucket is, and tells its owner. The rest is for the operation's own trace. */
export function s3Trace({ world, input }: Call): Trace {
  const bucket = typeof input["Bucket"] === "string" ? world.buckets.get(input["Bucket"]) : undefined;
  return bucket === undefined ? {} : { region: bucket.region, copies: [bucket.owner] };
}
