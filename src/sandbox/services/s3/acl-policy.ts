import type { Call } from "../../call.ts";
import type { BucketState } from "../../world/nouns.ts";

/**
 * A bucket policy with what a canned ACL grants beside it, so that both are evaluated as one. Nothing is added where ACLs do not
 * count: with BucketOwnerEnforced, or where public ones are ignored.
 *
 * Source: Amazon S3 User Guide, "Access control list (ACL) overview".
 */
export function withAcl(
  policy: string | undefined,
  { ownership, publicAccessBlock }: BucketState,
  { caller }: Call,
  acl: string | undefined,
  resource: string,
): string | undefined {
  const actions = granted[acl ?? "private"];
  const isCounted = ownership !== "BucketOwnerEnforced" && publicAccessBlock?.["IgnorePublicAcls"] !== true;
  if (actions === undefined || !isCounted) return policy;
  if (acl === "authenticated-read" && caller.kind === "anonymous") return policy;
  // Services are granted nothing by ACLs of this kind.
  if (caller.kind === "service") return policy;
  // It was checked when it was put.
  const document = (policy === undefined ? { Version: "2012-10-17", Statement: [] } : JSON.parse(policy)) as {
    readonly Statement: unknown;
  };
  const grant = { Effect: "Allow", Principal: "*", Action: actions, Resource: resource };
  return JSON.stringify({ ...document, Statement: [...[document.Statement].flat(), grant] });
}

const reads = [
  "s3:GetObject",
  "s3:GetObjectVersion",
  "s3:ListBucket",
  "s3:ListBucketVersions",
  "s3:ListBucketMultipartUploads",
];

/** Of buckets and objects: each has only its own actions. */
const granted: Readonly<Record<string, readonly string[]>> = {
  "public-read": reads,
  "authenticated-read": reads,
  "public-read-write": [...reads, "s3:PutObject", "s3:DeleteObject"],
};
