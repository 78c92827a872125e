import type { SourceName } from "../../../model/index.ts";
import { askedText } from "../answer-text.ts";
import { type BucketAsker, bucketAsker, type S3 } from "../bucket-asker.ts";
import type { CollectContext, Collected, CollectedAnswer, Collector } from "../collector.ts";

/** How the buckets that trails deliver to are protected: who may read the logs, and who may delete them. */
export const trailBuckets: Collector = {
  id: "trail-buckets",
  features: ["trail"],
  actions: questions().map(({ action }) => action),
  stage: 2,
  collect,
};

async function collect({ session, found, isProbe }: CollectContext): Promise<Collected> {
  const answers: CollectedAnswer[] = [];
  const buckets = new Map(
    found.trails.filter(({ bucket }) => bucket !== "").map(({ bucket, homeRegion }) => [bucket, homeRegion]),
  );
  for (const [bucket, region] of [...buckets].slice(0, isProbe ? 1 : buckets.size)) {
    answers.push(...(await answersOf(bucketAsker(session, bucket, region))));
  }
  return { answers };
}

async function answersOf({ bucket, region, ask }: BucketAsker): Promise<readonly CollectedAnswer[]> {
  const answers: CollectedAnswer[] = [];
  for (const { source, action, unknown, none, send } of questions()) {
    const asked = await ask(action, unknown, none, (s3, o) => send(s3, { Bucket: bucket }, o));
    const isThere = asked.ok || asked.isAnswer;
    answers.push({ source, subject: bucket, ...(isThere && { region: region() }), text: askedText(asked) });
  }
  return answers;
}

interface Question {
  readonly source: SourceName;
  readonly action: string;
  /** What stays unknown without an answer. */
  readonly unknown: string;
  /** Codes by which S3 says that the bucket has none. */
  readonly none: readonly string[];
  send(s3: S3, input: { readonly Bucket: string }, options: { readonly abortSignal: AbortSignal }): Promise<object>;
}

/** A function, since the collector above is made while this file is read. */
function questions(): readonly Question[] {
  return [
    {
      source: "bucket-policy",
      action: "s3:GetBucketPolicy",
      unknown: "who may read or delete the logs",
      none: ["NoSuchBucketPolicy"],
      send: ({ client, sdk }, input, o) => client.send(new sdk.GetBucketPolicyCommand(input), o),
    },
    {
      source: "bucket-acl",
      action: "s3:GetBucketAcl",
      unknown: "whether the bucket's ACL lets strangers in",
      none: [],
      send: ({ client, sdk }, input, o) => client.send(new sdk.GetBucketAclCommand(input), o),
    },
    {
      source: "public-access-block",
      action: "s3:GetBucketPublicAccessBlock",
      unknown: "whether public access is blocked",
      none: ["NoSuchPublicAccessBlockConfiguration"],
      send: ({ client, sdk }, input, o) => client.send(new sdk.GetPublicAccessBlockCommand(input), o),
    },
    {
      source: "bucket-versioning",
      action: "s3:GetBucketVersioning",
      unknown: "whether deleted logs can be had back",
      none: [],
      send: ({ client, sdk }, input, o) => client.send(new sdk.GetBucketVersioningCommand(input), o),
    },
    {
      source: "bucket-lifecycle",
      action: "s3:GetLifecycleConfiguration",
      unknown: "when logs expire",
      none: ["NoSuchLifecycleConfiguration"],
      send: ({ client, sdk }, input, o) => client.send(new sdk.GetBucketLifecycleConfigurationCommand(input), o),
    },
    {
      source: "bucket-encryption",
      action: "s3:GetEncryptionConfiguration",
      unknown: "how new logs are encrypted",
      none: ["ServerSideEncryptionConfigurationNotFoundError"],
      send: ({ client, sdk }, input, o) => client.send(new sdk.GetBucketEncryptionCommand(input), o),
    },
    {
      source: "bucket-logging",
      action: "s3:GetBucketLogging",
      unknown: "whether access to the logs is logged",
      none: [],
      send: ({ client, sdk }, input, o) => client.send(new sdk.GetBucketLoggingCommand(input), o),
    },
    {
      source: "bucket-object-lock",
      action: "s3:GetBucketObjectLockConfiguration",
      unknown: "whether logs are locked against deletion",
      none: ["ObjectLockConfigurationNotFoundError"],
      send: ({ client, sdk }, input, o) => client.send(new sdk.GetObjectLockConfigurationCommand(input), o),
    },
  ];
}
