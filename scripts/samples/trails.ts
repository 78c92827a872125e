import type { JsonObject } from "../../src/model/index.ts";
import {
  accountId,
  artifactsBucket,
  canonicalOwner,
  drawingsBucket,
  euBucket,
  iamTrailBucket,
  labTrailBucket,
  mainRegion,
  telemetryBucket,
} from "../../src/sandbox/seed/aerosecure/workload.ts";
import { labTrailStopped } from "./events/stolen-key.ts";
import { cliTime } from "./time.ts";

/** Saved answers about trails and their buckets, by file name. `lastDelivery`: time of the newest log file. */
export function trailFiles(lastDelivery: number): ReadonlyMap<string, JsonObject> {
  return new Map<string, JsonObject>([
    ["trails.json", { trailList: [labTrail(), iamTrail()] }],
    ["trail-status.lab-trail.json", labTrailStatus()],
    ["trail-status.iam-trail-demo.json", iamTrailStatus(lastDelivery)],
    [
      "event-selectors.lab-trail.json",
      selectors("lab-trail", [
        { Type: "AWS::S3::Object", Values: ["arn:aws:s3"] },
        { Type: "AWS::Lambda::Function", Values: ["arn:aws:lambda"] },
      ]),
    ],
    ["event-selectors.iam-trail-demo.json", selectors("iam-trail-demo", [])],
    [
      "insight-selectors.lab-trail.json",
      {
        TrailARN: trailArn("lab-trail"),
        InsightSelectors: [{ InsightType: "ApiCallRateInsight" }, { InsightType: "ApiErrorRateInsight" }],
      },
    ],
    ["list-buckets.json", listBuckets()],
    [`bucket-policy.${labTrailBucket}.json`, bucketPolicy(labTrailBucket)],
    [`bucket-policy.${iamTrailBucket}.json`, bucketPolicy(iamTrailBucket, "iam-trail-demo")],
    [`public-access-block.${labTrailBucket}.json`, publicAccessBlock(false)],
    [`public-access-block.${iamTrailBucket}.json`, publicAccessBlock(true)],
    [`bucket-lifecycle.${labTrailBucket}.json`, lifecycle("cleanup", 1)],
    [`bucket-lifecycle.${iamTrailBucket}.json`, lifecycle("keep-seven-years", 2557)],
  ]);
}

/** The trail of the first exercise: one region, data events, Insights, no log file validation. */
function labTrail(): JsonObject {
  return {
    Name: "lab-trail",
    S3BucketName: labTrailBucket,
    IncludeGlobalServiceEvents: true,
    IsMultiRegionTrail: false,
    HomeRegion: mainRegion,
    TrailARN: trailArn("lab-trail"),
    LogFileValidationEnabled: false,
    HasCustomEventSelectors: true,
    HasInsightSelectors: true,
    IsOrganizationTrail: false,
  };
}

/** The trail of the second exercise: all regions, management events, with validation. */
function iamTrail(): JsonObject {
  return {
    Name: "iam-trail-demo",
    S3BucketName: iamTrailBucket,
    IncludeGlobalServiceEvents: true,
    IsMultiRegionTrail: true,
    HomeRegion: mainRegion,
    TrailARN: trailArn("iam-trail-demo"),
    LogFileValidationEnabled: true,
    HasCustomEventSelectors: false,
    HasInsightSelectors: false,
    IsOrganizationTrail: false,
  };
}

function labTrailStatus(): JsonObject {
  const started = Date.parse("2026-09-07T07:58:12Z");
  const last = Date.parse("2026-11-21T02:50:21Z");
  return {
    IsLogging: false,
    LatestDeliveryTime: cliTime(last),
    StartLoggingTime: cliTime(started),
    StopLoggingTime: cliTime(labTrailStopped),
    LatestDeliveryAttemptTime: utc(last),
    LatestNotificationAttemptTime: "",
    LatestNotificationAttemptSucceeded: "",
    LatestDeliveryAttemptSucceeded: utc(last),
    TimeLoggingStarted: utc(started),
    TimeLoggingStopped: utc(labTrailStopped),
  };
}

function iamTrailStatus(last: number): JsonObject {
  const started = Date.parse("2026-09-21T09:14:40Z");
  return {
    IsLogging: true,
    LatestDeliveryTime: cliTime(last),
    StartLoggingTime: cliTime(started),
    LatestDigestDeliveryTime: cliTime(Date.parse("2026-11-21T20:09:31Z")),
    LatestDeliveryAttemptTime: utc(last),
    LatestNotificationAttemptTime: "",
    LatestNotificationAttemptSucceeded: "",
    LatestDeliveryAttemptSucceeded: utc(last),
    TimeLoggingStarted: utc(started),
    TimeLoggingStopped: "",
  };
}

function selectors(trail: string, DataResources: readonly JsonObject[]): JsonObject {
  return {
    TrailARN: trailArn(trail),
    EventSelectors: [
      { ReadWriteType: "All", IncludeManagementEvents: true, DataResources, ExcludeManagementEventSources: [] },
    ],
  };
}

function listBuckets(): JsonObject {
  const created: readonly (readonly [name: string, time: string])[] = [
    [artifactsBucket, "2025-02-10T08:40:00Z"],
    [telemetryBucket, "2024-04-08T11:30:00Z"],
    [iamTrailBucket, "2026-09-21T09:12:05Z"],
    [labTrailBucket, "2026-09-07T07:55:31Z"],
    [drawingsBucket, "2023-06-05T09:20:00Z"],
    [euBucket, "2025-07-14T10:00:00Z"],
  ];
  const byName = [...created].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    Buckets: byName.map(([Name, time]) => ({ Name, CreationDate: cliTime(Date.parse(time)) })),
    Owner: { ID: canonicalOwner },
  };
}

/** What CloudTrail needs to write; with `trail` only that trail may. Source: CloudTrail User Guide, "Amazon S3 bucket policy". */
function bucketPolicy(bucket: string, trail?: string): JsonObject {
  const source = trail === undefined ? {} : { "aws:SourceArn": trailArn(trail) };
  const Principal = { Service: "cloudtrail.amazonaws.com" };
  const statements: readonly JsonObject[] = [
    {
      Sid: "AWSCloudTrailAclCheck20150319",
      Effect: "Allow",
      Principal,
      Action: "s3:GetBucketAcl",
      Resource: `arn:aws:s3:::${bucket}`,
      ...(trail !== undefined && { Condition: { StringEquals: source } }),
    },
    {
      Sid: "AWSCloudTrailWrite20150319",
      Effect: "Allow",
      Principal,
      Action: "s3:PutObject",
      Resource: `arn:aws:s3:::${bucket}/AWSLogs/${accountId}/*`,
      Condition: { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control", ...source } },
    },
  ];
  return { Policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }) };
}

function publicAccessBlock(complete: boolean): JsonObject {
  return {
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: complete,
      RestrictPublicBuckets: complete,
    },
  };
}

function lifecycle(ID: string, days: number): JsonObject {
  return { Rules: [{ Expiration: { Days: days }, ID, Filter: { Prefix: "" }, Status: "Enabled" }] };
}

/** `2026-11-21T02:50:21Z`, as the fields of GetTrailStatus write times that are kept for older clients. */
function utc(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

function trailArn(name: string): string {
  return `arn:aws:cloudtrail:${mainRegion}:${accountId}:trail/${name}`;
}
