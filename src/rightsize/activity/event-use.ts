import type { ActionCatalogue } from "../../iam/index.ts";
import { type CloudTrailEvent, ownText, type RecordedCall } from "../../model/index.ts";
import { type ActionOptions, actionOf, type NoAction } from "./action-of.ts";
import { contextKeyOf, resourceKeyOf } from "./call-ledger.ts";
import { callerOf, type NoCaller } from "./caller.ts";
import type { Need } from "./need.ts";
import { callKeyOf, orderedEntries, placeKeyOf } from "./principal-ledger.ts";
import { type ContextEntry, contextEntries } from "./request-context.ts";
import { resourcesOf } from "./resources-of.ts";
import { touchedPlaces } from "./touched-places.ts";

/** What an event says about a principal's permissions, ready to be counted. */
export interface EventUse {
  readonly arn: string;
  readonly id?: string;
  readonly calls: readonly UsedCall[];
  readonly unmapped?: { readonly eventSource: string; readonly eventName: string };
}

export interface UsedCall {
  readonly head: Pick<RecordedCall, "action" | "outcome" | "evidence">;
  /** Of the head. */
  readonly key: string;
  /** Undefined: too many to keep. */
  readonly resourceKey: string | undefined;
  readonly contextKey: string;
  /** Keys of the places that it was about, where they were asked for; see {@link placeKeyOf}. */
  readonly places?: readonly string[];
}

/** Why an event is no use. `denied-unknown`: a refused call whose action is not known. */
export type NoUse = NoAction | NoCaller | "denied-unknown";

export interface UseOptions extends ActionOptions {
  /** Also tell which places were touched. */
  readonly places?: boolean;
}

export function readUse(event: CloudTrailEvent, catalogue: ActionCatalogue, options: UseOptions): EventUse | NoUse {
  const found = actionOf(event, catalogue, options);
  if (found.kind === "none") return found.why;
  const caller = callerOf(event);
  if (typeof caller === "string") return caller;
  const who = { arn: caller.arn, ...(caller.id !== undefined && { id: caller.id }) };
  if (found.kind === "unmapped") return { ...who, calls: [], unmapped: found };
  if (found.needs.length === 0) return "denied-unknown";
  const context = contextEntries(event);
  const contextKey = contextKeyOf(context);
  const calls = found.needs.map((need) => {
    const call = usedCall(event, need, found.outcome, context, contextKey);
    const places = options.places === true ? touchedPlaces(event, need) : undefined;
    return places === undefined ? call : { ...call, places: places.map((at) => placeKeyOf(need.action.service, at)) };
  });
  return { ...who, calls: calls.length === 1 ? calls : distinct(calls) };
}

function usedCall(
  event: CloudTrailEvent,
  { action, evidence, resources, context: own }: Need,
  outcome: RecordedCall["outcome"],
  context: readonly ContextEntry[],
  contextKey: string,
): UsedCall {
  const head = { action: action.name, outcome, evidence };
  const arns = resources ?? resourcesOf(event, action).arns;
  return {
    head,
    key: callKeyOf(head),
    resourceKey: arns.length > maxResourcesOfCall ? undefined : resourceKeyOf(arns),
    contextKey:
      own === undefined ? contextKey : contextKeyOf(orderedEntries({ ...Object.fromEntries(context), ...own })),
  };
}

const maxResourcesOfCall = 200;

function distinct(calls: readonly UsedCall[]): readonly UsedCall[] {
  return [...new Map(calls.map((call) => [identityOfCall(call), call])).values()];
}

function identityOfCall({ key, resourceKey = "", contextKey }: UsedCall): string {
  return `${key}\n${resourceKey}\n${contextKey}`;
}

/** Tells an event from others of the same id and time: by what it says about permissions. */
export function identityOf(use: EventUse | NoUse, event: CloudTrailEvent): string {
  if (typeof use === "string") return `${use}\n${ownText(event, "eventSource")}\n${ownText(event, "eventName")}`;
  const { arn, id = "", calls, unmapped } = use;
  if (unmapped !== undefined) return `${arn}\n${id}\n${unmapped.eventSource}\n${unmapped.eventName}`;
  const [only] = calls;
  return `${arn}\n${id}\n${calls.length === 1 && only !== undefined ? identityOfCall(only) : calls.map(identityOfCall).join("\n")}`;
}
