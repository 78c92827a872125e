import type { Operations } from "../../call.ts";
import { changeBucket } from "./bucket.ts";
import { s3Error } from "./errors.ts";
import { bucketOperation, removal } from "./operation.ts";
import { onlyRule } from "./rules.ts";

/** Who owns objects that others put, and whether ACLs count at all. */
export function isObjectOwnership(
  value: unknown,
): value is "BucketOwnerEnforced" | "BucketOwnerPreferred" | "ObjectWriter" {
  return value === "BucketOwnerEnforced" || value === "BucketOwnerPreferred" || value === "ObjectWriter";
}

const subresource = "ownershipControls";

export const ownershipOperations: Operations = {
  PutBucketOwnershipControls: bucketOperation({
    action: "s3:PutBucketOwnershipControls",
    subresource,
    body: "OwnershipControls",
    run: (call, bucket) => {
      const ownership = onlyRule(call.input["OwnershipControls"])["ObjectOwnership"];
      if (!isObjectOwnership(ownership)) throw s3Error("MalformedXML");
      if (ownership === "BucketOwnerEnforced" && (bucket.acl ?? "private") !== "private") {
        throw s3Error("InvalidBucketAclWithObjectOwnership");
      }
      changeBucket(call, bucket, { ownership });
      return {};
    },
  }),
  GetBucketOwnershipControls: bucketOperation({
    action: "s3:GetBucketOwnershipControls",
    subresource,
    run: (_, { ownership }) => {
      if (ownership === undefined) throw s3Error("OwnershipControlsNotFoundError");
      return { OwnershipControls: { Rules: [{ ObjectOwnership: ownership }] } };
    },
  }),
  DeleteBucketOwnershipControls: removal({
    action: "s3:PutBucketOwnershipControls",
    subresource,
    changes: { ownership: undefined },
  }),
};
