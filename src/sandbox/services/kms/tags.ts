import { AwsError } from "../../aws-error.ts";
import type { Call, Operations } from "../../call.ts";
import type { Tag } from "../../world/nouns.ts";
import { limitOf, optionalText, pageOf, structuresOf, textOf, textsOf, withTags } from "../shared/input.ts";
import { changeKey } from "./find-key.ts";
import { keyOperation } from "./operation.ts";

/** Tags of a call, as they are kept. Throws TagException. Source: AWS KMS API Reference, "Tag". */
export function givenTags({ input }: Call): readonly Tag[] {
  const tags = structuresOf(input, "Tags").map((tag) => ({
    Key: textOf(tag, "TagKey"),
    Value: textOf(tag, "TagValue"),
  }));
  if (tags.some(({ Key, Value }) => Key.length < 1 || Key.length > 128 || Value.length > 256 || /^aws:/i.test(Key))) {
    throw new AwsError("TagException", "Tags do not satisfy the constraints of keys and values.");
  }
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) throw new AwsError("TagException", "Duplicate tag keys");
  if (tags.length > tagsOfKey) throw tooMany();
  return tags;
}

export const tagOperations: Operations = {
  ListResourceTags: keyOperation({
    action: "kms:ListResourceTags",
    run: ({ input }, { tags }) => {
      const most = limitOf(input, "Limit", 50, 50);
      const page = pageOf(tags, { most, token: optionalText(input, "Marker") }, invalidMarker);
      return {
        Tags: page.items.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value })),
        ...(page.next !== undefined && { NextMarker: page.next }),
        Truncated: page.next !== undefined,
      };
    },
  }),
  TagResource: keyOperation({
    action: "kms:TagResource",
    states: ["Enabled", "Disabled"],
    run: (call, key) => {
      const tags = withTags(key.tags, givenTags(call));
      if (tags.length > tagsOfKey) throw tooMany();
      changeKey(call, key, { tags });
      return {};
    },
  }),
  UntagResource: keyOperation({
    action: "kms:UntagResource",
    states: ["Enabled", "Disabled"],
    run: (call, key) => {
      const keys = textsOf(call.input, "TagKeys");
      changeKey(call, key, { tags: key.tags.filter(({ Key }) => !keys.includes(Key)) });
      return {};
    },
  }),
};

export function invalidMarker(): AwsError {
  return new AwsError("InvalidMarkerException", "The marker is not one that was given.");
}

const tagsOfKey = 50;

function tooMany(): AwsError {
  return new AwsError("LimitExceededException", `A key can have up to ${tagsOfKey} tags.`);
}
