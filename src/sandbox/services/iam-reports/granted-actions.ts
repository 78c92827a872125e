import { actionCatalogue, type CatalogueAction, expandElement } from "../../../iam/index.ts";
import { knownPolicy } from "../../authorize/index.ts";

/** Actions that some Allow of the documents is about; Access Advisor looks at no Deny. Sorted by name. */
export function grantedActions(documents: readonly string[]): readonly CatalogueAction[] {
  const catalogue = actionCatalogue();
  const sets = documents.flatMap((document) =>
    knownPolicy(document)
      .policy.statements.filter(({ effect }) => effect === "Allow")
      .map(({ action }) => expandElement(action, catalogue).actions),
  );
  return catalogue.actions.filter(({ position }) => sets.some((set) => set.hasPosition(position)));
}
