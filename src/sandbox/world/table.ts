/**
 * Things by key. Values are plain JSON and are never changed, only replaced: every change goes through here, so that it can be
 * written down, or taken back, with the call that made it.
 */
export interface Table<T> {
  get(key: string): T | undefined;
  put(key: string, value: T): void;
  delete(key: string): void;
  /** In the order in which keys were first put. */
  values(): IterableIterator<T>;
  entries(): IterableIterator<readonly [key: string, value: T]>;
  readonly size: number;
  /** Another number after each change, also after one that was taken back: tells an index beside the table that it is old. */
  readonly revision: number;
}

/** Where tables live: in memory, or in a folder as well. */
export interface Store {
  /** The same table for the same name. */
  table<T>(name: string): Table<T>;
  /** The same log for the same name. */
  log(name: string): Log;
  /** Everything since the last commit becomes lasting, all of it or nothing; a crash afterwards does not lose it. */
  commit(): void;
  /** Everything since the last commit never happened. */
  rollback(): void;
  /** Bytes that are too large for a table (objects of S3), by a name that is used once. Written before they return. */
  readonly blobs: Blobs;
  close(): void;
}

/** Lines that are only ever added: recorded events. They may be many, so that a folder's are not kept in memory. */
export interface Log {
  /** One line of JSON, without its end. */
  append(line: string): void;
  readonly length: number;
  /** Lines by number, from `from` up to, and without, `to`. */
  read(from: number, to: number): readonly string[];
}

export interface Blobs {
  put(name: string, bytes: Uint8Array): void;
  get(name: string): Uint8Array | undefined;
  delete(name: string): void;
}
