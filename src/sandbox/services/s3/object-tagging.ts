import type { Call, Operations } from "../../call.ts";
import type { BucketState } from "../../world/nouns.ts";
import { objectNeed, readNeed, versioned } from "./needs.ts";
import { existingObject } from "./object-asked.ts";
import { replaceVersion } from "./object-store.ts";
import { objectOperation } from "./operation.ts";
import { membersOf } from "./rules.ts";
import { checkedTags } from "./tags.ts";

const subresource = "tagging";

export const objectTaggingOperations: Operations = {
  PutObjectTagging: objectOperation({
    needs: (call) => objectNeed(call, versioned(call, "s3:PutObjectTagging")),
    subresource,
    body: "Tagging",
    run: (call, bucket) => {
      const { TagSet = [] } = membersOf(call.input["Tagging"]);
      const tags = checkedTags(TagSet, 10);
      replaceVersion(call.world, bucket.name, { ...existingObject(call, bucket), tags });
      return versionOf(call, bucket);
    },
  }),
  GetObjectTagging: objectOperation({
    needs: (call) => readNeed(call, versioned(call, "s3:GetObjectTagging")),
    subresource,
    run: (call, bucket) => ({ TagSet: existingObject(call, bucket).tags ?? [], ...versionOf(call, bucket) }),
  }),
  DeleteObjectTagging: objectOperation({
    needs: (call) => objectNeed(call, versioned(call, "s3:DeleteObjectTagging")),
    subresource,
    run: (call, bucket) => {
      const { tags: _, ...object } = existingObject(call, bucket);
      replaceVersion(call.world, bucket.name, object);
      return versionOf(call, bucket);
    },
  }),
};

function versionOf(call: Call, bucket: BucketState): { readonly VersionId?: string } {
  return bucket.versioning === undefined ? {} : { VersionId: existingObject(call, bucket).versionId };
}
