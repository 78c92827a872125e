import type { Operations } from "../../call.ts";
import { aclOperations } from "./acl.ts";
import { bucketPolicyOperations } from "./bucket-policy.ts";
import { settingOperations } from "./bucket-settings.ts";
import { bucketOperations } from "./buckets.ts";
import { lifecycleOperations } from "./lifecycle.ts";
import { listOperations } from "./list-objects.ts";
import { listUploadOperations } from "./list-uploads.ts";
import { listVersionOperations } from "./list-versions.ts";
import { multipartOperations } from "./multipart.ts";
import { copyOperations } from "./object-copy.ts";
import { deleteOperations } from "./object-delete.ts";
import { getOperations } from "./object-get.ts";
import { objectLockOperations } from "./object-lock.ts";
import { putOperations } from "./object-put.ts";
import { objectTaggingOperations } from "./object-tagging.ts";
import { ownershipOperations } from "./ownership.ts";

/** Amazon S3, as far as buckets for logs need it and a little more. */
export const s3Operations: Operations = {
  ...bucketOperations,
  ...bucketPolicyOperations,
  ...settingOperations,
  ...ownershipOperations,
  ...lifecycleOperations,
  ...aclOperations,
  ...objectLockOperations,
  ...putOperations,
  ...getOperations,
  ...deleteOperations,
  ...copyOperations,
  ...objectTaggingOperations,
  ...listOperations,
  ...listVersionOperations,
  ...multipartOperations,
  ...listUploadOperations,
};
