import { type Json, type JsonObject, ownObject, type SourceName } from "../model/index.ts";
import { sourceNames } from "./saved/catalogue.ts";

/**
 * A snapshot as this version writes it, of one that an older version wrote: a source that was not known then is missing.
 * What older versions kept of MFA devices, identity providers and buckets in `collection` is left out, since nothing
 * says how much of it was read.
 */
export function upgradeSnapshot(json: JsonObject): JsonObject {
  const sources = ownObject(json, "sources");
  const collection = ownObject(json, "collection");
  return {
    ...json,
    ...(sources !== undefined && { sources: withAllSources(sources) }),
    ...(collection !== undefined && { collection: withoutFacts(collection) }),
  };
}

function withAllSources(sources: JsonObject): Json {
  const missing = sourceNames.filter((name) => !ofFirstVersion.has(name) && !Object.hasOwn(sources, name));
  if (missing.length === 0) return sources;
  return { ...sources, ...Object.fromEntries(missing.map((name) => [name, notKnownThen(name)])) };
}

/** A snapshot of any version has these. */
const ofFirstVersion: ReadonlySet<SourceName> = new Set([
  "credential-report",
  "authorization-details",
  "account-summary",
  "password-policy",
  "service-last-accessed",
  "trails",
  "trail-status",
  "event-selectors",
  "insight-selectors",
  "buckets",
  "bucket-policy",
  "bucket-acl",
  "public-access-block",
  "bucket-versioning",
  "bucket-lifecycle",
]);

function notKnownThen(name: string): Json {
  const cause = "not given: an older version wrote the snapshot; make it again";
  return { state: "missing", origins: [], gaps: [{ what: name, cause }] };
}

function withoutFacts(collection: JsonObject): Json {
  const kept = Object.entries(collection).filter(([key]) => !moved.has(key));
  return kept.length < Object.keys(collection).length ? Object.fromEntries(kept) : collection;
}

const moved: ReadonlySet<string> = new Set(["mfaDevices", "identityProviders", "bucketSettings"]);
