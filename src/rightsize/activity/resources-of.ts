import type { CatalogueAction } from "../../iam/index.ts";
import { type CloudTrailEvent, isJsonObject, type Json, ownText, ownValue } from "../../model/index.ts";
import { stemOf, type TypeFormats, typeOfArn, typesOf } from "./arn-format.ts";
import { type ArnSearch, everyOne, literalArns, namedArns } from "./arn-from-parameters.ts";
import { callerOf } from "./caller.ts";
import { isOmitted, type Leaf, leavesOf, plainKey } from "./parameters.ts";
import { type Place, placeOf } from "./place.ts";
import { serviceArns } from "./service-arns.ts";

/** What an action was done to, as far as the event tells. */
export interface Resources {
  /** ARNs, each once and in order; `*` for actions without resource; empty: the event does not tell. */
  readonly arns: readonly string[];
  readonly step: ResourceStep;
}

/**
 * How the first ARN was found. `wildcard`: the action knows no resource. `resources`: the event lists it. `literal`: it
 * is a parameter. `named`: put together from parameters. `response`: from the answer. `self`: the caller. `all`: the
 * call asks for everything of a type, whose ARN then has `*` in place of the name. `none`: not found.
 */
export type ResourceStep = "wildcard" | "resources" | "literal" | "named" | "response" | "self" | "all" | "none";

/**
 * The ARNs that an action was done to. Actions on several types get what can be found of each. Values that CloudTrail
 * hides or leaves out are no resources. IAM paths, which most events lack, are missing in the ARNs too.
 */
export function resourcesOf(event: CloudTrailEvent, action: CatalogueAction): Resources {
  if (action.resources.length === 0) return wildcard;
  const types = typesOf(action);
  const listed = listedArns(event, types);
  const open = types.filter((type) => !listed.some((arn) => typeOfArn(arn, types) === type));
  if (listed.length > 0 && !open.some(({ required }) => required)) return { arns: sorted(listed), step: "resources" };
  return searched(event, action, types, open, listed);
}

const wildcard: Resources = { arns: ["*"], step: "wildcard" };
const noResources: Resources = { arns: [], step: "none" };

/** ARNs of `resources` that the action can be done to. */
function listedArns(event: CloudTrailEvent, types: readonly TypeFormats[]): readonly string[] {
  const listed = ownValue(event, "resources");
  if (!Array.isArray(listed)) return [];
  return listed.slice(0, maxResources).flatMap((resource) => {
    const arn = isJsonObject(resource) ? (ownText(resource, "ARN") ?? ownText(resource, "arn")) : undefined;
    return arn !== undefined && arn.length <= maxArn && typeOfArn(arn, types) !== undefined ? [arn] : [];
  });
}

const maxArn = 2048;
const maxResources = 1000;

function searched(
  event: CloudTrailEvent,
  action: CatalogueAction,
  types: readonly TypeFormats[],
  open: readonly TypeFormats[],
  listed: readonly string[],
): Resources {
  const place = placeOf(event);
  if (place === undefined) return listed.length > 0 ? { arns: sorted(listed), step: "resources" } : noResources;
  const callName = action.name.slice(action.name.indexOf(":") + 1).toLowerCase();
  const parameters = leavesOf(ownValue(event, "requestParameters"));
  const asked: ArnSearch = { leaves: parameters, place, types, callName };
  // Answers of calls that only read are not what the caller asked for.
  const answered = action.accessLevels.some((level) => level !== "Read" && level !== "List")
    ? { ...asked, leaves: leavesOf(ownValue(event, "responseElements")) }
    : undefined;
  const found = [...listed];
  let step: ResourceStep = listed.length > 0 ? "resources" : "none";
  for (const type of open) {
    const [arns, how] = arnsOfType(type, action.service, asked, answered);
    if (arns.length > 0 && step === "none") step = how;
    found.push(...arns);
  }
  if (found.length > 0) return { arns: sorted(withoutParents(found, types)), step };
  return withoutNames(event, action, asked);
}

/** Of a call that names nothing: the caller, the one there is, or all. */
function withoutNames(
  event: CloudTrailEvent,
  action: CatalogueAction,
  { leaves, place, types, callName }: ArnSearch,
): Resources {
  const given = ownValue(event, "requestParameters");
  const failed = ownValue(event, "errorCode") !== undefined;
  if (isOmitted(given) || (failed && !isJsonObject(given))) return noResources;
  const self = action.service === "iam" ? ownUser(event, types, leaves) : undefined;
  if (self !== undefined) return { arns: [self], step: "self" };
  const only = types.find(({ formats }) => formats.some(({ variables }) => variables.length === 0));
  if (only !== undefined) return { arns: everyOne(only, place), step: "named" };
  const all = makes.test(callName) || (isReading(action) && asksForAll(given));
  return all ? { arns: everything(types, callName, place), step: "all" } : noResources;
}

function isReading({ accessLevels }: CatalogueAction): boolean {
  return accessLevels.every((level) => level === "List" || level === "Read");
}

/** Nothing but how many, from where on and which of all. */
function asksForAll(parameters: Json | undefined): boolean {
  return !isJsonObject(parameters) || Object.keys(parameters).every((key) => turnsPages.test(plainKey(key)));
}

/** Before something is there, AWS authorises the making of any. */
const makes = /^(create|allocate)/;
const turnsPages =
  /^(max(results|items|records)?|limit|page(size|token)?|nexttoken|marker|host|filters?|filterset|include\w*|sort\w*|order\w*|duration)$/;

/**
 * ARNs with `*` for what callers choose: of the types that a request must name, else of the one that the call is called
 * after.
 */
function everything(types: readonly TypeFormats[], callName: string, place: Place): readonly string[] {
  const length = ({ type }: TypeFormats): number =>
    callName.includes(stemOf(type.name)) ? stemOf(type.name).length : 0;
  const [named] = [...types].sort((a, b) => length(b) - length(a));
  const required = types.filter((type) => type.required && (!makes.test(callName) || type === named));
  return (required.length > 0 ? required : types.filter((type) => type === named)).flatMap((type) =>
    everyOne(type, place),
  );
}

function arnsOfType(
  type: TypeFormats,
  service: string,
  asked: ArnSearch,
  answered: ArnSearch | undefined,
): readonly [readonly string[], ResourceStep] {
  const literal = literalArns(asked, type);
  if (literal.length > 0) return [literal, "literal"];
  const ofService = serviceArns.get(service);
  const named = ofService?.(asked, type) ?? namedArns(asked, type);
  const literalAnswer = answered === undefined ? [] : literalArns(answered, type);
  if (named.length > 0 && (literalAnswer.length === 0 || service === "ec2")) return [named, "named"];
  if (literalAnswer.length > 0) return [literalAnswer, "response"];
  return [answered === undefined ? [] : (ofService?.(answered, type) ?? namedArns(answered, type)), "response"];
}

/** Calls of IAM about a user that name none are about the caller. */
function ownUser(
  event: CloudTrailEvent,
  types: readonly TypeFormats[],
  parameters: readonly Leaf[],
): string | undefined {
  if (!types.some(({ type }) => type.name === "user")) return undefined;
  const caller = callerOf(event);
  if (typeof caller === "string" || caller.type !== "IAMUser") return undefined;
  return parameters.some(({ key }) => key.includes("username")) ? undefined : caller.arn;
}

/** Without the ARNs that another one continues (an API and its stage), except where the request must name both. */
function withoutParents(arns: readonly string[], types: readonly TypeFormats[]): readonly string[] {
  if (arns.length < 2 || arns.length > maxCompared) return arns;
  return arns.filter((arn) => {
    const isParent = arns.some((other) => other.startsWith(`${arn}/`) || other.startsWith(`${arn}:`));
    return !isParent || typeOfArn(arn, types)?.required === true;
  });
}

const maxCompared = 100;

function sorted(arns: readonly string[]): readonly string[] {
  const clean = arns.filter((arn) => !/[\u0000-\u001f\u007f]/.test(arn));
  return clean.length < 2 ? clean : [...new Set(clean)].sort();
}
