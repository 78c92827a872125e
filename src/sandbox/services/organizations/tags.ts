import type { Call, Operations } from "../../call.ts";
import type { Organization, Tag } from "../../world/nouns.ts";
import { knownPolicyArn, targetArn } from "./arns.ts";
import { invalidInput, notFound, organizationsError } from "./errors.ts";
import { maybeText, pageIn, textIn } from "./input.ts";
import { changeOrganization, operationOf } from "./organization.ts";

/** Up to fifty, each key once. Throws `InvalidInputException`, `ConstraintViolationException`. */
export function checkedTags(value: unknown): readonly Tag[] {
  if (!Array.isArray(value)) throw invalidInput();
  const tags = value.map((tag: unknown): Tag => {
    const { Key, Value }: { Key?: unknown; Value?: unknown } = typeof tag === "object" && tag !== null ? tag : {};
    if (typeof Key !== "string" || !/^.{1,128}$/su.test(Key) || typeof Value !== "string" || Value.length > 256)
      throw invalidInput();
    if (/^aws:/i.test(Key)) throw invalidInput("You specified a tag key that begins with the reserved prefix aws:.");
    return { Key, Value };
  });
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length)
    throw invalidInput("You specified the same tag key twice.");
  if (tags.length > 50) {
    throw organizationsError(
      "ConstraintViolationException",
      "You have exceeded the number of tags allowed for this resource.",
    );
  }
  return tags;
}

/** Account, root, unit or policy. Throws `TargetNotFoundException`. */
function resourceAsked(call: Call, { members, units, policies, rootId }: Organization): string {
  const id = textIn(call, "ResourceId");
  const isThere =
    id === rootId ||
    members.some(({ account }) => account === id) ||
    units.some((unit) => unit.id === id) ||
    policies.some((policy) => policy.id === id);
  if (!isThere) throw notFound("Target");
  return id;
}

function onResource(call: Call, organization: Organization): readonly string[] {
  const id = maybeText(call, "ResourceId");
  return [id.startsWith("p-") ? knownPolicyArn(organization, id) : targetArn(organization, id)];
}

export const tagOperations: Operations = {
  TagResource: operationOf("TagResource", {
    admits: "management",
    resources: onResource,
    run: (call, organization) => {
      const id = resourceAsked(call, organization);
      const added = checkedTags(call.input["Tags"]);
      const kept = (organization.tags?.[id] ?? []).filter(({ Key }) => !added.some((tag) => tag.Key === Key));
      changeOrganization(call, organization, {
        tags: { ...organization.tags, [id]: checkedTags([...kept, ...added]) },
      });
      return {};
    },
  }),
  UntagResource: operationOf("UntagResource", {
    admits: "management",
    resources: onResource,
    run: (call, organization) => {
      const id = resourceAsked(call, organization);
      const keys = call.input["TagKeys"];
      if (!Array.isArray(keys)) throw invalidInput();
      const left = (organization.tags?.[id] ?? []).filter(({ Key }) => !keys.includes(Key));
      changeOrganization(call, organization, { tags: { ...organization.tags, [id]: left } });
      return {};
    },
  }),
  ListTagsForResource: operationOf("ListTagsForResource", {
    admits: "administrators",
    resources: onResource,
    run: (call, organization) => pageIn(call, "Tags", organization.tags?.[resourceAsked(call, organization)] ?? []),
  }),
};
