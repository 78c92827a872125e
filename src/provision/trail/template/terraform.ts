import { isJsonObject, type Json, type JsonObject, ownValue } from "../../../model/index.ts";
import { madeForTag } from "../made-for-tag.ts";
import type { TrailPlan } from "../plan/trail-plan.ts";
import { extraBlocks } from "./extra-blocks.ts";
import { type HclBlock, hcl, json } from "./hcl.ts";
import { templateWarnings, wholePlan } from "./whole-plan.ts";

/**
 * The plan as a Terraform configuration, of everything that the trail shall be, whatever is there already.
 *
 * Source: Terraform Registry, hashicorp/aws: aws_cloudtrail and aws_s3_bucket with their arguments.
 */
export function terraformTemplate(plan: TrailPlan): string {
  const isOwnBucket = plan.bucket.origin !== "existing";
  const notes = [
    ...templateWarnings(plan).map(({ text }) => `# ${text}\n`),
    ...(isOwnBucket
      ? []
      : [
          `# The bucket ${plan.bucket.name} exists; its policy must have the statements of this trail, as the plan shows.\n`,
        ]),
  ];
  const blocks = [
    requirement,
    { type: "provider", labels: ["aws"], attributes: [["region", plan.region]] } as const,
    ...(isOwnBucket ? bucketBlocks(plan) : []),
    ...extraBlocks(plan).blocks,
    trailBlock(plan, isOwnBucket),
  ];
  return `${notes.join("")}${hcl(blocks)}`;
}

const requirement: HclBlock = {
  type: "terraform",
  blocks: [
    {
      type: "required_providers",
      attributes: [["aws", { source: "hashicorp/aws", version: ">= 5.0" }]],
    },
  ],
};

const bucketId = { expression: "aws_s3_bucket.log.id" } as const;

function bucketBlocks(plan: TrailPlan): readonly HclBlock[] {
  const { options, policy } = wholePlan(plan);
  const { versioning, objectLockDays, lifecycleDays } = options;
  const isVersioned = versioning || objectLockDays !== undefined;
  const setting = (type: string, more: Omit<HclBlock, "type" | "labels">): HclBlock => ({
    type: "resource",
    labels: [type, "log"],
    ...more,
    attributes: [["bucket", bucketId], ...(more.attributes ?? [])],
  });
  return [
    {
      type: "resource",
      labels: ["aws_s3_bucket", "log"],
      attributes: [
        ["bucket", plan.bucket.name],
        ...(objectLockDays === undefined ? [] : [["object_lock_enabled", true] as const]),
        ["tags", { [madeForTag]: plan.arn }],
      ],
    },
    setting("aws_s3_bucket_public_access_block", {
      attributes: [
        ["block_public_acls", true],
        ["ignore_public_acls", true],
        ["block_public_policy", true],
        ["restrict_public_buckets", true],
      ],
    }),
    setting("aws_s3_bucket_ownership_controls", {
      blocks: [{ type: "rule", attributes: [["object_ownership", "BucketOwnerEnforced"]] }],
    }),
    setting("aws_s3_bucket_server_side_encryption_configuration", {
      blocks: [
        {
          type: "rule",
          blocks: [{ type: "apply_server_side_encryption_by_default", attributes: [["sse_algorithm", "AES256"]] }],
        },
      ],
    }),
    ...(isVersioned
      ? [
          setting("aws_s3_bucket_versioning", {
            blocks: [{ type: "versioning_configuration", attributes: [["status", "Enabled"]] }],
          }),
        ]
      : []),
    ...(objectLockDays === undefined
      ? []
      : [
          setting("aws_s3_bucket_object_lock_configuration", {
            blocks: [
              {
                type: "rule",
                blocks: [
                  {
                    type: "default_retention",
                    attributes: [
                      ["mode", "GOVERNANCE"],
                      ["days", objectLockDays],
                    ],
                  },
                ],
              },
            ],
          }),
        ]),
    ...(lifecycleDays === undefined
      ? []
      : [setting("aws_s3_bucket_lifecycle_configuration", lifecycle(lifecycleDays, isVersioned))]),
    setting("aws_s3_bucket_policy", {
      attributes: [["policy", { expression: `jsonencode(${json(policy, "  ")})` }]],
    }),
  ];
}

function lifecycle(days: number, isVersioned: boolean): Omit<HclBlock, "type" | "labels"> {
  return {
    blocks: [
      {
        type: "rule",
        attributes: [
          ["id", "trailproof-expire"],
          ["status", "Enabled"],
        ],
        blocks: [
          { type: "filter" },
          { type: "expiration", attributes: [["days", days]] },
          ...(isVersioned
            ? [{ type: "noncurrent_version_expiration", attributes: [["noncurrent_days", days]] } as const]
            : []),
          { type: "abort_incomplete_multipart_upload", attributes: [["days_after_initiation", 7]] },
        ],
      },
    ],
  };
}

/** Names of the provider for settings that have one. */
const argumentsOf: readonly (readonly [string, string])[] = [
  ["S3KeyPrefix", "s3_key_prefix"],
  ["IsMultiRegionTrail", "is_multi_region_trail"],
  ["IncludeGlobalServiceEvents", "include_global_service_events"],
  ["LogFileValidationEnabled", "enable_log_file_validation"],
  ["IsOrganizationTrail", "is_organization_trail"],
  ["KmsKeyId", "kms_key_id"],
  ["CloudWatchLogsLogGroupArn", "cloud_watch_logs_group_arn"],
  ["CloudWatchLogsRoleArn", "cloud_watch_logs_role_arn"],
  ["SnsTopicARN", "sns_topic_name"],
];

function trailBlock(plan: TrailPlan, isOwnBucket: boolean): HclBlock {
  const { settings, selectors, options } = wholePlan(plan);
  const extras = extraBlocks(plan);
  const before = [...(isOwnBucket ? ["aws_s3_bucket_policy.log"] : []), ...extras.before];
  const given = argumentsOf.flatMap(([name, argument]) => {
    const value = extras.arguments.get(argument) ?? ownValue(settings, name) ?? null;
    return value === null ? [] : [[argument, value] as const];
  });
  return {
    type: "resource",
    labels: ["aws_cloudtrail", "trail"],
    attributes: [
      ["name", plan.name],
      ["s3_bucket_name", isOwnBucket ? bucketId : plan.bucket.name],
      ["enable_logging", true],
      ...given,
      ...(before.length > 0 ? [["depends_on", { expression: `[${before.join(", ")}]` }] as const] : []),
    ],
    blocks: [
      ...objects(ownValue(selectors, "EventSelectors")).map(classicBlock),
      ...objects(ownValue(selectors, "AdvancedEventSelectors")).map(advancedBlock),
      ...options.insights.map((type) => ({ type: "insight_selector", attributes: [["insight_type", type]] }) as const),
    ],
  };
}

function classicBlock(selector: JsonObject): HclBlock {
  return {
    type: "event_selector",
    attributes: [
      ["read_write_type", ownValue(selector, "ReadWriteType") ?? "All"],
      ["include_management_events", ownValue(selector, "IncludeManagementEvents") ?? true],
    ],
    blocks: objects(ownValue(selector, "DataResources")).map((resource) => ({
      type: "data_resource",
      attributes: [
        ["type", ownValue(resource, "Type") ?? ""],
        ["values", ownValue(resource, "Values") ?? []],
      ],
    })),
  };
}

function advancedBlock(selector: JsonObject): HclBlock {
  return {
    type: "advanced_event_selector",
    attributes: [["name", ownValue(selector, "Name") ?? ""]],
    blocks: objects(ownValue(selector, "FieldSelectors")).map((field) => ({
      type: "field_selector",
      attributes: Object.entries(field).map(([name, value]) => [snakeCase(name), value] as const),
    })),
  };
}

/** `NotStartsWith` as the provider writes it: `not_starts_with`. */
function snakeCase(name: string): string {
  return name.replace(/(?<=.)[A-Z]/g, "_$&").toLowerCase();
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
