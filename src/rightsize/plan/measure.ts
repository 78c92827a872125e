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
} from "../../iam/index.ts";
import type { Identities } from "../../model/index.ts";
import type { BeforeAfter, Measure } from "./plan.ts";
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
 * and neither are ways to more permissions that take two steps.
 */
export function measureOf(
  principal: string,
  before: Identities,
  after: Identities,
  catalogue: ActionCatalogue,
): Measure {
  const [old, left] = [allowedTo(before), allowedTo(after)];
  const [oldWays, waysLeft] = [waysUp(principal, before), waysUp(principal, after)];
  return {
    actions: { before: old.size, after: left.size },
    services: compare((set) => new Set(actionsIn(set).map(({ service }) => service)).size),
    risk: compare((set) => actionsIn(set).reduce((sum, action) => sum + weightOf(action), 0)),
    weights: riskWeights,
    byLevel: levels.map((level) => ({
      level,
      ...compare((set) => actionsIn(set).filter((action) => heaviest(action) === level).length),
    })),
    administrator: { before: oldWays.isAdministrator, after: waysLeft.isAdministrator },
    escalation: {
      before: oldWays.methods.length,
      after: waysLeft.methods.length,
      removed: oldWays.methods.filter((method) => !waysLeft.methods.includes(method)),
      left: waysLeft.methods,
    },
  };

  function allowedTo(identities: Identities): ActionSet {
    const holder = [...identities.users, ...identities.roles].find(({ arn }) => arn === principal);
    const units = holder === undefined ? [] : policyUnits(holder, { identities, identityGaps: [] }, "union").units;
    const statements = units.flatMap(({ parsed }) => parsed.statements);
    const joined = (some: typeof statements): ActionSet =>
      some.reduce((all, { action }) => all.union(expandElement(action, catalogue).actions), noActions(catalogue));
    const denies = statements.filter(
      ({ effect, resource, conditions }) =>
        effect === "Deny" &&
        conditions.length === 0 &&
        resource?.kind === "Resource" &&
        resource.patterns.includes("*"),
    );
    return joined(statements.filter(({ effect }) => effect === "Allow")).difference(joined(denies));
  }

  function compare(count: (set: ActionSet) => number): BeforeAfter {
    return { before: count(old), after: count(left) };
  }
}

/** From the heaviest. */
const levels: readonly AccessLevel[] = ["Permissions management", "Write", "Tagging", "Read", "List"];

function heaviest({ accessLevels }: CatalogueAction): AccessLevel | undefined {
  return levels.find((level) => accessLevels.includes(level));
}

function weightOf(action: CatalogueAction): number {
  const level = heaviest(action);
  return level === undefined ? 0 : riskWeights[level];
}

function actionsIn(set: ActionSet): readonly CatalogueAction[] {
  const { actions } = set.catalogue;
  return set.positions().flatMap((position) => actions[position] ?? []);
}

/** Who may do everything has no need of a way to more, and has all of them. */
function waysUp(
  principal: string,
  identities: Identities,
): { readonly isAdministrator: boolean; readonly methods: readonly string[] } {
  const access = accessOf(identities);
  const own = access(principal);
  if (own === undefined) return { isAdministrator: false, methods: [] };
  if (blanketAdministratorAccess(own).verdict === "allowed") {
    const methods = escalationMethods.filter(({ step }) => step !== "retired").map(({ id }) => id);
    return { isAdministrator: true, methods: methods.toSorted() };
  }
  const methods = new Set(escalationPaths(own, identities, access).map(({ method }) => method));
  return { isAdministrator: false, methods: [...methods].toSorted() };
}
