import type { Json, JsonObject } from "../../../model/index.ts";
import { documentJson } from "../../document.ts";
import { madeForTag } from "../made-for-tag.ts";
import { ask } from "../sdk/ask.ts";
import type { TrailAws } from "../sdk/trail-clients.ts";
import type { StateKind } from "../step.ts";
import { findBucket } from "./bucket-place.ts";

export interface BucketAsked {
  readonly name: string;
  readonly region: string;
}

/** A state of a bucket; null where there is none of it, also since there is no bucket. Throws Problems. */
export async function bucketState(aws: TrailAws, kind: StateKind, { name, region }: BucketAsked): Promise<Json> {
  const { client, sdk } = await aws.clients.s3(region);
  const on = { Bucket: name, ExpectedBucketOwner: aws.account };
  switch (kind) {
    case "bucket": {
      const place = await findBucket(aws, name, region);
      if (place === "free") return null;
      return place === "taken" ? { Owner: "another account" } : { Region: place.region };
    }
    case "bucket-tag": {
      const got = await absent("GetBucketTagging", ["NoSuchTagSet"], () =>
        client.send(new sdk.GetBucketTaggingCommand(on)),
      );
      return got?.TagSet?.find(({ Key }) => Key === madeForTag)?.Value ?? null;
    }
    case "public-access-block": {
      const got = await absent("GetPublicAccessBlock", ["NoSuchPublicAccessBlockConfiguration"], () =>
        client.send(new sdk.GetPublicAccessBlockCommand(on)),
      );
      return plain(got?.PublicAccessBlockConfiguration);
    }
    case "ownership": {
      const got = await absent("GetBucketOwnershipControls", ["OwnershipControlsNotFoundError"], () =>
        client.send(new sdk.GetBucketOwnershipControlsCommand(on)),
      );
      return got?.OwnershipControls?.Rules?.[0]?.ObjectOwnership ?? null;
    }
    case "encryption": {
      const got = await absent("GetBucketEncryption", ["ServerSideEncryptionConfigurationNotFoundError"], () =>
        client.send(new sdk.GetBucketEncryptionCommand(on)),
      );
      return plain(got?.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault);
    }
    case "versioning": {
      const got = await absent("GetBucketVersioning", [], () => client.send(new sdk.GetBucketVersioningCommand(on)));
      return got?.Status ?? null;
    }
    case "object-lock": {
      const got = await absent("GetObjectLockConfiguration", ["ObjectLockConfigurationNotFoundError"], () =>
        client.send(new sdk.GetObjectLockConfigurationCommand(on)),
      );
      return plain(got?.ObjectLockConfiguration?.Rule?.DefaultRetention);
    }
    case "lifecycle": {
      const got = await absent("GetBucketLifecycleConfiguration", ["NoSuchLifecycleConfiguration"], () =>
        client.send(new sdk.GetBucketLifecycleConfigurationCommand(on)),
      );
      return plain(got?.Rules);
    }
    case "bucket-policy": {
      const got = await absent("GetBucketPolicy", ["NoSuchBucketPolicy"], () =>
        client.send(new sdk.GetBucketPolicyCommand(on)),
      );
      return got?.Policy === undefined ? null : (documentJson(got.Policy) ?? got.Policy);
    }
    default: {
      const versions = await absent("ListObjectVersions", [], () =>
        client.send(new sdk.ListObjectVersionsCommand({ ...on, MaxKeys: 1 })),
      );
      const uploads = await absent("ListMultipartUploads", [], () =>
        client.send(new sdk.ListMultipartUploadsCommand({ ...on, MaxUploads: 1 })),
      );
      const found = [versions?.Versions, versions?.DeleteMarkers, uploads?.Uploads];
      return found.some((list) => (list?.length ?? 0) > 0) ? "not empty" : "empty";
    }
  }

  function absent<T>(call: string, codes: readonly string[], get: () => Promise<T>): Promise<T | undefined> {
    return ask(call, get, ["NoSuchBucket", ...codes]);
  }
}

/** As JSON: without members that are undefined, dates as text. */
function plain(value: object | undefined): Json {
  // What JSON.stringify wrote, JSON.parse gives back as JSON.
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as JsonObject);
}
