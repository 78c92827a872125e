import { AwsError } from "../../aws-error.ts";
import type { Call, Need, Operation, Operations, Output } from "../../call.ts";
import { changed } from "../../world/changed.ts";
import type { EventBusRule, Tag } from "../../world/nouns.ts";
import {
  arnHere,
  constraintText,
  isStructure,
  limitOf,
  optionalText,
  pageOf,
  requestTagKeys,
  resourceTagKeys,
  structuresOf,
  textOf,
} from "../shared/input.ts";

export const ruleOperations: Operations = {
  PutRule: { needs: needsToPut, run: putRule },
  DescribeRule: ruleOperation("events:DescribeRule", (_, rule) => ruleOutput(rule, true)),
  EnableRule: ruleOperation("events:EnableRule", (call, rule) => put(call, { ...rule, state: "ENABLED" })),
  DisableRule: ruleOperation("events:DisableRule", (call, rule) => put(call, { ...rule, state: "DISABLED" })),
  DeleteRule: {
    needs: (call) => [needOnRule(call, "events:DeleteRule")],
    run: deleteRule,
  },
  ListRules: {
    needs: (call) => [{ action: "events:ListRules", resource: ruleArn(call, "*") }],
    run: listRules,
  },
};

/** An operation on a rule of the default bus that is there. */
export function ruleOperation(
  action: string,
  run: (call: Call, rule: EventBusRule) => Output,
  member: "Name" | "Rule" = "Name",
): Operation {
  return {
    needs: (call) => [needOnRule(call, action, member)],
    run: (call) => {
      requireDefaultBus(call);
      const name = textOf(call.input, member);
      const rule = call.account.eventRules.get(ruleArn(call, name));
      if (rule === undefined) throw noRule(name);
      return run(call, rule);
    },
  };
}

/** `arn:aws:events:us-east-1:111122223333:rule/name` */
export function ruleArn(call: Call, name: string): string {
  return arnHere(call, "events", `rule/${name}`);
}

export function put({ account }: Call, rule: EventBusRule): Output {
  account.eventRules.put(rule.arn, rule);
  return {};
}

export function badToken(): AwsError {
  return new AwsError("ValidationException", "The token is not one that was given.");
}

export function tagsIn({ input }: Call): readonly Tag[] {
  const tags = structuresOf(input, "Tags").map((tag) => ({ Key: textOf(tag, "Key"), Value: textOf(tag, "Value") }));
  if (tags.length > 50 || tags.some(({ Key, Value }) => Key.length < 1 || Key.length > 128 || Value.length > 256)) {
    throw new AwsError("ValidationException", "Tags do not satisfy the constraints of keys and values.");
  }
  return tags;
}

function needOnRule(call: Call, action: string, member: "Name" | "Rule" = "Name"): Need {
  const arn = ruleArn(call, textOf(call.input, member));
  const tags = call.account.eventRules.get(arn)?.tags ?? [];
  return { action, resource: arn, context: resourceTagKeys(tags) };
}

/** Tags count for a new rule only, and need events:TagResource as well. */
function needsToPut(call: Call): readonly Need[] {
  const tags = tagsIn(call);
  const need = needOnRule(call, "events:PutRule");
  const context = { ...need.context, ...requestTagKeys(tags) };
  return [
    { ...need, context },
    ...(tags.length > 0 ? [{ action: "events:TagResource", resource: need.resource, context }] : []),
  ];
}

/** Of a rule that is there what is not given goes; its targets and tags stay. */
function putRule(call: Call): Output {
  requireDefaultBus(call);
  const { input, account, region } = call;
  const name = textOf(input, "Name");
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name)) {
    const constraint = "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+";
    throw new AwsError("ValidationException", constraintText("Name", name, constraint));
  }
  const [pattern, schedule] = [optionalText(input, "EventPattern"), optionalText(input, "ScheduleExpression")];
  if (pattern === undefined && schedule === undefined) {
    throw new AwsError("ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified.");
  }
  if (pattern !== undefined) requirePattern(pattern);
  if (schedule !== undefined && !/^(?:rate\([1-9]\d* (?:minutes?|hours?|days?)\)|cron\([^()]+\))$/.test(schedule)) {
    throw new AwsError("ValidationException", "Parameter ScheduleExpression is not valid.");
  }
  const arn = ruleArn(call, name);
  const known = account.eventRules.get(arn);
  const rule: EventBusRule = {
    name,
    arn,
    region,
    state: stateIn(call),
    tags: known?.tags ?? tagsIn(call),
    targets: known?.targets ?? [],
  };
  const given = changed(rule, {
    description: optionalText(input, "Description"),
    pattern,
    schedule,
    roleArn: optionalText(input, "RoleArn"),
  });
  put(call, given);
  return { RuleArn: arn };
}

function stateIn({ input }: Call): EventBusRule["state"] {
  const state = optionalText(input, "State") ?? "ENABLED";
  if (state === "ENABLED" || state === "DISABLED" || state === "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS") {
    return state;
  }
  const constraint =
    "Member must satisfy enum value set: [ENABLED, DISABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]";
  throw new AwsError("ValidationException", constraintText("State", state, constraint));
}

/**
 * An object whose leaves are lists. Throws InvalidEventPatternException.
 *
 * Source: Amazon EventBridge User Guide, "Creating event patterns".
 */
function requirePattern(text: string): void {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalidPattern("Reason: Invalid JSON");
  }
  if (!isStructure(json) || Object.keys(json).length === 0) throw invalidPattern("Reason: Filter is not an object");
  if (Buffer.byteLength(text) > 4096 || !isFilter(json, 0)) {
    throw invalidPattern("Reason: every leaf must be a list that is not empty");
  }
}

function isFilter(value: unknown, depth: number): boolean {
  if (depth > 50) return false;
  if (Array.isArray(value)) return value.length > 0;
  return isStructure(value) && Object.values(value).every((inner) => isFilter(inner, depth + 1));
}

function invalidPattern(why: string): AwsError {
  return new AwsError("InvalidEventPatternException", `Event pattern is not valid. ${why}`);
}

/** A rule that is gone is deleted again. */
function deleteRule(call: Call): Output {
  requireDefaultBus(call);
  const { account, input } = call;
  const arn = ruleArn(call, textOf(input, "Name"));
  if ((account.eventRules.get(arn)?.targets.length ?? 0) > 0) {
    throw new AwsError("ValidationException", "Rule can't be deleted since it has targets.");
  }
  account.eventRules.delete(arn);
  return {};
}

function listRules(call: Call): Output {
  requireDefaultBus(call);
  const { input, account, region } = call;
  const prefix = optionalText(input, "NamePrefix") ?? "";
  const rules = [...account.eventRules.values()]
    .filter((rule) => rule.region === region && rule.name.startsWith(prefix))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const most = limitOf(input, "Limit", 100, 100);
  const page = pageOf(rules, { most, token: optionalText(input, "NextToken") }, badToken);
  return {
    Rules: page.items.map((rule) => ruleOutput(rule, false)),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
}

function ruleOutput(rule: EventBusRule, isDescription: boolean): Output {
  const { name, arn, description, pattern, schedule, roleArn, state } = rule;
  return {
    Name: name,
    Arn: arn,
    ...(pattern !== undefined && { EventPattern: pattern }),
    ...(schedule !== undefined && { ScheduleExpression: schedule }),
    State: state,
    ...(description !== undefined && { Description: description }),
    ...(roleArn !== undefined && { RoleArn: roleArn }),
    EventBusName: "default",
    ...(isDescription && { CreatedBy: arn.split(":")[4] }),
  };
}

/** Events of AWS are on the default bus only. */
function requireDefaultBus({ input }: Call): void {
  const bus = optionalText(input, "EventBusName") ?? "default";
  if (bus !== "default" && !/^arn:aws:events:[a-z0-9-]+:\d{12}:event-bus\/default$/.test(bus)) {
    throw new AwsError("ResourceNotFoundException", `Event bus ${bus.slice(0, 200)} does not exist.`);
  }
}

function noRule(name: string): AwsError {
  return new AwsError("ResourceNotFoundException", `Rule ${name.slice(0, 64)} does not exist on EventBus default.`);
}
