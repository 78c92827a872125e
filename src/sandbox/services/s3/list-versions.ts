import type { Call, Operations, Output } from "../../call.ts";
import type { BucketState, ObjectVersion } from "../../world/nouns.ts";
import { ownerOf, textOf } from "./bucket.ts";
import { checksumType } from "./checksum.ts";
import { s3Error } from "./errors.ts";
import { listKeys } from "./list-keys.ts";
import { encoder, pageLimit } from "./list-objects.ts";
import { checkVersionId } from "./object-asked.ts";
import { objectIndex } from "./object-index.ts";
import { findVersion } from "./object-store.ts";
import { listOperation } from "./operation.ts";

/** Versions and delete markers, keys in order, the newest first. */
function listVersions(call: Call, bucket: BucketState): Output {
  const { input } = call;
  const limit = pageLimit(input["MaxKeys"], "max-keys");
  const encode = encoder(input["EncodingType"]);
  const [prefix, delimiter] = [textOf(input["Prefix"]), textOf(input["Delimiter"])];
  const [keyMarker, idMarker] = [textOf(input["KeyMarker"]), textOf(input["VersionIdMarker"]) || undefined];
  if (idMarker !== undefined && keyMarker === "") {
    throw s3Error("InvalidArgument", "A version-id marker cannot be specified without a key marker.");
  }
  checkVersionId(idMarker);
  const found: (ObjectVersion | string)[] = [];
  let hasMore = false;
  for (const line of versionsFrom(call, bucket.name, { prefix, delimiter }, keyMarker, idMarker)) {
    hasMore = found.length >= limit;
    if (hasMore) break;
    found.push(line);
  }
  const versions = found.filter((line) => typeof line !== "string");
  const prefixes = found.filter((line) => typeof line === "string");
  return {
    Name: bucket.name,
    Prefix: encode(prefix),
    KeyMarker: encode(keyMarker),
    VersionIdMarker: idMarker ?? "",
    MaxKeys: limit,
    IsTruncated: hasMore && limit > 0,
    ...(delimiter !== "" && { Delimiter: encode(delimiter) }),
    ...(input["EncodingType"] !== undefined && { EncodingType: "url" }),
    ...(hasMore && limit > 0 && nextMarkers(found.at(-1), encode)),
    ...listed(
      "Versions",
      versions.filter(({ deleted }) => !deleted).map((it) => versionLine(it, bucket, encode)),
    ),
    ...listed(
      "DeleteMarkers",
      versions.filter(({ deleted }) => deleted).map((it) => commonLine(it, bucket, encode)),
    ),
    ...listed(
      "CommonPrefixes",
      prefixes.map((one) => ({ Prefix: encode(one) })),
    ),
  };
}

/** Common prefixes are text. Behind the marked version, or the marked key. */
function* versionsFrom(
  { world }: Call,
  bucket: string,
  query: { readonly prefix: string; readonly delimiter: string },
  keyMarker: string,
  idMarker: string | undefined,
): IterableIterator<ObjectVersion | string> {
  const start = idMarker === undefined ? { after: keyMarker } : { from: keyMarker };
  for (const line of listKeys(world, bucket, { ...query, ...start })) {
    if (!("key" in line)) {
      yield line.commonPrefix;
      continue;
    }
    const ids = objectIndex(world, bucket).versionsOf(line.key);
    const skipped = line.key === keyMarker && idMarker !== undefined ? ids.indexOf(idMarker) + 1 : 0;
    for (const id of ids.slice(skipped)) {
      const version = findVersion(world, bucket, line.key, id);
      if (version !== undefined) yield version;
    }
  }
}

function nextMarkers(last: ObjectVersion | string | undefined, encode: (text: string) => string): Output {
  if (last === undefined) return {};
  return typeof last === "string"
    ? { NextKeyMarker: encode(last) }
    : { NextKeyMarker: encode(last.key), NextVersionIdMarker: last.versionId };
}

function commonLine(
  { key, versionId, isLatest, modifiedAt }: ObjectVersion,
  { owner }: BucketState,
  encode: (text: string) => string,
): object {
  return {
    Key: encode(key),
    VersionId: versionId,
    IsLatest: isLatest,
    LastModified: new Date(modifiedAt),
    Owner: ownerOf(owner),
  };
}

function versionLine(version: ObjectVersion, bucket: BucketState, encode: (text: string) => string): object {
  const { etag, size, headers, checksum } = version;
  return {
    ...commonLine(version, bucket, encode),
    ETag: etag,
    ...(checksum && {
      ChecksumAlgorithm: [checksum.member.slice("Checksum".length)],
      ChecksumType: checksumType(checksum),
    }),
    Size: size,
    StorageClass: headers?.["StorageClass"] ?? "STANDARD",
  };
}

/** Empty lists are left out. */
function listed(member: string, items: readonly object[]): Output {
  return items.length === 0 ? {} : { [member]: items };
}

export const listVersionOperations: Operations = {
  ListObjectVersions: listOperation({ action: "s3:ListBucketVersions", subresource: "versions", run: listVersions }),
};
