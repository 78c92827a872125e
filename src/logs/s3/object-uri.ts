/** An object or a folder of a bucket, as users and reports name it. */
export interface ObjectPlace {
  readonly bucket: string;
  /** Without a slash at its beginning; empty: the whole bucket. */
  readonly key: string;
}

/** `s3://bucket/key` in its parts. Undefined: no bucket has such a name. Keys may hold any character, and are not encoded. */
export function parseObjectUri(uri: string): ObjectPlace | undefined {
  // Source: Amazon S3 User Guide, "Bucket naming rules"; before 2018 names in us-east-1 could be longer.
  const match = /^s3:\/\/([A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9])(?:\/(.*))?$/s.exec(uri);
  const [, bucket, key = ""] = match ?? [];
  return bucket === undefined ? undefined : { bucket, key };
}

export function objectUri({ bucket, key }: ObjectPlace): string {
  return `s3://${bucket}/${key}`;
}

/** Whether a name is that of an object rather than of a file. */
export function isObjectUri(name: string): boolean {
  return name.startsWith("s3://");
}
