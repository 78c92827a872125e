import type { Call, Operations, Output } from "../../call.ts";
import type { BucketState } from "../../world/nouns.ts";
import { changeBucket, textOf } from "./bucket.ts";
import { s3Error } from "./errors.ts";
import { bucketOperation, removal } from "./operation.ts";
import { membersOf, onlyRule } from "./rules.ts";
import { checkedTags } from "./tags.ts";

const settings = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"];

/** What is not said is false. */
function putPublicAccessBlock(call: Call, bucket: BucketState): Output {
  const given = membersOf(call.input["PublicAccessBlockConfiguration"]);
  if (settings.every((name) => given[name] === undefined)) {
    throw s3Error("InvalidRequest", "Must specify at least one configuration.");
  }
  const publicAccessBlock = Object.fromEntries(settings.map((name) => [name, given[name] === true]));
  changeBucket(call, bucket, { publicAccessBlock });
  return {};
}

function putEncryption(call: Call, bucket: BucketState): Output {
  const { ApplyServerSideEncryptionByDefault, BucketKeyEnabled } = onlyRule(
    call.input["ServerSideEncryptionConfiguration"],
  );
  const { SSEAlgorithm, KMSMasterKeyID } = membersOf(ApplyServerSideEncryptionByDefault);
  if (!["AES256", "aws:kms", "aws:kms:dsse"].includes(textOf(SSEAlgorithm))) throw s3Error("MalformedXML");
  if (KMSMasterKeyID !== undefined && SSEAlgorithm === "AES256") {
    throw s3Error(
      "InvalidArgument",
      "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
    );
  }
  const byDefault = { SSEAlgorithm, ...(KMSMasterKeyID !== undefined && { KMSMasterKeyID }) };
  changeBucket(call, bucket, {
    encryption: {
      Rules: [{ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: BucketKeyEnabled === true }],
    },
  });
  return {};
}

/** Since 2023 a bucket always encrypts: without a configuration of its own, as this says. */
const defaultEncryption = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false }],
};

/** How the bucket encrypts what does not say how. */
export function encryptionOf({ encryption }: BucketState): { readonly algorithm: string; readonly kmsKeyId?: string } {
  const byDefault = membersOf(onlyRule(encryption ?? defaultEncryption)["ApplyServerSideEncryptionByDefault"]);
  const key = byDefault["KMSMasterKeyID"];
  return { algorithm: textOf(byDefault["SSEAlgorithm"]), ...(typeof key === "string" && { kmsKeyId: key }) };
}

function putVersioning(call: Call, bucket: BucketState): Output {
  const { Status, MFADelete } = membersOf(call.input["VersioningConfiguration"]);
  if (Status !== "Enabled" && Status !== "Suspended") throw s3Error("MalformedXML");
  if (MFADelete === "Enabled") throw s3Error("NotImplemented", "The sandbox has no MFA delete.");
  if (Status === "Suspended" && bucket.objectLock !== undefined) {
    throw s3Error(
      "InvalidBucketState",
      "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
    );
  }
  changeBucket(call, bucket, { versioning: Status });
  return {};
}

/** Where server access logs would go. The sandbox writes none: it has CloudTrail. */
function putLogging(call: Call, bucket: BucketState): Output {
  const { LoggingEnabled } = membersOf(call.input["BucketLoggingStatus"]);
  if (LoggingEnabled === undefined) {
    changeBucket(call, bucket, { logging: undefined });
    return {};
  }
  const { TargetBucket, TargetPrefix } = membersOf(LoggingEnabled);
  if (typeof TargetPrefix !== "string") throw s3Error("MalformedXML");
  const target = call.world.buckets.get(textOf(TargetBucket));
  if (target === undefined || target.owner !== bucket.owner) {
    throw s3Error(
      "InvalidTargetBucketForLogging",
      target === undefined
        ? undefined
        : "The owner for the bucket to be logged and the target bucket must be the same.",
    );
  }
  changeBucket(call, bucket, { logging: { ...membersOf(LoggingEnabled) } });
  return {};
}

function putTagging(call: Call, bucket: BucketState): Output {
  const { TagSet = [] } = membersOf(call.input["Tagging"]);
  changeBucket(call, bucket, { tags: checkedTags(TagSet, 50) });
  return {};
}

/** Settings of a bucket, each with the name that CloudTrail has for it. */
export const settingOperations: Operations = {
  PutPublicAccessBlock: bucketOperation({
    action: "s3:PutBucketPublicAccessBlock",
    eventName: "PutBucketPublicAccessBlock",
    subresource: "publicAccessBlock",
    body: "PublicAccessBlockConfiguration",
    run: putPublicAccessBlock,
  }),
  GetPublicAccessBlock: bucketOperation({
    action: "s3:GetBucketPublicAccessBlock",
    eventName: "GetBucketPublicAccessBlock",
    subresource: "publicAccessBlock",
    run: (_, { publicAccessBlock }) => {
      if (publicAccessBlock === undefined) throw s3Error("NoSuchPublicAccessBlockConfiguration");
      return { PublicAccessBlockConfiguration: publicAccessBlock };
    },
  }),
  DeletePublicAccessBlock: removal({
    action: "s3:PutBucketPublicAccessBlock",
    eventName: "DeleteBucketPublicAccessBlock",
    subresource: "publicAccessBlock",
    changes: { publicAccessBlock: undefined },
  }),
  PutBucketEncryption: bucketOperation({
    action: "s3:PutEncryptionConfiguration",
    subresource: "encryption",
    body: "ServerSideEncryptionConfiguration",
    run: putEncryption,
  }),
  GetBucketEncryption: bucketOperation({
    action: "s3:GetEncryptionConfiguration",
    subresource: "encryption",
    run: (_, { encryption }) => ({ ServerSideEncryptionConfiguration: encryption ?? defaultEncryption }),
  }),
  DeleteBucketEncryption: removal({
    action: "s3:PutEncryptionConfiguration",
    subresource: "encryption",
    changes: { encryption: undefined },
  }),
  PutBucketVersioning: bucketOperation({
    action: "s3:PutBucketVersioning",
    subresource: "versioning",
    body: "VersioningConfiguration",
    run: putVersioning,
  }),
  GetBucketVersioning: bucketOperation({
    action: "s3:GetBucketVersioning",
    subresource: "versioning",
    run: (_, { versioning }) => (versioning === undefined ? {} : { Status: versioning }),
  }),
  PutBucketTagging: bucketOperation({
    action: "s3:PutBucketTagging",
    subresource: "tagging",
    body: "Tagging",
    run: putTagging,
  }),
  GetBucketTagging: bucketOperation({
    action: "s3:GetBucketTagging",
    subresource: "tagging",
    run: (_, { tags }) => {
      if (tags.length === 0) throw s3Error("NoSuchTagSet");
      return { TagSet: tags };
    },
  }),
  DeleteBucketTagging: removal({ action: "s3:PutBucketTagging", subresource: "tagging", changes: { tags: [] } }),
  PutBucketLogging: bucketOperation({
    action: "s3:PutBucketLogging",
    subresource: "logging",
    body: "BucketLoggingStatus",
    run: putLogging,
  }),
  GetBucketLogging: bucketOperation({
    action: "s3:GetBucketLogging",
    subresource: "logging",
    run: (_, { logging }) => (logging === undefined ? {} : { LoggingEnabled: logging }),
  }),
  ...absentOperations(),
};

/** What buckets of the sandbox never have: asked for by tools that read everything, as Terraform. */
function absentOperations(): Operations {
  const absent = (action: string, subresource: string, run: () => Output, eventName?: string): Operations[string] =>
    bucketOperation({ action, subresource, run, ...(eventName !== undefined && { eventName }) });
  return {
    GetBucketCors: absent("s3:GetBucketCORS", "cors", () => {
      throw s3Error("NoSuchCORSConfiguration");
    }),
    GetBucketWebsite: absent("s3:GetBucketWebsite", "website", () => {
      throw s3Error("NoSuchWebsiteConfiguration");
    }),
    GetBucketReplication: absent("s3:GetReplicationConfiguration", "replication", () => {
      throw s3Error("ReplicationConfigurationNotFoundError");
    }),
    GetBucketNotificationConfiguration: absent(
      "s3:GetBucketNotification",
      "notification",
      () => ({}),
      "GetBucketNotification",
    ),
    GetBucketRequestPayment: absent("s3:GetBucketRequestPayment", "requestPayment", () => ({ Payer: "BucketOwner" })),
    GetBucketAccelerateConfiguration: absent(
      "s3:GetAccelerateConfiguration",
      "accelerate",
      () => ({}),
      "GetAccelerateConfiguration",
    ),
  };
}
