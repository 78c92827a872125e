import type { AccessRequest, RequestPrincipal } from "../../iam/index.ts";
import { type CompiledLayer, compileLayer, layerOutcome, principalLayers, requestContext } from "../../iam/index.ts";
import { type Identities, parseArn, type RecordedCall } from "../../model/index.ts";
import { activityOf } from "../plan/activity-of.ts";
import type { RightsizeFacts } from "../plan/inputs.ts";
import type { PlanOptions, Replay } from "../plan/plan.ts";
import { windowStart } from "../plan/window.ts";

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
export function replayCalls(
  principals: readonly string[],
  before: Identities,
  after: Identities,
  facts: RightsizeFacts,
  options: PlanOptions,
): ReplayResult {
  const from = windowStart(options);
  const excluded = new Map<string, { calls: number; distinct: number }>();
  let [calls, distinct, requests, lost] = [0, 0, 0, 0];
  let firstLost: string | undefined;
  for (const arn of principals) {
    const old = identityLayer(arn, before);
    const left = identityLayer(arn, after);
    for (const call of activityOf(facts.activity, arn).flatMap((principal) => principal.calls)) {
      const why = excludedBecause(call, from);
      if (why !== undefined) {
        const counts = excluded.get(why) ?? { calls: 0, distinct: 0 };
        excluded.set(why, { calls: counts.calls + call.count, distinct: counts.distinct + 1 });
        continue;
      }
      calls += call.count;
      distinct += 1;
      const asked = requestsOf(call, old);
      requests += asked.length;
      const differs = asked.find((request) => outcome(old.layer, request) !== outcome(left.layer, request));
      if (differs === undefined) continue;
      lost += 1;
      firstLost ??= `${arn} called ${call.action} on ${differs.resource}, last at ${call.last}`;
    }
  }
  return {
    calls,
    distinct,
    requests,
    lost,
    excluded: [...excluded]
      .map(([reason, counts]) => ({ reason, ...counts }))
      .toSorted((a, b) => (a.reason < b.reason ? -1 : 1)),
    ...(firstLost !== undefined && { firstLost }),
  };
}

interface IdentityLayer {
  readonly layer: CompiledLayer;
  /** Texts of all `Resource` and `NotResource` elements: places to ask about where a call does not tell its own. */
  readonly places: readonly string[];
  readonly principal: RequestPrincipal;
}

function excludedBecause({ outcome: end, last }: RecordedCall, from: number): string | undefined {
  if (end === "denied") return "denied: shows no need";
  return Date.parse(last) <= from ? "before the window" : undefined;
}

/** A call that does not tell its resource is asked about wherever the policies draw a line. */
function requestsOf(call: RecordedCall, { places, principal }: IdentityLayer): readonly AccessRequest[] {
  const resources = call.resources.length > 0 ? call.resources : ["*", ...places];
  // Contexts in the logs are never whole: a key that is not there stays unknown.
  const context = requestContext(call.context, { principal });
  return resources.map((resource) => ({ principal, action: call.action, resource, context }));
}

function outcome(layer: CompiledLayer, request: AccessRequest): string {
  const { verdict, allows, denies } = layerOutcome(layer, request, "identity");
  return `${verdict} ${allows} ${denies}`;
}

/** Sessions differ in their names; whatever hangs on these is unknown, and equally so before and after. */
function identityLayer(arn: string, identities: Identities): IdentityLayer {
  const { account = "" } = parseArn(arn) ?? {};
  const found = principalLayers(identities, arn);
  const policies = found?.layers.identity ?? [];
  const statements = policies.flatMap(({ policy }) => policy.statements);
  return {
    layer: compileLayer(policies),
    places: [...new Set(statements.flatMap(({ resource }) => resource?.patterns ?? []))],
    principal: found?.principal ?? { kind: "user", arn, account },
  };
}
