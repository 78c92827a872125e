import {
  accessOf,
  blanketAdministratorAccess,
  type EscalationHop,
  type EscalationRoute,
  escalationGraph,
  escalationMethods,
  powerRank,
} from "../../iam/index.ts";
import type { Identities } from "../../model/index.ts";
import { rememberingJudge } from "../plan/remembering-judge.ts";
import type { UsageJudge } from "../usage/index.ts";
import type {
  EscalationReport,
  EscalationWay,
  JudgedAction,
  JudgedHop,
  PrincipalEscalation,
} from "./escalation-report.ts";
import { freeCuts } from "./free-cuts.ts";

export interface EscalationRequest {
  readonly identities: Identities;
  /** Made of the same identities. What it does not know is unknown, never unused. */
  readonly judge: UsageJudge;
  /** ARNs of whom it is about; undefined: everybody. Whom they can become is always looked for among all. */
  readonly principals?: readonly string[];
  /** At most so many ways of each principal; 100 when not said. */
  readonly limit?: number;
}

/** All ways of the principals to more permissions, each with what is known of its use. Pure. */
export function escalationReport({ identities, judge, principals, limit }: EscalationRequest): EscalationReport {
  const graph = escalationGraph(identities, accessOf(identities));
  const chosen = principals === undefined ? undefined : new Set(principals);
  const asked = graph.principals.filter(({ arn }) => chosen === undefined || chosen.has(arn));
  const usage = rememberingJudge(judge);
  const found = asked.map(({ arn }): PrincipalEscalation => {
    const { routes, isCut } = graph.routes(arn, limit);
    const ways = routes.map((route) => toWay(route, usage)).toSorted(byGain);
    return { principal: arn, ways, isCut, cuts: freeCuts(arn, ways) };
  });
  const retired = escalationMethods.filter(({ step }) => step === "retired");
  return {
    principals: found.filter(({ ways }) => ways.length > 0).toSorted(byFree),
    administrators: asked
      .filter((principal) => blanketAdministratorAccess(principal).verdict === "allowed")
      .map(({ arn }) => arn),
    methods: escalationMethods.length - retired.length,
    notTried: retired.map(({ id }) => ({ method: id, reason: "AWS closed the service, AWS CodeStar, on 2024-07-31." })),
  };
}

function toWay({ hops: found }: EscalationRoute, judge: UsageJudge): EscalationWay {
  const hops = found.map((hop) => toHop(hop, judge));
  const free = hops.flatMap(({ by, actions }) =>
    actions
      .filter(({ isRequired, state }) => isRequired && state === "unused")
      .map(({ action }) => ({ principal: by, action })),
  );
  const areUsed = hops.every(({ actions }) => actions.every(({ state }) => state === "used"));
  return {
    hops,
    power: found.at(-1)?.path.power ?? "unknown",
    certainty: found.every(({ path }) => path.certainty === "certain") ? "certain" : "possible",
    conditional: found.some(({ path }) => path.onlyConditionally || path.conditionalDenies.length > 0),
    behaviour: free.length > 0 ? "unused" : areUsed ? "used" : "unknown",
    free,
  };
}

function toHop({ by, path }: EscalationHop, judge: UsageJudge): JudgedHop {
  const usage = judge.of(by);
  const required = new Map(path.requires.map(({ action, allowedBy }) => [action, allowedBy]));
  return {
    by,
    method: path.method,
    ...(path.target !== undefined && { target: path.target }),
    otherTargets: path.otherTargets ?? 0,
    how: path.how,
    actions: path.actions.map((action): JudgedAction => {
      const cell = usage?.action(action);
      return {
        action,
        state: cell?.state ?? "unknown",
        reason: cell?.reason ?? "Nobody knows what it used.",
        ...(cell?.lastUsed !== undefined && { lastUsed: cell.lastUsed }),
        allowedBy: required.get(action) ?? [],
        isRequired: required.has(action),
      };
    }),
  };
}

const behaviours: readonly EscalationWay["behaviour"][] = ["unused", "unknown", "used"];

/** For ways that are equal in all of these the order in which they were found stays. */
function byGain(a: EscalationWay, b: EscalationWay): number {
  return (
    behaviours.indexOf(a.behaviour) - behaviours.indexOf(b.behaviour) ||
    powerRank(a.power) - powerRank(b.power) ||
    Number(a.certainty === "possible") - Number(b.certainty === "possible") ||
    a.hops.length - b.hops.length
  );
}

function byFree(a: PrincipalEscalation, b: PrincipalEscalation): number {
  return (
    freeWays(b) - freeWays(a) ||
    powerRank(a.ways[0]?.power ?? "unknown") - powerRank(b.ways[0]?.power ?? "unknown") ||
    b.ways.length - a.ways.length ||
    (a.principal < b.principal ? -1 : 1)
  );
}

function freeWays({ ways }: PrincipalEscalation): number {
  return ways.filter(({ behaviour }) => behaviour === "unused").length;
}
