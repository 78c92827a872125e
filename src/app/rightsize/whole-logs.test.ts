import { rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { account, event, temporaryFolder } from "../../../test/support/analyst.ts";
import type { FieldSelector, Snapshot } from "../../model/index.ts";
import type { WholeLogs } from "../../rightsize/index.ts";
import { readSnapshot, writeSnapshot } from "../snapshot/snapshot-file.ts";
import { readRightsizeInputs } from "./rightsize-inputs.ts";
import { callOn, type MadeWorld, makeWorld, now, table, trail } from "./whole-logs.fixture.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
let world: MadeWorld;
let snapshot: Snapshot;
const dataEvents = { field: "eventCategory", equals: ["Data"] };

beforeAll(async () => {
  world = await makeWorld(folder, { days: 1 });
  snapshot = await readSnapshot(world.snapshot);
});

interface Asked {
  readonly snapshot?: string;
  readonly logs?: readonly string[];
  readonly publicKeys?: readonly string[];
  readonly asOf?: string;
}

async function asked({ logs = [world.logs], publicKeys = [world.keys], asOf = now, ...more }: Asked = {}) {
  const sources = { authorizationDetails: [], serviceLastAccessed: [], snapshot: world.snapshot, logs, ...more };
  const { facts } = await readRightsizeInputs(sources, { asOf, resources: { publicKeys, windowDays: 1 } });
  const { wholeLogs } = facts;
  if (wholeLogs === undefined) throw new Error("whole logs were asked for");
  return wholeLogs;
}

/** Of a snapshot that is otherwise. */
async function askedWith(parts: Partial<Snapshot>): Promise<WholeLogs> {
  const file = folder.path("changed.json");
  await writeSnapshot(file, { ...snapshot, ...parts });
  return asked({ snapshot: file });
}

test("logs are whole where every Region's digests reach around the window and every file is theirs", async () => {
  expect(await asked()).toEqual({
    problems: [],
    trail: trail.arn,
    account,
    regions: ["eu-central-1", "us-east-1"],
    digests: 56,
    logFiles: 2,
    services: ["dynamodb", "kms"],
  });
});

test("whichever log file or digest is removed, they are not", async () => {
  const all = world.trails.flatMap(({ objects }) => [...objects]);
  const some = all.filter(([key], index) => !key.includes("Digest") || index % 5 === 0 || index % 28 === 27);
  expect(some.length).toBeGreaterThan(12);
  for (const [key, { bytes }] of some) {
    rmSync(join(world.logs, key));
    expect((await asked()).problems, key).not.toEqual([]);
    writeFileSync(join(world.logs, key), bytes);
  }
  expect((await asked()).problems).toEqual([]);
});

test("neither are they without a whole Region, with a changed file or with one that no digest names", async () => {
  const [first, second] = world.trails;
  for (const [key] of second?.objects ?? []) rmSync(join(world.logs, key));
  expect((await asked()).problems).toEqual(["eu-central-1: there is no valid digest of the trail"]);
  for (const [key, { bytes }] of second?.objects ?? []) writeFileSync(join(world.logs, key), bytes);

  const [log = "", stored] = [...(first?.objects ?? [])].find(([key]) => !key.includes("Digest")) ?? [];
  writeFileSync(join(world.logs, log), gzipSync('{"Records":[]}'));
  expect((await asked()).problems).toEqual([
    expect.stringMatching(/INVALID: hash value doesn't match/),
    expect.any(String),
  ]);
  writeFileSync(join(world.logs, log), stored?.bytes ?? "");

  const extra = join(world.logs, dirname(log), "extra.json");
  writeFileSync(extra, '{"Records":[]}');
  expect((await asked()).problems).toContain("extra.json was read, and no digest names it");
  rmSync(extra);
});

test("a signature that is not there or keys of somebody else are found", async () => {
  const [key = ""] = [...(world.trails[0]?.objects ?? [])].find(([name]) => name.includes("Digest")) ?? [];
  const sidecar = join(world.logs, `${key}.metadata.json`);
  writeFileSync(sidecar, "{}");
  expect((await asked()).problems.join()).toMatch(/signature verification failed/);
  writeFileSync(sidecar, JSON.stringify(world.trails[0]?.objects.get(key)?.metadata));
  const publicKeys = [folder.save("none.json", { PublicKeyList: [] })];
  expect((await asked({ publicKeys })).problems.join()).toMatch(/public key not found/);
});

test.each<readonly [string, Asked, RegExp]>([
  ["no keys", { publicKeys: [] }, /--public-keys/],
  ["a clock later than the digests reach", { asOf: "2026-11-21T13:00:00Z" }, /no digest between|the digests end at/],
  ["a clock long after the snapshot", { asOf: "2026-11-30T12:00:00Z" }, /is not of the window/],
])("with %s they are not", async (_what, how, why) => {
  expect((await asked(how)).problems.join()).toMatch(why);
});

const management: readonly FieldSelector[] = [{ field: "eventCategory", equals: ["Management"] }];

describe("what the trail records", () => {
  test.each<readonly [string, Partial<Snapshot>, RegExp]>([
    ["a snapshot of saved answers", { clock: "as-of" }, /was not collected from AWS/],
    ["Regions that are not known", { regions: [] }, /which Regions/],
    [
      "one Region more",
      { regions: [...["us-east-1", "eu-west-1"].map((name) => ({ name, status: "ENABLED" }))] },
      /eu-west-1: there is no/,
    ],
    ["no trail", { trails: [] }, /no trail of its own/],
    ["an organization's trail", { trails: [{ ...trail, isOrganizationTrail: true }] }, /no trail of its own/],
    ["a trail of one Region", { trails: [{ ...trail, isMultiRegion: false }] }, /does not record all Regions/],
    ["another trail's name", { trails: [{ ...trail, name: "other" }] }, /there is no valid digest of the trail/],
    ["another bucket", { trails: [{ ...trail, bucket: "other" }] }, /moved|no valid digest/],
    [
      "a trail that was started late",
      { trails: [{ ...trail, status: { isLogging: true, startedLogging: now } }] },
      /since before the window/,
    ],
    [
      "selectors that are not known",
      { trails: [{ ...trail, selectors: { kind: "advanced", selectors: [] } }] },
      /selectors that are not known/,
    ],
    [
      "KMS left out",
      {
        trails: [
          {
            ...trail,
            selectors: {
              kind: "classic",
              selectors: [
                {
                  readWriteType: "All",
                  includeManagementEvents: true,
                  excludeManagementEventSources: ["kms.amazonaws.com"],
                  dataResources: [],
                },
              ],
            },
          },
        ],
      },
      /does not record every management event/,
    ],
  ])("%s", async (_what, parts, why) => {
    expect((await askedWith(parts)).problems.join()).toMatch(why);
  });

  test("a service counts where all its types of data events are recorded for all resources, reads and writes", async () => {
    const type = (name: string) => ({ field: "resources.type", equals: [name] });
    const [tables, streams] = [type("AWS::DynamoDB::Table"), type("AWS::DynamoDB::Stream")];
    const services = async (...data: readonly (readonly FieldSelector[])[]) => {
      const selectors = [management, ...data].map((fieldSelectors) => ({ fieldSelectors }));
      return (await askedWith({ trails: [{ ...trail, selectors: { kind: "advanced", selectors } }] })).services;
    };
    expect(await services([dataEvents, tables], [dataEvents, streams])).toEqual(["dynamodb", "kms"]);
    expect(await services([dataEvents, tables])).toEqual(["kms"]);
    expect(
      await services([dataEvents, tables, { field: "readOnly", equals: ["false"] }], [dataEvents, streams]),
    ).toEqual(["kms"]);
    expect(
      await services([dataEvents, tables, { field: "resources.ARN", startsWith: [table] }], [dataEvents, streams]),
    ).toEqual(["kms"]);
    expect(await services([dataEvents, type("AWS::SQS::Queue")])).toEqual(["kms", "sqs"]);
  });
});

test.each(["PutEventSelectors", "StopLogging", "UpdateTrail"])(
  "%s in the window says that nothing is known of before",
  async (name) => {
    const own = temporaryFolder();
    try {
      const changed = await makeWorld(own, {
        days: 1,
        events: (hour, eventTime) => [
          callOn(hour, "dynamodb", "GetItem", "AWS::DynamoDB::Table", table, { eventTime }),
          event(hour + 1, "cloudtrail", name, { eventTime, requestParameters: { trailName: "x" } }),
          event(hour + 2, "cloudtrail", "DeleteTrail", { eventTime, errorCode: "AccessDenied" }),
        ],
      });
      const found = await asked({ snapshot: changed.snapshot, logs: [changed.logs], publicKeys: [changed.keys] });
      expect(found.problems).toEqual([expect.stringMatching(new RegExp(`^${name} was called at `))]);
    } finally {
      own.remove();
    }
  },
);

test("one folder must be named", async () => {
  expect((await asked({ logs: [world.logs, world.logs] })).problems.join()).toMatch(/must name one folder/);
});
