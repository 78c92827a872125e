import type { Json, JsonObject } from "../../../model/index.ts";
import { documentText } from "../../document.ts";
import { madeForTag } from "../made-for-tag.ts";
import type { StateKind, TrailCall } from "../step.ts";
import { nameOfArn, type TrailExtras, type TrailWatch } from "./extras.ts";
import { logRoleDocuments, type NeededBy, newKeyPolicy, topicStatement } from "./needed-documents.ts";

/** A state that a thing beside the trail shall have, and the call that brings it about. */
export interface DesiredExtra {
  readonly kind: StateKind;
  readonly call: TrailCall;
  /** ARN. */
  readonly target: string;
  readonly input: JsonObject;
  readonly after: Json;
  /** The call that makes the thing brings it about as well. */
  readonly comesWithIt?: true;
}

/** In the order in which they are made; all are there before the trail that uses them. */
export function desiredExtras({ keyAlias, logs, topic, watch }: TrailExtras, by: NeededBy): readonly DesiredExtra[] {
  return [
    ...(keyAlias === undefined ? [] : desiredKey(keyAlias, by)),
    ...(logs === undefined ? [] : desiredLogs(logs.group, logs.role, by)),
    ...(topic === undefined ? [] : desiredTopic(topic, topicStatement(by, topic), by)),
    ...(watch === undefined ? [] : desiredWatch(watch, by)),
  ];
}

/** The description tells a key that has no alias yet. */
export function keyDescription(alias: string): string {
  return `Log files of CloudTrail, made by trailproof for ${alias}`;
}

/** KMS is given the key's id when the call is made: nobody knows it before. */
function desiredKey(target: string, by: NeededBy): readonly DesiredExtra[] {
  const policy = newKeyPolicy(by);
  const Policy = documentText(policy);
  const Tags = [{ TagKey: madeForTag, TagValue: by.trailArn }];
  return [
    {
      kind: "kms-key",
      call: "kms:CreateKey",
      target,
      input: { Description: keyDescription(target), Policy, Tags },
      after: { MadeFor: by.trailArn },
    },
    {
      kind: "kms-policy",
      call: "kms:PutKeyPolicy",
      target,
      input: { PolicyName: "default", Policy },
      after: policy,
      comesWithIt: true,
    },
    { kind: "kms-rotation", call: "kms:EnableKeyRotation", target, input: {}, after: true },
    { kind: "kms-alias", call: "kms:CreateAlias", target, input: { AliasName: nameOfArn(target) }, after: true },
  ];
}

function desiredLogs(group: string, role: string, by: NeededBy): readonly DesiredExtra[] {
  const { trust, permissions } = logRoleDocuments(by, group);
  const RoleName = nameOfArn(role);
  return [
    {
      kind: "log-group",
      call: "logs:CreateLogGroup",
      target: group,
      input: { logGroupName: nameOfArn(group), tags: { [madeForTag]: by.trailArn } },
      after: { MadeFor: by.trailArn },
    },
    {
      kind: "log-role",
      call: "iam:CreateRole",
      target: role,
      input: {
        RoleName,
        AssumeRolePolicyDocument: documentText(trust),
        Description: "CloudTrail writes to CloudWatch Logs with it",
        Tags: [{ Key: madeForTag, Value: by.trailArn }],
      },
      after: { MadeFor: by.trailArn, Trust: trust },
    },
    {
      kind: "log-role-policy",
      call: "iam:PutRolePolicy",
      target: role,
      input: { RoleName, PolicyName: logRolePolicyName, PolicyDocument: documentText(permissions) },
      after: permissions,
    },
  ];
}

export const logRolePolicyName = "cloudtrail-to-cloudwatch-logs";

function desiredTopic(topic: string, statement: JsonObject, { trailArn }: NeededBy): readonly DesiredExtra[] {
  const policy = { Version: "2012-10-17", Statement: [statement] };
  return [
    {
      kind: "topic",
      call: "sns:CreateTopic",
      target: topic,
      input: { Name: nameOfArn(topic), Tags: [{ Key: madeForTag, Value: trailArn }] },
      after: { MadeFor: trailArn },
    },
    {
      kind: "topic-policy",
      call: "sns:SetTopicAttributes",
      target: topic,
      input: { TopicArn: topic, AttributeName: "Policy", AttributeValue: documentText(policy) },
      after: policy,
    },
  ];
}

function desiredWatch({ rule, topic }: TrailWatch, by: NeededBy): readonly DesiredExtra[] {
  const Name = nameOfArn(rule);
  return [
    ...desiredTopic(topic, watchTopicStatement(rule, topic), by),
    {
      kind: "event-rule",
      call: "events:PutRule",
      target: rule,
      input: {
        Name,
        Description: "Changes to identities and trails, and sign-ins, as CloudTrail records them",
        EventPattern: documentText(watchedEvents),
        State: "ENABLED",
        Tags: [{ Key: madeForTag, Value: by.trailArn }],
      },
      after: { MadeFor: by.trailArn, EventPattern: watchedEvents, State: "ENABLED" },
    },
    {
      kind: "event-target",
      call: "events:PutTargets",
      target: rule,
      input: { Rule: Name, Targets: [{ Id: watchTargetId, Arn: topic }] },
      after: [topic],
    },
  ];
}

export const watchTargetId = "topic";

/**
 * Management events about identities, sign-ins and trails.
 *
 * Source: Amazon EventBridge User Guide, "AWS service events delivered via AWS CloudTrail": an enabled rule is given those that
 * write.
 */
export const watchedEvents: JsonObject = {
  "detail-type": ["AWS API Call via CloudTrail", "AWS Console Sign In via CloudTrail"],
  detail: {
    eventSource: ["iam.amazonaws.com", "sts.amazonaws.com", "signin.amazonaws.com", "cloudtrail.amazonaws.com"],
  },
};

/** Source: Amazon EventBridge User Guide, "Using resource-based policies": Amazon SNS permissions. */
export function watchTopicStatement(rule: string, topic: string): JsonObject {
  return {
    Sid: "AllowTheRuleToPublish",
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "sns:Publish",
    Resource: topic,
    Condition: { ArnEquals: { "aws:SourceArn": rule } },
  };
}
