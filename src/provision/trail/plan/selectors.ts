import { isJsonObject, type Json, type JsonObject, ownText, ownValue } from "../../../model/index.ts";
import type { TrailOptions } from "./trail-options.ts";

type Selecting = Pick<TrailOptions, "managementEvents" | "dataEvents" | "includeLogBucket">;

/**
 * What PutEventSelectors is given beside the trail's name. Classic selectors, as the console shows them, but where the trail's own
 * bucket is left out: only advanced ones can.
 *
 * Source: CloudTrail API Reference, PutEventSelectors, DataResource and AdvancedFieldSelector.
 */
export function eventSelectors(options: Selecting, bucketArn: string, partition: string): JsonObject {
  const leavesOut = options.dataEvents.includes("s3") && !options.includeLogBucket;
  return leavesOut
    ? { AdvancedEventSelectors: advancedSelectors(options, bucketArn) }
    : { EventSelectors: [classicSelector(options, partition)] };
}

/** What a trail records that was just made. */
export const defaultSelectors: JsonObject = {
  EventSelectors: [
    { ReadWriteType: "All", IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] },
  ],
};

function classicSelector({ managementEvents, dataEvents }: Selecting, partition: string): JsonObject {
  const types = { all: "All", read: "ReadOnly", write: "WriteOnly", none: "All" } as const;
  return {
    ReadWriteType: types[managementEvents],
    IncludeManagementEvents: managementEvents !== "none",
    DataResources: dataEvents.map((kind) =>
      kind === "s3"
        ? { Type: "AWS::S3::Object", Values: [`arn:${partition}:s3`] }
        : { Type: "AWS::Lambda::Function", Values: [`arn:${partition}:lambda`] },
    ),
    ExcludeManagementEventSources: [],
  };
}

function advancedSelectors({ managementEvents, dataEvents }: Selecting, bucketArn: string): readonly JsonObject[] {
  const management: JsonObject = {
    Name: "Management events",
    FieldSelectors: [
      { Field: "eventCategory", Equals: ["Management"] },
      ...(managementEvents === "all"
        ? []
        : [{ Field: "readOnly", Equals: [managementEvents === "read" ? "true" : "false"] }]),
    ],
  };
  const data = dataEvents.map((kind): JsonObject => {
    const type = kind === "s3" ? "AWS::S3::Object" : "AWS::Lambda::Function";
    return {
      Name: kind === "s3" ? "S3 data events, without the bucket of this trail" : "Lambda data events",
      FieldSelectors: [
        { Field: "eventCategory", Equals: ["Data"] },
        { Field: "resources.type", Equals: [type] },
        ...(kind === "s3" ? [{ Field: "resources.ARN", NotStartsWith: [`${bucketArn}/`] }] : []),
      ],
    };
  });
  return managementEvents === "none" ? data : [management, ...data];
}

/** Selectors in a form in which equal ones are equal: without names and empty lists, in one order. */
export function normalSelectors(selectors: JsonObject): Json {
  const advanced = listOf(ownValue(selectors, "AdvancedEventSelectors"));
  if (advanced.length > 0) return { AdvancedEventSelectors: sorted(advanced.map(normalAdvanced)) };
  return { EventSelectors: sorted(listOf(ownValue(selectors, "EventSelectors")).map(normalClassic)) };
}

function normalAdvanced(selector: Json): Json {
  const fields = isJsonObject(selector) ? listOf(ownValue(selector, "FieldSelectors")) : [];
  return sorted(
    fields.map((field) => {
      const entries = isJsonObject(field) ? Object.entries(field) : [];
      const given = entries.filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0));
      return Object.fromEntries(
        given.map(([name, value]) => [name, Array.isArray(value) ? sorted(value) : value]).toSorted(byText),
      ) as JsonObject;
    }),
  );
}

function normalClassic(selector: Json): Json {
  const given: JsonObject = isJsonObject(selector) ? selector : {};
  const resources = listOf(ownValue(given, "DataResources")).map((resource): Json => {
    const { Type = "", Values = [] }: JsonObject = isJsonObject(resource) ? resource : {};
    return { Type, Values: sorted(listOf(Values)) };
  });
  return {
    ReadWriteType: ownText(given, "ReadWriteType") ?? "All",
    IncludeManagementEvents: ownValue(given, "IncludeManagementEvents") !== false,
    DataResources: sorted(resources.filter((resource) => !sameJson(ownValue(resource as JsonObject, "Values"), []))),
    ExcludeManagementEventSources: sorted(listOf(ownValue(given, "ExcludeManagementEventSources"))),
  };
}

function sameJson(one: Json | undefined, other: Json): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function listOf(value: Json | undefined): readonly Json[] {
  // The type does not tell arrays from objects by this test.
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function sorted(list: readonly Json[]): readonly Json[] {
  return list.toSorted(byText);
}

function byText(one: unknown, other: unknown): number {
  const [a, b] = [JSON.stringify(one), JSON.stringify(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}
