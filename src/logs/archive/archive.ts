/** Where the objects of a bucket are: the bucket itself, or a folder that mirrors it. */
export interface Archive {
  /** As a user knows it: `s3://bucket` or the folder. */
  readonly name: string;
  /** Undefined: the archive does not know it. */
  readonly bucket: string | undefined;
  /** Keys that begin with `prefix` and come after `after`, in order, a page at a time. Throws Problems. */
  list(prefix: string, after?: string): AsyncIterable<readonly ListedObject[]>;
  /** The names of folders below a prefix that ends in a slash (or is empty), without slashes, in order. */
  folders(prefix: string): Promise<readonly string[]>;
  /**
   * Gets one object and hands it to `read`, which is called again when the connection broke. Of another bucket than the
   * archive's own where it is named. Undefined: there is no such object. Throws Problems.
   */
  get<T>(key: string, read: (object: StoredObject) => Promise<T>, bucket?: string): Promise<T | undefined>;
}

export interface ListedObject {
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly storedAt?: number;
}

export interface StoredObject {
  /** Stored, as it is: compressed where it is compressed. */
  readonly chunks: AsyncIterable<Buffer>;
  readonly size: number | undefined;
  /** Names in lower case, without `x-amz-meta-`. */
  metadata(): Promise<ReadonlyMap<string, string>>;
}
