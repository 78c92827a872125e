/** One digest: what was delivered in a window of time, chained to the one before. Members in the order of the file. */
export interface Digest {
  readonly awsAccountId: string;
  /** ISO 8601; the window is by time of delivery. */
  readonly digestStartTime: string;
  readonly digestEndTime: string;
  readonly digestS3Bucket: string;
  readonly digestS3Object: string;
  readonly digestPublicKeyFingerprint: string;
  /** `SHA256withRSA` */
  readonly digestSignatureAlgorithm: string;
  /** Null where no log file was delivered. */
  readonly newestEventTime: string | null;
  readonly oldestEventTime: string | null;
  /** All five are null in a starting digest. */
  readonly previousDigestS3Bucket: string | null;
  readonly previousDigestS3Object: string | null;
  /** Hex, of the uncompressed bytes. */
  readonly previousDigestHashValue: string | null;
  readonly previousDigestHashAlgorithm: string | null;
  readonly previousDigestSignature: string | null;
  /** In no order. */
  readonly logFiles: readonly DigestedLogFile[];
}

export interface DigestedLogFile {
  readonly s3Bucket: string;
  readonly s3Object: string;
  /** Hex SHA-256 of the uncompressed bytes. */
  readonly hashValue: string;
  /** `SHA-256` */
  readonly hashAlgorithm: string;
  readonly newestEventTime: string | null;
  readonly oldestEventTime: string | null;
}

/** As CloudTrail writes it: one line without an end. */
export function digestText(digest: Digest): string {
  const logFiles = digest.logFiles.map((file) => inOrder(file, logFileMembers));
  return JSON.stringify(inOrder({ ...digest, logFiles }, digestMembers));
}

/** Undefined: not JSON, or a member is missing or of another type. Members that are not known are left out. */
export function parseDigest(text: string): Digest | undefined {
  const value = parseJson(text);
  if (!isRecord(value)) return undefined;
  const { logFiles } = value;
  const hasTexts = textMembers.every((name) => typeof value[name] === "string");
  const hasNullables = nullableMembers.every((name) => isTextOrNull(value[name] ?? null));
  if (!hasTexts || !hasNullables || !Array.isArray(logFiles) || !logFiles.every(isLogFile)) return undefined;
  const nulls = Object.fromEntries(nullableMembers.map((name) => [name, value[name] ?? null]));
  const files = logFiles.map((file) =>
    inOrder({ newestEventTime: null, oldestEventTime: null, ...file }, logFileMembers),
  );
  // Every member was looked at above.
  return inOrder({ ...value, ...nulls, logFiles: files }, digestMembers) as unknown as Digest;
}

const digestMembers: readonly string[] = [
  "awsAccountId",
  "digestStartTime",
  "digestEndTime",
  "digestS3Bucket",
  "digestS3Object",
  "digestPublicKeyFingerprint",
  "digestSignatureAlgorithm",
  "newestEventTime",
  "oldestEventTime",
  "previousDigestS3Bucket",
  "previousDigestS3Object",
  "previousDigestHashValue",
  "previousDigestHashAlgorithm",
  "previousDigestSignature",
  "logFiles",
];
const nullableMembers: readonly string[] = digestMembers.slice(7, 14);
const textMembers: readonly string[] = digestMembers.slice(0, 7);
const logFileMembers: readonly string[] = [
  "s3Bucket",
  "s3Object",
  "hashValue",
  "hashAlgorithm",
  "newestEventTime",
  "oldestEventTime",
];

/** These members, in this order. */
function inOrder(from: object, names: readonly string[]): object {
  const members = new Map<string, unknown>(Object.entries(from));
  return Object.fromEntries(names.map((name) => [name, members.get(name)]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isLogFile(value: unknown): value is object {
  return (
    isRecord(value) &&
    logFileMembers.slice(0, 4).every((name) => typeof value[name] === "string") &&
    logFileMembers.slice(4).every((name) => isTextOrNull(value[name] ?? null))
  );
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === "string";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
