import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AdvancedSelector, EventSelectors, FieldSelector, Trail } from "../../model/index.ts";
import * as example from "../examples/example-builders.ts";
import { managementCoverage } from "./trail-coverage.ts";

const management: FieldSelector = { field: "eventCategory", equals: ["Management"] };

describe("managementCoverage says what is recorded and what is not", () => {
  const rows: readonly (readonly [string, readonly Trail[], object])[] = [
    [
      "one multi-region trail for everything",
      [example.trail()],
      { verdict: "complete", gaps: [], covered: ["read and write events in all regions and of global services"] },
    ],
    [
      "one region only",
      [example.trail({ isMultiRegion: false })],
      {
        verdict: "incomplete",
        gaps: ["read and write events in all other regions"],
        covered: ["read and write events in us-east-1 and of global services"],
      },
    ],
    [
      "a single-region trail elsewhere does not get global service events",
      [example.trail({ isMultiRegion: false, homeRegion: "eu-west-1" })],
      { gaps: ["read and write events in all other regions and of global services"] },
    ],
    [
      "KMS and RDS Data excluded",
      [classic("All", ["kms.amazonaws.com", "rdsdata.amazonaws.com"])],
      { gaps: ["read and write events of kms.amazonaws.com and rdsdata.amazonaws.com in all regions"] },
    ],
    [
      "writes with KMS, reads without",
      [classic("WriteOnly", []), classic("ReadOnly", ["kms.amazonaws.com"], "reads")],
      { gaps: ["read events of kms.amazonaws.com in all regions"], recording: ["main", "reads"] },
    ],
    [
      "the console's name on a selector that leaves KMS and RDS Data out",
      [
        advanced({
          name: "Management events selector",
          fieldSelectors: [
            management,
            { field: "eventSource", notEquals: ["kms.amazonaws.com", "rdsdata.amazonaws.com"] },
          ],
        }),
      ],
      { gaps: ["read and write events of kms.amazonaws.com and rdsdata.amazonaws.com in all regions"] },
    ],
    ["no name at all", [advanced({ fieldSelectors: [management] })], { verdict: "complete" }],
    [
      "a selector and its opposite",
      [
        advanced(
          { fieldSelectors: [management, { field: "eventName", startsWith: ["Delete"] }] },
          { fieldSelectors: [management, { field: "eventName", notStartsWith: ["Delete"] }] },
        ),
      ],
      { verdict: "complete" },
    ],
    [
      "one event name left out",
      [advanced({ fieldSelectors: [management, { field: "eventName", notEquals: ["Decrypt"] }] })],
      {
        verdict: "incomplete",
        gaps: [expect.stringMatching(/^read and write events Decrypt of /), expect.anything(), expect.anything()],
      },
    ],
    [
      "a selector narrowed by another field counts for nothing, and that is said",
      [advanced({ fieldSelectors: [management, { field: "eventType", equals: ["AwsApiCall"] }] })],
      { verdict: "incomplete", covered: [], notes: [expect.stringContaining("eventType")] },
    ],
    [
      "insights of data selectors are no management events",
      [advanced({ fieldSelectors: [{ field: "eventCategory", equals: ["Data"] }] })],
      { verdict: "incomplete", covered: [], recording: [] },
    ],
    ["a selector without eventCategory", [advanced({ fieldSelectors: [] })], { verdict: "incomplete", covered: [] }],
    [
      "a classic selector for data events only",
      [
        example.trail({
          selectors: {
            kind: "classic",
            selectors: [
              {
                readWriteType: "All",
                includeManagementEvents: false,
                excludeManagementEventSources: [],
                dataResources: [{ type: "AWS::S3::Object", values: ["arn:aws:s3"] }],
              },
            ],
          },
        }),
      ],
      { verdict: "incomplete", covered: [] },
    ],
    [
      "an answer that lists no selector says nothing",
      [example.trail({ selectors: { kind: "classic", selectors: [] } })],
      { verdict: "unknown", notes: ["the answer for trail main lists no event selector"] },
    ],
    [
      "the unread trail could record the reads that are missing, but not the other regions",
      [
        { ...classic("WriteOnly", []), isMultiRegion: false },
        { ...withoutSelectors("dark"), isMultiRegion: false },
      ],
      {
        verdict: "incomplete",
        gaps: ["read and write events in all other regions"],
        unknown: ["read events in us-east-1 and of global services"],
      },
    ],
    [
      "a trail that is stopped cannot help, whatever its selectors",
      [classic("WriteOnly", []), { ...withoutSelectors("dark"), status: { isLogging: false } }],
      { verdict: "incomplete", gaps: ["read events in all regions and of global services"] },
    ],
  ];
  test.each(rows)("%s", (_name, trails, expected) => {
    expect(managementCoverage(trails, "aws", false)).toMatchObject(expected);
  });

  test("in AWS GovCloud (US) global services write in us-gov-west-1", () => {
    const trail = example.trail({ isMultiRegion: false, homeRegion: "us-gov-west-1" });
    expect(managementCoverage([trail], "aws-us-gov", false).gaps).toEqual([
      "read and write events in all other regions",
    ]);
  });

  test("selectors that mention more than can be gone through are unknown", () => {
    const values = Array.from({ length: 300 }, (_, index) => `s${index}`);
    const conditions = [management, { field: "eventSource", startsWith: values, endsWith: values }];
    expect(managementCoverage([advanced({ fieldSelectors: conditions })], "aws", false).verdict).toBe("unknown");
  });
});

describe("managementCoverage agrees with asking event by event", () => {
  const values = ["kms.amazonaws.com", "s3.amazonaws.com", "iam.amazonaws.com", "k", "s", ".amazonaws.com", "com"];
  const some = fc.subarray(values, { minLength: 1 });
  const condition = fc
    .tuple(fc.constantFrom("equals", "notEquals", "startsWith", "notStartsWith", "endsWith", "notEndsWith"), some)
    .map(([operator, list]): FieldSelector => ({ field: "eventSource", [operator]: list }));
  const readOnly = fc
    .constantFrom("true", "false")
    .map((value): FieldSelector => ({ field: "readOnly", equals: [value] }));
  const selector = fc
    .tuple(fc.option(condition), fc.option(condition), fc.option(readOnly))
    .map((parts) => ({ fieldSelectors: [management, ...parts.filter((part) => part !== null)] }));
  const sources = [
    ...values,
    "ec2.amazonaws.com",
    "kinesis.amazonaws.com",
    "states.amazonaws.com",
    "rdsdata.amazonaws.com",
  ].filter((source) => source.endsWith(".amazonaws.com") && source.length > 14);

  test("complete exactly when every event of every source is recorded by some trail", () => {
    let complete = 0;
    fc.assert(
      fc.property(
        fc.array(fc.array(selector, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
        (lists) => {
          const trails = lists.map((selectors, index) => ({ ...advanced(...selectors), name: `t${index}` }));
          const all = sources.every((source) =>
            ["true", "false"].every((flag) =>
              lists.some((selectors) =>
                selectors.some((one) => one.fieldSelectors.every((part) => asks(part, source, flag))),
              ),
            ),
          );
          const { verdict } = managementCoverage(trails, "aws", false);
          if (verdict === "complete") complete += 1;
          // A source that AWS does not have, but a selector names, may be a gap that these events do not show.
          if (verdict === "complete") expect(all).toBe(true);
          if (!all) expect(verdict).toBe("incomplete");
        },
      ),
      { seed: 5, numRuns: 500 },
    );
    expect(complete).toBeGreaterThan(20);
  });

  /** AWS's words for the operators, one by one. */
  function asks(part: FieldSelector, source: string, flag: string): boolean {
    const value = part.field === "readOnly" ? flag : part.field === "eventSource" ? source : "Management";
    const tests: readonly (readonly [readonly string[] | undefined, (list: readonly string[]) => boolean])[] = [
      [part.equals, (list) => list.some((item) => item === value)],
      [part.notEquals, (list) => list.every((item) => item !== value)],
      [part.startsWith, (list) => list.some((item) => value.indexOf(item) === 0)],
      [part.notStartsWith, (list) => list.every((item) => value.indexOf(item) !== 0)],
      [part.endsWith, (list) => list.some((item) => value.slice(-item.length) === item)],
      [part.notEndsWith, (list) => list.every((item) => value.slice(-item.length) !== item)],
    ];
    return tests.every(([list, test]) => list === undefined || test(list));
  }
});

function classic(
  readWriteType: "All" | "ReadOnly" | "WriteOnly",
  excludeManagementEventSources: readonly string[],
  name = "main",
): Trail {
  const selector = { readWriteType, includeManagementEvents: true, excludeManagementEventSources, dataResources: [] };
  return example.trail({ name, selectors: { kind: "classic", selectors: [selector] } });
}

function advanced(...selectors: readonly AdvancedSelector[]): Trail {
  const kept: EventSelectors = { kind: "advanced", selectors };
  return example.trail({ selectors: kept });
}

function withoutSelectors(name: string): Trail {
  const { selectors: _, ...rest } = example.trail({ name });
  return rest;
}
