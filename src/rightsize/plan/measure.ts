import {
  type AccessLevel,
  type ActionCatalogue,
  type ActionSet,
  accessOf,
  blanketAdministratorAccess,
  type CatalogueAction,
  escalationMethods,
  escalationPaths,
  expandElement,
  noActions,
  type PrincipalAccess,
  type ResourceElement,
} from "../../iam/index.ts";
import type { Identities } from "../../model/index.ts";
import type { Measure, PlanLevel } from "./plan.ts";
import { policyUnits } from "./policy-units.ts";

/** What an action of an access level weighs; of two levels the heavier one counts. */
export const riskWeights: Readonly<Record<AccessLevel, number>> = {
  "Permissions management": 10,
  Write: 3,
  Tagging: 2,
  Read: 2,
  List: 1,
};

/**
 * How much the principal may do before and after: actions that its identity policies allow on something, whatever the
 * conditions, less those that a Deny takes away everywhere and always. Boundary, SCPs and resource policies are not in it,
 * and neither are ways to more permissions that take two steps. What such a way leads to is as it is now, before and after.
 */
export function createMeasure(
  before: Identities,
  catalogue: ActionCatalogue,
  level?: PlanLevel,
): (principal: string, after: Identities) => Measure {
  const access = accessOf(before);
  return (principal, after) => {
    const old = waysUp(access(principal), before, access);
    const left = waysUp(accessOf(after)(principal), before, access);
    const measure = measureOf(
      allowedTo(principal, before, catalogue),
      allowedTo(principal, after, catalogue),
      old,
      left,
    );
    if (level !== "resource") return measure;
    const risk = {
      before: riskOf(allowedTo(principal, before, catalogue), allowedEverywhere(principal, before, catalogue)),
      after: riskOf(allowedTo(principal, after, catalogue), allowedEverywhere(principal, after, catalogue)),
    };
    return { ...measure, risk, weights: { ...riskWeights, "on named resources": namedWeight } };
  };
}

/** What an action on named resources weighs of what it weighs on all. */
const namedWeight = 0.3;

/** To one decimal. */
function riskOf(allowed: ActionSet, everywhere: ActionSet): number {
  const [named, all] = [countsOf(allowed.difference(everywhere)), countsOf(allowed.intersection(everywhere))];
  return Math.round((all.risk + named.risk * namedWeight) * 10) / 10;
}

function measureOf(old: ActionSet, left: ActionSet, oldWays: Ways, waysLeft: Ways): Measure {
  const [before, after] = [countsOf(old), countsOf(left)];
  return {
    actions: { before: old.size, after: left.size },
    services: { before: before.services, after: after.services },
    risk: { before: before.risk, after: after.risk },
    weights: riskWeights,
    byLevel: levels.map((level) => ({
      level,
      before: before.byLevel.get(level) ?? 0,
      after: after.byLevel.get(level) ?? 0,
    })),
    administrator: { before: oldWays.isAdministrator, after: waysLeft.isAdministrator },
    escalation: {
      before: oldWays.methods.length,
      after: waysLeft.methods.length,
      removed: oldWays.methods.filter((method) => !waysLeft.methods.includes(method)),
      left: waysLeft.methods,
    },
  };
}

function allowedTo(principal: string, identities: Identities, catalogue: ActionCatalogue): ActionSet {
  const isIt = ({ arn }: { readonly arn: string }): boolean => arn === principal;
  const holder = identities.users.find(isIt) ?? identities.roles.find(isIt);
  const units = holder === undefined ? [] : policyUnits(holder, { identities, identityGaps: [] }, "union").units;
  const statements = units.flatMap(({ parsed }) => parsed.statements);
  const joined = (some: typeof statements): ActionSet =>
    some.reduce((all, { action }) => all.union(expandElement(action, catalogue).actions), noActions(catalogue));
  const denies = statements.filter(
    ({ effect, resource, conditions }) =>
      effect === "Deny" && conditions.length === 0 && resource?.kind === "Resource" && resource.patterns.includes("*"),
  );
  return joined(statements.filter(({ effect }) => effect === "Allow")).difference(joined(denies));
}

/** What some Allow statement names without naming resources: `*`, all of one kind, or all but some. */
function allowedEverywhere(principal: string, identities: Identities, catalogue: ActionCatalogue): ActionSet {
  const isIt = ({ arn }: { readonly arn: string }): boolean => arn === principal;
  const holder = identities.users.find(isIt) ?? identities.roles.find(isIt);
  const units = holder === undefined ? [] : policyUnits(holder, { identities, identityGaps: [] }, "union").units;
  return units
    .flatMap(({ parsed }) => parsed.statements)
    .filter(({ effect, resource }) => effect === "Allow" && !namesResources(resource))
    .reduce((all, { action }) => all.union(expandElement(action, catalogue).actions), noActions(catalogue));
}

function namesResources(resource: ResourceElement | undefined): boolean {
  return resource?.kind === "Resource" && !resource.patterns.some((pattern) => /^[*?]*$/.test(nameOf(pattern)));
}

/** `b` of `arn:aws:s3:::b/*`, `jobs` of `arn:aws:dynamodb:us-east-1:111122223333:table/jobs`; empty for `*`. */
function nameOf(pattern: string): string {
  const [, , service = "", , , ...rest] = pattern.split(":");
  const [first = "", second] = rest.join(":").split(/[:/]/);
  return service === "s3" ? first : (second ?? first);
}

interface Counts {
  readonly services: number;
  readonly risk: number;
  readonly byLevel: ReadonlyMap<AccessLevel, number>;
}

function countsOf(set: ActionSet): Counts {
  const services = new Set<string>();
  const byLevel = new Map<AccessLevel, number>();
  let risk = 0;
  for (const position of set.positions()) {
    const action = set.catalogue.actions[position];
    const level = action && heaviest(action);
    if (action !== undefined) services.add(action.service);
    if (level === undefined) continue;
    risk += riskWeights[level];
    byLevel.set(level, (byLevel.get(level) ?? 0) + 1);
  }
  return { services: services.size, risk, byLevel };
}

/** From the heaviest. */
const levels: readonly AccessLevel[] = ["Permissions management", "Write", "Tagging", "Read", "List"];

function heaviest({ accessLevels }: CatalogueAction): AccessLevel | undefined {
  return levels.find((level) => accessLevels.includes(level));
}

interface Ways {
  readonly isAdministrator: boolean;
  readonly methods: readonly string[];
}

/** Who may do everything has no need of a way to more, and has all of them. */
function waysUp(own: PrincipalAccess | undefined, identities: Identities, access: ReturnType<typeof accessOf>): Ways {
  if (own === undefined) return { isAdministrator: false, methods: [] };
  if (blanketAdministratorAccess(own).verdict === "allowed") {
    const methods = escalationMethods.filter(({ step }) => step !== "retired").map(({ id }) => id);
    return { isAdministrator: true, methods: methods.toSorted() };
  }
  const methods = new Set(escalationPaths(own, identities, access).map(({ method }) => method));
  return { isAdministrator: false, methods: [...methods].toSorted() };
}
