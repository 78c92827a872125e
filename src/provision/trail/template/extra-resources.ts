import type { JsonObject } from "../../../model/index.ts";
import { madeForTag } from "../made-for-tag.ts";
import { logRolePolicyName, watchedEvents, watchTargetId, watchTopicStatement } from "../plan/extra-steps.ts";
import { extrasOf, nameOfArn, type TrailWatch } from "../plan/extras.ts";
import { logRoleDocuments, type NeededBy, newKeyPolicy, topicStatement } from "../plan/needed-documents.ts";
import type { TrailPlan } from "../plan/trail-plan.ts";

/** What is made beside a trail, as CloudFormation declares it, with how the trail names it. */
export interface ExtraResources {
  readonly resources: JsonObject;
  /** Properties of the trail that refer to them. */
  readonly properties: JsonObject;
  /** What must be there before the trail and is not referred to. */
  readonly before: readonly string[];
}

/**
 * Source: CloudFormation Template Reference, AWS::KMS::Key, AWS::KMS::Alias, AWS::Logs::LogGroup, AWS::IAM::Role, AWS::SNS::Topic,
 * AWS::SNS::TopicPolicy, AWS::Events::Rule.
 */
export function extraResources(plan: TrailPlan): ExtraResources {
  const { keyAlias, logs, topic, watch } = extrasOf(plan.options, plan);
  const by: NeededBy = { ...plan, trailArn: plan.arn };
  const tags = [{ Key: madeForTag, Value: plan.arn }];
  const documents = logs === undefined ? undefined : logRoleDocuments(by, logs.group);
  return {
    resources: {
      ...(keyAlias !== undefined && keyResources(keyAlias, by, tags)),
      ...(logs !== undefined &&
        documents !== undefined && {
          LogGroup: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: nameOfArn(logs.group), Tags: tags } },
          LogRole: {
            Type: "AWS::IAM::Role",
            Properties: {
              RoleName: nameOfArn(logs.role),
              AssumeRolePolicyDocument: documents.trust,
              Policies: [{ PolicyName: logRolePolicyName, PolicyDocument: documents.permissions }],
              Tags: tags,
            },
          },
        }),
      ...(topic !== undefined && topicResources("Topic", topic, topicStatement(by, topic), tags)),
      ...(watch !== undefined && watchResources(watch, tags)),
    },
    properties: {
      ...(keyAlias !== undefined && { KMSKeyId: attribute("LogKey", "Arn") }),
      ...(logs !== undefined && {
        CloudWatchLogsLogGroupArn: attribute("LogGroup", "Arn"),
        CloudWatchLogsRoleArn: attribute("LogRole", "Arn"),
      }),
      ...(topic !== undefined && { SnsTopicName: attribute("Topic", "TopicName") }),
    },
    before: topic === undefined ? [] : ["TopicPolicy"],
  };
}

type Tags = readonly { readonly Key: string; readonly Value: string }[];

function keyResources(alias: string, by: NeededBy, tags: Tags): JsonObject {
  return {
    LogKey: {
      Type: "AWS::KMS::Key",
      DeletionPolicy: "Retain",
      UpdateReplacePolicy: "Retain",
      Properties: {
        Description: "Log files of CloudTrail",
        EnableKeyRotation: true,
        KeyPolicy: newKeyPolicy(by),
        Tags: tags,
      },
    },
    LogKeyAlias: {
      Type: "AWS::KMS::Alias",
      Properties: { AliasName: nameOfArn(alias), TargetKeyId: { Ref: "LogKey" } },
    },
  };
}

function topicResources(id: string, arn: string, statement: JsonObject, tags: Tags): JsonObject {
  return {
    [id]: { Type: "AWS::SNS::Topic", Properties: { TopicName: nameOfArn(arn), Tags: tags } },
    [`${id}Policy`]: {
      Type: "AWS::SNS::TopicPolicy",
      Properties: { Topics: [{ Ref: id }], PolicyDocument: { Version: "2012-10-17", Statement: [statement] } },
    },
  };
}

function watchResources({ rule, topic }: TrailWatch, tags: Tags): JsonObject {
  return {
    ...topicResources("AlertTopic", topic, watchTopicStatement(rule, topic), tags),
    WatchRule: {
      Type: "AWS::Events::Rule",
      Properties: {
        Name: nameOfArn(rule),
        EventPattern: watchedEvents,
        State: "ENABLED",
        Targets: [{ Id: watchTargetId, Arn: { Ref: "AlertTopic" } }],
      },
    },
  };
}

function attribute(resource: string, name: string): JsonObject {
  return { "Fn::GetAtt": [resource, name] };
}
