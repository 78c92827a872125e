import type { ObjectIdentifier, S3Client } from "@aws-sdk/client-s3";
import { Problem } from "../../../model/index.ts";
import { ask } from "./ask.ts";
import type { TrailAws } from "./trail-clients.ts";

/**
 * Deletes all versions, delete markers and unfinished uploads of a bucket, a thousand at a time. A bucket that is gone is
 * empty. Throws Problems, also for what Object Lock keeps.
 */
export async function emptyBucket({ clients, account }: TrailAws, name: string, region: string): Promise<void> {
  const { client, sdk } = await clients.s3(region);
  const on = { Bucket: name, ExpectedBucketOwner: account };
  for (;;) {
    const objects = await someVersions();
    if (objects.length === 0) break;
    await deleteAll(objects);
  }
  for (;;) {
    const page = await gone("ListMultipartUploads", () => client.send(new sdk.ListMultipartUploadsCommand(on)));
    const uploads = page?.Uploads ?? [];
    if (uploads.length === 0) return;
    for (const { Key, UploadId } of uploads) {
      await ask(
        "AbortMultipartUpload",
        () => client.send(new sdk.AbortMultipartUploadCommand({ ...on, Key, UploadId })),
        ["NoSuchBucket", "NoSuchUpload"],
      );
    }
  }

  /** The first page again and again: what was deleted is not listed any more. */
  async function someVersions(): Promise<readonly ObjectIdentifier[]> {
    const page = await gone("ListObjectVersions", () => client.send(new sdk.ListObjectVersionsCommand(on)));
    return [...(page?.Versions ?? []), ...(page?.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
      Key,
      ...(VersionId !== undefined && { VersionId }),
    }));
  }

  async function deleteAll(objects: readonly ObjectIdentifier[]): Promise<void> {
    const answer = await gone("DeleteObjects", () =>
      client.send(new sdk.DeleteObjectsCommand({ ...on, Delete: { Quiet: true, Objects: [...objects] } })),
    );
    const [first] = answer?.Errors ?? [];
    if (first !== undefined) throw await kept(client, first.Key ?? "", first.Code ?? "", first.Message ?? "");
  }

  async function kept(s3: S3Client, key: string, code: string, message: string): Promise<Problem> {
    const lock = await ask("GetObjectLockConfiguration", () => s3.send(new sdk.GetObjectLockConfigurationCommand(on)), [
      "ObjectLockConfigurationNotFoundError",
      "NoSuchBucket",
      "AccessDenied",
    ]);
    const isLocked = lock?.ObjectLockConfiguration?.ObjectLockEnabled === "Enabled";
    return new Problem(
      code === "AccessDenied" && !isLocked ? "aws.denied" : "aws.refused",
      `DeleteObjects: ${code}: s3://${name}/${key}: ${message.replace(/[.\s]+$/, "")}.`,
      {
        hint: isLocked
          ? "The bucket has Object Lock: until it ends for each file, nothing can delete them. Run it again then."
          : "Use credentials that are allowed to delete objects and their versions.",
      },
    );
  }

  function gone<T>(call: string, get: () => Promise<T>): Promise<T | undefined> {
    return ask(call, get, ["NoSuchBucket"]);
  }
}
