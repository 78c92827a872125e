import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ClassicSelector, FieldSelector, Trail } from "../../model/index.ts";
import * as example from "../examples/example-builders.ts";
import { type ObjectCoverage, objectCoverage } from "./object-coverage.ts";

type Verdict = ObjectCoverage["verdict"];

describe("classic selectors", () => {
  test.each<readonly [string, ClassicSelector["readWriteType"], readonly string[], Verdict, Verdict]>([
    ["all buckets, the short form", "All", ["arn:aws:s3"], "all", "all"],
    ["all buckets", "All", ["arn:aws:s3:::"], "all", "all"],
    ["the bucket", "All", ["arn:aws:s3:::plans/"], "all", "all"],
    ["reads of the bucket", "ReadOnly", ["arn:aws:s3:::plans/"], "all", "none"],
    ["writes of the bucket", "WriteOnly", ["arn:aws:s3:::plans/"], "none", "all"],
    ["a folder of the bucket", "All", ["arn:aws:s3:::plans/secret/"], "some", "some"],
    ["another bucket", "All", ["arn:aws:s3:::plans-old/"], "none", "none"],
    ["nothing", "All", [], "none", "none"],
    ["an empty value", "All", [""], "none", "none"],
  ])("%s", (_name, readWriteType, values, reads, writes) => {
    expect(both([classic(readWriteType, values)])).toEqual([reads, writes]);
  });

  test("data events of functions are none of objects", () => {
    const selector = {
      ...selectorOf("All", ["arn:aws:lambda"]),
      dataResources: [{ type: "AWS::Lambda::Function", values: ["arn:aws:lambda"] }],
    };
    expect(both([withClassic(selector)])).toEqual(["none", "none"]);
  });
});

describe("advanced selectors", () => {
  test.each<readonly [string, readonly (readonly FieldSelector[])[], Verdict, Verdict]>([
    ["all objects", [[]], "all", "all"],
    ["reads", [[is("readOnly", "true")]], "all", "none"],
    ["not reads", [[{ field: "readOnly", notEquals: ["true"] }]], "none", "all"],
    ["the bucket", [[starts("arn:aws:s3:::plans/")]], "all", "all"],
    ["a folder", [[starts("arn:aws:s3:::plans/secret/")]], "some", "some"],
    ["all but a folder", [[not("arn:aws:s3:::plans/secret/")]], "some", "some"],
    ["a folder and all but it", [[starts("arn:aws:s3:::plans/a/")], [not("arn:aws:s3:::plans/a/")]], "all", "all"],
    [
      "a folder and all but another",
      [[starts("arn:aws:s3:::plans/a/")], [not("arn:aws:s3:::plans/b/")]],
      "some",
      "some",
    ],
    ["all but another bucket", [[not("arn:aws:s3:::logs/")]], "all", "all"],
    ["one object", [[is("resources.ARN", "arn:aws:s3:::plans/x")]], "some", "some"],
    ["by ending", [[{ field: "resources.ARN", endsWith: [".pdf"] }]], "some", "some"],
    ["by name of the call", [[is("eventName", "GetObject")]], "some", "some"],
    ["not by name of the call", [[{ field: "eventName", notEquals: ["HeadObject"] }]], "some", "some"],
    [
      "both halves by name of the call",
      [[is("eventName", "GetObject")], [{ field: "eventName", notEquals: ["GetObject"] }]],
      "all",
      "all",
    ],
    ["of one user", [[is("userIdentity.arn", "arn:aws:iam::111122223333:user/a")]], "none", "none"],
    ["of the service", [[is("eventSource", "s3.amazonaws.com")]], "all", "all"],
    ["another type", [[is("resources.type", "AWS::DynamoDB::Table")]], "none", "none"],
  ])("%s", (_name, selectors, reads, writes) => {
    expect(both([advanced(selectors)])).toEqual([reads, writes]);
  });

  test("the category has to be said", () => {
    const fieldSelectors = [is("resources.type", "AWS::S3::Object")];
    const trail = example.trail({ selectors: { kind: "advanced", selectors: [{ name: "Data", fieldSelectors }] } });
    expect(both([trail])).toEqual(["none", "none"]);
  });
});

describe("trails", () => {
  const all = advanced([[]]);
  test.each<readonly [string, Partial<Trail>, Verdict]>([
    ["stopped", { status: { isLogging: false } }, "none"],
    ["of the bucket's region", { isMultiRegion: false, homeRegion: "eu-west-1" }, "all"],
    ["of another region", { isMultiRegion: false, homeRegion: "us-east-1" }, "none"],
    ["an organisation's", { isOrganizationTrail: true }, "all"],
  ])("%s", (_name, parts, verdict) => {
    expect(both([{ ...all, ...parts }])).toEqual([verdict, verdict]);
  });

  test("of one region, and the bucket's is not known", () => {
    expect(both([{ ...all, isMultiRegion: false }], {})).toEqual(["unknown", "unknown"]);
  });

  test("what was not read may record it; what is recorded for certain stays so", () => {
    const { selectors: _, ...unread } = example.trail({ name: "dark" });
    const { status: __, ...unasked } = all;
    expect(both([unread])).toEqual(["unknown", "unknown"]);
    expect(both([unasked])).toEqual(["unknown", "unknown"]);
    expect(both([unread, all])).toEqual(["all", "all"]);
    expect(coverage([], true, { moreTrails: true }).verdict).toBe("unknown");
  });

  test("one more trail never makes it worse, whatever the selectors are", () => {
    const rank: readonly Verdict[] = ["none", "some", "all"];
    const folder = fc.constantFrom(
      "arn:aws:s3:::plans/",
      "arn:aws:s3:::plans/a/",
      "arn:aws:s3:::plans/a/b",
      "arn:aws:s3:::x/",
    );
    const condition = fc.oneof(
      folder.map(starts),
      folder.map(not),
      fc.constantFrom("true", "false").map((value) => is("readOnly", value)),
      fc.constantFrom("GetObject", "PutObject").map((value) => is("eventName", value)),
    );
    const trails = fc.array(
      fc.array(condition, { maxLength: 2 }).map((one) => advanced([one])),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(trails, trails, (some, more) => {
        const [less, rest] = [coverage(some, true), coverage([...some, ...more], true)];
        expect(rank.indexOf(rest.verdict)).toBeGreaterThanOrEqual(rank.indexOf(less.verdict));
      }),
    );
  });
});

function both(trails: readonly Trail[], where: { region?: string } = { region: "eu-west-1" }): readonly Verdict[] {
  return [true, false].map((readOnly) => coverage(trails, readOnly, where).verdict);
}

function coverage(
  trails: readonly Trail[],
  readOnly: boolean,
  { region, moreTrails = false }: { region?: string; moreTrails?: boolean } = {},
): ObjectCoverage {
  const bucket = { name: "plans", ...(region !== undefined && { region }) };
  return objectCoverage(trails, { bucket, readOnly, partition: "aws", moreTrails });
}

function is(field: string, value: string): FieldSelector {
  return { field, equals: [value] };
}

function starts(text: string): FieldSelector {
  return { field: "resources.ARN", startsWith: [text] };
}

function not(text: string): FieldSelector {
  return { field: "resources.ARN", notStartsWith: [text] };
}

function advanced(selectors: readonly (readonly FieldSelector[])[]): Trail {
  const about = [is("eventCategory", "Data"), is("resources.type", "AWS::S3::Object")];
  const all = selectors.map((conditions) => ({ fieldSelectors: [...about, ...conditions] }));
  return example.trail({ selectors: { kind: "advanced", selectors: all } });
}

function classic(readWriteType: ClassicSelector["readWriteType"], values: readonly string[]): Trail {
  return withClassic(selectorOf(readWriteType, values));
}

function withClassic(selector: ClassicSelector): Trail {
  return example.trail({ selectors: { kind: "classic", selectors: [selector] } });
}

function selectorOf(readWriteType: ClassicSelector["readWriteType"], values: readonly string[]): ClassicSelector {
  const dataResources = [{ type: "AWS::S3::Object", values }];
  return { readWriteType, includeManagementEvents: true, excludeManagementEventSources: [], dataResources };
}
