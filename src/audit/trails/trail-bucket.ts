import {
  type Bucket,
  type Evidence,
  type Json,
  type Snapshot,
  type SourceName,
  snapshotSources,
  type Trail,
} from "../../model/index.ts";
import { notRead } from "../sources.ts";

/** The bucket of a trail as far as it was read; a bucket that no input names has only its name. */
export function bucketOf({ bucket }: Trail, { buckets = [] }: Snapshot): Bucket {
  return buckets.find(({ name }) => name === bucket) ?? { name: bucket };
}

/** A sentence that says that something of this bucket was not read: by nobody, or not for this bucket. */
export function bucketNotRead(bucket: Bucket, snapshot: Snapshot, source: SourceName): string {
  const record = snapshot.sources[source];
  if (record.state === "missing") return notRead(snapshot, source);
  return `For bucket ${bucket.name} there is no answer of ${snapshotSources[source]}.`;
}

export function bucketEvidence(source: SourceName, bucket: Bucket, value: Json): Evidence {
  return { source, field: bucket.name, value };
}
