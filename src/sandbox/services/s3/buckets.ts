import type { Call, Operation, Operations, Output } from "../../call.ts";
import type { BucketState } from "../../world/nouns.ts";
import { aclAsked, checkAcl } from "./acl.ts";
import { bucketArn, ownerOf, textOf } from "./bucket.ts";
import { isBucketName, isTakenElsewhere } from "./bucket-name.ts";
import { s3Error } from "./errors.ts";
import { contextOf } from "./needs.ts";
import { bucketOperation, listOperation } from "./operation.ts";
import { isObjectOwnership } from "./ownership.ts";
import { membersOf } from "./rules.ts";
import { checkedTags } from "./tags.ts";
import { bucketTrace } from "./trace.ts";

const createBucket: Operation = {
  needs: (call) => {
    const { ObjectLockEnabledForBucket, ACL, ObjectOwnership } = call.input;
    const actions = [
      "s3:CreateBucket",
      ...(ObjectLockEnabledForBucket === true ? ["s3:PutBucketObjectLockConfiguration", "s3:PutBucketVersioning"] : []),
      ...(ACL !== undefined && ACL !== "private" ? ["s3:PutBucketAcl"] : []),
      ...(ObjectOwnership === undefined ? [] : ["s3:PutBucketOwnershipControls"]),
    ];
    const resource = bucketArn(textOf(call.input["Bucket"]));
    return actions.map((action) => ({ action, resource, context: contextOf(call) }));
  },
  run: createIt,
  trace: (call) => bucketTrace(call, { body: "CreateBucketConfiguration" }),
};

/** In us-east-1 a bucket that one has already is created once more without a word, as it always was there. */
function createIt(call: Call): Output {
  const { input, world, account, time } = call;
  const name = textOf(input["Bucket"]);
  if (!isBucketName(name)) throw s3Error("InvalidBucketName");
  const region = regionOf(call);
  const made = {
    Location: region === "us-east-1" ? `/${name}` : `http://${name}.s3.amazonaws.com/`,
    BucketArn: bucketArn(name),
  };
  const before = world.buckets.get(name);
  if (isTakenElsewhere(name) || (before !== undefined && before.owner !== account.id))
    throw s3Error("BucketAlreadyExists");
  if (before !== undefined) {
    if (region === "us-east-1" && before.region === region) return made;
    throw s3Error("BucketAlreadyOwnedByYou");
  }
  const bucket = newBucket(call, name, region, time);
  checkAcl(bucket, aclAsked(input), "InvalidBucketAclWithObjectOwnership");
  world.buckets.put(name, bucket);
  return made;
}

/**
 * As buckets are since April 2023: no public access, no ACLs, encrypted.
 *
 * Source: Amazon S3 User Guide, "Default settings for new S3 buckets FAQ".
 */
function newBucket({ input, account }: Call, name: string, region: string, createdAt: string): BucketState {
  const ownership = input["ObjectOwnership"] ?? "BucketOwnerEnforced";
  if (!isObjectOwnership(ownership))
    throw s3Error("InvalidArgument", `Invalid x-amz-object-ownership header: ${ownership}`);
  const acl = aclAsked(input);
  const tags = membersOf(input["CreateBucketConfiguration"])["Tags"];
  return {
    name,
    region,
    createdAt,
    owner: account.id,
    publicAccessBlock: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
    ownership,
    tags: tags === undefined ? [] : checkedTags(tags, 50),
    ...(acl !== undefined && { acl }),
    ...(input["ObjectLockEnabledForBucket"] === true && { objectLock: {}, versioning: "Enabled" as const }),
  };
}

/** us-east-1 takes buckets for all regions, other regions only their own. */
function regionOf(call: Call): string {
  const { region } = call;
  const asked = locationConstraint(call);
  const wanted = asked === "EU" ? "eu-west-1" : asked;
  if (wanted === "us-east-1" || (wanted !== undefined && !/^[a-z]{2}(-[a-z]+)+-\d$/.test(wanted))) {
    throw s3Error("InvalidLocationConstraint");
  }
  if (region === "us-east-1") return wanted ?? region;
  if (wanted !== region) {
    const what = asked === undefined ? "unspecified" : asked;
    throw s3Error(
      "IllegalLocationConstraintException",
      `The ${what} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  return region;
}

/** Empty is none. */
function locationConstraint({ input }: Call): string | undefined {
  return textOf(membersOf(input["CreateBucketConfiguration"])["LocationConstraint"]) || undefined;
}

function deleteIt({ world }: Call, { name, versioning }: BucketState): Output {
  if (world.objects(name).size > 0) {
    const all = versioning === undefined ? "" : ". You must delete all versions in the bucket.";
    throw s3Error("BucketNotEmpty", `The bucket you tried to delete is not empty${all}`);
  }
  for (const { id, parts } of [...world.uploads(name).values()]) {
    for (const { blob } of parts) world.store.blobs.delete(blob);
    world.uploads(name).delete(id);
  }
  world.buckets.delete(name);
  return {};
}

/** By name, a thousand and more to a page. */
const listBuckets: Operation = {
  needs: () => [{ action: "s3:ListAllMyBuckets", resource: "*" }],
  run: ({ input, world, account }) => {
    const limit = maxBuckets(input["MaxBuckets"]);
    const prefix = textOf(input["Prefix"]);
    const after = decodedToken(input["ContinuationToken"]);
    const region = input["BucketRegion"];
    const own = [...world.buckets.values()]
      .filter(({ owner, name }) => owner === account.id && name.startsWith(prefix) && name > after)
      .filter((bucket) => region === undefined || bucket.region === region)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const page = own.slice(0, limit);
    return {
      Buckets: page.map(({ name, createdAt, region: BucketRegion }) => ({
        Name: name,
        CreationDate: new Date(createdAt),
        // Told only to those who ask by pages, as S3 does.
        ...(input["MaxBuckets"] !== undefined && { BucketRegion, BucketArn: bucketArn(name) }),
      })),
      Owner: ownerOf(account.id),
      ...(own.length > limit && { ContinuationToken: Buffer.from(page.at(-1)?.name ?? "").toString("base64") }),
      ...(prefix !== "" && { Prefix: prefix }),
    };
  },
  trace: (call) => bucketTrace(call, {}),
};

function maxBuckets(value: unknown): number {
  if (value === undefined) return 10_000;
  if (typeof value !== "number" || value < 1 || value > 10_000) {
    throw s3Error("InvalidArgument", "Argument max-buckets must be an integer between 1 and 10000");
  }
  return value;
}

function decodedToken(value: unknown): string {
  return value === undefined ? "" : Buffer.from(textOf(value), "base64").toString();
}

export const bucketOperations: Operations = {
  CreateBucket: createBucket,
  DeleteBucket: bucketOperation({ action: "s3:DeleteBucket", run: deleteIt }),
  HeadBucket: listOperation({
    action: "s3:ListBucket",
    run: (_, { name, region }) => ({ BucketArn: bucketArn(name), BucketRegion: region }),
  }),
  ListBuckets: listBuckets,
  GetBucketLocation: bucketOperation({
    action: "s3:GetBucketLocation",
    subresource: "location",
    // The oldest region has no name here.
    run: (_, { region }) => (region === "us-east-1" ? {} : { LocationConstraint: region }),
  }),
};
