import { type Bucket, parseArn, type Snapshot, type Trail } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { bucket, daysAgo, trail } from "../examples/example-builders.ts";
import { gapsReason, isMissing, notRead } from "../sources.ts";

/**
 * The logs lie in the account that they are about. Whose a bucket is: the account's own when it lists it or, as its owner
 * alone may, read its policy; another's when S3 refused that for just this reason.
 */
export const trail12NoLogArchiveAccount: Check<"trail"> = defineCheck({
  id: "TRAIL-12",
  title: "No separate log archive account",
  severity: "medium",
  subject: "trail",
  needs: ["trails"],
  risk: "An administrator of the account, or whoever has become one, can also reach the logs of what he did.",
  remediation: {
    text: "Deliver to a bucket in an account that is for logs only, and name that account as logArchiveAccount.",
    cli: "aws cloudtrail update-trail --name <TRAIL> --s3-bucket-name <BUCKET_OF_THE_ARCHIVE_ACCOUNT>",
  },
  references: [
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html",
    "https://docs.aws.amazon.com/prescriptive-guidance/latest/security-reference-architecture/log-archive.html",
  ],
  parameters: {},

  evaluate(subject, { snapshot, settings }): Verdict {
    const { logArchiveAccount: archive } = settings;
    const { owner, because } = ownerOf(subject, snapshot);
    const evidence = [{ source: "trails", field: "S3BucketName", value: subject.bucket }];
    const wanted = archive === undefined ? "" : `; they must be kept in ${archive} (logArchiveAccount)`;
    if (owner === "unknown") {
      return { status: "UNKNOWN", reason: `Whose bucket ${subject.bucket} is, is not known: ${because}`, evidence };
    }
    if (owner === "this account") {
      if (archive === snapshot.account) {
        return {
          status: "PASS",
          reason: `The account is the log archive, and bucket ${subject.bucket} is its own.`,
          evidence,
        };
      }
      const reason = `Bucket ${subject.bucket} belongs to the account that its logs are about (${because})${wanted}.`;
      return { status: "FAIL", reason, evidence };
    }
    if (archive === undefined) {
      return { status: "PASS", reason: `Bucket ${subject.bucket} belongs to another account (${because}).`, evidence };
    }
    if (archive === snapshot.account) {
      const reason = `Bucket ${subject.bucket} belongs to another account (${because})${wanted}.`;
      return { status: "FAIL", reason, evidence };
    }
    return {
      status: "UNKNOWN",
      reason: `Bucket ${subject.bucket} belongs to another account (${because}); whether to ${archive} (logArchiveAccount) no input says (s3:ListBucket, head-bucket with --expected-bucket-owner).`,
      evidence,
      cli: `aws s3api head-bucket --bucket ${subject.bucket} --expected-bucket-owner ${archive}`,
    };
  },

  examples: [
    {
      name: "a bucket of the account",
      given: trail(),
      snapshot: { buckets: [{ name: "example-logs" }] },
      expect: "FAIL",
    },
    { name: "a bucket that the account does not list", given: trail(), snapshot: { buckets: [] }, expect: "PASS" },
    {
      name: "the account is the archive",
      given: trail(),
      snapshot: { buckets: [{ name: "example-logs" }] },
      settings: { logArchiveAccount: "111122223333" },
      expect: "PASS",
    },
    {
      name: "the account is the archive, and the logs go elsewhere",
      given: trail(),
      snapshot: { buckets: [] },
      settings: { logArchiveAccount: "111122223333" },
      expect: "FAIL",
    },
    {
      name: "another account's bucket; whether it is the archive's nobody says",
      given: trail(),
      snapshot: { buckets: [] },
      settings: { logArchiveAccount: "444455556666" },
      expect: "UNKNOWN",
    },
    { name: "the buckets were not listed", given: trail(), expect: "UNKNOWN" },
    {
      name: "collected, and the policy could be read",
      given: trail(),
      snapshot: collected([bucket()]),
      expect: "FAIL",
    },
    {
      name: "collected, and S3 says that the bucket is not the account's",
      given: trail(),
      snapshot: collected([], "MethodNotAllowed"),
      expect: "PASS",
    },
    { name: "collected, and denied", given: trail(), snapshot: collected([], "AccessDenied"), expect: "UNKNOWN" },
  ],
});

interface Owner {
  readonly owner: "this account" | "another" | "unknown";
  readonly because: string;
}

function ownerOf({ bucket: name, arn }: Trail, snapshot: Snapshot): Owner {
  const { collection, buckets = [] } = snapshot;
  const found = buckets.find((one) => one.name === name);
  // S3 answers 405 to whoever may call GetBucketPolicy but is not of the bucket's account.
  const isForeign = collection?.failures.some(
    ({ action, code, resource }) =>
      action === "s3:GetBucketPolicy" && code === "MethodNotAllowed" && resource.endsWith(`:${name}`),
  );
  if (isForeign === true) return { owner: "another", because: "only the owner's account is told its policy" };
  if (collection !== undefined && found?.policy !== undefined) {
    return { owner: "this account", because: "only the owner's account is told its policy" };
  }
  if (isMissing(snapshot, "buckets")) return { owner: "unknown", because: notRead(snapshot, "buckets") };
  const gaps = gapsReason(snapshot, ["buckets"]);
  if (found !== undefined) {
    // An answer about another account's bucket puts it among the buckets too.
    const isOthersTrail = parseArn(arn)?.account !== snapshot.account;
    if (!isOthersTrail) return { owner: "this account", because: "it is among the account's buckets" };
    return { owner: "unknown", because: "the trail is another account's, and so may be the bucket." };
  }
  if (gaps !== undefined) return { owner: "unknown", because: gaps };
  return { owner: "another", because: "it is not among the account's buckets" };
}

function collected(buckets: readonly Bucket[], code?: string): Partial<Snapshot> {
  const failure = {
    action: "s3:GetBucketPolicy",
    resource: "arn:aws:s3:::example-logs",
    code: code ?? "",
    reason: code === "AccessDenied" ? "unspecified" : "refused",
    message: "",
    unknown: "the policy of bucket example-logs",
  } as const;
  return {
    ...(buckets.length > 0 && { buckets }),
    collection: {
      features: ["trail"],
      startedAt: daysAgo(0),
      finishedAt: daysAgo(0),
      calls: 10,
      failures: code === undefined ? [] : [failure],
    },
  };
}
