import { type Identities, isServiceLinked } from "../model/index.ts";
import { blanketAdministratorAccess } from "./administrator.ts";
import { escalationWays } from "./escalation.ts";
import { escalationAccount } from "./escalation-account.ts";
import { hopLimit, hopsTo } from "./escalation-hops.ts";
import type { EscalationPath } from "./escalation-path.ts";
import {
  type EscalationHop,
  type EscalationRoute,
  type EscalationRoutes,
  routeCollector,
} from "./escalation-routes.ts";
import { once, oncePerKey } from "./once.ts";
import { mayMore } from "./powers.ts";
import type { PrincipalAccess } from "./principal-access.ts";

/** Who can become whom, worked out as far as it is asked for. */
export interface EscalationGraph {
  /** Users and roles, without the service-linked roles. */
  readonly principals: readonly PrincipalAccess[];
  /**
   * From the principal to more permissions in up to three hops; none from an administrator. A longer route is left out
   * where a shorter one needs nothing that it does not need and gets as far: what cuts the shorter one off, cuts it off.
   */
  routes(arn: string, limit?: number): EscalationRoutes;
}

/** `identities` and `access` belong together, see `accessOf`. */
export function escalationGraph(
  identities: Identities,
  access: (arn: string) => PrincipalAccess | undefined,
): EscalationGraph {
  const account = escalationAccount(identities, access);
  const principals = [...identities.users, ...identities.roles.filter((role) => !isServiceLinked(role))]
    .map(({ arn }) => access(arn))
    .filter((principal) => principal !== undefined);
  const waysOf = oncePerKey((principal: PrincipalAccess) => escalationWays(principal, identities, access));
  // Whoever leads further is worth becoming: in one more hop, or only in two.
  const near = once(() => principals.filter((principal) => waysOf(principal).length > 0));
  const hopsNear = oncePerKey((principal: PrincipalAccess) => hopsTo(principal, near(), account));
  const far = once(() => {
    const isNear = new Set(near());
    return principals.filter((one) => !isNear.has(one) && !isAdministrator(one) && hopsNear(one).length > 0);
  });
  const hopsFar = oncePerKey((principal: PrincipalAccess) => hopsTo(principal, far(), account));
  return {
    principals,
    routes(arn, limit = defaultLimit) {
      const start = access(arn);
      const collector = routeCollector(limit);
      if (start === undefined || isAdministrator(start)) return collector.routes();
      for (const length of [1, 2, 3]) {
        for (const route of routesOf(start, length)) {
          if (isMore(route, start) && !collector.add(route)) break;
        }
      }
      return collector.routes(hopsNear(start).length >= hopLimit || hopsFar(start).length >= hopLimit);
    },
  };

  /** Routes of so many hops, past nobody who was on the way already. */
  function* routesOf(
    start: PrincipalAccess,
    length: number,
    passed: readonly PrincipalAccess[] = [],
  ): Iterable<EscalationRoute> {
    if (length === 1) {
      for (const path of waysOf(start)) yield { hops: [hop(start, path)] };
      return;
    }
    const way = [...passed, start];
    const hops = length === 2 ? hopsNear(start) : [...hopsNear(start), ...hopsFar(start)];
    // Where the principal itself needs no more to be an administrator, whatever came of it would be left out.
    const ends = passed.length > 0 ? [] : waysOf(start).filter(isEnd);
    const open = hops.filter((path) => !ends.some((end) => needsNoMore(end, path)));
    for (const { path, next } of followed(open)) {
      if (way.includes(next)) continue;
      for (const rest of routesOf(next, length - 1, way)) yield { hops: [hop(start, path), ...rest.hops] };
    }
  }

  function followed(
    hops: readonly EscalationPath[],
  ): readonly { readonly path: EscalationPath; readonly next: PrincipalAccess }[] {
    return hops.flatMap((path) => {
      const next = path.target === undefined ? undefined : access(path.target);
      return next === undefined ? [] : [{ path, next }];
    });
  }

  /** Does it end with something that the one who starts has not, and did not come by on the way? */
  function isMore({ hops }: EscalationRoute, start: PrincipalAccess): boolean {
    const last = hops.at(-1)?.path;
    if (hops.length === 1 || last === undefined) return hops.length === 1;
    // A change of itself is no way back.
    if (hops.some(({ by }, index) => by === last.target && index < hops.length - 1)) return false;
    const target = last.target === undefined ? undefined : access(last.target);
    return last.power === "administrator" || target === undefined || mayMore(target, start) !== "no";
  }
}

const defaultLimit = 100;

/** There is nothing beyond it. */
function isEnd({ certainty, power }: EscalationPath): boolean {
  return certainty === "certain" && power === "administrator";
}

function needsNoMore({ requires }: EscalationPath, than: EscalationPath): boolean {
  return requires.every(({ action }) => than.requires.some((other) => other.action === action));
}

function hop({ arn }: PrincipalAccess, path: EscalationPath): EscalationHop {
  return { by: arn, path };
}

function isAdministrator(principal: PrincipalAccess): boolean {
  return blanketAdministratorAccess(principal).verdict === "allowed";
}
