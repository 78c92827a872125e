import { createHmac, timingSafeEqual } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import type { SignatureFacts } from "./verify-signature.ts";

/** A presigned URL by Signature Version 2: AWS CLI 1 and boto3 still make them for S3 in us-east-1. */
export interface SignedV2 {
  readonly signature: string;
  /** Seconds since 1970, as text. */
  readonly expires: string;
}

/** Reads the query of such a URL; undefined: it is none. */
export function readSignedV2(query: ReadonlyMap<string, string>): SignedV2 | undefined {
  const signature = query.get("Signature");
  const expires = query.get("Expires");
  if (!query.has("AWSAccessKeyId") || signature === undefined || expires === undefined) return undefined;
  return { signature, expires };
}

/** Computes it again ("Signing and authenticating REST requests (AWS signature version 2)", S3 User Guide). */
export function verifySignatureV2({ signature, expires }: SignedV2, { secret, request, clocks }: SignatureFacts): void {
  if (!clocks.some((now) => now <= Number(expires) * 1000))
    throw new AwsError("AccessDenied", "Request has expired", 403);
  const { method, headers, path, hostBucket, query } = request;
  const amz = Object.entries(headers)
    .filter(([name]) => name.startsWith("x-amz-"))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value.trim()}\n`)
    .join("");
  // Session tokens of a URL are part of the resource.
  const resource = query
    .filter(([name]) => subresources.has(name) || name.startsWith("response-"))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === "" ? name : `${name}=${value}`))
    .join("&");
  const text = [
    method,
    headers["content-md5"] ?? "",
    headers["content-type"] ?? "",
    expires,
    `${amz}${hostBucket === undefined ? "" : `/${hostBucket}`}${path}${resource === "" ? "" : `?${resource}`}`,
  ].join("\n");
  const wanted = createHmac("sha1", secret).update(text).digest();
  const given = Buffer.from(signature, "base64");
  if (wanted.length === given.length && timingSafeEqual(wanted, given)) return;
  throw new AwsError(
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    403,
  );
}

const subresources: ReadonlySet<string> = new Set(
  (
    "accelerate acl analytics cors delete inventory lifecycle location logging metrics notification partNumber policy " +
    "replication requestPayment restore select tagging torrent uploadId uploads versionId versioning versions website " +
    "x-amz-security-token"
  ).split(" "),
);
