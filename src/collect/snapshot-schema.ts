import { z } from "zod";
import { collectFeatures, type JsonObject, type Snapshot, type SourceName, snapshotSources } from "../model/index.ts";
import { accountFactSchemas } from "./account-fact-schemas.ts";
import { count, json, noneOr, text, texts, time } from "./schema-words.ts";
import { trailVerificationSchema } from "./trail-verification-schema.ts";

const document = z.union([z.strictObject({ json }), z.strictObject({ unreadable: text })]).meta({
  id: "document",
  description: "A policy document, or why it could not be read",
});
const tags = z.record(text, text);

const reportFlag = z
  .enum(["true", "false", "not_supported", "not_applicable", "unreadable"])
  .meta({ id: "reportFlag" });
const reportDate = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("at"), time }),
    z.strictObject({ kind: z.literal("not_applicable") }),
    z.strictObject({ kind: z.literal("no_information") }),
    z.strictObject({ kind: z.literal("not_supported") }),
    z.strictObject({ kind: z.literal("unreadable"), text }),
  ])
  .meta({ id: "reportDate" });
const slot = z.union([z.literal(1), z.literal(2)]);

const credentialReport = z
  .strictObject({
    generatedAt: time.exactOptional(),
    columns: texts,
    rows: z.array(
      z.strictObject({
        line: count,
        user: text,
        arn: text,
        isRoot: z.boolean(),
        createdAt: reportDate,
        passwordEnabled: reportFlag,
        passwordLastUsed: reportDate,
        passwordLastChanged: reportDate,
        passwordNextRotation: reportDate,
        mfaActive: reportFlag,
        accessKeys: z.array(
          z.strictObject({
            slot,
            active: reportFlag,
            lastRotated: reportDate,
            lastUsed: reportDate,
            lastUsedRegion: text,
            lastUsedService: text,
          }),
        ),
        certificates: z.array(z.strictObject({ slot, active: reportFlag, lastRotated: reportDate })),
        additionalCredentials: text.exactOptional(),
        otherColumns: z.record(text, text),
      }),
    ),
  })
  .meta({ id: "credentialReport" });

const entity = { name: text, arn: text, id: text, path: text, createdAt: time.exactOptional() };
const holder = {
  ...entity,
  inlinePolicies: z.array(z.strictObject({ name: text, document })),
  attachedPolicies: z.array(z.strictObject({ name: text, arn: text })),
};
const boundary = { permissionsBoundary: text.exactOptional() };

const identities = z
  .strictObject({
    users: z.array(z.strictObject({ ...holder, groups: texts, ...boundary, tags })),
    groups: z.array(z.strictObject(holder)),
    roles: z.array(
      z.strictObject({
        ...holder,
        trustPolicy: document,
        ...boundary,
        lastUsed: z
          .union([z.literal("never"), z.strictObject({ at: time, region: text.exactOptional() })])
          .exactOptional(),
        maxSessionSeconds: z.number().int().positive().exactOptional(),
        instanceProfiles: texts,
        tags,
      }),
    ),
    policies: z.array(
      z.strictObject({
        ...entity,
        attachmentCount: count,
        boundaryCount: count,
        defaultVersion: text,
        document,
        versions: z.array(
          z.strictObject({ id: text, isDefault: z.boolean(), createdAt: time.exactOptional(), document }),
        ),
      }),
    ),
  })
  .meta({ id: "identities" });

const passwordPolicy = z
  .strictObject({
    minimumLength: count,
    requireSymbols: z.boolean(),
    requireNumbers: z.boolean(),
    requireUppercase: z.boolean(),
    requireLowercase: z.boolean(),
    allowUsersToChange: z.boolean(),
    maxAgeDays: count.exactOptional(),
    reusePrevention: count.exactOptional(),
    hardExpiry: z.boolean(),
  })
  .meta({ id: "passwordPolicy" });

const values = texts.exactOptional();
const selectors = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("classic"),
    selectors: z.array(
      z.strictObject({
        readWriteType: z.enum(["All", "ReadOnly", "WriteOnly"]),
        includeManagementEvents: z.boolean(),
        excludeManagementEventSources: texts,
        dataResources: z.array(z.strictObject({ type: text, values: texts })),
      }),
    ),
  }),
  z.strictObject({
    kind: z.literal("advanced"),
    selectors: z.array(
      z.strictObject({
        name: text.exactOptional(),
        fieldSelectors: z.array(
          z.strictObject({
            field: text,
            equals: values,
            startsWith: values,
            endsWith: values,
            notEquals: values,
            notStartsWith: values,
            notEndsWith: values,
          }),
        ),
      }),
    ),
  }),
]);

const trail = z
  .strictObject({
    name: text,
    arn: text,
    homeRegion: text,
    bucket: text,
    prefix: text.exactOptional(),
    isMultiRegion: z.boolean(),
    isOrganizationTrail: z.boolean(),
    includesGlobalServiceEvents: z.boolean(),
    logFileValidation: z.boolean(),
    kmsKeyId: text.exactOptional(),
    cloudWatchLogGroupArn: text.exactOptional(),
    snsTopicArn: text.exactOptional(),
    status: z
      .strictObject({
        isLogging: z.boolean(),
        latestDelivery: time.exactOptional(),
        latestDeliveryError: text.exactOptional(),
        latestDigestDelivery: time.exactOptional(),
        latestDigestDeliveryError: text.exactOptional(),
        latestCloudWatchLogsDelivery: time.exactOptional(),
        latestCloudWatchLogsDeliveryError: text.exactOptional(),
        startedLogging: time.exactOptional(),
        stoppedLogging: time.exactOptional(),
      })
      .exactOptional(),
    selectors: selectors.exactOptional(),
    insights: texts.exactOptional(),
  })
  .meta({ id: "trail" });

const bucket = z
  .strictObject({
    name: text,
    policy: z.union([z.literal("none"), z.strictObject({ json })]).exactOptional(),
    grants: z.array(z.strictObject({ grantee: text, permission: text })).exactOptional(),
    publicAccessBlock: z
      .union([
        z.literal("none"),
        z.strictObject({
          blockPublicAcls: z.boolean(),
          ignorePublicAcls: z.boolean(),
          blockPublicPolicy: z.boolean(),
          restrictPublicBuckets: z.boolean(),
        }),
      ])
      .exactOptional(),
    versioning: z.strictObject({ enabled: z.boolean(), mfaDelete: z.boolean() }).exactOptional(),
    region: text.exactOptional(),
    logging: noneOr(z.strictObject({ bucket: text, prefix: text })),
    objectLock: noneOr(
      z.strictObject({ mode: text.exactOptional(), days: count.exactOptional(), years: count.exactOptional() }),
    ),
    encryption: noneOr(z.strictObject({ algorithm: text, kmsKeyId: text.exactOptional() })),
    lifecycleRules: z
      .array(
        z.strictObject({
          id: text,
          enabled: z.boolean(),
          prefix: text,
          narrowed: z.boolean(),
          expirationDays: count.exactOptional(),
          expirationDate: time.exactOptional(),
          noncurrentExpirationDays: count.exactOptional(),
        }),
      )
      .exactOptional(),
  })
  .meta({ id: "bucket" });

const lastAccessed = z
  .strictObject({
    arn: text.exactOptional(),
    jobStatus: z.enum(["COMPLETED", "FAILED", "IN_PROGRESS"]),
    jobError: text.exactOptional(),
    level: z.enum(["service", "action"]),
    completedAt: time.exactOptional(),
    isTruncated: z.boolean(),
    services: z.array(
      z.strictObject({
        namespace: text,
        name: text,
        lastAuthenticated: time.exactOptional(),
        lastAuthenticatedEntity: text.exactOptional(),
        lastAuthenticatedRegion: text.exactOptional(),
        actions: z
          .array(
            z.strictObject({
              name: text,
              lastAccessed: time.exactOptional(),
              lastAccessedEntity: text.exactOptional(),
              lastAccessedRegion: text.exactOptional(),
            }),
          )
          .exactOptional(),
      }),
    ),
  })
  .meta({ id: "lastAccessed" });

const collection = z
  .strictObject({
    caller: text.exactOptional(),
    features: z.array(z.enum(collectFeatures)),
    startedAt: time,
    finishedAt: time,
    calls: count,
    ended: z.enum(["interrupted", "timeout", "credentials", "unreachable"]).exactOptional(),
    failures: z.array(
      z.strictObject({
        action: text,
        resource: text,
        code: text,
        reason: z.enum([
          "missing",
          "explicit-deny",
          "service-control-policy",
          "resource-control-policy",
          "permissions-boundary",
          "session-policy",
          "resource-policy",
          "unspecified",
          "throttled",
          "unreachable",
          "credentials",
          "interrupted",
          "refused",
        ]),
        message: text,
        unknown: text,
      }),
    ),
    accountAliases: texts.exactOptional(),
  })
  .meta({ id: "collection", description: "How the snapshot was collected from AWS" });

const sourceRecord = z
  .strictObject({
    state: z.enum(["complete", "partial", "missing"]),
    origins: z.array(z.strictObject({ file: text, bytes: count, sha256: text.regex(/^[0-9a-f]{64}$/), readAt: time })),
    gaps: z.array(z.strictObject({ what: text, cause: text })),
  })
  .meta({ id: "sourceRecord" });

// Object.keys and fromEntries forget which names there are.
const sources = z.strictObject(
  Object.fromEntries(Object.keys(snapshotSources).map((name) => [name, sourceRecord])) as {
    [name in SourceName]: typeof sourceRecord;
  },
);

/** The structure of a snapshot file. What it lets through is a {@link Snapshot}. */
export const snapshotSchema: z.ZodType<Snapshot> = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.literal("snapshot"),
  account: text.regex(/^(\d{12})?$/).describe("Twelve digits; empty when no input named the account"),
  partition: text,
  takenAt: time,
  clock: z.enum(["as-of", "generated-time", "collected", "machine"]),
  sources,
  credentialReport: credentialReport.exactOptional(),
  identities: identities.exactOptional(),
  accountSummary: z.record(text, z.number()).exactOptional(),
  passwordPolicy: z.union([z.literal("none"), passwordPolicy]).exactOptional(),
  trails: z.array(trail).exactOptional(),
  buckets: z.array(bucket).exactOptional(),
  lastAccessed: z.array(lastAccessed).exactOptional(),
  trailVerdicts: z.strictObject({ source: sourceRecord, runs: z.array(trailVerificationSchema) }).exactOptional(),
  ...accountFactSchemas,
  collection: collection.exactOptional(),
});

/** The JSON Schema (2020-12) of snapshot files, as published in `schemas/snapshot.schema.json`. */
export function snapshotJsonSchema(): JsonObject {
  // toJSONSchema's own type says that it may hold anything; what it makes is JSON.
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "trailproof snapshot",
    ...(z.toJSONSchema(snapshotSchema) as JsonObject),
  };
}
