import {
  type EventClass,
  isJsonObject,
  type Json,
  type JsonObject,
  ownText,
  ownValue,
  type RecordedEvents,
} from "../../../model/index.ts";

const eventClasses: readonly EventClass[] = [
  "management, read",
  "management, write",
  "data, S3 objects",
  "data, Lambda functions",
];

/** What selectors record, in the form of {@link normalSelectors}, by class of events. */
export function recordedEvents(selectors: Json): readonly RecordedEvents[] {
  const given: JsonObject = isJsonObject(selectors) ? selectors : {};
  const advanced = listOf(ownValue(given, "AdvancedEventSelectors"));
  const classic = listOf(ownValue(given, "EventSelectors"));
  return eventClasses.map((events) => {
    const parts = [
      ...advanced.flatMap((selector) => ofAdvanced(listOf(selector), events)),
      ...classic.flatMap((selector) => (isJsonObject(selector) ? ofClassic(selector, events) : [])),
    ];
    if (parts.length === 0) return { events, recorded: "none" };
    return parts.includes("") ? { events, recorded: "all" } : { events, recorded: "some", but: parts.join("; ") };
  });
}

/** Empty text: all of the class. Nothing: none of it. */
function ofClassic(selector: JsonObject, events: EventClass): readonly string[] {
  if (events.startsWith("management")) {
    const type = ownText(selector, "ReadWriteType");
    const isOf = type === "All" || type === (events.endsWith("read") ? "ReadOnly" : "WriteOnly");
    if (!isOf || ownValue(selector, "IncludeManagementEvents") !== true) return [];
    const without = listOf(ownValue(selector, "ExcludeManagementEventSources"));
    return [without.length === 0 ? "" : `without ${without.join(", ")}`];
  }
  const resource = listOf(ownValue(selector, "DataResources")).find(
    (some) => isJsonObject(some) && ownText(some, "Type") === typeOf(events),
  );
  if (!isJsonObject(resource)) return [];
  const values = listOf(ownValue(resource, "Values")).map(String);
  const type = ownText(selector, "ReadWriteType");
  const reads = type === "ReadOnly" ? ", reads only" : type === "WriteOnly" ? ", writes only" : "";
  const isAll = values.some((value) => /^arn:[^:]+:(s3(:::)?|lambda)$/.test(value));
  return [isAll ? reads.slice(2) : `only ${values.join(", ")}${reads}`];
}

function ofAdvanced(fields: readonly Json[], events: EventClass): readonly string[] {
  const known = fields.filter(isJsonObject);
  const equals = (name: string): Json | undefined =>
    listOf(ownValue(known.find((field) => ownText(field, "Field") === name) ?? {}, "Equals"))[0];
  const isManagement = events.startsWith("management");
  if (equals("eventCategory") !== (isManagement ? "Management" : "Data")) return [];
  if (!isManagement && equals("resources.type") !== typeOf(events)) return [];
  const readOnly = equals("readOnly");
  if (isManagement && readOnly !== undefined && readOnly !== String(events.endsWith("read"))) return [];
  const usual = ["eventCategory", "resources.type", ...(isManagement ? ["readOnly"] : [])];
  const rest = known.filter((field) => !usual.includes(ownText(field, "Field") ?? ""));
  return [rest.map(describeField).join(" and ")];
}

function describeField(field: JsonObject): string {
  const conditions = Object.entries(field).filter(([name]) => name !== "Field");
  const words = conditions.map(([operator, values]) => `${operator} ${listOf(values).join(", ")}`);
  return `${ownText(field, "Field") ?? ""} ${words.join(" ")}`;
}

function typeOf(events: EventClass): string {
  return events === "data, S3 objects" ? "AWS::S3::Object" : "AWS::Lambda::Function";
}

function listOf(value: Json | undefined): readonly Json[] {
  // The type does not tell arrays from objects by this test.
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
