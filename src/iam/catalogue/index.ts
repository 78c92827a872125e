/** AWS's actions: their names, what they do to what, and sets of them. */
export * from "./action-catalogue.ts";
export { ActionSet, actionsAt, allActions, noActions } from "./action-set.ts";
export { fillArnFormat, matchArnFormat } from "./arn-format.ts";
export { actionCatalogue } from "./catalogue.ts";
export { compactActions } from "./compact-actions.ts";
export { type ExpandedActions, expandActions, expandElement } from "./expand-actions.ts";
export { patternMeetsFormat } from "./pattern-meets-format.ts";
