import type { Input } from "../../call.ts";

/** Members of inputs that travel as headers, by the header's name: conditions and records speak of these. */
const headers: Readonly<Record<string, string>> = {
  ACL: "x-amz-acl",
  GrantFullControl: "x-amz-grant-full-control",
  GrantRead: "x-amz-grant-read",
  GrantReadACP: "x-amz-grant-read-acp",
  GrantWrite: "x-amz-grant-write",
  GrantWriteACP: "x-amz-grant-write-acp",
  ServerSideEncryption: "x-amz-server-side-encryption",
  SSEKMSKeyId: "x-amz-server-side-encryption-aws-kms-key-id",
  StorageClass: "x-amz-storage-class",
  CopySource: "x-amz-copy-source",
  MetadataDirective: "x-amz-metadata-directive",
  TaggingDirective: "x-amz-tagging-directive",
  ObjectOwnership: "x-amz-object-ownership",
  ObjectLockEnabledForBucket: "x-amz-bucket-object-lock-enabled",
  ObjectLockMode: "x-amz-object-lock-mode",
  ObjectLockRetainUntilDate: "x-amz-object-lock-retain-until-date",
  ObjectLockLegalHoldStatus: "x-amz-object-lock-legal-hold",
  BypassGovernanceRetention: "x-amz-bypass-governance-retention",
  WebsiteRedirectLocation: "x-amz-website-redirect-location",
  ExpectedBucketOwner: "x-amz-expected-bucket-owner",
};

/** The same for members that travel in the query. */
const query: Readonly<Record<string, string>> = {
  Prefix: "prefix",
  Delimiter: "delimiter",
  EncodingType: "encoding-type",
  MaxKeys: "max-keys",
  Marker: "marker",
  StartAfter: "start-after",
  ContinuationToken: "continuation-token",
  FetchOwner: "fetch-owner",
  KeyMarker: "key-marker",
  VersionIdMarker: "version-id-marker",
  UploadIdMarker: "upload-id-marker",
  MaxUploads: "max-uploads",
  MaxBuckets: "max-buckets",
  BucketRegion: "bucket-region",
  MaxParts: "max-parts",
  PartNumberMarker: "part-number-marker",
  VersionId: "versionId",
  UploadId: "uploadId",
  PartNumber: "partNumber",
  ResponseCacheControl: "response-cache-control",
  ResponseContentDisposition: "response-content-disposition",
  ResponseContentEncoding: "response-content-encoding",
  ResponseContentLanguage: "response-content-language",
  ResponseContentType: "response-content-type",
  ResponseExpires: "response-expires",
};

/** What the client said in headers that S3 knows, and in the query: values as text, by their names there. */
export function wireValues(input: Input): {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
} {
  return { headers: named(input, headers), query: named(input, query) };
}

function named(input: Input, names: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [member, name] of Object.entries(names)) {
    const value = input[member];
    if (value !== undefined) found[name] = value instanceof Date ? value.toISOString() : String(value);
  }
  return found;
}
