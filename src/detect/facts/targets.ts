import {
  type CloudTrailEvent,
  type DetectionTarget,
  isJsonObject,
  type Json,
  type JsonObject,
  ownObject,
  ownText,
  ownValue,
} from "../../model/index.ts";
import { targetParameters } from "./target-parameters.ts";

/**
 * What a call acted upon: the event's `resources`; where it names none, the request parameters that are known to name one; for
 * what only the answer names, that. At most {@link maxTargets}, in the order of the event or of the parameters. Empty where
 * nothing is known.
 */
export function targetsOf(event: CloudTrailEvent): readonly DetectionTarget[] {
  const targets = new Map<string, DetectionTarget>();
  for (const resource of listOf(ownValue(event, "resources"))) {
    if (!isJsonObject(resource)) continue;
    add(targets, ownText(resource, "type") ?? "", ownText(resource, "ARN") ?? ownText(resource, "arn"));
  }
  if (targets.size === 0) addParameters(targets, event, ownObject(event, "requestParameters"));
  if (targets.size === 0) addParameters(targets, event, answerOf(event));
  return [...targets.values()];
}

const maxTargets = 5;
const maxName = 256;
/** Of one list; the same may stand in it again. */
const maxListed = 50;

function addParameters(
  targets: Map<string, DetectionTarget>,
  event: CloudTrailEvent,
  parameters: JsonObject | undefined,
): void {
  if (parameters === undefined) return;
  const service = ownText(event, "eventSource")?.split(".", 1)[0] ?? "";
  for (const [path, type] of targetParameters.get(service) ?? []) {
    for (const name of namesAt(parameters, path)) add(targets, type, name);
  }
}

/** The key of a user who made it for himself, and instances that were started, are only named here. */
function answerOf(event: CloudTrailEvent): JsonObject | undefined {
  const answer = ownObject(event, "responseElements");
  return answer && (ownObject(answer, "accessKey") ?? answer);
}

function add(targets: Map<string, DetectionTarget>, type: string, name: Json | undefined): void {
  if (typeof name !== "string" || name === "" || targets.size >= maxTargets) return;
  const known = name.length > maxName ? `${name.slice(0, maxName)}...` : name;
  // The first parameter that names it says what it is.
  if (!targets.has(known)) targets.set(known, { type: type.slice(0, maxName), name: known });
}

function namesAt(parameters: JsonObject, path: readonly string[]): readonly Json[] {
  let found: readonly Json[] = [parameters];
  for (const step of path) {
    found = found.flatMap((value) => (isJsonObject(value) ? listOf(ownValue(value, step)).slice(0, maxListed) : []));
  }
  return found;
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
