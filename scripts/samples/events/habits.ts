import { drawingsBucket, telemetryBucket } from "../../../src/sandbox/seed/aerosecure/workload.ts";
import {
  computeReads,
  functionReads,
  identityReads,
  type Menu,
  metricReads,
  onBucket,
  onObject,
  read,
  trailReads,
  write,
} from "./calls.ts";

/** How somebody works: on which days, how often, in the console or with the CLI, and on what. */
export interface Habit {
  readonly user: string;
  /** Chance to work at all on a weekday. */
  readonly presence: number;
  readonly sessions: readonly [min: number, max: number];
  readonly calls: readonly [min: number, max: number];
  /** Share of sessions in the console; the others use the access key. */
  readonly console: number;
  readonly os: string;
  readonly menu: Menu;
  /** What is tried now and then, and refused. */
  readonly beyond?: Menu;
  /** Share of sessions in eu-central-1. */
  readonly abroad?: number;
}

const storageReads: Menu = [
  () => read("s3", "ListBuckets", { Host: "s3.amazonaws.com" }),
  () => onBucket("GetBucketLocation", telemetryBucket, "location"),
  () => onBucket("GetBucketVersioning", telemetryBucket, "versioning"),
  () => onBucket("GetBucketEncryption", drawingsBucket, "encryption"),
  (random) => onObject("GetObject", telemetryBucket, `flights/AT-${random.int(100, 140)}/summary.json`),
];

const deployments: Menu = [
  () => read("cloudformation", "DescribeStacks", { stackName: "flight-portal" }),
  () => read("cloudformation", "DescribeStackEvents", { stackName: "flight-portal" }),
  () => read("cloudformation", "ListStacks"),
];

const queries: Menu = [
  () => read("athena", "ListWorkGroups", { maxResults: 50 }),
  () => read("athena", "ListNamedQueries", { maxResults: 50 }),
  (random) =>
    write(
      "athena",
      "StartQueryExecution",
      { queryString: "HIDDEN_DUE_TO_SECURITY_REASONS", workGroup: "primary" },
      { queryExecutionId: random.uuid() },
    ),
  (random) => read("athena", "GetQueryExecution", { queryExecutionId: random.uuid() }),
  (random) => read("athena", "GetQueryResults", { queryExecutionId: random.uuid(), maxResults: 100 }),
  () => read("glue", "GetTables", { databaseName: "telemetry" }),
  () => read("glue", "GetDatabases"),
  (random) => onObject("GetObject", telemetryBucket, `flights/AT-${random.int(100, 140)}/channels.parquet`),
];

const costs: Menu = [
  () =>
    read("ce", "GetCostAndUsage", {
      TimePeriod: { Start: "2026-10-01", End: "2026-11-01" },
      Granularity: "MONTHLY",
      Metrics: ["UnblendedCost"],
    }),
  () =>
    read("ce", "GetCostForecast", {
      TimePeriod: { Start: "2026-11-22", End: "2026-12-01" },
      Granularity: "MONTHLY",
      Metric: "UNBLENDED_COST",
    }),
  () =>
    read("ce", "GetDimensionValues", { TimePeriod: { Start: "2026-10-01", End: "2026-11-01" }, Dimension: "SERVICE" }),
];

const engineering: Menu = [
  (random) => onObject("PutObject", telemetryBucket, `ground-tests/run-${random.int(1000, 1999)}.csv`),
  (random) => onObject("GetObject", telemetryBucket, `ground-tests/run-${random.int(1000, 1999)}.csv`),
  () => read("dynamodb", "DescribeTable", { tableName: "test-campaigns" }),
  () => read("dynamodb", "ListTables", { limit: 100 }),
  () => read("glue", "GetTables", { databaseName: "telemetry" }),
];

/** Everybody who works in the account. */
export const habits: readonly Habit[] = [
  {
    user: "admin-user",
    presence: 0.9,
    sessions: [1, 2],
    calls: [12, 28],
    console: 0.7,
    os: "macos#25.1.0",
    menu: [...identityReads, ...trailReads, ...metricReads, ...storageReads],
  },
  {
    user: "analyst-user",
    presence: 0.9,
    sessions: [1, 2],
    calls: [12, 25],
    console: 1,
    os: "macos#25.1.0",
    menu: queries,
  },
  {
    user: "dev-user",
    presence: 0.85,
    sessions: [1, 3],
    calls: [8, 22],
    console: 0,
    os: "linux#6.12.46",
    beyond: [() => read("secretsmanager", "ListSecrets", { maxResults: 100 }), () => read("kms", "ListAliases")],
    menu: [...functionReads, ...computeReads, ...deployments],
  },
  {
    user: "developer-1",
    presence: 0.9,
    sessions: [1, 3],
    calls: [12, 28],
    console: 0.4,
    os: "macos#24.6.0",
    menu: [...functionReads, ...computeReads, ...storageReads, ...metricReads],
    abroad: 0.2,
  },
  {
    user: "finance-viewer",
    presence: 0.35,
    sessions: [1, 1],
    calls: [4, 11],
    console: 1,
    os: "windows#11",
    beyond: [() => read("ec2", "DescribeReservedInstances")],
    menu: costs,
  },
  {
    user: "flight-test-eng",
    presence: 0.7,
    sessions: [1, 2],
    calls: [9, 22],
    console: 1,
    os: "windows#11",
    menu: engineering,
  },
  {
    user: "qa-engineer",
    presence: 0.8,
    sessions: [1, 2],
    calls: [9, 22],
    console: 1,
    os: "windows#11",
    beyond: [
      () => read("iam", "ListUsers"),
      () => read("ec2", "DescribeInstances", { instancesSet: {}, filterSet: {} }),
    ],
    menu: [...functionReads, ...metricReads],
    abroad: 0.1,
  },
];
