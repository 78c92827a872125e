import { AwsError } from "../../aws-error.ts";
import type { Call, Need, Operation, Operations, Output } from "../../call.ts";
import type { Tag, Topic } from "../../world/nouns.ts";
import {
  arnHere,
  mapOf,
  optionalText,
  pageOf,
  requestTagKeys,
  resourceTagKeys,
  structuresOf,
  textOf,
  textsOf,
  withTags,
} from "../shared/input.ts";
import { checkedTopicPolicy, defaultTopicPolicy, settableAttributes } from "./topic-attributes.ts";

export const topicOperations: Operations = {
  CreateTopic: { needs: needsToCreate, run: createTopic },
  DeleteTopic: {
    needs: (call) => [needOnTopic(call, "sns:DeleteTopic")],
    // A topic that is gone is deleted again.
    run: (call) => {
      const topic = topicAt(call, arnIn(call, "TopicArn"));
      if (topic !== undefined) ownerOf(call, topic)?.delete(topic.arn);
      return {};
    },
  },
  ListTopics: {
    needs: (call) => [{ action: "sns:ListTopics", resource: arnHere(call, "sns", "*") }],
    run: listTopics,
  },
  GetTopicAttributes: topicOperation("sns:GetTopicAttributes", "TopicArn", (_, topic) => ({
    Attributes: attributesOf(topic),
  })),
  SetTopicAttributes: topicOperation("sns:SetTopicAttributes", "TopicArn", setAttributes),
  ListTagsForResource: topicOperation("sns:ListTagsForResource", "ResourceArn", (_, { tags }) => ({ Tags: tags })),
  TagResource: topicOperation("sns:TagResource", "ResourceArn", (call, topic) =>
    putTopic(call, { ...topic, tags: checkedTags(withTags(topic.tags, tagsIn(call))) }),
  ),
  UntagResource: topicOperation("sns:UntagResource", "ResourceArn", (call, topic) => {
    const keys = textsOf(call.input, "TagKeys");
    return putTopic(call, { ...topic, tags: topic.tags.filter(({ Key }) => !keys.includes(Key)) });
  }),
};

/** An operation on a topic that is there. */
function topicOperation(
  action: string,
  member: "TopicArn" | "ResourceArn",
  run: (call: Call, topic: Topic) => Output,
): Operation {
  return {
    needs: (call) => [needOnTopic(call, action, member)],
    run: (call) => {
      const topic = topicAt(call, arnIn(call, member));
      if (topic === undefined) throw member === "TopicArn" ? noTopic() : noResource();
      return run(call, topic);
    },
  };
}

/** The topic's own policy counts beside the caller's. */
function needOnTopic(call: Call, action: string, member: "TopicArn" | "ResourceArn" = "TopicArn"): Need {
  const resource = textOf(call.input, member) || "*";
  const [, , , , owner = ""] = resource.split(":");
  const topic = call.world.accounts.get(owner)?.topics.get(resource);
  const context = { ...resourceTagKeys(topic?.tags ?? []), ...requestTagKeys(tagsIn(call)) };
  if (topic === undefined) return { action, resource, context };
  return { action, resource, resourcePolicy: { account: owner, document: topic.policy }, context };
}

function topicAt({ world, region }: Call, arn: string): Topic | undefined {
  const topic = world.accounts.get(arn.split(":")[4] ?? "")?.topics.get(arn);
  return topic?.region === region ? topic : undefined;
}

function ownerOf({ world }: Call, { arn }: Topic): { delete(arn: string): void } | undefined {
  return world.accounts.get(arn.split(":")[4] ?? "")?.topics;
}

function putTopic({ world }: Call, topic: Topic): Output {
  world.accounts.get(topic.arn.split(":")[4] ?? "")?.topics.put(topic.arn, topic);
  return {};
}

function arnIn({ input }: Call, member: "TopicArn" | "ResourceArn"): string {
  const arn = textOf(input, member);
  if (!/^arn:aws:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}(?:\.fifo)?$/.test(arn)) {
    throw invalid(`${member} Reason: An ARN must have at least 6 elements, not ${arn.split(":").length}`);
  }
  return arn;
}

/** Tags that a call gives need sns:TagResource as well. */
function needsToCreate(call: Call): readonly Need[] {
  const tags = tagsIn(call);
  const resource = arnHere(call, "sns", textOf(call.input, "Name"));
  const context = requestTagKeys(tags);
  return [
    { action: "sns:CreateTopic", resource, context },
    ...(tags.length > 0 ? [{ action: "sns:TagResource", resource, context }] : []),
  ];
}

/** The same name and settings again give the same topic; other ones are refused. */
function createTopic(call: Call): Output {
  const { account, region, input } = call;
  const name = textOf(input, "Name");
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(name)) {
    if (name.endsWith(".fifo")) throw new AwsError("NotImplemented", "The sandbox has standard topics only.", 501);
    throw invalid("Topic Name");
  }
  const arn = arnHere(call, "sns", name);
  const tags = checkedTags(tagsIn(call));
  const given = mapOf(input, "Attributes");
  const known = account.topics.get(arn);
  if (known !== undefined) {
    const isOther = [...given].some(([key, value]) => attributesOf(known)[key] !== value);
    if (isOther) throw invalid("Attributes Reason: Topic already exists with different attributes");
    const hasOtherTags = tags.some(
      ({ Key, Value }) => !known.tags.some((tag) => tag.Key === Key && tag.Value === Value),
    );
    if (hasOtherTags) throw invalid("Tags Reason: Topic already exists with different tags");
    return { TopicArn: arn };
  }
  let topic: Topic = { name, arn, region, attributes: {}, policy: defaultTopicPolicy(arn), tags };
  for (const [key, value] of given) topic = withAttribute(call, topic, key, value);
  account.topics.put(arn, topic);
  return { TopicArn: arn };
}

function setAttributes(call: Call, topic: Topic): Output {
  const { input } = call;
  return putTopic(call, withAttribute(call, topic, textOf(input, "AttributeName"), textOf(input, "AttributeValue")));
}

function withAttribute(call: Call, topic: Topic, name: string, value: string): Topic {
  if (name === "Policy") return { ...topic, policy: checkedTopicPolicy(call, value, topic.arn) };
  if (!settableAttributes.has(name)) throw invalid("AttributeName");
  return { ...topic, attributes: { ...topic.attributes, [name]: value } };
}

function attributesOf({ arn, policy, attributes }: Topic): { readonly [name: string]: string } {
  return {
    Policy: policy,
    Owner: arn.split(":")[4] ?? "",
    TopicArn: arn,
    DisplayName: "",
    SubscriptionsConfirmed: "0",
    SubscriptionsPending: "0",
    SubscriptionsDeleted: "0",
    ...attributes,
  };
}

function listTopics(call: Call): Output {
  const { input, account, region } = call;
  const own = [...account.topics.values()].filter((topic) => topic.region === region);
  const token = optionalText(input, "NextToken");
  const page = pageOf(own, { most: 100, token }, () => invalid("NextToken"));
  return {
    Topics: page.items.map(({ arn }) => ({ TopicArn: arn })),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
}

function tagsIn({ input }: Call): readonly Tag[] {
  return structuresOf(input, "Tags").map((tag) => ({ Key: textOf(tag, "Key"), Value: textOf(tag, "Value") }));
}

function checkedTags(tags: readonly Tag[]): readonly Tag[] {
  if (tags.length > 50) {
    throw new AwsError("TagLimitExceededException", "Could not complete request: tag quota of per resource exceeded");
  }
  if (tags.some(({ Key, Value }) => Key.length < 1 || Key.length > 128 || Value.length > 256 || /^aws:/i.test(Key))) {
    throw invalid("Tags");
  }
  return tags;
}

function invalid(what: string): AwsError {
  return new AwsError("InvalidParameterException", `Invalid parameter: ${what}`);
}

function noTopic(): AwsError {
  return new AwsError("NotFoundException", "Topic does not exist");
}

function noResource(): AwsError {
  return new AwsError("ResourceNotFoundException", "Resource does not exist");
}
