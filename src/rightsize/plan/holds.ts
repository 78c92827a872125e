import {
  type ActionCatalogue,
  type ActionSet,
  compileGlob,
  expandElement,
  globCovers,
  globsIntersect,
  type Statement,
} from "../../iam/index.ts";
import type { UnmappedCall } from "../../model/index.ts";
import { activityOf } from "./activity-of.ts";
import { statementName } from "./cut-policy.ts";
import { serviceOfSource } from "./event-services.ts";
import { grantedBy } from "./granted-actions.ts";
import type { RightsizeFacts } from "./inputs.ts";
import type { Known } from "./known.ts";
import type { PlanLevel, PlanOptions, Refusal } from "./plan.ts";
import type { PolicyUnit } from "./policy-units.ts";
import { windowStart } from "./window.ts";

/** Actions that stay though the principal itself may not need them, and why. */
export interface Hold {
  readonly actions: ActionSet;
  /** A sentence. */
  readonly reason: string;
}

/** What of a policy cannot go: for the sake of others who have it, or since it must not be touched. */
export interface UnitHolds {
  readonly holds: readonly Hold[];
  /** Positions of the statements that are left as they are. */
  readonly left: ReadonlySet<number>;
  readonly refusals: readonly Refusal[];
}

/** Statements whose Sid begins so are left as they are; Repokid's convention. */
const pinnedSid = "NOREPO";

export function unitHolds(
  unit: PolicyUnit,
  principal: string,
  facts: RightsizeFacts,
  options: PlanOptions,
  level: PlanLevel,
  { neededBy, gapOf }: Known,
): UnitHolds {
  const { policy, parsed, blocked } = unit;
  const granted = grantedBy(parsed, facts.catalogue);
  const holds: Hold[] = [];
  const refusals: Refusal[] = [];
  const left = new Set<number>();
  if (blocked !== undefined) {
    refusals.push({ scope: "policy", policy, reason: `The policy stays as it is: ${blocked}.` });
    holds.push({
      actions: granted,
      reason: `It is granted by policy ${policy.name}, which stays as it is: ${blocked}.`,
    });
  }
  for (const arn of unit.affects) if (arn !== principal) holdFor(arn);
  const frozenBy = frozenCalls(unit, facts, options);
  for (const statement of parsed.statements) {
    const reason =
      statement.effect === "Allow" ? leftBecause(statement, options, frozenBy, facts.catalogue) : undefined;
    if (reason === undefined) continue;
    left.add(statement.position);
    const name = statementName(statement);
    refusals.push({ scope: "statement", policy, statement: name, reason: `It stays as it is: ${reason}.` });
    const { actions } = expandElement(statement.action, facts.catalogue);
    const where = `${name} of policy ${policy.name}`;
    holds.push({ actions, reason: `It is granted by ${where}, which stays as it is: ${reason}.` });
  }
  return { holds, left, refusals };

  function holdFor(arn: string): void {
    const gap = gapOf(arn);
    if (gap !== undefined) {
      const because = `${arn} has it, too, and ${gap}`;
      refusals.push({ scope: "policy", policy, reason: `Nothing of it goes: ${because}.` });
      holds.push({ actions: granted, reason: `It is granted by policy ${policy.name}: ${because}.` });
      return;
    }
    const { used, others } = neededBy(arn, parsed, granted, level);
    const whose = `${arn}, who has policy ${policy.name}, too`;
    if (used !== undefined) holds.push({ actions: used, reason: `It is used by ${whose}.` });
    if (others !== undefined) holds.push({ actions: others, reason: `It may be needed by ${whose}.` });
  }
}

interface FrozenBy {
  readonly call: UnmappedCall;
  readonly principal: string;
  /** Undefined: which service's action the call needs is not known. */
  readonly service?: string;
}

/** Calls of those who have the policy that need some action, and nobody knows which. */
function frozenCalls(
  unit: PolicyUnit,
  { activity, catalogue }: RightsizeFacts,
  options: PlanOptions,
): readonly FrozenBy[] {
  const from = windowStart(options);
  return unit.affects.flatMap((principal) =>
    activityOf(activity, principal).flatMap(({ unmapped }) =>
      unmapped
        .filter(({ last }) => !(Date.parse(last) < from))
        .map((call) => {
          const service = serviceOfSource(call.eventSource, catalogue);
          return { call, principal, ...(service !== undefined && { service }) };
        }),
    ),
  );
}

function leftBecause(
  statement: Statement,
  { allowNotAction }: PlanOptions,
  frozenBy: readonly FrozenBy[],
  catalogue: ActionCatalogue,
): string | undefined {
  if (statement.sid?.startsWith(pinnedSid)) return `its Sid begins with ${pinnedSid}`;
  if (statement.action.kind === "NotAction" && !allowNotAction) {
    const { size } = expandElement(statement.action, catalogue).actions;
    return `its NotAction allows ${size} actions and all that AWS adds; --allow-not-action lists those that stay in its place`;
  }
  const frozen = frozenBy.find(({ service }) => service === undefined || mayGrant(statement, service));
  if (frozen === undefined) return undefined;
  const { call, principal } = frozen;
  return `${principal} called ${call.eventName} of ${call.eventSource}, and which action that needs is not known`;
}

/** Could it be about any action of the service? */
function mayGrant({ action }: Statement, service: string): boolean {
  const all = compileGlob(`${service}:*`);
  const globs = action.patterns.map((pattern) => compileGlob(pattern.toLowerCase()));
  return action.kind === "Action"
    ? globs.some((glob) => globsIntersect(glob, all))
    : !globs.some((glob) => globCovers(glob, all));
}
