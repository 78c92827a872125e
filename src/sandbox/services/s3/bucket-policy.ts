import { AwsError } from "../../aws-error.ts";
import type { Call, Operations, Output } from "../../call.ts";
import type { BucketState } from "../../world/nouns.ts";
import { bucketArn, changeBucket, textOf } from "./bucket.ts";
import { s3Error } from "./errors.ts";
import { bucketOperation } from "./operation.ts";
import { checkedBucketPolicy } from "./policy-document.ts";
import { isPublicPolicy } from "./public-policy.ts";

export const bucketPolicyOperations: Operations = {
  PutBucketPolicy: bucketOperation({
    action: "s3:PutBucketPolicy",
    subresource: "policy",
    body: "Policy",
    run: putPolicy,
  }),
  GetBucketPolicy: bucketOperation({
    action: "s3:GetBucketPolicy",
    subresource: "policy",
    run: (call, bucket) => ({ Policy: policyFor(call, bucket) }),
  }),
  DeleteBucketPolicy: bucketOperation({
    action: "s3:DeleteBucketPolicy",
    subresource: "policy",
    run: (call, bucket) => {
      checkAccount(call, bucket);
      changeBucket(call, bucket, { policy: undefined });
      return {};
    },
  }),
  GetBucketPolicyStatus: bucketOperation({
    action: "s3:GetBucketPolicyStatus",
    subresource: "policyStatus",
    run: (_, { policy }) => {
      if (policy === undefined) throw s3Error("NoSuchBucketPolicy");
      return { PolicyStatus: { IsPublic: isPublicPolicy(policy) } };
    },
  }),
};

function putPolicy(call: Call, bucket: BucketState): Output {
  checkAccount(call, bucket);
  const policy = checkedBucketPolicy(textOf(call.input["Policy"]), bucket.name, call.world);
  if (bucket.publicAccessBlock?.["BlockPublicPolicy"] === true && isPublicPolicy(policy)) throw blocked(call, bucket);
  changeBucket(call, bucket, { policy });
  return {};
}

function policyFor(call: Call, bucket: BucketState): string {
  checkAccount(call, bucket);
  if (bucket.policy === undefined) throw s3Error("NoSuchBucketPolicy");
  return bucket.policy;
}

/**
 * Only the account that owns the bucket has to do with its policy, whatever the policy says.
 *
 * Source: Amazon S3 API Reference, PutBucketPolicy, "Permissions".
 */
function checkAccount({ caller, account }: Call, { owner }: BucketState): void {
  if (caller.kind === "anonymous" || account.id !== owner) throw s3Error("MethodNotAllowed");
}

function blocked({ caller, world }: Call, { name }: BucketState): AwsError {
  const who =
    caller.kind === "session"
      ? caller.session.arn
      : caller.kind === "user"
        ? (world.accounts.get(caller.account)?.users.get(caller.name.toLowerCase())?.arn ?? caller.name)
        : `arn:aws:iam::${"account" in caller ? caller.account : ""}:root`;
  return new AwsError(
    "AccessDenied",
    `User: ${who} is not authorized to perform: s3:PutBucketPolicy on resource: "${bucketArn(name)}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
    403,
  );
}
