import type { Call, Need, Operation, Operations, Output } from "../../call.ts";
import type { LogGroup } from "../../world/nouns.ts";
import { mapOf, requestTagKeys, resourceTagKeys, textOf, textsOf, withTags } from "../shared/input.ts";
import { invalidParameter, notFound, tagsOf } from "./log-groups.ts";

/** Here log groups are the only things that have tags. */
export const tagOperations: Operations = {
  ListTagsForResource: onResource("logs:ListTagsForResource", (_, { tags }) => ({
    tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
  })),
  TagResource: onResource("logs:TagResource", (call, group) => {
    const tags = withTags(group.tags, tagsOf(mapOf(call.input, "tags")));
    call.account.logGroups.put(group.arn, { ...group, tags: tagsOf(new Map(tags.map((tag) => [tag.Key, tag.Value]))) });
    return {};
  }),
  UntagResource: onResource("logs:UntagResource", (call, group) => {
    const keys = textsOf(call.input, "tagKeys");
    call.account.logGroups.put(group.arn, { ...group, tags: group.tags.filter(({ Key }) => !keys.includes(Key)) });
    return {};
  }),
};

function onResource(action: string, run: (call: Call, group: LogGroup) => Output): Operation {
  return {
    needs: (call) => [needOn(call, action)],
    run: (call) => {
      const arn = textOf(call.input, "resourceArn");
      if (!/^arn:aws:logs:[a-z0-9-]+:\d{12}:log-group:[^:*]+$/.test(arn)) {
        throw invalidParameter(`The ARN ${arn.slice(0, 200)} is not valid.`);
      }
      const group = call.account.logGroups.get(arn);
      if (group === undefined || group.region !== call.region) throw notFound();
      return run(call, group);
    },
  };
}

function needOn(call: Call, action: string): Need {
  const resource = textOf(call.input, "resourceArn") || "*";
  const tags = call.account.logGroups.get(resource)?.tags ?? [];
  const given = tagsOf(mapOf(call.input, "tags"));
  return { action, resource, context: { ...resourceTagKeys(tags), ...requestTagKeys(given) } };
}
