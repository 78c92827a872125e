import type { Call, Operations, Output } from "../../call.ts";
import type { BucketState, ObjectLock, ObjectVersion, RetentionMode } from "../../world/nouns.ts";
import { changeBucket, textOf } from "./bucket.ts";
import { s3Error } from "./errors.ts";
import { isLocked, lockedError } from "./locked.ts";
import { objectNeed, readNeed } from "./needs.ts";
import { existingObject } from "./object-asked.ts";
import { replaceVersion } from "./object-store.ts";
import { bucketOperation, objectOperation } from "./operation.ts";
import { membersOf } from "./rules.ts";

/** Retention and legal hold that a new object asks for in its headers. */
export function lockAsked(
  { input, time }: Call,
  { objectLock }: BucketState,
): Pick<ObjectVersion, "retention" | "legalHold"> {
  const { ObjectLockMode, ObjectLockRetainUntilDate, ObjectLockLegalHoldStatus } = input;
  if (
    ObjectLockMode === undefined &&
    ObjectLockRetainUntilDate === undefined &&
    ObjectLockLegalHoldStatus === undefined
  ) {
    return {};
  }
  if (objectLock === undefined) throw s3Error("InvalidRequest", "Bucket is missing Object Lock Configuration");
  const retention = retentionOf(ObjectLockMode, ObjectLockRetainUntilDate, time);
  return {
    ...(retention && { retention }),
    ...(ObjectLockLegalHoldStatus !== undefined && { legalHold: ObjectLockLegalHoldStatus === "ON" }),
  };
}

export const objectLockOperations: Operations = {
  PutObjectLockConfiguration: bucketOperation({
    action: "s3:PutBucketObjectLockConfiguration",
    eventName: "PutBucketObjectLockConfiguration",
    subresource: "object-lock",
    body: "ObjectLockConfiguration",
    run: (call, bucket) => {
      if (bucket.versioning !== "Enabled") {
        throw s3Error(
          "InvalidBucketState",
          "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
        );
      }
      changeBucket(call, bucket, { objectLock: configured(call.input["ObjectLockConfiguration"]) });
      return {};
    },
  }),
  GetObjectLockConfiguration: bucketOperation({
    action: "s3:GetBucketObjectLockConfiguration",
    eventName: "GetBucketObjectLockConfiguration",
    subresource: "object-lock",
    run: (_, { objectLock }) => {
      if (objectLock === undefined) throw s3Error("ObjectLockConfigurationNotFoundError");
      return { ObjectLockConfiguration: { ObjectLockEnabled: "Enabled", ...ruleOf(objectLock) } };
    },
  }),
  PutObjectRetention: objectOperation({
    needs: (call) => [
      ...objectNeed(call, "s3:PutObjectRetention"),
      ...(call.input["BypassGovernanceRetention"] === true ? objectNeed(call, "s3:BypassGovernanceRetention") : []),
    ],
    subresource: "retention",
    body: "Retention",
    run: putRetention,
  }),
  GetObjectRetention: objectOperation({
    needs: (call) => readNeed(call, "s3:GetObjectRetention"),
    subresource: "retention",
    run: (call, bucket) => {
      const { retention } = lockable(call, bucket);
      if (retention === undefined) throw s3Error("NoSuchObjectLockConfiguration");
      return { Retention: { Mode: retention.mode, RetainUntilDate: new Date(retention.until) } };
    },
  }),
  PutObjectLegalHold: objectOperation({
    needs: (call) => objectNeed(call, "s3:PutObjectLegalHold"),
    subresource: "legal-hold",
    body: "LegalHold",
    run: (call, bucket) => {
      const object = lockable(call, bucket);
      const { Status } = membersOf(call.input["LegalHold"]);
      if (Status !== "ON" && Status !== "OFF") throw s3Error("MalformedXML");
      replaceVersion(call.world, bucket.name, { ...object, legalHold: Status === "ON" });
      return {};
    },
  }),
  GetObjectLegalHold: objectOperation({
    needs: (call) => readNeed(call, "s3:GetObjectLegalHold"),
    subresource: "legal-hold",
    run: (call, bucket) => {
      const { legalHold } = lockable(call, bucket);
      if (legalHold === undefined) throw s3Error("NoSuchObjectLockConfiguration");
      return { LegalHold: { Status: legalHold ? "ON" : "OFF" } };
    },
  }),
};

function configured(value: unknown): ObjectLock {
  const { ObjectLockEnabled, Rule } = membersOf(value);
  if (ObjectLockEnabled !== "Enabled") throw s3Error("MalformedXML");
  if (Rule === undefined) return {};
  const { Mode, Days, Years } = membersOf(membersOf(Rule)["DefaultRetention"]);
  if (!isMode(Mode) || (Days === undefined) === (Years === undefined)) throw s3Error("MalformedXML");
  const count = Days ?? Years;
  if (typeof count !== "number" || !Number.isInteger(count) || count < 1) {
    throw s3Error("InvalidArgument", "Default retention period must be a positive integer value");
  }
  if (count > (Days === undefined ? 100 : 36_500)) {
    throw s3Error("InvalidArgument", "Default retention period is too large");
  }
  return { retention: { mode: Mode, ...(Days === undefined ? { years: count } : { days: count }) } };
}

function ruleOf({ retention }: ObjectLock): object {
  if (retention === undefined) return {};
  const { mode, days, years } = retention;
  const period = days === undefined ? { Years: years } : { Days: days };
  return { Rule: { DefaultRetention: { Mode: mode, ...period } } };
}

/** Longer is always allowed; shorter, or none, only past governance. */
function putRetention(call: Call, bucket: BucketState): Output {
  const object = lockable(call, bucket);
  const { Mode, RetainUntilDate } = membersOf(call.input["Retention"]);
  const retention = retentionOf(Mode, RetainUntilDate, call.time);
  const before = object.retention;
  const isLonger = before !== undefined && retention !== undefined && retention.until >= before.until;
  if (!isLonger || (before.mode === "COMPLIANCE" && retention.mode !== "COMPLIANCE")) {
    const mayBypass = call.input["BypassGovernanceRetention"] === true;
    if (isLocked({ ...object, legalHold: false }, call.time, mayBypass)) throw lockedError();
  }
  const { retention: _, ...rest } = object;
  replaceVersion(call.world, bucket.name, { ...rest, ...(retention && { retention }) });
  return {};
}

function lockable(call: Call, bucket: BucketState): ObjectVersion {
  const object = existingObject(call, bucket);
  if (bucket.objectLock === undefined) throw s3Error("InvalidRequest", "Bucket is missing Object Lock Configuration");
  return object;
}

function retentionOf(mode: unknown, until: unknown, time: string): ObjectVersion["retention"] {
  if (mode === undefined && until === undefined) return undefined;
  if (!isMode(mode) || !(until instanceof Date)) {
    throw s3Error(
      "InvalidArgument",
      "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
    );
  }
  if (until.getTime() <= Date.parse(time))
    throw s3Error("InvalidArgument", "The retain until date must be in the future!");
  return { mode, until: until.toISOString() };
}

function isMode(value: unknown): value is RetentionMode {
  return textOf(value) === "GOVERNANCE" || textOf(value) === "COMPLIANCE";
}
