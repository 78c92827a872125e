import type { Bucket, Snapshot, Trail } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { bucket, document, trail } from "../examples/example-builders.ts";
import { blocksAllPublicAccess, publicGrants, publicStatements, settingsOff } from "../trails/bucket-exposure.ts";
import { bucketEvidence, bucketNotRead, bucketOf } from "../trails/trail-bucket.ts";
import { listed } from "../verdict.ts";

/** The bucket of a trail is open to everybody, or nothing keeps it from becoming so. */
export const trail07TrailBucketExposed: Check<"trail"> = defineCheck({
  id: "TRAIL-07",
  title: "Trail bucket reachable from outside",
  severity: "critical",
  subject: "trail",
  needs: ["trails"],
  risk: "The logs tell strangers who has which access and what works; who may write can also hide traces. Medium where only the guard is missing.",
  remediation: {
    text: "Switch all four Block Public Access settings on, then take public statements and grants away.",
    cli: "aws s3api put-public-access-block --bucket <BUCKET> --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true",
  },
  references: [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html",
  ],
  parameters: {},

  evaluate(subject, { snapshot }): Verdict {
    const found = bucketOf(subject, snapshot);
    const { policy, grants, publicAccessBlock: block } = found;
    const statements = policy === undefined || policy === "none" ? [] : publicStatements(policy.json);
    const openGrants = grants === undefined ? [] : publicGrants(grants);
    const facts = { found, snapshot, statements, openGrants };
    const evidence = [
      ...(statements === undefined ? [] : [bucketEvidence("bucket-policy", found, [...statements])]),
      ...(grants === undefined ? [] : [bucketEvidence("bucket-acl", found, [...openGrants])]),
      ...(block === undefined
        ? []
        : [bucketEvidence("public-access-block", found, block === "none" ? "none" : [...settingsOff(block)])]),
    ];
    return { ...(blocksAllPublicAccess(block) ? neutralised(facts) : judge(facts)), evidence };
  },

  examples: [
    { name: "private and guarded", given: trail(), snapshot: { buckets: [bucket()] }, expect: "PASS" },
    {
      name: "a public policy behind Block Public Access",
      given: trail(),
      snapshot: { buckets: [bucket({ policy: openPolicy() })] },
      expect: "PASS",
    },
    {
      name: "a public policy and no Block Public Access",
      given: trail(),
      snapshot: { buckets: [bucket({ policy: openPolicy(), publicAccessBlock: "none" })] },
      expect: "FAIL",
      severity: "critical",
    },
    {
      name: "a grant to everybody with an AWS account, ACLs not ignored",
      given: trail(),
      snapshot: {
        buckets: [
          bucket({
            grants: [{ grantee: "http://acs.amazonaws.com/groups/global/AuthenticatedUsers", permission: "READ" }],
            publicAccessBlock: "none",
          }),
        ],
      },
      expect: "FAIL",
      severity: "critical",
    },
    {
      name: "private, but without Block Public Access",
      given: trail(),
      snapshot: { buckets: [bucket({ publicAccessBlock: "none" })] },
      expect: "FAIL",
      severity: "medium",
    },
    {
      name: "a statement for everybody that is bound to one account",
      given: trail(),
      snapshot: {
        buckets: [
          bucket({
            policy: openPolicy({ StringEquals: { "aws:SourceAccount": "111122223333" } }),
            publicAccessBlock: "none",
          }),
        ],
      },
      expect: "FAIL",
      severity: "medium",
    },
    {
      name: "a public policy, Block Public Access not read",
      given: trail(),
      snapshot: { buckets: [{ name: "example-logs", policy: openPolicy() }] },
      expect: "FAIL",
      severity: "critical",
    },
    {
      name: "policy and ACL are private, Block Public Access not read",
      given: trail(),
      snapshot: { buckets: [{ name: "example-logs", policy: "none", grants: [] }] },
      expect: "UNKNOWN",
    },
    { name: "nothing of the bucket was read", given: trail(), expect: "UNKNOWN" },
  ],
});

interface Facts {
  readonly found: Bucket;
  readonly snapshot: Snapshot;
  /** Undefined: there is a policy that cannot be read. */
  readonly statements: readonly string[] | undefined;
  readonly openGrants: readonly string[];
}

function neutralised({ found, statements, openGrants }: Facts): Verdict {
  const open = [...(statements ?? []), ...openGrants];
  const note = open.length === 0 ? "" : `, which makes these void: ${listed(open)}`;
  return { status: "PASS", reason: `Block Public Access of bucket ${found.name} is fully on${note}.` };
}

function judge({ found, snapshot, statements, openGrants }: Facts): Verdict {
  const { name, policy, grants, publicAccessBlock: block } = found;
  const settings = block === undefined || block === "none" ? undefined : block;
  const openings = [
    ...(statements !== undefined && statements.length > 0 && settings?.restrictPublicBuckets !== true
      ? [`its policy allows everybody (${listed(statements)})`]
      : []),
    ...(openGrants.length > 0 && settings?.ignorePublicAcls !== true ? [`its ACL grants ${listed(openGrants)}`] : []),
  ];
  const unread = [
    ...(policy === undefined ? [bucketNotRead(found, snapshot, "bucket-policy")] : []),
    ...(statements === undefined ? ["The bucket policy cannot be read (s3:GetBucketPolicy)."] : []),
    ...(grants === undefined ? [bucketNotRead(found, snapshot, "bucket-acl")] : []),
    ...(block === undefined ? [bucketNotRead(found, snapshot, "public-access-block")] : []),
  ];
  const doubts = unread.length === 0 ? "" : ` ${unread.join(" ")}`;
  if (openings.length > 0) return { status: "FAIL", reason: `Bucket ${name} is public: ${listed(openings)}.${doubts}` };
  if (block === undefined) return { status: "UNKNOWN", reason: unread.join(" ") };
  const off = block === "none" ? "has no Block Public Access settings" : `has ${listed(settingsOff(block))} off`;
  const reason = `Bucket ${name} ${off}: the next public policy or ACL would open it.${doubts}`;
  return { status: "FAIL", severity: "medium", reason };
}

function openPolicy(condition?: { readonly [operator: string]: { readonly [key: string]: string } }) {
  const { bucket: name }: Trail = trail();
  const statement = {
    Sid: "Open",
    Effect: "Allow",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: `arn:aws:s3:::${name}/*`,
  };
  return document(condition === undefined ? statement : { ...statement, Condition: condition });
}
