import type { Call, Need, Operation, Output } from "../../call.ts";
import type { BucketState } from "../../world/nouns.ts";
import { bucketAsked, bucketOf, changeBucket } from "./bucket.ts";
import { expireDue } from "./expire.ts";
import { bucketNeed, objectNeed } from "./needs.ts";
import { bucketTrace, listTrace, objectTrace, type Told } from "./trace.ts";

interface OnBucket extends Told {
  /** `s3:GetBucketAcl` */
  readonly action: string;
  readonly run: (call: Call, bucket: BucketState) => Output;
}

/** An operation on a bucket that is there: a management event. */
export function bucketOperation({ action, run, ...told }: OnBucket): Operation {
  return {
    needs: (call) => bucketNeed(call, action).map((need) => (isRootOfOwner(call, action) ? withoutPolicy(need) : need)),
    run: (call) => run(call, expireDue(call, bucketOf(call))),
    trace: (call) => bucketTrace(call, told),
  };
}

/** An operation on a bucket that takes settings away. */
export function removal({
  changes,
  ...told
}: Omit<OnBucket, "run"> & { readonly changes: Parameters<typeof changeBucket>[2] }): Operation {
  return bucketOperation({
    ...told,
    run: (call, bucket) => {
      changeBucket(call, bucket, changes);
      return {};
    },
  });
}

/** An operation that lists what is in a bucket: a data event. */
export function listOperation({ action, run, ...told }: OnBucket): Operation {
  return {
    needs: (call) => bucketNeed(call, action),
    run: (call) => run(call, expireDue(call, bucketOf(call))),
    trace: (call, output) => listTrace(call, told, output),
  };
}

interface OnObject extends Told {
  /** What is needed, or the one action that is. */
  readonly needs: string | ((call: Call) => readonly Need[]);
  readonly run: (call: Call, bucket: BucketState) => Output;
}

/** An operation on an object: a data event. */
export function objectOperation({ needs, run, ...told }: OnObject): Operation {
  return {
    needs: typeof needs === "string" ? (call) => objectNeed(call, needs) : needs,
    run: (call) => run(call, expireDue(call, bucketOf(call))),
    trace: (call, output) => objectTrace(call, told, output),
  };
}

/**
 * The root user of the bucket's account can always repair the policy.
 *
 * Source: Amazon S3 API Reference, PutBucketPolicy.
 */
function isRootOfOwner(call: Call, action: string): boolean {
  return (
    /^s3:(Get|Put|Delete)BucketPolicy$/.test(action) &&
    call.caller.kind === "root" &&
    call.caller.account === bucketAsked(call)?.owner
  );
}

function withoutPolicy({ resourcePolicy, ...need }: Need): Need {
  return resourcePolicy === undefined ? need : { ...need, resourcePolicy: { account: resourcePolicy.account } };
}
