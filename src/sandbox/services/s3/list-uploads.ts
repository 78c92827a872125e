import type { Call, Operations, Output } from "../../call.ts";
import type { BucketState, MultipartUpload } from "../../world/nouns.ts";
import { ownerOf, textOf } from "./bucket.ts";
import { encoder, pageLimit } from "./list-objects.ts";
import { existingUpload } from "./multipart.ts";
import { listOperation, objectOperation } from "./operation.ts";
import { compareUtf8 } from "./utf8-order.ts";

/** By key, then in the order in which they were begun. */
function listUploads(call: Call, bucket: BucketState): Output {
  const { input, world } = call;
  const limit = pageLimit(input["MaxUploads"], "max-uploads");
  const encode = encoder(input["EncodingType"]);
  const [prefix, delimiter] = [textOf(input["Prefix"]), textOf(input["Delimiter"])];
  const [keyMarker, idMarker] = [textOf(input["KeyMarker"]), textOf(input["UploadIdMarker"])];
  const uploads = [...world.uploads(bucket.name).values()]
    .filter(({ key }) => key.startsWith(prefix))
    .sort((a, b) => compareUtf8(a.key, b.key));
  const left = uploads.slice(firstAfter(uploads, keyMarker, idMarker));
  const prefixOf = ({ key }: MultipartUpload): string | undefined => {
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    return end === -1 ? undefined : key.slice(0, end + delimiter.length);
  };
  const page = left.filter((upload) => prefixOf(upload) === undefined);
  const shown = page.slice(0, limit);
  const prefixes = [...new Set(left.flatMap((upload) => prefixOf(upload) ?? []))];
  const last = page.length > limit ? shown.at(-1) : undefined;
  return {
    Bucket: bucket.name,
    KeyMarker: encode(keyMarker),
    UploadIdMarker: idMarker,
    Prefix: encode(prefix),
    ...(delimiter !== "" && { Delimiter: encode(delimiter) }),
    MaxUploads: limit,
    IsTruncated: last !== undefined,
    ...(last && { NextKeyMarker: encode(last.key), NextUploadIdMarker: last.id }),
    ...(input["EncodingType"] !== undefined && { EncodingType: "url" }),
    ...(shown.length > 0 && {
      Uploads: shown.map(({ id, key, startedAt, object, checksum }) => ({
        UploadId: id,
        Key: encode(key),
        Initiated: new Date(startedAt),
        StorageClass: object.headers?.["StorageClass"] ?? "STANDARD",
        Owner: ownerOf(bucket.owner),
        Initiator: ownerOf(bucket.owner),
        ...(checksum !== undefined && { ChecksumAlgorithm: checksum.slice("Checksum".length) }),
      })),
    }),
    ...(prefixes.length > 0 && { CommonPrefixes: prefixes.map((one) => ({ Prefix: encode(one) })) }),
  };
}

function firstAfter(uploads: readonly MultipartUpload[], key: string, id: string): number {
  if (key === "") return 0;
  const marked = id === "" ? -1 : uploads.findIndex((upload) => upload.key === key && upload.id === id);
  if (marked !== -1) return marked + 1;
  const next = uploads.findIndex((upload) => compareUtf8(upload.key, key) > 0);
  return next === -1 ? uploads.length : next;
}

function listParts(call: Call, bucket: BucketState): Output {
  const { input } = call;
  const upload = existingUpload(call, bucket);
  const limit = pageLimit(input["MaxParts"], "max-parts");
  const marker = Number(textOf(input["PartNumberMarker"])) || 0;
  const left = upload.parts.filter(({ number }) => number > marker);
  const shown = left.slice(0, limit);
  return {
    Bucket: bucket.name,
    Key: upload.key,
    UploadId: upload.id,
    PartNumberMarker: String(marker),
    NextPartNumberMarker: String(shown.at(-1)?.number ?? 0),
    MaxParts: limit,
    IsTruncated: left.length > limit,
    StorageClass: upload.object.headers?.["StorageClass"] ?? "STANDARD",
    Owner: ownerOf(bucket.owner),
    Initiator: ownerOf(bucket.owner),
    ...(upload.checksum !== undefined && { ChecksumAlgorithm: upload.checksum.slice("Checksum".length) }),
    ...(shown.length > 0 && {
      Parts: shown.map(({ number, etag, size, modifiedAt, checksum }) => ({
        PartNumber: number,
        LastModified: new Date(modifiedAt),
        ETag: etag,
        Size: size,
        ...(checksum && { [checksum.member]: checksum.value }),
      })),
    }),
  };
}

export const listUploadOperations: Operations = {
  ListMultipartUploads: listOperation({
    action: "s3:ListBucketMultipartUploads",
    subresource: "uploads",
    run: listUploads,
  }),
  ListParts: objectOperation({ needs: "s3:ListMultipartUploadParts", run: listParts }),
};
