import {
  type Json,
  type JsonObject,
  type LastAccessed,
  ownObject,
  ownText,
  ownValue,
  type ServiceAccess,
} from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import {
  inside,
  listAt,
  malformedAt,
  objectAt,
  optionalTextAt,
  type Place,
  strictTimeAt,
  textAt,
  timeAt,
} from "./fields.ts";
import { present } from "./present.ts";
import { type Parsed, quote, startReading } from "./reading.ts";

/** One page of a finished, failed or running job. */
export interface LastAccessedPage extends LastAccessed {
  /** Equal for the pages of one job. */
  readonly job: string;
}

/**
 * `aws iam get-service-last-accessed-details`. The answer does not name its principal, unless services were used and
 * all of them by the same entity. A service that cannot be read is left out and is a gap, never "not used".
 */
export function parseServiceLastAccessed(answer: Answer): Parsed<LastAccessedPage> {
  if (answer.kind === "error") return refusal(answer, "service-last-accessed");
  const reading = startReading(answer.file);
  const json = answerObject(answer, "service-last-accessed");
  const place = { file: answer.file, path: "" };
  const jobStatus = textAt(json, "JobStatus", place);
  if (jobStatus !== "COMPLETED" && jobStatus !== "FAILED" && jobStatus !== "IN_PROGRESS") {
    throw malformedAt({ ...place, path: "JobStatus" }, `is ${quote(jobStatus)}, not COMPLETED, FAILED or IN_PROGRESS`);
  }
  const list = listAt(json, "ServicesLastAccessed", place);
  const jobError = jobStatus === "FAILED" ? jobErrorOf(json) : undefined;
  if (jobStatus !== "COMPLETED") reading.gap("the job", `it is ${jobStatus}${jobError ? `: ${jobError}` : ""}`);
  else if (list === undefined) reading.gap("the services", "the answer has no ServicesLastAccessed");

  const services = (list ?? []).flatMap((entry, index) => {
    const at = inside(inside(place, "ServicesLastAccessed"), index);
    try {
      return [toService(objectAt(entry, at), at)];
    } catch (error) {
      reading.caught(error);
      reading.gap(at.path, error instanceof Error ? error.message : "it cannot be read");
      return [];
    }
  });
  const level = ownText(json, "JobType") === "ACTION_LEVEL" ? "action" : "service";
  return reading.result({
    job: `${level} ${ownText(json, "JobCreationDate") ?? ownValue(json, "JobCreationDate") ?? ""}`,
    jobStatus,
    level,
    isTruncated: ownValue(json, "IsTruncated") === true,
    services,
    ...present({ arn: onlyEntity(services), jobError, completedAt: timeAt(json, "JobCompletionDate", place, reading) }),
  });
}

function jobErrorOf(json: JsonObject): string {
  const error = ownObject(json, "Error") ?? {};
  return [ownText(error, "Code"), ownText(error, "Message")].filter(Boolean).join(": ") || "AWS gave no reason";
}

function toService(entry: JsonObject, place: Place): ServiceAccess {
  const namespace = textAt(entry, "ServiceNamespace", place);
  const tracked = listAt(entry, "TrackedActionsLastAccessed", place);
  return shared({
    namespace,
    name: optionalTextAt(entry, "ServiceName", place) ?? namespace,
    ...present({
      lastAuthenticated: strictTimeAt(entry, "LastAuthenticated", place),
      lastAuthenticatedEntity: optionalTextAt(entry, "LastAuthenticatedEntity", place),
      lastAuthenticatedRegion: optionalTextAt(entry, "LastAuthenticatedRegion", place),
      actions: tracked?.map((action, index) =>
        toAction(action, inside(inside(place, "TrackedActionsLastAccessed"), index)),
      ),
    }),
  });
}

type TrackedAction = NonNullable<ServiceAccess["actions"]>[number];

function toAction(value: Json, place: Place): TrackedAction {
  const entry = objectAt(value, place);
  const name = textAt(entry, "ActionName", place);
  if (Object.keys(entry).length === 1) return neverUsed(name);
  return {
    name,
    ...present({
      lastAccessed: strictTimeAt(entry, "LastAccessedTime", place),
      lastAccessedEntity: optionalTextAt(entry, "LastAccessedEntity", place),
      lastAccessedRegion: optionalTextAt(entry, "LastAccessedRegion", place),
    }),
  };
}

/** Nearly all rows of all answers are no more than one of a few thousand names: each of these is one object. */
function neverUsed(name: string): TrackedAction {
  const known = unusedActions.get(name);
  if (known !== undefined) return known;
  const made = { name };
  if (unusedActions.size < maxUnusedActions && name.length < 200) unusedActions.set(name, made);
  return made;
}

const unusedActions = new Map<string, TrackedAction>();
/** More than AWS has. */
const maxUnusedActions = 50_000;

/** Most services of most answers were never used, and then an answer says the same of one as others do: one object for all. */
function shared(service: ServiceAccess): ServiceAccess {
  if (service.lastAuthenticated !== undefined || service.lastAuthenticatedEntity !== undefined) return service;
  if (service.actions?.every(isUnused) === false) return service;
  const alike = unusedServices.get(service.namespace) ?? [];
  const known = alike.find((other) => isAlike(other, service));
  if (known !== undefined) return known;
  if (alike.length >= maxAlike || (alike.length === 0 && unusedServices.size >= maxUnusedServices)) return service;
  unusedServices.set(service.namespace, [...alike, service]);
  return service;
}

function isUnused({ lastAccessed, lastAccessedEntity, lastAccessedRegion }: TrackedAction): boolean {
  return (lastAccessed ?? lastAccessedEntity ?? lastAccessedRegion) === undefined;
}

/** Of two without a use; their actions are objects that are shared as well. */
function isAlike(one: ServiceAccess, other: ServiceAccess): boolean {
  return (
    one.name === other.name &&
    one.lastAuthenticatedRegion === other.lastAuthenticatedRegion &&
    one.actions?.length === other.actions?.length &&
    one.actions?.every((action, index) => action === other.actions?.[index]) !== false
  );
}

const unusedServices = new Map<string, readonly ServiceAccess[]>();
const maxUnusedServices = 2_000;
/** What AWS tracks of a service grows from time to time. */
const maxAlike = 8;

/** For a job on a user or role, each service names that user or role as the entity that used it. */
function onlyEntity(services: readonly ServiceAccess[]): string | undefined {
  const entities = new Set(services.flatMap(({ lastAuthenticatedEntity }) => lastAuthenticatedEntity ?? []));
  const [first] = entities;
  return entities.size === 1 ? first : undefined;
}
