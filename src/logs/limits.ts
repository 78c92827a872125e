const mebibyte = 1024 * 1024;

/** What one log file may ask of this machine. Whatever is beyond is a problem by name, never a crash or a full memory. */
export interface ReadLimits {
  /** Bytes after gunzip; a 50 MB delivery unpacks to about 0.5 GB, a bomb to any size. */
  readonly maxUnpackedBytes: number;
  /** One record, or one other value that must be held whole. CloudTrail's own limit is 256 KB. */
  readonly maxRecordBytes: number;
  /** Objects and arrays inside each other. Policies are strings in CloudTrail, so that real records stay below 20. */
  readonly maxDepth: number;
  /** White space between two values. */
  readonly maxSpaceBytes: number;
  /** Problems that are named one by one for a file; the rest are counted in one more. */
  readonly maxProblems: number;
  /** Files up to this size are read in one piece; larger ones go through a window. */
  readonly maxWholeFileBytes: number;
  /** The same for what such a file unpacks to. */
  readonly maxWholeUnpackedBytes: number;
}

export const defaultReadLimits: ReadLimits = {
  maxUnpackedBytes: 8192 * mebibyte,
  maxRecordBytes: 16 * mebibyte,
  maxDepth: 128,
  maxSpaceBytes: 16 * mebibyte,
  maxProblems: 20,
  maxWholeFileBytes: 8 * mebibyte,
  maxWholeUnpackedBytes: 32 * mebibyte,
};
