import { parseArn, type TouchedPlace } from "../../model/index.ts";
import { narrowableServices } from "../activity/narrowable-services.ts";
import { anywhere } from "../activity/touched-places.ts";
import { activityOf } from "./activity-of.ts";
import type { RightsizeFacts } from "./inputs.ts";
import type { PlanOptions } from "./plan.ts";
import { windowStart } from "./window.ts";

/** What the calls of some users and roles were about, in the window or after it; or why that is not known, a clause. */
export type Places = { readonly places: readonly string[] } | { readonly unknown: string };

/** The places of one service that the principals touched, in order, each by a call that names it for certain. */
export function placesOf(
  service: string,
  principals: readonly string[],
  { activity, wholeLogs }: Pick<RightsizeFacts, "activity" | "wholeLogs">,
  options: PlanOptions,
): Places {
  if (wholeLogs?.services.includes(service) !== true) {
    return { unknown: `nothing shows that every call of ${service} is recorded` };
  }
  const from = windowStart(options);
  const places = new Set<string>();
  for (const arn of principals) {
    if (parseArn(arn)?.account !== wholeLogs.account) return { unknown: `the trail is of another account than ${arn}` };
    const touched = activityOf(activity, arn).flatMap((one) => one.touched ?? []);
    const recent = touched.filter((one) => isOf(one, service) && !(Date.parse(one.last) < from));
    const vague = recent.find(({ place }) => place === anywhere);
    if (vague !== undefined) {
      return { unknown: `a call of ${service} by ${arn}, last at ${vague.last}, does not name its resource` };
    }
    for (const { place } of recent) places.add(place);
  }
  if (places.size > maxPlaces) {
    return { unknown: `${places.size} places of ${service} were touched: which will be next cannot be told from them` };
  }
  return { places: [...places].toSorted() };
}

/** Places that were too many to keep apart may be of any service. */
function isOf(touched: TouchedPlace, service: string): boolean {
  return touched.service === service || touched.service === anywhere;
}

/** More than this many look as if new ones came all the time. */
const maxPlaces = 20;

/** All that is in a place, as `Resource` patterns. */
export function patternsOfPlace(service: string, place: string): readonly string[] {
  return narrowableServices.get(service)?.patternsOf(place) ?? [place];
}
