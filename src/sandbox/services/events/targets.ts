import { AwsError } from "../../aws-error.ts";
import type { Call, Operations, Output } from "../../call.ts";
import type { EventBusRule, RuleTarget } from "../../world/nouns.ts";
import { limitOf, optionalText, pageOf, structuresOf, textOf, textsOf } from "../shared/input.ts";
import { badToken, put, ruleOperation } from "./rules.ts";

export const targetOperations: Operations = {
  PutTargets: ruleOperation("events:PutTargets", putTargets, "Rule"),
  RemoveTargets: ruleOperation("events:RemoveTargets", removeTargets, "Rule"),
  ListTargetsByRule: ruleOperation("events:ListTargetsByRule", listTargets, "Rule"),
};

/** Those of a known id are replaced. Source: Amazon EventBridge User Guide, "Amazon EventBridge quotas": five to a rule. */
function putTargets(call: Call, rule: EventBusRule): Output {
  const given = structuresOf(call.input, "Targets").map(targetOf);
  const others = rule.targets.filter(({ Id }) => !given.some((target) => target.Id === Id));
  const targets = [...others, ...given];
  if (targets.length > 5) {
    throw new AwsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
  }
  put(call, { ...rule, targets });
  return { FailedEntryCount: 0, FailedEntries: [] };
}

function targetOf(target: Call["input"]): RuleTarget {
  const [Id, Arn] = [textOf(target, "Id"), textOf(target, "Arn")];
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(Id)) {
    throw new AwsError(
      "ValidationException",
      `Parameter ${Id.slice(0, 64)} is not valid. Reason: Provided Id is not valid.`,
    );
  }
  if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/.test(Arn)) {
    throw new AwsError(
      "ValidationException",
      `Parameter ${Arn.slice(0, 200)} is not valid. Reason: Provided Arn is not in correct format.`,
    );
  }
  return { ...target, Id, Arn };
}

/** Ids that are not there are told one by one, and the others go. */
function removeTargets(call: Call, rule: EventBusRule): Output {
  const ids = textsOf(call.input, "Ids");
  const missing = ids.filter((id) => !rule.targets.some(({ Id }) => Id === id));
  put(call, { ...rule, targets: rule.targets.filter(({ Id }) => !ids.includes(Id)) });
  return {
    FailedEntryCount: missing.length,
    FailedEntries: missing.map((TargetId) => ({
      TargetId,
      ErrorCode: "ResourceNotFoundException",
      ErrorMessage: `Rule ${rule.name} does not have a target with the Id ${TargetId}.`,
    })),
  };
}

function listTargets({ input }: Call, { targets }: EventBusRule): Output {
  const most = limitOf(input, "Limit", 100, 100);
  const page = pageOf(targets, { most, token: optionalText(input, "NextToken") }, badToken);
  return { Targets: page.items, ...(page.next !== undefined && { NextToken: page.next }) };
}
