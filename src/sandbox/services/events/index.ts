import type { Operations } from "../../call.ts";
import { ruleOperations } from "./rules.ts";
import { tagOperations } from "./tags.ts";
import { targetOperations } from "./targets.ts";

/** Amazon EventBridge: rules of the default bus and their targets, which are kept and not called. */
export const eventsOperations: Operations = { ...ruleOperations, ...targetOperations, ...tagOperations };
