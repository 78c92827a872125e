import type { Call, Input, Need, Operations, Output } from "../../call.ts";
import type { BucketState, ObjectVersion } from "../../world/nouns.ts";
import { aclAsked, checkAcl } from "./acl.ts";
import { textOf } from "./bucket.ts";
import { encryptionOf } from "./bucket-settings.ts";
import { checkedChecksum, checksumOutput } from "./checksum.ts";
import { s3Error } from "./errors.ts";
import { expirationOf } from "./lifecycle-rules.ts";
import { objectNeed } from "./needs.ts";
import { checkedKey } from "./object-asked.ts";
import { lockAsked } from "./object-lock.ts";
import { findVersion, type NewObject, putObject } from "./object-store.ts";
import { objectOperation } from "./operation.ts";
import { membersOf } from "./rules.ts";
import { tagsOfHeader } from "./tags.ts";

/** What an object is beside its bytes, as the request says it. */
export type Described = Omit<NewObject, "key" | "bytes" | "etag" | "checksum" | "parts">;

/** Headers that S3 keeps and gives back as they are. */
export const keptHeaders = [
  "CacheControl",
  "ContentDisposition",
  "ContentLanguage",
  "Expires",
  "StorageClass",
  "WebsiteRedirectLocation",
] as const;

/** Metadata may have 2 KB in all. Throws for what cannot be stored. */
export function describedObject(call: Call, bucket: BucketState): Described {
  const { input } = call;
  const acl = aclAsked(input);
  checkAcl(bucket, acl, "AccessControlListNotSupported");
  const metadata = metadataOf(input);
  const headers = headersOf(input);
  const contentEncoding = input["ContentEncoding"];
  return {
    ...(typeof input["ContentType"] === "string" && { contentType: input["ContentType"] }),
    ...(typeof contentEncoding === "string" && contentEncoding !== "" && { contentEncoding }),
    metadata,
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(input["Tagging"] !== undefined && { tags: tagsOfHeader(textOf(input["Tagging"])) }),
    ...encryptionAsked(input, bucket),
    ...(acl !== undefined && { acl }),
    ...lockAsked(call, bucket),
  };
}

/** What is needed to write an object, by what the request says about it. */
export function writeNeeds(call: Call): readonly Need[] {
  const { ACL, Tagging, ObjectLockMode, ObjectLockLegalHoldStatus } = call.input;
  const actions = [
    "s3:PutObject",
    // The bucket's owner gets everything anyway; so CloudTrail needs no permission for it.
    ...(ACL === undefined || ACL === "private" || ACL === "bucket-owner-full-control" ? [] : ["s3:PutObjectAcl"]),
    ...(Tagging === undefined ? [] : ["s3:PutObjectTagging"]),
    ...(ObjectLockMode === undefined ? [] : ["s3:PutObjectRetention"]),
    ...(ObjectLockLegalHoldStatus === undefined ? [] : ["s3:PutObjectLegalHold"]),
  ];
  return actions.flatMap((action) => objectNeed(call, action));
}

/** If-Match and If-None-Match of writes. */
export function checkWriteConditions({ input, world }: Call, { name }: BucketState, key: string): void {
  const { IfMatch, IfNoneMatch } = input;
  if (IfMatch === undefined && IfNoneMatch === undefined) return;
  const object = findVersion(world, name, key);
  const etag = object === undefined || object.deleted ? undefined : object.etag;
  if (IfNoneMatch !== undefined) {
    if (IfNoneMatch !== "*")
      throw s3Error("NotImplemented", "A header you provided implies functionality that is not implemented");
    if (etag !== undefined) throw s3Error("PreconditionFailed");
  }
  if (IfMatch === undefined) return;
  if (etag === undefined) throw s3Error("NoSuchKey");
  if (unquoted(textOf(IfMatch)) !== unquoted(etag)) throw s3Error("PreconditionFailed");
}

export function unquoted(etag: string): string {
  return etag.replace(/^"|"$/g, "");
}

/** Headers of the answer to every write. */
export function writtenOutput(bucket: BucketState, object: ObjectVersion): Output {
  const { kmsKeyId, versionId, encryption = "AES256" } = object;
  const expiration = expirationOf(bucket, object);
  return {
    ServerSideEncryption: encryption,
    ...(kmsKeyId !== undefined && { SSEKMSKeyId: kmsKeyId }),
    ...(bucket.versioning === "Enabled" && { VersionId: versionId }),
    ...(expiration !== undefined && { Expiration: expiration }),
  };
}

export const putOperations: Operations = {
  PutObject: objectOperation({
    needs: writeNeeds,
    run: (call, bucket) => {
      const key = checkedKey(call);
      const described = describedObject(call, bucket);
      const bytes = bytesAsked(call.input);
      const checksum = checkedChecksum(call.input, bytes);
      checkWriteConditions(call, bucket, key);
      const object = putObject(call.world, bucket.name, { ...described, key, bytes, ...(checksum && { checksum }) });
      return { ETag: object.etag, ...checksumOutput(checksum), ...writtenOutput(bucket, object) };
    },
  }),
};

export function bytesAsked({ Body }: Input): Uint8Array {
  return Body instanceof Uint8Array ? Body : new Uint8Array();
}

function metadataOf({ Metadata }: Input): Readonly<Record<string, string>> {
  const entries = Object.entries(membersOf(Metadata)).map(
    ([name, value]) => [name.toLowerCase(), String(value)] as const,
  );
  const size = entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  if (size > 2048) throw s3Error("MetadataTooLarge");
  return Object.fromEntries(entries);
}

function headersOf(input: Input): Readonly<Record<string, string>> {
  const { StorageClass } = input;
  if (StorageClass !== undefined && !storageClasses.has(textOf(StorageClass))) {
    throw s3Error("InvalidStorageClass");
  }
  return Object.fromEntries(
    keptHeaders.flatMap((name) => {
      const value = input[name];
      return value === undefined ? [] : [[name, value instanceof Date ? value.toISOString() : String(value)]];
    }),
  );
}

/** Those from which an object can be read at once. */
const storageClasses: ReadonlySet<string> = new Set([
  "STANDARD",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER_IR",
  "REDUCED_REDUNDANCY",
]);

/** The sandbox has no KMS: a key is written down, and nothing is encrypted by it. */
function encryptionAsked(input: Input, bucket: BucketState): Pick<ObjectVersion, "encryption" | "kmsKeyId"> {
  const { ServerSideEncryption, SSEKMSKeyId, SSECustomerAlgorithm, SSECustomerKey } = input;
  if (SSECustomerAlgorithm !== undefined || SSECustomerKey !== undefined) {
    throw s3Error(
      "InvalidRequest",
      "Requests specifying Server Side Encryption with Customer provided keys must be made over a secure connection.",
    );
  }
  const byDefault = encryptionOf(bucket);
  const encryption = ServerSideEncryption === undefined ? byDefault.algorithm : textOf(ServerSideEncryption);
  if (!["AES256", "aws:kms", "aws:kms:dsse"].includes(encryption)) {
    throw s3Error("InvalidArgument", "The encryption method specified is not supported");
  }
  if (encryption === "AES256") return { encryption };
  const kmsKeyId = typeof SSEKMSKeyId === "string" ? SSEKMSKeyId : byDefault.kmsKeyId;
  return { encryption, ...(kmsKeyId !== undefined && { kmsKeyId }) };
}
