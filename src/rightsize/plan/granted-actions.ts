import {
  type ActionCatalogue,
  type ActionSet,
  actionsAt,
  type CatalogueAction,
  expandElement,
  noActions,
  type ParsedPolicy,
} from "../../iam/index.ts";

/** What the Allow statements of a policy name, whatever resources and conditions they have and a Deny takes away. */
export function grantedBy({ statements }: ParsedPolicy, catalogue: ActionCatalogue): ActionSet {
  return statements
    .filter(({ effect }) => effect === "Allow")
    .reduce((all, { action }) => all.union(expandElement(action, catalogue).actions), noActions(catalogue));
}

/** The actions of a set for which something holds. */
export function actionsWhere(set: ActionSet, holds: (action: CatalogueAction) => boolean): ActionSet {
  const { actions } = set.catalogue;
  const found = set.positions().filter((position) => {
    const action = actions[position];
    return action !== undefined && holds(action);
  });
  return actionsAt(set.catalogue, found);
}
