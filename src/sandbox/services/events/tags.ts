import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Operations, Output } from "../../call.ts";
import type { EventBusRule } from "../../world/nouns.ts";
import { requestTagKeys, resourceTagKeys, textOf, textsOf, withTags } from "../shared/input.ts";
import { put, tagsIn } from "./rules.ts";

/** Here rules are the only things that have tags. */
export const tagOperations: Operations = {
  ListTagsForResource: onResource("events:ListTagsForResource", (_, { tags }) => ({ Tags: tags })),
  TagResource: onResource("events:TagResource", (call, rule) =>
    put(call, { ...rule, tags: withTags(rule.tags, tagsIn(call)) }),
  ),
  UntagResource: onResource("events:UntagResource", (call, rule) => {
    const keys = textsOf(call.input, "TagKeys");
    return put(call, { ...rule, tags: rule.tags.filter(({ Key }) => !keys.includes(Key)) });
  }),
};

function onResource(action: string, run: (call: Call, rule: EventBusRule) => Output): Operation {
  return {
    needs: (call) => {
      const resource = textOf(call.input, "ResourceARN") || "*";
      const tags = call.account.eventRules.get(resource)?.tags ?? [];
      return [{ action, resource, context: { ...resourceTagKeys(tags), ...requestTagKeys(tagsIn(call)) } }];
    },
    run: (call) => {
      const arn = textOf(call.input, "ResourceARN");
      const rule = call.account.eventRules.get(arn);
      if (rule === undefined || rule.region !== call.region) {
        const name = arn.slice(arn.lastIndexOf("/") + 1, arn.lastIndexOf("/") + 65);
        throw new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus default.`);
      }
      return run(call, rule);
    },
  };
}
