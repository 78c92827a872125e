import type { FieldPath } from "../../sigma/index.ts";
import { cutPaths } from "./cut-paths.ts";

/** Where a row has the hashes that every judge needs, in words. */
export interface RowLayout {
  /** Of `eventSource` and `eventName` together; two words. */
  readonly pairLow: number;
  /** Of the paths of the projection; two words each. */
  readonly fields: number;
}

/** Which parts of a record are hashed, and which of these hashes an answer depends on. */
export interface FieldSlots {
  /** As steps. */
  readonly paths: readonly (readonly string[])[];
  /**
   * Offsets in a row, ascending: when the words there are the same in two rows, so is every answer about `fields`. Undefined
   * when one of them is new in every event, or unknown, so that the event itself must be asked.
   */
  offsetsOf(fields: Iterable<FieldPath>): readonly number[] | undefined;
  /** Offsets of what stays the same while one caller goes about his work. */
  readonly steady: ReadonlySet<number>;
  /** Whether all that the field depends on has few different values. */
  isCoarse(field: FieldPath): boolean;
}

export interface FieldSlotOptions {
  /** Which fields of the event each field that begins with `derived.` is computed from. */
  readonly derivedReads: ReadonlyMap<FieldPath, readonly FieldPath[]>;
  readonly layout: RowLayout;
  /** More paths than this are cut to what they have in common. */
  readonly maxPaths: number;
}

/** Chooses the paths for all `fields` that will ever be asked. */
export function createFieldSlots(
  fields: Iterable<FieldPath>,
  { derivedReads, layout, maxPaths }: FieldSlotOptions,
): FieldSlots {
  const read = [...fields].flatMap((field) => eventFields(field, derivedReads) ?? []);
  const hashed = read.filter((field) => !isOfPair(field) && !volatileFields.has(firstStep(field))).map(pathOf);
  const paths = cutPaths(new Set(hashed), maxPaths, isSteady);
  const offsets = new Map(paths.map((path, index) => [path, layout.fields + 2 * index]));
  const coarse = new Set([...offsets].filter(([path]) => coarseFields.has(path)).map(([, offset]) => offset));
  const offsetsOf: FieldSlots["offsetsOf"] = (asked) => {
    const found = new Set<number>();
    for (const field of asked) {
      const from = eventFields(field, derivedReads);
      if (from === undefined) return undefined;
      for (const one of from) {
        const offset = isOfPair(one) ? layout.pairLow : offsetOf(one);
        if (offset === undefined) return undefined;
        found.add(offset);
      }
    }
    return [...found].sort((a, b) => a - b);
  };
  return {
    paths: paths.map(stepsOf),
    steady: new Set([...offsets].filter(([path]) => isSteady(path)).map(([, offset]) => offset)),
    offsetsOf,
    isCoarse: (field) => offsetsOf([field])?.every((offset) => coarse.has(offset)) ?? false,
  };

  /** Of the longest path that the field is in. */
  function offsetOf(field: FieldPath): number | undefined {
    const steps = stepsOf(field);
    for (let length = steps.length; length > 0; length -= 1) {
      const offset = offsets.get(steps.slice(0, length).join("."));
      if (offset !== undefined) return offset;
    }
    return undefined;
  }
}

/** Hashed together, with the texts of which a plan is made. */
function isOfPair(field: FieldPath): boolean {
  return field === "eventSource" || field === "eventName";
}

/** New in every event, so that no answer about them could be used again. */
const volatileFields: ReadonlySet<string> = new Set(["eventID", "eventTime"]);

/**
 * They say who called, from where and with what, and change with the session rather than with the call, or have few values. First
 * steps; a derived field has words of its own, which hardly any event has, beside those that it is computed from.
 */
const steadyFields: ReadonlySet<string> = new Set([
  "awsRegion",
  "derived",
  "errorCode",
  "eventCategory",
  "eventType",
  "eventVersion",
  "managementEvent",
  "readOnly",
  "recipientAccountId",
  "sessionCredentialFromConsole",
  "sourceIPAddress",
  "userAgent",
  "userIdentity",
  "vpcEndpointAccountId",
  "vpcEndpointId",
]);

/** Fields with few different values, even over many callers and calls. */
const coarseFields: ReadonlySet<FieldPath> = new Set([
  "awsRegion",
  "errorCode",
  "eventCategory",
  "eventType",
  "managementEvent",
  "readOnly",
  "recipientAccountId",
  "sessionCredentialFromConsole",
  "userAgent",
  "userIdentity.accountId",
  "userIdentity.invokedBy",
  "userIdentity.sessionContext.attributes.mfaAuthenticated",
  "userIdentity.type",
  "vpcEndpointId",
]);

function isSteady(path: FieldPath): boolean {
  return steadyFields.has(firstStep(path));
}

/**
 * The field, and for a derived one what it is computed from, also in several steps; undefined when that is not known. A derived
 * field is listed itself as well, in case an event has a field of that name.
 */
function eventFields(
  field: FieldPath,
  derivedReads: ReadonlyMap<FieldPath, readonly FieldPath[]>,
): readonly FieldPath[] | undefined {
  const found = new Set([field]);
  for (const one of found) {
    if (firstStep(one) !== "derived") continue;
    const reads = readsOf(one, derivedReads);
    if (reads === undefined) return undefined;
    // What is added to a set while it is walked is walked as well.
    for (const read of reads) found.add(read);
  }
  return [...found];
}

/** A part of a derived object is computed from what the object is computed from. */
function readsOf(
  field: FieldPath,
  derivedReads: ReadonlyMap<FieldPath, readonly FieldPath[]>,
): readonly FieldPath[] | undefined {
  const steps = stepsOf(field);
  for (let length = steps.length; length > 0; length -= 1) {
    const reads = derivedReads.get(steps.slice(0, length).join("."));
    if (reads !== undefined) return reads;
  }
  return undefined;
}

function stepsOf(field: FieldPath): readonly string[] {
  return field.split(".");
}

function firstStep(field: FieldPath): string {
  return stepsOf(field)[0] ?? "";
}

const maxSteps = 6;

/** The hash of an object stands for all that is in it. */
function pathOf(field: FieldPath): FieldPath {
  return stepsOf(field).slice(0, maxSteps).join(".");
}
