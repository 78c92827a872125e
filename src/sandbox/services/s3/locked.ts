import type { AwsError } from "../../aws-error.ts";
import type { ObjectVersion } from "../../world/nouns.ts";
import { s3Error } from "./errors.ts";

/**
 * Whether a version must not be deleted yet. `mayBypass`: governance does not count, since the caller said so and was allowed to.
 *
 * Source: Amazon S3 User Guide, "Locking objects with Object Lock".
 */
export function isLocked({ retention, legalHold }: ObjectVersion, time: string, mayBypass: boolean): boolean {
  const isRetained = retention !== undefined && Date.parse(retention.until) > Date.parse(time);
  return legalHold === true || (isRetained && !(mayBypass && retention.mode === "GOVERNANCE"));
}

export function lockedError(): AwsError {
  return s3Error("AccessDenied", "Access Denied because object protected by object lock.");
}
