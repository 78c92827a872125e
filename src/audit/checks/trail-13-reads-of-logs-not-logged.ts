import type { Snapshot, Trail } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { bucket, trail } from "../examples/example-builders.ts";
import { gapsReason } from "../sources.ts";
import { objectCoverage } from "../trails/object-coverage.ts";
import { bucketEvidence, bucketNotRead, bucketOf } from "../trails/trail-bucket.ts";
import { listed, listedUpTo } from "../verdict.ts";

/** Nobody would see who read the logs: no access logs of their bucket, and no data events of its objects either. */
export const trail13ReadsOfLogsNotLogged: Check<"trail"> = defineCheck({
  id: "TRAIL-13",
  title: "Reads of the logs are not logged",
  severity: "medium",
  subject: "trail",
  needs: ["trails"],
  risk: "Whoever reads the logs learns what is watched and what works, and leaves no trace.",
  remediation: {
    text: "Log the bucket's requests to another bucket, or let a trail record S3 data events of it.",
    cli: 'aws s3api put-bucket-logging --bucket <BUCKET> --bucket-logging-status \'{"LoggingEnabled":{"TargetBucket":"<OTHER_BUCKET>","TargetPrefix":"<BUCKET>/"}}\'',
  },
  references: [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html",
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html",
  ],
  parameters: {},

  evaluate(subject, { snapshot }): Verdict {
    const found = bucketOf(subject, snapshot);
    const { logging, name } = found;
    const evidence = [
      ...(logging === undefined
        ? []
        : [bucketEvidence("bucket-logging", found, logging === "none" ? "none" : { ...logging })]),
    ];
    // Access logs of a bucket that go into itself are kept from whoever may not read it, and from nobody else.
    const target = logging === undefined || logging === "none" ? undefined : logging.bucket;
    if (target !== undefined && target !== name) {
      return { status: "PASS", reason: `Requests to bucket ${name} are logged to bucket ${target}.`, evidence };
    }
    const reads = objectCoverage(snapshot.trails ?? [], {
      bucket: found,
      readOnly: true,
      partition: snapshot.partition,
      moreTrails: gapsReason(snapshot, ["trails"]) !== undefined,
    });
    if (reads.verdict === "all") {
      const reason = `Reads of objects in bucket ${name} are recorded as data events by ${listed(reads.recording)}.`;
      return { status: "PASS", reason, evidence };
    }
    const access = target === name ? "its access logs go into itself" : "it has no access logging";
    const data =
      reads.verdict === "some"
        ? `${listed(reads.recording)} records data events of a part of it only (not ${listedUpTo(reads.gaps, 3)})`
        : "no trail records data events of its objects";
    if (logging !== undefined && reads.verdict !== "unknown") {
      return { status: "FAIL", reason: `Reads of bucket ${name} leave no trace: ${access}, and ${data}.`, evidence };
    }
    const doubts = [
      ...(logging === undefined ? [bucketNotRead(found, snapshot, "bucket-logging")] : []),
      ...(reads.verdict === "unknown" ? [`Data events: ${listedUpTo(reads.gaps, 3)}.`] : []),
    ];
    return { status: "UNKNOWN", reason: doubts.join(" "), evidence };
  },

  examples: [
    {
      name: "access logs in another bucket",
      ...withLogging({ bucket: "access-logs", prefix: "example-logs/" }),
      expect: "PASS",
    },
    { name: "neither", ...withLogging("none"), expect: "FAIL" },
    { name: "access logs into itself", ...withLogging({ bucket: "example-logs", prefix: "a/" }), expect: "FAIL" },
    { name: "data events of reads", ...withLogging("none", dataTrail("ReadOnly")), expect: "PASS" },
    { name: "data events of writes only", ...withLogging("none", dataTrail("WriteOnly")), expect: "FAIL" },
    {
      name: "data events of another bucket",
      ...withLogging("none", dataTrail("All", "arn:aws:s3:::plans/")),
      expect: "FAIL",
    },
    {
      name: "data events by a trail that is stopped",
      ...withLogging("none", { ...dataTrail("All"), status: { isLogging: false } }),
      expect: "FAIL",
    },
    {
      name: "access logging was not read",
      given: trail(),
      snapshot: { trails: [trail()], buckets: [bucket()] },
      expect: "UNKNOWN",
    },
    {
      name: "no access logging, and the selectors of a trail were not read",
      ...withLogging("none", withoutSelectors()),
      expect: "UNKNOWN",
    },
  ],
});

function withLogging(
  logging: "none" | { readonly bucket: string; readonly prefix: string },
  ...more: readonly Trail[]
): { readonly given: Trail; readonly snapshot: Partial<Snapshot> } {
  return { given: trail(), snapshot: { trails: [trail(), ...more], buckets: [bucket({ logging })] } };
}

function dataTrail(readWriteType: "All" | "ReadOnly" | "WriteOnly", value = "arn:aws:s3:::example-logs/"): Trail {
  const selector = {
    readWriteType,
    includeManagementEvents: false,
    excludeManagementEventSources: [],
    dataResources: [{ type: "AWS::S3::Object", values: [value] }],
  };
  return trail({ name: "data", selectors: { kind: "classic", selectors: [selector] } });
}

function withoutSelectors(): Trail {
  const { selectors: _, ...rest } = trail({ name: "dark" });
  return rest;
}
