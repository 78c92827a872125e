import type { EscalationPath } from "./escalation-path.ts";
import { type Power, powerRank } from "./powers.ts";

/** One method, by whoever has come so far. */
export interface EscalationHop {
  /** ARN of the user or role that does it. */
  readonly by: string;
  readonly path: EscalationPath;
}

/** Each hop but the last makes the principal the next one; the last one gives it more. One to three hops. */
export interface EscalationRoute {
  readonly hops: readonly EscalationHop[];
}

export interface EscalationRoutes {
  /** The short ones first, as they were found. */
  readonly routes: readonly EscalationRoute[];
  /** There may be more: so many were found, or looked at, that the rest was left. */
  readonly isCut: boolean;
}

export interface RouteCollector {
  /** False: enough has been seen. */
  add(route: EscalationRoute): boolean;
  routes(isCut?: boolean): EscalationRoutes;
}

/** Keeps at most `limit` routes, less those that a route before them makes needless. */
export function routeCollector(limit: number): RouteCollector {
  const kept: Needs[] = [];
  let seen = 0;
  let isFull = false;
  return {
    add(route) {
      seen += 1;
      const needs = needsOf(route);
      if (kept.some((other) => isEnough(other, needs))) return seen < lookLimit || stop();
      if (kept.length === limit) return stop();
      kept.push(needs);
      return true;
    },
    routes: (isCut = false) => ({ routes: kept.map(({ route }) => route), isCut: isCut || isFull }),
  };

  function stop(): false {
    isFull = true;
    return false;
  }
}

/** So many are looked at for each principal. */
const lookLimit = 2000;

interface Needs {
  readonly route: EscalationRoute;
  readonly power: Power;
  readonly isCertain: boolean;
}

function needsOf(route: EscalationRoute): Needs {
  const { hops } = route;
  return {
    route,
    power: hops.at(-1)?.path.power ?? "unknown",
    isCertain: hops.every(({ path }) => path.certainty === "certain"),
  };
}

function isEnough(other: Needs, than: Needs): boolean {
  return (
    other.route.hops.length < than.route.hops.length &&
    (other.isCertain || !than.isCertain) &&
    powerRank(other.power) <= powerRank(than.power) &&
    other.route.hops.every(({ by, path }) => path.requires.every(({ action }) => needs(than.route, by, action)))
  );
}

/** Must this one be allowed the action for the route? */
function needs({ hops }: EscalationRoute, who: string, what: string): boolean {
  return hops.some(({ by, path }) => by === who && path.requires.some(({ action }) => action === what));
}
