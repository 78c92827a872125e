/** Who calls, and whether it may: by the policies of the world, through the evaluator of `iam`. */
export { authorize } from "./authorize.ts";
export { knownPolicy } from "./compiled-policies.ts";
export { decide } from "./decide.ts";
export { documentOf, identityDocuments, type SourcedDocument } from "./documents.ts";
export { organizationLevels } from "./organization-levels.ts";
export { outsider } from "./requester.ts";
export { resolveCaller } from "./resolve-caller.ts";
