import type { BucketSettings, SourceName } from "../../../model/index.ts";
import { askedText } from "../answer-text.ts";
import { type BucketAsker, bucketAsker } from "../bucket-asker.ts";
import { moreSettings, settingsActions } from "../bucket-settings.ts";
import type { CollectContext, Collected, CollectedAnswer, Collector } from "../collector.ts";

/** How the buckets that trails deliver to are protected: who may read the logs, and who may delete them. */
export const trailBuckets: Collector = {
  id: "trail-buckets",
  features: ["trail"],
  actions: [
    "s3:GetBucketPolicy",
    "s3:GetBucketAcl",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketVersioning",
    "s3:GetLifecycleConfiguration",
    ...settingsActions,
  ],
  stage: 2,
  collect,
};

async function collect({ session, found, isProbe }: CollectContext): Promise<Collected> {
  const answers: CollectedAnswer[] = [];
  const bucketSettings: BucketSettings[] = [];
  const buckets = new Map(
    found.trails.filter(({ bucket }) => bucket !== "").map(({ bucket, homeRegion }) => [bucket, homeRegion]),
  );
  for (const [bucket, region] of [...buckets].slice(0, isProbe ? 1 : buckets.size)) {
    const asker = bucketAsker(session, bucket, region);
    answers.push(...(await answersOf(asker)));
    bucketSettings.push(await moreSettings(asker));
  }
  return { answers, facts: { bucketSettings } };
}

async function answersOf(asker: BucketAsker): Promise<readonly CollectedAnswer[]> {
  const { bucket, ask } = asker;
  const Bucket = bucket;
  return [
    answer(
      "bucket-policy",
      await ask("s3:GetBucketPolicy", "who may read or delete the logs", ["NoSuchBucketPolicy"], ({ client, sdk }, o) =>
        client.send(new sdk.GetBucketPolicyCommand({ Bucket }), o),
      ),
    ),
    answer(
      "bucket-acl",
      await ask("s3:GetBucketAcl", "whether the bucket's ACL lets strangers in", [], ({ client, sdk }, o) =>
        client.send(new sdk.GetBucketAclCommand({ Bucket }), o),
      ),
    ),
    answer(
      "public-access-block",
      await ask(
        "s3:GetBucketPublicAccessBlock",
        "whether public access is blocked",
        ["NoSuchPublicAccessBlockConfiguration"],
        ({ client, sdk }, o) => client.send(new sdk.GetPublicAccessBlockCommand({ Bucket }), o),
      ),
    ),
    answer(
      "bucket-versioning",
      await ask("s3:GetBucketVersioning", "whether deleted logs can be had back", [], ({ client, sdk }, o) =>
        client.send(new sdk.GetBucketVersioningCommand({ Bucket }), o),
      ),
    ),
    answer(
      "bucket-lifecycle",
      await ask(
        "s3:GetLifecycleConfiguration",
        "when logs expire",
        ["NoSuchLifecycleConfiguration"],
        ({ client, sdk }, o) => client.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket }), o),
      ),
    ),
  ];

  function answer(source: SourceName, asked: Parameters<typeof askedText>[0]): CollectedAnswer {
    return { source, subject: bucket, text: askedText(asked) };
  }
}
