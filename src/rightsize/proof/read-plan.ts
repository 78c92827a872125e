import { isJsonObject, type Json, type JsonObject, ownObject, ownText, ownValue } from "../../model/index.ts";
import type { Disablement, PlanInput, PlanOptions, PolicyChange } from "../plan/plan.ts";

/** What of a saved plan is needed to check it. Nothing in it is trusted. */
export interface SavedPlan {
  readonly json: JsonObject;
  readonly principal: string;
  readonly options: PlanOptions;
  readonly changes: readonly PolicyChange[];
  readonly disable?: Disablement;
  readonly inputs: readonly PlanInput[];
}

/** Whether a file was a plan once, whatever was done to it since; any other is a mistake of whoever named it. */
export function isPlanFile(json: Json): json is JsonObject {
  if (!isJsonObject(json)) return false;
  const has = (name: string): boolean => Object.hasOwn(json, name);
  return ownValue(json, "kind") === "rightsize-plan" || (has("changes") && (has("proof") || has("measure")));
}

/** The plan, or why it cannot be read as one, a clause. */
export function readPlan(json: Json): SavedPlan | string {
  if (!isJsonObject(json) || ownValue(json, "kind") !== "rightsize-plan") return "its kind is not rightsize-plan";
  if (ownValue(json, "schemaVersion") !== 1) return "it is of another version of trailproof";
  const principal = ownText(ownObject(json, "principal") ?? {}, "arn");
  if (principal === undefined) return "it names no principal";
  const options = optionsOf(ownObject(json, "options") ?? {});
  if (options === undefined) return "its options cannot be read";
  const changes = eachOf(ownValue(json, "changes"), changeOf);
  if (changes === undefined) return "its changes cannot be read";
  const inputs = eachOf(ownValue(json, "inputs"), inputOf);
  if (inputs === undefined) return "its inputs cannot be read";
  if (!Object.hasOwn(json, "disable")) return { json, principal, options, changes, inputs };
  const disable = disablementOf(ownObject(json, "disable") ?? {});
  return disable === undefined
    ? "how it disables cannot be read"
    : { json, principal, options, changes, disable, inputs };
}

function disablementOf(json: JsonObject): Disablement | undefined {
  const [holder, name, document] = [ownText(json, "holder"), ownText(json, "name"), ownValue(json, "document")];
  const why = textsOf(ownValue(json, "why"));
  const size = sizeOf(ownObject(json, "size"));
  if (holder === undefined || name === undefined || document === undefined) return undefined;
  return why === undefined || size === undefined ? undefined : { holder, name, document, size, why };
}

function sizeOf(json: JsonObject | undefined): PolicyChange["size"] | undefined {
  const [before, after, limit] = ["before", "after", "limit"].map((name) => json && ownValue(json, name));
  if (typeof before !== "number" || typeof after !== "number" || typeof limit !== "number") return undefined;
  return { before, after, limit };
}

function optionsOf(json: JsonObject): PlanOptions | undefined {
  const asOf = ownText(json, "asOf");
  const level = (["report", "service", "action", "resource"] as const).find((known) => known === json["level"]);
  const shared = (["union", "fork"] as const).find((known) => known === json["shared"]);
  const { windowDays, graceDays, allowNotAction } = json;
  const disableUnused = ownValue(json, "disableUnused");
  const protect = textsOf(ownValue(json, "protect"));
  const isWhole = (value: Json | undefined): value is number =>
    Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 4000;
  if (asOf === undefined || !instant.test(asOf) || Number.isNaN(Date.parse(asOf))) return undefined;
  if (level === undefined || shared === undefined) return undefined;
  if (!isWhole(windowDays) || !isWhole(graceDays) || typeof allowNotAction !== "boolean" || protect === undefined) {
    return undefined;
  }
  if (disableUnused !== undefined && disableUnused !== true) return undefined;
  return {
    asOf,
    level,
    windowDays,
    graceDays,
    protect,
    allowNotAction,
    shared,
    ...(disableUnused === true && { disableUnused }),
  };
}

/** As plans write it. */
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;

function changeOf(json: JsonObject): PolicyChange | undefined {
  const policy = ownObject(json, "policy") ?? {};
  const type = (["inline", "managed", "group"] as const).find((known) => known === policy["type"]);
  const how = (["edit", "copy", "delete", "detach"] as const).find((known) => known === json["how"]);
  const [name, arn] = [ownText(policy, "name"), ownText(policy, "arn")];
  const attachedTo = textsOf(ownValue(json, "attachedTo"));
  const [holder, copy] = [ownText(json, "holder"), ownText(json, "copy")];
  const [affects, removedActions, why] = ["affects", "removedActions", "why"].map((member) =>
    textsOf(ownValue(json, member)),
  );
  const [before, after] = [ownValue(json, "before"), ownValue(json, "after")];
  const size = sizeOf(ownObject(json, "size"));
  if (type === undefined || how === undefined || name === undefined || arn === undefined || size === undefined)
    return undefined;
  if (affects === undefined || removedActions === undefined || why === undefined) return undefined;
  if (before === undefined || after === undefined) return undefined;
  return {
    policy: { name, arn, type },
    how,
    ...(holder !== undefined && { holder }),
    ...(attachedTo !== undefined && { attachedTo }),
    ...(copy !== undefined && { copy }),
    affects,
    before,
    after,
    size,
    form: "names",
    // Compared with those of the plan that is made again, and not needed for anything else.
    statements: [],
    removedActions,
    why,
  };
}

function inputOf(json: JsonObject): PlanInput | undefined {
  const [source, sha256, file] = [ownText(json, "source"), ownText(json, "sha256"), ownText(json, "file")];
  return source === undefined || sha256 === undefined || file === undefined ? undefined : { source, file, sha256 };
}

function eachOf<T>(json: Json | undefined, read: (item: JsonObject) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(json)) return undefined;
  const found = json.map((item: Json) => (isJsonObject(item) ? read(item) : undefined));
  return found.every((item) => item !== undefined) ? found : undefined;
}

function textsOf(json: Json | undefined): readonly string[] | undefined {
  if (!Array.isArray(json)) return undefined;
  return json.every((item) => typeof item === "string") ? json : undefined;
}
