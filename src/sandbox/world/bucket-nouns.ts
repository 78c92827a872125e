import type { Tag } from "./nouns.ts";

export interface BucketState {
  readonly name: string;
  readonly region: string;
  readonly createdAt: string;
  /** Account id. */
  readonly owner: string;
  readonly policy?: string;
  readonly publicAccessBlock?: { readonly [name: string]: boolean };
  readonly ownership?: string;
  readonly encryption?: object;
  readonly versioning?: "Enabled" | "Suspended";
  readonly lifecycle?: object;
  readonly tags: readonly Tag[];
  /** Canned: `private`, `public-read`; undefined: `private`. */
  readonly acl?: string;
  /** `2026-11-21`: the day on which the lifecycle rules were last followed. */
  readonly expiredOn?: string;
  /** `LoggingEnabled` of PutBucketLogging. */
  readonly logging?: object;
  readonly objectLock?: ObjectLock;
}

/** Objects of such a bucket can be kept from being deleted; `retention`: what new ones get. */
export interface ObjectLock {
  readonly retention?: { readonly mode: RetentionMode; readonly days?: number; readonly years?: number };
}

export type RetentionMode = "GOVERNANCE" | "COMPLIANCE";

/** One version of an object, by `key\u0000versionId`; its bytes lie in the store's blobs under `blob`. */
export interface ObjectVersion {
  readonly key: string;
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly deleted: boolean;
  readonly size: number;
  readonly etag: string;
  readonly modifiedAt: string;
  readonly contentType: string;
  readonly contentEncoding?: string;
  /** `x-amz-meta-*` without the prefix. */
  readonly metadata: { readonly [name: string]: string };
  readonly blob: string;
  /** `CacheControl`, `ContentDisposition`, ...: other headers that are given back as they came. */
  readonly headers?: { readonly [member: string]: string };
  readonly tags?: readonly Tag[];
  /** `AES256`, `aws:kms`; undefined: `AES256`. */
  readonly encryption?: string;
  readonly kmsKeyId?: string;
  /** Base64, by the name of its member: `ChecksumCRC32`. */
  readonly checksum?: { readonly member: string; readonly value: string };
  /** Sizes of the parts that it was uploaded in. */
  readonly parts?: readonly number[];
  /** Canned; undefined: `private`. */
  readonly acl?: string;
  readonly retention?: { readonly mode: RetentionMode; readonly until: string };
  readonly legalHold?: boolean;
}

/** An object that is still uploaded in parts, by its upload id. */
export interface MultipartUpload {
  readonly id: string;
  readonly key: string;
  readonly startedAt: string;
  /** What the object will be beside its bytes. */
  readonly object: Pick<
    ObjectVersion,
    "contentType" | "contentEncoding" | "metadata" | "headers" | "tags" | "encryption" | "kmsKeyId" | "acl"
  >;
  /** Member of the checksum that the parts are to have: `ChecksumCRC32`. */
  readonly checksum?: string;
  /** The object's checksum is that of all its bytes, not one of the checksums of its parts. */
  readonly wholeChecksum?: boolean;
  /** By number, in order. */
  readonly parts: readonly UploadedPart[];
}

export interface UploadedPart {
  readonly number: number;
  readonly size: number;
  readonly etag: string;
  readonly modifiedAt: string;
  readonly blob: string;
  readonly checksum?: { readonly member: string; readonly value: string };
}
