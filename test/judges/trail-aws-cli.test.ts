import { execFile, spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applyTrail, destroyTrail, type TrailPlan } from "../../src/provision/index.ts";
import { region, type TrailBench, trailBench } from "../support/trail-bench.ts";

const version = /aws-cli\/(\d+)\.(\d+)/.exec(spawnSync("aws", ["--version"], { encoding: "utf8" }).stdout ?? "");
const [, major = "0", minor = "0"] = version ?? [];
/** Older ones ask the real AWS for S3. */
const canBePointed = (major === "1" && Number(minor) >= 29) || (major === "2" && Number(minor) >= 13);
const reason = version === null ? "no aws here" : canBePointed ? "" : `aws ${major}.${minor} knows no AWS_ENDPOINT_URL`;

describe.skipIf(reason !== "")(
  `AWS CLI reads back what trail apply made${reason === "" ? "" : ` (${reason})`}`,
  {
    timeout: 120_000,
  },
  () => {
    let bench: TrailBench;
    let plan: TrailPlan;
    beforeAll(async () => {
      bench = await trailBench();
      plan = await bench.plan({ preset: "lab-trail", lifecycleDays: 90, versioning: true });
      await bench.withTools("journal", (tools) => applyTrail(tools, plan));
    });
    afterAll(() => bench?.close());

    test("the trail, its selectors and Insights", async () => {
      expect(await aws("cloudtrail", "describe-trails")).toMatchObject({
        trailList: [
          {
            Name: "lab-trail",
            S3BucketName: plan.bucket.name,
            IsMultiRegionTrail: true,
            IncludeGlobalServiceEvents: true,
            LogFileValidationEnabled: false,
            HomeRegion: "us-east-1",
          },
        ],
      });
      expect(await aws("cloudtrail", "get-event-selectors", "--trail-name", "lab-trail")).toMatchObject({
        EventSelectors: [
          {
            ReadWriteType: "All",
            IncludeManagementEvents: true,
            DataResources: [
              { Type: "AWS::S3::Object", Values: ["arn:aws:s3"] },
              { Type: "AWS::Lambda::Function", Values: ["arn:aws:lambda"] },
            ],
          },
        ],
      });
      expect(await aws("cloudtrail", "get-insight-selectors", "--trail-name", "lab-trail")).toMatchObject({
        InsightSelectors: [{ InsightType: "ApiCallRateInsight" }, { InsightType: "ApiErrorRateInsight" }],
      });
      expect(await aws("cloudtrail", "get-trail-status", "--name", "lab-trail")).toMatchObject({ IsLogging: true });
    });

    test("the bucket's policy, access, encryption, versioning, lifecycle and tag", async () => {
      const { Policy } = await bucket("get-bucket-policy");
      expect(JSON.parse(String(Policy)).Statement).toMatchObject([
        { Action: "s3:GetBucketAcl", Condition: { StringEquals: { "aws:SourceArn": plan.arn } } },
        {
          Action: "s3:PutObject",
          Resource: `arn:aws:s3:::${plan.bucket.name}/AWSLogs/111122223333/*`,
          Condition: { StringEquals: { "aws:SourceArn": plan.arn, "s3:x-amz-acl": "bucket-owner-full-control" } },
        },
      ]);
      expect(await bucket("get-public-access-block")).toEqual({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: true,
        },
      });
      expect(await bucket("get-bucket-versioning")).toMatchObject({ Status: "Enabled" });
      expect(await bucket("get-bucket-lifecycle-configuration")).toMatchObject({
        Rules: [{ Expiration: { Days: 90 } }],
      });
      expect(await bucket("get-bucket-tagging")).toMatchObject({ TagSet: [{ Value: plan.arn }] });
    });

    test("and nothing after destroy", async () => {
      const asked = { arn: plan.arn, region, keepsBucket: false, deletesOthers: false };
      bench.sandbox.tick(3_600_000);
      await bench.withTools("journal", (tools) => destroyTrail(tools, asked));
      expect(await aws("cloudtrail", "describe-trails")).toEqual({ trailList: [] });
      expect(JSON.stringify(await aws("s3api", "list-buckets"))).not.toContain(plan.bucket.name);
    });

    function bucket(call: string): Promise<Record<string, unknown>> {
      return aws("s3api", call, "--bucket", plan.bucket.name);
    }

    function aws(...args: readonly string[]): Promise<Record<string, unknown>> {
      const env = { ...process.env, ...bench.sandbox.env };
      return new Promise((resolve, reject) => {
        execFile("aws", [...args, "--output", "json"], { env }, (error, stdout, stderr) =>
          error === null ? resolve(JSON.parse(stdout)) : reject(new Error(stderr)),
        );
      });
    }
  },
);
