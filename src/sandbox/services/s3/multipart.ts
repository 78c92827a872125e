import { createHash } from "node:crypto";
import type { Call, Operations, Output } from "../../call.ts";
import type { BucketState, MultipartUpload, UploadedPart } from "../../world/nouns.ts";
import { textOf } from "./bucket.ts";
import { checkedChecksum, checksumMember, checksumOf, checksumOutput } from "./checksum.ts";
import { s3Error } from "./errors.ts";
import { objectNeed } from "./needs.ts";
import { checkedKey } from "./object-asked.ts";
import { sourceNeeds, sourceObject } from "./object-copy.ts";
import { parseRange } from "./object-get.ts";
import {
  bytesAsked,
  checkWriteConditions,
  describedObject,
  unquoted,
  writeNeeds,
  writtenOutput,
} from "./object-put.ts";
import { bytesOf, putObject } from "./object-store.ts";
import { objectOperation } from "./operation.ts";
import { membersOf } from "./rules.ts";

/** The upload that the call names, of its key. Throws `NoSuchUpload`. */
export function existingUpload({ input, world }: Call, { name }: BucketState): MultipartUpload {
  const upload = world.uploads(name).get(textOf(input["UploadId"]));
  if (upload === undefined || upload.key !== input["Key"]) throw s3Error("NoSuchUpload");
  return upload;
}

function create(call: Call, bucket: BucketState): Output {
  const { input, world, time } = call;
  const key = checkedKey(call);
  const {
    contentType = "binary/octet-stream",
    metadata = {},
    retention: _,
    legalHold: __,
    ...rest
  } = describedObject(call, bucket);
  const checksum = checksumMember(input);
  const isWhole = input["ChecksumType"] === "FULL_OBJECT" || checksum === "ChecksumCRC64NVME";
  const id = Buffer.from(world.ids.bytes(48)).toString("base64url");
  world.uploads(bucket.name).put(id, {
    id,
    key,
    startedAt: time,
    object: { contentType, metadata, ...rest },
    parts: [],
    ...(checksum !== undefined && { checksum }),
    ...(isWhole && { wholeChecksum: true }),
  });
  return {
    Bucket: bucket.name,
    Key: key,
    UploadId: id,
    ServerSideEncryption: rest.encryption ?? "AES256",
    ...(rest.kmsKeyId !== undefined && { SSEKMSKeyId: rest.kmsKeyId }),
    ...(checksum !== undefined && {
      ChecksumAlgorithm: checksum.slice("Checksum".length),
      ChecksumType: isWhole ? "FULL_OBJECT" : "COMPOSITE",
    }),
  };
}

function uploadPart(call: Call, bucket: BucketState): Output {
  const upload = existingUpload(call, bucket);
  const bytes = bytesAsked(call.input);
  const checksum = checkedChecksum(call.input, bytes) ?? partChecksum(upload, bytes);
  const part = putPart(call, bucket, upload, bytes, checksum);
  return { ETag: part.etag, ...(checksum && { [checksum.member]: checksum.value }), ...encryptionOutput(upload) };
}

function uploadPartCopy(call: Call, bucket: BucketState): Output {
  const upload = existingUpload(call, bucket);
  const { object, bucket: source } = sourceObject(call);
  const range = call.input["CopySourceRange"];
  const [start, end] = range === undefined ? [0, object.size] : (parseRange(range, object.size) ?? [0, object.size]);
  const bytes = bytesOf(call.world, object).subarray(start, end);
  const checksum = partChecksum(upload, bytes);
  const part = putPart(call, bucket, upload, bytes, checksum);
  return {
    CopyPartResult: {
      ETag: part.etag,
      LastModified: new Date(part.modifiedAt),
      ...(checksum && { [checksum.member]: checksum.value }),
    },
    ...(source.versioning !== undefined && { CopySourceVersionId: object.versionId }),
    ...encryptionOutput(upload),
  };
}

function partChecksum({ checksum }: MultipartUpload, bytes: Uint8Array): UploadedPart["checksum"] {
  return checksum === undefined ? undefined : { member: checksum, value: checksumOf(checksum, bytes) };
}

function encryptionOutput({ object: { encryption = "AES256", kmsKeyId } }: MultipartUpload): Output {
  return { ServerSideEncryption: encryption, ...(kmsKeyId !== undefined && { SSEKMSKeyId: kmsKeyId }) };
}

/** A part takes the place of one with the same number. */
function putPart(
  { input, world, time }: Call,
  bucket: BucketState,
  upload: MultipartUpload,
  bytes: Uint8Array,
  checksum: UploadedPart["checksum"],
): UploadedPart {
  const number = input["PartNumber"];
  if (typeof number !== "number" || !Number.isInteger(number) || number < 1 || number > 10_000) {
    throw s3Error("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive");
  }
  const blob = `${bucket.name}/${world.ids.uuid()}`;
  world.store.blobs.put(blob, bytes);
  const part = {
    number,
    size: bytes.length,
    etag: `"${createHash("md5").update(bytes).digest("hex")}"`,
    modifiedAt: time,
    blob,
    ...(checksum && { checksum }),
  };
  const others = upload.parts.filter((one) => one.number !== number);
  for (const old of upload.parts) if (old.number === number) world.store.blobs.delete(old.blob);
  const parts = [...others, part].sort((a, b) => a.number - b.number);
  world.uploads(bucket.name).put(upload.id, { ...upload, parts });
  return part;
}

const smallestPart = 5 * 1024 * 1024;

function complete(call: Call, bucket: BucketState): Output {
  const { world, input } = call;
  const upload = existingUpload(call, bucket);
  const parts = wantedParts(input["MultipartUpload"], upload);
  checkWriteConditions(call, bucket, upload.key);
  const bytes = Buffer.concat(
    parts.map(({ blob }) => world.store.blobs.get(blob) ?? new Uint8Array()),
    parts.reduce((sum, { size }) => sum + size, 0),
  );
  const checksum = wholeChecksum(upload, parts, bytes);
  const object = putObject(world, bucket.name, {
    ...upload.object,
    key: upload.key,
    bytes,
    etag: `"${createHash("md5")
      .update(parts.map(({ etag }) => unquoted(etag)).join(""), "hex")
      .digest("hex")}-${parts.length}"`,
    parts: parts.map(({ size }) => size),
    ...(checksum && { checksum }),
  });
  forget(call, bucket, upload);
  return {
    Location: `http://${bucket.name}.s3.amazonaws.com/${encodeURIComponent(upload.key)}`,
    Bucket: bucket.name,
    Key: upload.key,
    ETag: object.etag,
    ...checksumOutput(checksum),
    ...writtenOutput(bucket, object),
  };
}

/** Throws `MalformedXML`, `InvalidPartOrder`, `InvalidPart`, `EntityTooSmall`. */
function wantedParts(value: unknown, { parts }: MultipartUpload): readonly UploadedPart[] {
  const asked = membersOf(value)["Parts"];
  if (!Array.isArray(asked) || asked.length === 0) throw s3Error("MalformedXML");
  let last = 0;
  const found = asked.map(membersOf).map(({ PartNumber, ETag }) => {
    const number = Number(PartNumber);
    if (number <= last) throw s3Error("InvalidPartOrder");
    last = number;
    const part = parts.find((one) => one.number === number);
    if (part === undefined || unquoted(part.etag) !== unquoted(textOf(ETag))) throw s3Error("InvalidPart");
    return part;
  });
  if (found.slice(0, -1).some(({ size }) => size < smallestPart)) throw s3Error("EntityTooSmall");
  return found;
}

/** Of all bytes, or, as SDKs expect it where nothing is said, of the checksums of the parts. */
function wholeChecksum(
  { checksum, wholeChecksum: isWhole }: MultipartUpload,
  parts: readonly UploadedPart[],
  bytes: Uint8Array,
): UploadedPart["checksum"] {
  if (checksum === undefined) return undefined;
  if (isWhole === true) return { member: checksum, value: checksumOf(checksum, bytes) };
  const all = Buffer.concat(parts.map((part) => Buffer.from(part.checksum?.value ?? "", "base64")));
  return { member: checksum, value: `${checksumOf(checksum, all)}-${parts.length}` };
}

function abort(call: Call, bucket: BucketState): Output {
  forget(call, bucket, existingUpload(call, bucket));
  return {};
}

function forget({ world }: Call, { name }: BucketState, { id, parts }: MultipartUpload): void {
  for (const { blob } of parts) world.store.blobs.delete(blob);
  world.uploads(name).delete(id);
}

export const multipartOperations: Operations = {
  CreateMultipartUpload: objectOperation({ needs: writeNeeds, subresource: "uploads", run: create }),
  UploadPart: objectOperation({ needs: "s3:PutObject", run: uploadPart }),
  UploadPartCopy: objectOperation({
    needs: (call) => [...sourceNeeds(call), ...objectNeed(call, "s3:PutObject")],
    run: uploadPartCopy,
  }),
  CompleteMultipartUpload: objectOperation({ needs: "s3:PutObject", run: complete }),
  AbortMultipartUpload: objectOperation({ needs: "s3:AbortMultipartUpload", run: abort }),
};
