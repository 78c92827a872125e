import { isJsonObject, type Json } from "../../../model/index.ts";
import { documentJson } from "../../document.ts";
import { madeForTag } from "../made-for-tag.ts";
import { logRolePolicyName } from "../plan/extra-steps.ts";
import { nameOfArn } from "../plan/extras.ts";
import { ask } from "../sdk/ask.ts";
import type { TrailAws } from "../sdk/trail-clients.ts";
import type { StateKind } from "../step.ts";
import { keyState } from "./key-state.ts";

export interface ExtraAsked {
  /** ARN. */
  readonly target: string;
  readonly region: string;
}

/** A state of what is made beside a trail; null where it is not there. Throws Problems. */
export function extraState(aws: TrailAws, kind: StateKind, asked: ExtraAsked): Promise<Json> {
  if (kind.startsWith("kms-")) return keyState(aws, kind, asked);
  if (kind === "log-group") return logGroupState(aws, asked);
  if (kind.startsWith("log-")) return roleState(aws, kind, asked);
  return kind.startsWith("topic") ? topicState(aws, kind, asked) : ruleState(aws, kind, asked);
}

async function logGroupState({ clients }: TrailAws, { target, region }: ExtraAsked): Promise<Json> {
  const { client, sdk } = await clients.logs(region);
  const name = nameOfArn(target);
  // Names that begin with it come after it.
  const command = new sdk.DescribeLogGroupsCommand({ logGroupNamePrefix: name, limit: 1 });
  const found = await ask("DescribeLogGroups", () => client.send(command));
  if (found?.logGroups?.[0]?.logGroupName !== name) return null;
  const got = await ask(
    "ListTagsForResource",
    () => client.send(new sdk.ListTagsForResourceCommand({ resourceArn: target })),
    ["ResourceNotFound"],
  );
  const tags = new Map(Object.entries(got?.tags ?? {}));
  return got === undefined ? null : { MadeFor: tags.get(madeForTag) ?? null };
}

async function roleState({ clients }: TrailAws, kind: StateKind, { target }: ExtraAsked): Promise<Json> {
  const { client, sdk } = await clients.iam();
  const on = { RoleName: nameOfArn(target) };
  if (kind === "log-role-policy") {
    const command = new sdk.GetRolePolicyCommand({ ...on, PolicyName: logRolePolicyName });
    const got = await ask("GetRolePolicy", () => client.send(command), ["NoSuchEntity"]);
    return documentOf(decoded(got?.PolicyDocument));
  }
  const got = await ask("GetRole", () => client.send(new sdk.GetRoleCommand(on)), ["NoSuchEntity"]);
  if (got?.Role === undefined) return null;
  const { Tags, AssumeRolePolicyDocument } = got.Role;
  return { MadeFor: tagOf(Tags), Trust: documentOf(decoded(AssumeRolePolicyDocument)) };
}

async function topicState({ clients }: TrailAws, kind: StateKind, { target }: ExtraAsked): Promise<Json> {
  const { client, sdk } = await clients.sns(regionOf(target));
  if (kind === "topic-policy") {
    const command = new sdk.GetTopicAttributesCommand({ TopicArn: target });
    const got = await ask("GetTopicAttributes", () => client.send(command), ["NotFound"]);
    return documentOf(got?.Attributes?.["Policy"]);
  }
  const got = await ask(
    "ListTagsForResource",
    () => client.send(new sdk.ListTagsForResourceCommand({ ResourceArn: target })),
    ["NotFound", "ResourceNotFound"],
  );
  return got === undefined ? null : { MadeFor: tagOf(got.Tags) };
}

async function ruleState({ clients }: TrailAws, kind: StateKind, { target }: ExtraAsked): Promise<Json> {
  const { client, sdk } = await clients.events(regionOf(target));
  const Name = nameOfArn(target);
  if (kind === "event-target") {
    const command = new sdk.ListTargetsByRuleCommand({ Rule: Name });
    const got = await ask("ListTargetsByRule", () => client.send(command), ["ResourceNotFound"]);
    const arns = (got?.Targets ?? []).flatMap(({ Arn }) => Arn ?? []);
    return arns.length === 0 ? null : arns.toSorted();
  }
  const got = await ask("DescribeRule", () => client.send(new sdk.DescribeRuleCommand({ Name })), ["ResourceNotFound"]);
  if (got === undefined) return null;
  const tags = await ask(
    "ListTagsForResource",
    () => client.send(new sdk.ListTagsForResourceCommand({ ResourceARN: target })),
    ["ResourceNotFound"],
  );
  return { MadeFor: tagOf(tags?.Tags), EventPattern: documentOf(got.EventPattern), State: got.State ?? null };
}

function tagOf(tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = []): Json {
  return tags.find(({ Key }) => Key === madeForTag)?.Value ?? null;
}

function documentOf(text: string | undefined): Json {
  return text === undefined ? null : (documentJson(text) ?? text);
}

/** IAM writes documents as in URLs (RFC 3986). */
function decoded(text: string | undefined): string | undefined {
  return text === undefined || text.startsWith("{") ? text : decodeURIComponent(text);
}

function regionOf(arn: string): string {
  return arn.split(":")[3] ?? "";
}

/** Whose a thing is that was made by trailproof; undefined: somebody else's. */
export function madeFor(state: Json): string | undefined {
  const owner = isJsonObject(state) ? state["MadeFor"] : undefined;
  return typeof owner === "string" ? owner : undefined;
}
