import type { AccessRequest, NamedPolicy, RequestPrincipal } from "../../iam/index.ts";
import { principalLayers, requestContext } from "../../iam/index.ts";
import { type Activity, type Identities, parseArn, type RecordedCall, type TouchedPlace } from "../../model/index.ts";
import { narrowableServices } from "../activity/narrowable-services.ts";
import { activityOf } from "../plan/activity-of.ts";
import type { RightsizeFacts } from "../plan/inputs.ts";
import type { PlanOptions, Replay } from "../plan/plan.ts";
import { windowStart } from "../plan/window.ts";
import { keptLast } from "../usage/kept-last.ts";
import { comparison } from "./compare-policies.ts";

export interface ReplayResult extends Replay {
  /** The first call that is lost, a clause. */
  readonly firstLost?: string;
}

/**
 * Decides every distinct successful call that the logs hold of the principals by their identity policies as they are and as
 * they would be. Both outcomes must be equal: allowed, denied, or depending on the same unknown condition. What else
 * limits them (boundary, SCPs, resource and session policies) is the same before and after, so that equal outcomes of this
 * layer are equal decisions, whatever the others say.
 */
export function createReplayer(
  { identities, activity, wholeLogs }: RightsizeFacts,
  options: PlanOptions,
): (principals: readonly string[], after: Identities) => ReplayResult {
  const from = windowStart(options);
  const recordings = keptLast<string, Recording>(recordingsKept);
  return (principals, after) => {
    const excluded = new Map<string, Counts>();
    let [calls, distinct, inferred, requests, lost] = [0, 0, 0, 0, 0];
    let firstLost: string | undefined;
    for (const arn of principals) {
      const recording = recordings(arn, () =>
        recordingOf(arn, identities, activity, from, options.level === "resource" && wholeLogs?.problems.length === 0),
      );
      for (const [why, counts] of recording.excluded) addTo(excluded, why, counts);
      const isOther = comparison(recording.policies, principalLayers(after, arn)?.layers.identity ?? []);
      for (const { call, resources, context } of recording.calls) {
        if (call.evidence === "inferred") inferred += 1;
        else {
          distinct += 1;
          calls += call.count;
        }
        requests += resources.length;
        const { principal } = recording;
        const { action } = call;
        const other = resources.find((resource) => isOther({ principal, action, resource, context }));
        if (other === undefined) continue;
        lost += 1;
        firstLost ??= `${arn} called ${action} on ${other}, last at ${call.last}`;
      }
    }
    const reasons = [...excluded].map(([reason, counts]) => ({ reason, ...counts }));
    return {
      calls,
      distinct,
      inferred,
      requests,
      lost,
      excluded: reasons.toSorted((a, b) => (a.reason < b.reason ? -1 : 1)),
      ...(firstLost !== undefined && { firstLost }),
    };
  };
}

/** A policy that hundreds have is replayed for all of them in the plan of each. */
const recordingsKept = 1024;

/** What somebody called, and the policies that decide it now. */
interface Recording {
  readonly principal: RequestPrincipal;
  readonly policies: readonly NamedPolicy[];
  readonly calls: readonly AskedCall[];
  readonly excluded: ReadonlyMap<string, Counts>;
}

/** One request for each resource. */
interface AskedCall {
  readonly call: RecordedCall;
  readonly resources: readonly string[];
  readonly context: AccessRequest["context"];
}

interface Counts {
  readonly calls: number;
  readonly distinct: number;
}

/** `isWhole`: the places that were touched are all that there are. */
function recordingOf(
  arn: string,
  identities: Identities,
  activity: Activity | undefined,
  from: number,
  isWhole: boolean,
): Recording {
  const { account = "" } = parseArn(arn) ?? {};
  const found = principalLayers(identities, arn);
  // Sessions differ in their names; whatever hangs on these is unknown, and equally so before and after.
  const principal: RequestPrincipal = found?.principal ?? { kind: "user", arn, account };
  const policies = found?.layers.identity ?? [];
  // A call that does not tell its resource is asked about wherever the policies draw a line.
  const places = ["*", ...placesIn(policies)];
  const calls: AskedCall[] = [];
  const contexts = new Map<RecordedCall["context"], AccessRequest["context"]>();
  const excluded = new Map<string, Counts>();
  const recorded = activityOf(activity, arn);
  const touched = isWhole ? recorded.flatMap((one) => one.touched ?? []) : [];
  for (const call of recorded.flatMap((one) => one.calls)) {
    const why = excludedBecause(call, from);
    if (why !== undefined) {
      addTo(excluded, why, { calls: call.count, distinct: 1 });
      continue;
    }
    // Contexts in the logs are never whole: a key that is not there stays unknown. Most calls share one.
    const context = contexts.get(call.context) ?? requestContext(call.context, { principal });
    contexts.set(call.context, context);
    calls.push({
      call,
      resources: call.resources.length > 0 ? call.resources : (manyPlaces(call, touched, from) ?? places),
      context,
    });
  }
  return { principal, policies, calls, excluded };
}

/** Calls on too many resources to keep apart were about the places of their service, if each of these is certain. */
function manyPlaces(
  { action, truncated }: RecordedCall,
  touched: readonly TouchedPlace[],
  from: number,
): readonly string[] | undefined {
  const service = action.slice(0, action.indexOf(":"));
  const own = touched.filter((one) => (one.service === service || one.service === "*") && Date.parse(one.last) >= from);
  const known = narrowableServices.get(service);
  if (truncated !== "resources" || known === undefined || own.some(({ place }) => place === "*")) return undefined;
  const patterns = own.flatMap(({ place }) => known.patternsOf(place));
  return patterns.length === 0 ? undefined : patterns;
}

function addTo(all: Map<string, Counts>, why: string, { calls, distinct }: Counts): void {
  const known = all.get(why) ?? { calls: 0, distinct: 0 };
  all.set(why, { calls: known.calls + calls, distinct: known.distinct + distinct });
}

/** Texts of all `Resource` and `NotResource` elements: places to ask about where a call does not tell its own. */
function placesIn(policies: readonly NamedPolicy[]): readonly string[] {
  const statements = policies.flatMap(({ policy }) => policy.statements);
  return [...new Set(statements.flatMap(({ resource }) => resource?.patterns ?? []))];
}

function excludedBecause({ outcome: end, last }: RecordedCall, from: number): string | undefined {
  if (end === "denied") return "denied: shows no need";
  return Date.parse(last) <= from ? "before the window" : undefined;
}
