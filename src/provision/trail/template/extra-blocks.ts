import type { JsonObject } from "../../../model/index.ts";
import { madeForTag } from "../made-for-tag.ts";
import { logRolePolicyName, watchedEvents, watchTopicStatement } from "../plan/extra-steps.ts";
import { extrasOf, nameOfArn, type TrailWatch } from "../plan/extras.ts";
import { logRoleDocuments, type NeededBy, newKeyPolicy, topicStatement } from "../plan/needed-documents.ts";
import type { TrailPlan } from "../plan/trail-plan.ts";
import { type HclBlock, type HclExpression, json } from "./hcl.ts";

/** What is made beside a trail, as Terraform declares it, with the trail's arguments that refer to it. */
export interface ExtraBlocks {
  readonly blocks: readonly HclBlock[];
  readonly arguments: ReadonlyMap<string, HclExpression>;
  /** What must be there before the trail and is not referred to. */
  readonly before: readonly string[];
}

/** Source: Terraform Registry, hashicorp/aws: the resources of these names with their arguments. */
export function extraBlocks(plan: TrailPlan): ExtraBlocks {
  const { keyAlias, logs, topic, watch } = extrasOf(plan.options, plan);
  const by: NeededBy = { ...plan, trailArn: plan.arn };
  const made = [
    ...(keyAlias === undefined ? [] : keyBlocks(keyAlias, by)),
    ...(logs === undefined ? [] : logBlocks(logs, by)),
    ...(topic === undefined ? [] : topicBlocks("log", topic, topicStatement(by, topic), by)),
    ...(watch === undefined ? [] : watchBlocks(watch, by)),
  ];
  const references: readonly (readonly [string, string, boolean])[] = [
    ["kms_key_id", "aws_kms_key.log.arn", keyAlias !== undefined],
    ["cloud_watch_logs_group_arn", '"${aws_cloudwatch_log_group.log.arn}:*"', logs !== undefined],
    ["cloud_watch_logs_role_arn", "aws_iam_role.log.arn", logs !== undefined],
    ["sns_topic_name", "aws_sns_topic.log.arn", topic !== undefined],
  ];
  return {
    blocks: made,
    arguments: new Map(references.flatMap(([name, expression, isMade]) => (isMade ? [[name, { expression }]] : []))),
    before: [
      ...(logs === undefined ? [] : ["aws_iam_role_policy.log"]),
      ...(topic === undefined ? [] : ["aws_sns_topic_policy.log"]),
    ],
  };
}

function keyBlocks(alias: string, by: NeededBy): readonly HclBlock[] {
  return [
    resource("aws_kms_key", "log", [
      ["description", "Log files of CloudTrail"],
      ["enable_key_rotation", true],
      ["deletion_window_in_days", 7],
      ["policy", document(newKeyPolicy(by))],
      ["tags", { [madeForTag]: by.trailArn }],
    ]),
    resource("aws_kms_alias", "log", [
      ["name", nameOfArn(alias)],
      ["target_key_id", { expression: "aws_kms_key.log.key_id" }],
    ]),
  ];
}

function logBlocks(logs: { readonly group: string; readonly role: string }, by: NeededBy): readonly HclBlock[] {
  const { trust, permissions } = logRoleDocuments(by, logs.group);
  const tags = ["tags", { [madeForTag]: by.trailArn }] as const;
  return [
    resource("aws_cloudwatch_log_group", "log", [["name", nameOfArn(logs.group)], tags]),
    resource("aws_iam_role", "log", [["name", nameOfArn(logs.role)], ["assume_role_policy", document(trust)], tags]),
    resource("aws_iam_role_policy", "log", [
      ["name", logRolePolicyName],
      ["role", { expression: "aws_iam_role.log.id" }],
      ["policy", document(permissions)],
    ]),
  ];
}

function topicBlocks(label: string, arn: string, statement: JsonObject, by: NeededBy): readonly HclBlock[] {
  return [
    resource("aws_sns_topic", label, [
      ["name", nameOfArn(arn)],
      ["tags", { [madeForTag]: by.trailArn }],
    ]),
    resource("aws_sns_topic_policy", label, [
      ["arn", { expression: `aws_sns_topic.${label}.arn` }],
      ["policy", document({ Version: "2012-10-17", Statement: [statement] })],
    ]),
  ];
}

function watchBlocks({ rule, topic }: TrailWatch, by: NeededBy): readonly HclBlock[] {
  return [
    ...topicBlocks("alerts", topic, watchTopicStatement(rule, topic), by),
    resource("aws_cloudwatch_event_rule", "watch", [
      ["name", nameOfArn(rule)],
      ["event_pattern", document(watchedEvents)],
      ["tags", { [madeForTag]: by.trailArn }],
    ]),
    resource("aws_cloudwatch_event_target", "watch", [
      ["rule", { expression: "aws_cloudwatch_event_rule.watch.name" }],
      ["arn", { expression: "aws_sns_topic.alerts.arn" }],
    ]),
  ];
}

function resource(type: string, label: string, attributes: NonNullable<HclBlock["attributes"]>): HclBlock {
  return { type: "resource", labels: [type, label], attributes };
}

function document(policy: JsonObject): HclExpression {
  return { expression: `jsonencode(${json(policy, "  ")})` };
}
