import { AwsError } from "../../aws-error.ts";
import type { Call, Input, Need, Operation, Output } from "../../call.ts";
import { trailsOver } from "../../record/index.ts";
import type { Tag } from "../../world/nouns.ts";
import { changeTrail, needOnTrail, trailToChange } from "./find-trail.ts";
import { missing, optionalList, optionalText, optionalTexts, requiredText } from "./input.ts";

export const addTags: Operation = { needs: needOnTrail("ResourceId"), run: runAdd };
export const removeTags: Operation = { needs: needOnTrail("ResourceId"), run: runRemove };
export const listTags: Operation = { needs: needsToList, run: runList };

/** Throws InvalidTagParameterException. Source: CloudTrail API Reference, "Tag". */
export function tagsOf(list: readonly Input[] | undefined): readonly Tag[] {
  const tags = (list ?? []).map((tag) => ({
    Key: optionalText(tag, "Key") ?? "",
    Value: optionalText(tag, "Value") ?? "",
  }));
  if (tags.some(({ Key, Value }) => Key.length < 1 || Key.length > 128 || Value.length > 256)) {
    throw new AwsError("InvalidTagParameterException", "A tag's key has 1 to 128 characters, its value up to 256.");
  }
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) {
    throw new AwsError("InvalidTagParameterException", "A tag's key is given twice.");
  }
  return tags;
}

/** Source: CloudTrail API Reference, "AddTags". */
const tagsOfTrail = 50;

function runAdd(call: Call): Output {
  const added = tagsOf(optionalList(call.input, "TagsList"));
  const trail = taggedTrail(call);
  const kept = trail.tags.filter(({ Key }) => !added.some((tag) => tag.Key === Key));
  const tags = [...kept, ...added];
  if (tags.length > tagsOfTrail) {
    throw new AwsError("TagsLimitExceededException", `A trail can have up to ${tagsOfTrail} tags.`);
  }
  changeTrail(call, trail, { tags });
  return {};
}

/** A value that is given must be the tag's. */
function runRemove(call: Call): Output {
  const removed = optionalList(call.input, "TagsList") ?? [];
  const trail = taggedTrail(call);
  const isRemoved = (tag: Tag): boolean =>
    removed.some(({ Key, Value }) => Key === tag.Key && (Value === undefined || Value === tag.Value));
  changeTrail(call, trail, { tags: trail.tags.filter((tag) => !isRemoved(tag)) });
  return {};
}

function runList({ input, world, account }: Call): Output {
  const ids = optionalTexts(input, "ResourceIdList");
  if (ids === undefined) throw missing("ResourceIdList");
  const trails = trailsOver(world, account);
  const list = ids.map((id) => {
    requireArn(id);
    const trail = trails.find(({ arn }) => arn === id);
    if (trail === undefined) throw new AwsError("ResourceNotFoundException", `Resource not found: ${id}`);
    return { ResourceId: id, TagsList: trail.tags };
  });
  return { ResourceTagList: list };
}

function needsToList(call: Call): readonly Need[] {
  const ids = call.input["ResourceIdList"];
  const resources = Array.isArray(ids) && ids.length > 0 ? ids.map(String) : ["*"];
  return resources.map((resource) => ({ action: "cloudtrail:ListTags", resource }));
}

function taggedTrail(call: Call): ReturnType<typeof trailToChange> {
  const id = requiredText(call.input, "ResourceId");
  requireArn(id);
  return trailToChange(call, id);
}

function requireArn(id: string): void {
  if (!/^arn:aws:cloudtrail:[^:]+:\d{12}:trail\/.+$/.test(id)) {
    throw new AwsError("CloudTrailARNInvalidException", `The ARN is not valid: ${id.slice(0, 200)}`);
  }
}
