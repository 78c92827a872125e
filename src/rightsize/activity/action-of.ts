import type { ActionCatalogue } from "../../iam/index.ts";
import { type CloudTrailEvent, isJsonObject, ownText, ownValue } from "../../model/index.ts";
import { type EventMapping, mappingOf, type NameRule } from "./event-mapping.ts";
import type { WithoutAction } from "./event-table.ts";
import { inferredNeeds } from "./inferred-needs.ts";
import { manyActions } from "./many-actions.ts";
import type { Call, Need } from "./need.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { isOmitted } from "./parameters.ts";
import type { RoleOfInstanceProfile } from "./passed-roles.ts";

/** What an event says about IAM actions. */
export type EventActions =
  | {
      readonly kind: "actions";
      readonly rule: MappingRule;
      readonly outcome: "done" | "denied";
      readonly needs: readonly Need[];
    }
  /** No use of a permission. */
  | { readonly kind: "none"; readonly why: NoAction }
  /** It may be one, and which is not known. */
  | { readonly kind: "unmapped"; readonly eventSource: string; readonly eventName: string };

/** How the actions were found. `parameters`: what the call asked for decides. */
export type MappingRule = NameRule | "parameters";

/**
 * `event-type`: it is not an API call of a principal, or repeats one of another stream. `unauthenticated`: the
 * credentials were not valid. `not-a-record`: it does not say which call it is.
 */
export type NoAction = WithoutAction | "event-type" | "unauthenticated" | "not-a-record";

export interface ActionOptions {
  readonly roleOfInstanceProfile?: RoleOfInstanceProfile;
}

/**
 * The IAM actions that the call of an event needed. A refused call shows only its own action. Never throws, whatever
 * the event is.
 *
 * Source: Service Authorization Reference for the names; CloudTrail User Guide, "CloudTrail record contents", for the
 * events.
 */
export function actionOf(
  event: CloudTrailEvent,
  catalogue: ActionCatalogue,
  options: ActionOptions = {},
): EventActions {
  const eventSource = ownText(event, "eventSource");
  const eventName = ownText(event, "eventName");
  if (eventSource === undefined || eventName === undefined) return { kind: "none", why: "not-a-record" };
  if (!isApiCall(event)) return { kind: "none", why: "event-type" };
  const mapping = mappingOf(eventSource, eventName, catalogue);
  if (mapping.silent !== undefined) return { kind: "none", why: mapping.silent };
  const outcome = outcomeOf(event);
  if (outcome === "unauthenticated") return { kind: "none", why: outcome };
  const found = mapped(event, mapping, outcome, catalogue);
  if (found === undefined || outcome === "unreadable") {
    return outcome === "denied"
      ? noNeeds
      : { kind: "unmapped", eventSource: cut(eventSource), eventName: cut(eventName) };
  }
  const { call, rule, own } = found;
  if (outcome === "denied")
    return { kind: "actions", rule, outcome, needs: own.filter(({ evidence }) => evidence === "event") };
  const inferred = inferredNeeds(
    call,
    own.map(({ action }) => action),
    options.roleOfInstanceProfile ?? unknownRole,
  );
  return { kind: "actions", rule, outcome, needs: inferred.length === 0 ? own : [...own, ...inferred] };
}

/** A refused call of an unknown action shows no need. */
const noNeeds: EventActions = { kind: "actions", rule: "same-name", outcome: "denied", needs: [] };

const unknownRole: RoleOfInstanceProfile = () => undefined;

/** Records before eventVersion 1.02 have no type. Network activity events repeat calls that are recorded as such. */
function isApiCall(event: CloudTrailEvent): boolean {
  const type = ownValue(event, "eventType");
  return type === undefined || type === null || type === "AwsApiCall";
}

interface Mapped {
  readonly call: Call;
  readonly rule: MappingRule;
  readonly own: readonly Need[];
}

function mapped(
  event: CloudTrailEvent,
  mapping: EventMapping,
  outcome: Outcome,
  catalogue: ActionCatalogue,
): Mapped | undefined {
  const { source, name, found } = mapping;
  const written = ownValue(event, "requestParameters");
  const parameters = isJsonObject(written) && !isOmitted(written) ? written : undefined;
  const call: Call = { event, source, name, catalogue, parameters };
  const many = manyActions(call);
  // A refused call shows no need, so that the usual action may stand for it.
  if (many === "unclear" && outcome !== "denied") return undefined;
  if (many !== undefined && many !== "unclear") return { call, rule: "parameters", own: many };
  return found && { call, rule: found.rule, own: [{ action: found.action, evidence: "event" }] };
}

function cut(text: string): string {
  return text.slice(0, maxName);
}

const maxName = 200;
