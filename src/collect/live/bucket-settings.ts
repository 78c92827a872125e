import type { BucketSettings } from "../../model/index.ts";
import type { BucketAsker } from "./bucket-asker.ts";

export const settingsActions: readonly string[] = [
  "s3:GetEncryptionConfiguration",
  "s3:GetBucketLogging",
  "s3:GetBucketObjectLockConfiguration",
  "s3:GetBucketOwnershipControls",
];

/** Encryption, access logging, object lock and ownership; what could not be asked is left out. */
export async function moreSettings(asker: BucketAsker): Promise<BucketSettings> {
  const encryption = await encryptionOf(asker);
  const logging = await loggingOf(asker);
  const objectLock = await objectLockOf(asker);
  const ownership = await ownershipOf(asker);
  return {
    bucket: asker.bucket,
    region: asker.region(),
    ...(encryption !== undefined && { encryption }),
    ...(logging !== undefined && { logging }),
    ...(objectLock !== undefined && { objectLock }),
    ...(ownership !== undefined && { ownership }),
  };
}

async function encryptionOf({ bucket, ask }: BucketAsker): Promise<BucketSettings["encryption"]> {
  const none = ["ServerSideEncryptionConfigurationNotFoundError"];
  const asked = await ask("s3:GetEncryptionConfiguration", "how new logs are encrypted", none, ({ client, sdk }, o) =>
    client.send(new sdk.GetBucketEncryptionCommand({ Bucket: bucket }), o),
  );
  if (!asked.ok) return asked.isAnswer ? "none" : undefined;
  const rule = asked.value.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
  if (rule?.SSEAlgorithm === undefined) return "none";
  return { algorithm: rule.SSEAlgorithm, ...(rule.KMSMasterKeyID && { kmsKeyId: rule.KMSMasterKeyID }) };
}

async function loggingOf({ bucket, ask }: BucketAsker): Promise<BucketSettings["logging"]> {
  const asked = await ask("s3:GetBucketLogging", "whether access to the logs is logged", [], ({ client, sdk }, o) =>
    client.send(new sdk.GetBucketLoggingCommand({ Bucket: bucket }), o),
  );
  if (!asked.ok) return undefined;
  const to = asked.value.LoggingEnabled;
  return to?.TargetBucket === undefined ? "none" : { bucket: to.TargetBucket, prefix: to.TargetPrefix ?? "" };
}

async function objectLockOf({ bucket, ask }: BucketAsker): Promise<BucketSettings["objectLock"]> {
  const none = ["ObjectLockConfigurationNotFoundError"];
  const action = "s3:GetBucketObjectLockConfiguration";
  const asked = await ask(action, "whether logs are locked against deletion", none, ({ client, sdk }, o) =>
    client.send(new sdk.GetObjectLockConfigurationCommand({ Bucket: bucket }), o),
  );
  if (!asked.ok) return asked.isAnswer ? "none" : undefined;
  const { ObjectLockEnabled, Rule } = asked.value.ObjectLockConfiguration ?? {};
  if (ObjectLockEnabled === undefined) return "none";
  const { Mode, Days, Years } = Rule?.DefaultRetention ?? {};
  return {
    ...(Mode !== undefined && { mode: Mode }),
    ...(Days !== undefined && { days: Days }),
    ...(Years !== undefined && { years: Years }),
  };
}

async function ownershipOf({ bucket, ask }: BucketAsker): Promise<BucketSettings["ownership"]> {
  const none = ["OwnershipControlsNotFoundError"];
  const asked = await ask("s3:GetBucketOwnershipControls", "whether ACLs count", none, ({ client, sdk }, o) =>
    client.send(new sdk.GetBucketOwnershipControlsCommand({ Bucket: bucket }), o),
  );
  if (!asked.ok) return asked.isAnswer ? "none" : undefined;
  return asked.value.OwnershipControls?.Rules?.[0]?.ObjectOwnership ?? "none";
}
