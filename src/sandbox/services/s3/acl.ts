import type { Call, Input, Operations, Output } from "../../call.ts";
import type { BucketState, ObjectVersion } from "../../world/nouns.ts";
import { changeBucket, ownerOf, textOf } from "./bucket.ts";
import { s3Error } from "./errors.ts";
import { objectNeed, readNeed, versioned } from "./needs.ts";
import { existingObject } from "./object-asked.ts";
import { replaceVersion } from "./object-store.ts";
import { bucketOperation, objectOperation } from "./operation.ts";
import { membersOf } from "./rules.ts";

/** What ACLs grant by a name. Grants one by one are not offered. */
const canned: ReadonlySet<string> = new Set([
  "private",
  "public-read",
  "public-read-write",
  "authenticated-read",
  "aws-exec-read",
  "bucket-owner-read",
  "bucket-owner-full-control",
  "log-delivery-write",
]);

/** The canned ACL that a request asks for; undefined: none. Throws for one that is not known, and for grants. */
export function aclAsked(input: Input): string | undefined {
  const grants = ["FullControl", "Read", "ReadACP", "Write", "WriteACP"].some(
    (it) => input[`Grant${it}`] !== undefined,
  );
  const { ACL } = input;
  if (grants && ACL !== undefined) {
    throw s3Error("InvalidRequest", "Specifying both Canned ACLs and Header Grants is not allowed");
  }
  if (grants) throw notCanned();
  if (ACL === undefined) return undefined;
  if (typeof ACL !== "string" || !canned.has(ACL)) throw s3Error("InvalidArgument");
  return ACL;
}

/**
 * Whether the bucket takes an ACL. With BucketOwnerEnforced only those count that give its owner everything.
 *
 * Source: Amazon S3 User Guide, "Controlling ownership of objects and disabling ACLs" and "Blocking public access".
 */
export function checkAcl(
  { ownership, publicAccessBlock }: BucketState,
  acl: string | undefined,
  otherwise: "AccessControlListNotSupported" | "InvalidBucketAclWithObjectOwnership",
): void {
  if (acl === undefined) return;
  const isOwners = acl === "bucket-owner-full-control" || acl === "private";
  if (ownership === "BucketOwnerEnforced" && !isOwners) throw s3Error(otherwise);
  const isPublic = acl.startsWith("public-") || acl === "authenticated-read";
  if (isPublic && publicAccessBlock?.["BlockPublicAcls"] === true) throw s3Error("AccessDenied");
}

export const aclOperations: Operations = {
  GetBucketAcl: bucketOperation({
    action: "s3:GetBucketAcl",
    subresource: "acl",
    run: (_, { owner, acl }) => accessControl(owner, acl),
  }),
  PutBucketAcl: bucketOperation({
    action: "s3:PutBucketAcl",
    subresource: "acl",
    body: "AccessControlPolicy",
    run: (call, bucket) => {
      if (bucket.ownership === "BucketOwnerEnforced" && aclAsked(call.input) === undefined) {
        throw s3Error("AccessControlListNotSupported");
      }
      const acl = wantedAcl(call, bucket.owner);
      checkAcl(bucket, acl, "AccessControlListNotSupported");
      changeBucket(call, bucket, { acl });
      return {};
    },
  }),
  GetObjectAcl: objectOperation({
    needs: (call) => readNeed(call, versioned(call, "s3:GetObjectAcl")),
    subresource: "acl",
    run: (call, bucket) => accessControl(bucket.owner, existingObject(call, bucket).acl),
  }),
  PutObjectAcl: objectOperation({
    needs: (call) => objectNeed(call, versioned(call, "s3:PutObjectAcl")),
    subresource: "acl",
    body: "AccessControlPolicy",
    run: (call, bucket) => {
      const object: ObjectVersion = existingObject(call, bucket);
      const acl = wantedAcl(call, bucket.owner);
      if (bucket.ownership === "BucketOwnerEnforced") throw s3Error("AccessControlListNotSupported");
      checkAcl(bucket, acl, "AccessControlListNotSupported");
      replaceVersion(call.world, bucket.name, { ...object, acl });
      return {};
    },
  }),
};

const groups = "http://acs.amazonaws.com/groups";
const allUsers = { Type: "Group", URI: `${groups}/global/AllUsers` };
const granted: Readonly<Record<string, readonly (readonly [grantee: object, permission: string])[]>> = {
  "public-read": [[allUsers, "READ"]],
  "public-read-write": [
    [allUsers, "READ"],
    [allUsers, "WRITE"],
  ],
  "authenticated-read": [[{ Type: "Group", URI: `${groups}/global/AuthenticatedUsers` }, "READ"]],
  "log-delivery-write": [
    [{ Type: "Group", URI: `${groups}/s3/LogDelivery` }, "WRITE"],
    [{ Type: "Group", URI: `${groups}/s3/LogDelivery` }, "READ_ACP"],
  ],
};

function accessControl(owner: string, acl: string = "private"): Output {
  return {
    Owner: ownerOf(owner),
    Grants: [
      { Grantee: { Type: "CanonicalUser", ...ownerOf(owner) }, Permission: "FULL_CONTROL" },
      ...(granted[acl] ?? []).map(([Grantee, Permission]) => ({ Grantee, Permission })),
    ],
  };
}

/** A canned ACL, or a list of grants that says no more than `private`: what SDKs write back. */
function wantedAcl({ input }: Call, owner: string): string {
  const acl = aclAsked(input);
  const policy = input["AccessControlPolicy"];
  if (acl !== undefined) return acl;
  const grants = membersOf(policy)["Grants"];
  if (!Array.isArray(grants)) throw s3Error("MalformedACLError");
  const isPrivate = grants.every((grant) => {
    const { Grantee, Permission } = membersOf(grant);
    return Permission === "FULL_CONTROL" && textOf(membersOf(Grantee)["ID"]) === ownerOf(owner).ID;
  });
  if (!isPrivate) throw notCanned();
  return "private";
}

function notCanned(): Error {
  return s3Error("NotImplemented", `The sandbox has canned ACLs only: ${[...canned].join(", ")}.`);
}
