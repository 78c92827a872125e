import { describe, expect, test } from "vitest";
import type { EventSelectors, Snapshot, Trail } from "../../model/index.ts";
import { coveragePicture } from "./coverage-picture.ts";

describe("which events are recorded", () => {
  const all: EventSelectors = classic({});
  const writesOnly = classic({ readWriteType: "WriteOnly" });
  const objects = classic({ dataResources: [{ type: "AWS::S3::Object", values: ["arn:aws:s3"] }] });
  const oneBucket = classic({ dataResources: [{ type: "AWS::S3::Object", values: ["arn:aws:s3:::logs/"] }] });
  const advanced: EventSelectors = {
    kind: "advanced",
    selectors: [
      { fieldSelectors: [{ field: "eventCategory", equals: ["Management"] }] },
      {
        fieldSelectors: [
          { field: "eventCategory", equals: ["Data"] },
          { field: "resources.type", equals: ["AWS::Lambda::Function"] },
        ],
      },
    ],
  };

  test.each<[string, readonly Trail[], string, string, string]>([
    ["no trail at all", [], "writes", "all regions", "not"],
    ["a trail of all regions", [trail({ selectors: all })], "reads", "all regions", "recorded"],
    ["a trail of writes only", [trail({ selectors: writesOnly })], "reads", "all regions", "not"],
    ["a stopped trail", [trail({ selectors: all, status: { isLogging: false } })], "writes", "all regions", "not"],
    ["a trail whose selectors were not read", [trail({})], "writes", "all regions", "unknown"],
    [
      "a trail of one region, there",
      [trail({ selectors: all, isMultiRegion: false })],
      "writes",
      "eu-west-1",
      "recorded",
    ],
    [
      "a trail of one region, elsewhere",
      [trail({ selectors: all, isMultiRegion: false })],
      "writes",
      "all other regions",
      "not",
    ],
    [
      "KMS left out",
      [trail({ selectors: classic({ excludeManagementEventSources: ["kms.amazonaws.com"] }) })],
      "writes",
      "all regions",
      "partly",
    ],
    ["no data events", [trail({ selectors: all })], "reads of S3 objects", "all regions", "not"],
    ["all objects", [trail({ selectors: objects })], "reads of S3 objects", "all regions", "recorded"],
    ["objects of one bucket", [trail({ selectors: oneBucket })], "writes of S3 objects", "all regions", "partly"],
    ["advanced selectors", [trail({ selectors: advanced })], "calls of Lambda functions", "all regions", "recorded"],
    [
      "advanced selectors, another type",
      [trail({ selectors: advanced })],
      "writes of DynamoDB tables",
      "all regions",
      "not",
    ],
    [
      "insights",
      [trail({ selectors: all, insights: ["ApiCallRateInsight"] })],
      "unusual call rates",
      "all regions",
      "recorded",
    ],
    ["insights that were not read", [trail({ selectors: all })], "unusual call rates", "all regions", "unknown"],
    [
      "objects have no global service",
      [trail({ selectors: objects })],
      "writes of S3 objects",
      "global services",
      "none",
    ],
  ])("%s: %#", (_, trails, name, place, state) => {
    expect(stateAt(trails, name, place)).toBe(state);
  });

  test("a trail of Europe does not get the events of global services", () => {
    const trails = [trail({ selectors: all, isMultiRegion: false })];
    expect(stateAt(trails, "writes", "global services")).toBe("not");
  });

  test("with trails that were not read nothing is said to be missing", () => {
    const picture = coveragePicture(snapshotOf([], "partial"));
    expect(picture?.classes.flatMap(({ cells }) => cells).filter(({ state }) => state === "not")).toEqual([]);
    expect(picture?.notes).toContain("not all trails of the account were read");
  });

  test("what makes a class unknown is named", () => {
    const picture = coveragePicture(snapshotOf([trail({ selectors: all, name: "main" })]));
    expect(picture?.notes).toContain(
      "the Insight selectors of trail main were not read (cloudtrail:GetInsightSelectors)",
    );
    expect(coveragePicture(snapshotOf([trail({ selectors: all, insights: [] })]))?.notes).toEqual([]);
  });

  test("where no trail was asked for there is no picture", () => {
    expect(coveragePicture({ ...snapshotOf([]), trails: undefined } as unknown as Snapshot)).toBeUndefined();
  });
});

function stateAt(trails: readonly Trail[], name: string, place: string): string | undefined {
  const picture = coveragePicture(snapshotOf(trails));
  const at = picture?.places.findIndex((one) => one.name === place) ?? -1;
  return picture?.classes.find((one) => one.name === name)?.cells[at]?.state;
}

function classic(more: object): EventSelectors {
  return {
    kind: "classic",
    selectors: [
      {
        readWriteType: "All",
        includeManagementEvents: true,
        excludeManagementEventSources: [],
        dataResources: [],
        ...more,
      },
    ],
  };
}

function trail(more: Partial<Trail>): Trail {
  return {
    name: "main",
    arn: "arn:aws:cloudtrail:eu-west-1:111122223333:trail/main",
    homeRegion: "eu-west-1",
    bucket: "logs",
    isMultiRegion: true,
    isOrganizationTrail: false,
    includesGlobalServiceEvents: true,
    logFileValidation: true,
    status: { isLogging: true },
    ...more,
  };
}

/** Only what the picture is made from. */
function snapshotOf(trails: readonly Trail[], state: "complete" | "partial" = "complete"): Snapshot {
  return { trails, partition: "aws", sources: { trails: { state, origins: [], gaps: [] } } } as unknown as Snapshot;
}
