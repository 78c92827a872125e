import type { Operations } from "../../call.ts";
import { topicOperations } from "./topics.ts";

/** Amazon SNS: standard topics with their policies. Nobody subscribes, so that nothing is published but what trails tell. */
export const snsOperations: Operations = topicOperations;
