import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { account, analyst, details, event, type Folder } from "../../../test/support/analyst.ts";
import { iso, type MadeTrail, makeTrail, writeTrail } from "../../../test/support/made-trail.ts";
import type { Json, JsonObject, Snapshot, Trail } from "../../model/index.ts";
import { loadSnapshot } from "../snapshot/load-snapshot.ts";
import { writeSnapshot } from "../snapshot/snapshot-file.ts";

/** A user with calls on two tables and a key, and a trail of two Regions that recorded all of it. */
export const now = "2026-11-21T12:00:00Z";
export const table: string = `arn:aws:dynamodb:us-east-1:${account}:table/jobs`;
export const key: string = `arn:aws:kms:us-east-1:${account}:key/11111111-2222-4333-8444-555555555555`;
export const bucket = "iam-logs-demo";

export const statements: readonly JsonObject[] = [
  { Sid: "Data", Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:PutItem"], Resource: "*" },
  {
    Sid: "Keys",
    Effect: "Allow",
    Action: "kms:Decrypt",
    Resource: `arn:aws:kms:*:${account}:key/*`,
    Condition: { Bool: { "aws:SecureTransport": "true" } },
  },
  { Sid: "Mixed", Effect: "Allow", Action: ["kms:Decrypt", "s3:ListAllMyBuckets"], Resource: "*" },
  { Sid: "Own", Effect: "Allow", Action: "dynamodb:GetItem", Resource: "arn:aws:dynamodb:*:*:table/${aws:username}" },
  { Sid: "Never", Effect: "Deny", Action: "kms:Decrypt", Resource: "arn:aws:kms:*:*:key/secret" },
];

export const trail: Trail = {
  name: "lab-trail",
  arn: `arn:aws:cloudtrail:us-east-1:${account}:trail/lab-trail`,
  homeRegion: "us-east-1",
  bucket,
  isMultiRegion: true,
  isOrganizationTrail: false,
  includesGlobalServiceEvents: true,
  logFileValidation: true,
  status: { isLogging: true, startedLogging: "2026-01-01T00:00:00Z" },
  selectors: {
    kind: "advanced",
    selectors: [
      { fieldSelectors: [{ field: "eventCategory", equals: ["Management"] }] },
      data("AWS::DynamoDB::Table"),
      data("AWS::DynamoDB::Stream"),
    ],
  },
};

function data(type: string) {
  return {
    fieldSelectors: [
      { field: "eventCategory", equals: ["Data"] },
      { field: "resources.type", equals: [type] },
    ],
  };
}

/** A call of the analyst on one resource that the event names. */
export function callOn(
  number: number,
  source: string,
  name: string,
  type: string,
  arn: string,
  more: { readonly [key: string]: Json } = {},
): Json {
  return event(number, source, name, {
    resources: [{ accountId: account, type, ARN: arn }],
    requestParameters: { tableName: "jobs" },
    managementEvent: source === "kms",
    eventCategory: source === "kms" ? "Management" : "Data",
    ...more,
  });
}

const regions = ["us-east-1", "eu-central-1"] as const;

export interface MadeWorld {
  readonly trails: readonly MadeTrail[];
  /** A copy of the bucket, for `--logs`. */
  readonly logs: string;
  readonly snapshot: string;
  readonly keys: string;
  readonly args: readonly string[];
}

export interface WorldOptions {
  readonly events?: (hour: number, time: string) => readonly Json[];
  readonly change?: (snapshot: Snapshot) => Snapshot;
  readonly statements?: readonly JsonObject[];
  /** Of the window. */
  readonly days?: number;
}

/** Writes the trail's bucket, the keys and a snapshot below the folder. */
export async function makeWorld(folder: Folder, options: WorldOptions = {}): Promise<MadeWorld> {
  const { events = usualEvents, change = (same) => same, days = 30 } = options;
  const trails = regions.map((region) =>
    makeTrail({
      region,
      start: iso(Date.parse(now) - (days * 24 + 2) * 3_600_000),
      hours: days * 24 + 4,
      logsPerHour: 0,
      keysFrom: "2026-01-01T00:00:00+00:00",
      ...(region === "us-east-1" && {
        logsPerHour: 1,
        logsOf: (hour: number) => hour % 48 === 5 || hour === 20,
        records: (hour: number, _file: number, time: number) =>
          // Events are objects.
          events(hour, iso(time)) as readonly object[],
      }),
    }),
  );
  const place = folder.path("world");
  mkdirSync(place, { recursive: true });
  const keys = writeTrail(place, trails);
  const snapshot = folder.path("snapshot.json");
  await writeSnapshot(snapshot, change(await snapshotOf(folder, options.statements ?? statements)));
  const logs = join(place, "bucket");
  const args = ["--snapshot", snapshot, "--logs", logs, "--public-keys", keys];
  return { trails, logs, snapshot, keys, args };
}

function usualEvents(hour: number, eventTime: string): readonly Json[] {
  return [
    callOn(hour * 10, "dynamodb", "GetItem", "AWS::DynamoDB::Table", table, { eventTime }),
    callOn(hour * 10 + 1, "dynamodb", "PutItem", "AWS::DynamoDB::Table", table, { eventTime }),
    callOn(hour * 10 + 2, "kms", "Decrypt", "AWS::KMS::Key", key, { eventTime }),
  ];
}

async function snapshotOf(folder: Folder, list: readonly JsonObject[]): Promise<Snapshot> {
  const answer: Json = {
    JobStatus: "COMPLETED",
    JobType: "ACTION_LEVEL",
    JobCreationDate: "2026-11-21T11:00:00+00:00",
    JobCompletionDate: "2026-11-21T11:00:05+00:00",
    ServicesLastAccessed: ["dynamodb", "kms", "s3"].map((ServiceNamespace) => ({
      ServiceName: ServiceNamespace,
      ServiceNamespace,
      TotalAuthenticatedEntities: ServiceNamespace === "s3" ? 0 : 1,
      ...(ServiceNamespace !== "s3" && { LastAuthenticated: "2026-11-20T15:00:00+00:00" }),
    })),
    IsTruncated: false,
  };
  const { snapshot } = await loadSnapshot(
    {
      authorizationDetails: [folder.save("details.json", details({ Version: "2012-10-17", Statement: [...list] }))],
      serviceLastAccessed: [{ file: folder.save("answer.json", answer), subject: analyst }],
    },
    { now: new Date(now), asOf: now },
  );
  const complete = { state: "complete", origins: [], gaps: [] } as const;
  return {
    ...snapshot,
    account,
    takenAt: now,
    clock: "collected",
    collection: { features: ["core", "usage", "trail"], startedAt: now, finishedAt: now, calls: 1, failures: [] },
    sources: {
      ...snapshot.sources,
      trails: complete,
      "trail-status": complete,
      "event-selectors": complete,
      regions: complete,
    },
    trails: [trail],
    regions: regions.map((name) => ({ name, status: "ENABLED_BY_DEFAULT" })),
  };
}
