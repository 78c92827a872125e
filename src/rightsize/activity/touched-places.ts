import type { CatalogueAction } from "../../iam/index.ts";
import { type CloudTrailEvent, isJsonObject, ownObject, ownText, ownValue } from "../../model/index.ts";
import { narrowableServices } from "./narrowable-services.ts";
import type { Need } from "./need.ts";

/** Stands for a place that an event does not name for certain. */
export const anywhere = "*";

/**
 * The buckets, tables, ... that a call was about, as far as the event names them by whole ARNs: ARNs that had to be put together
 * are {@link anywhere}. Undefined: the service is none whose resources can be narrowed, or the action knows no resource.
 */
export function touchedPlaces(
  event: CloudTrailEvent,
  { action, evidence, resources }: Need,
): readonly string[] | undefined {
  const service = narrowableServices.get(action.service);
  if (service === undefined || action.resources.length === 0) return undefined;
  const isSingle = evidence === "event" && resources === undefined && !isBatch(event, action);
  const arns = isSingle ? arnsOf(event, action.service, service.parameters) : undefined;
  const places = arns?.map((arn) => service.placeOf(arn) ?? anywhere) ?? [anywhere];
  return places.includes(anywhere) || places.length === 0 ? [anywhere] : [...new Set(places)].toSorted();
}

/** Calls on several tables at once, some of which may stand in the parameters only. */
function isBatch(event: CloudTrailEvent, { service }: CatalogueAction): boolean {
  return service === "dynamodb" && /^(Batch|Transact|Execute)/.test(ownText(event, "eventName") ?? "");
}

/** Undefined: something is listed that is no ARN, so that what it is cannot be told. */
function arnsOf(event: CloudTrailEvent, prefix: string, parameters: readonly string[]): readonly string[] | undefined {
  const listed = ownValue(event, "resources");
  const found: string[] = [];
  for (const resource of Array.isArray(listed) ? listed : []) {
    if (!isJsonObject(resource)) return undefined;
    const arn = ownValue(resource, "ARN") ?? ownValue(resource, "arn");
    // A beginning of ARNs stands beside the bucket's own ARN.
    if (arn === undefined || arn === null) continue;
    if (typeof arn !== "string" || !arn.startsWith("arn:")) return undefined;
    if (arn.split(":", 3)[2] === prefix) found.push(arn);
  }
  if (found.length > 0) return found;
  const given = ownObject(event, "requestParameters") ?? {};
  return parameters.flatMap((name) => {
    const text = ownText(given, name) ?? "";
    return text.startsWith("arn:") ? [text] : [];
  });
}
