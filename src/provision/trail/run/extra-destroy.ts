import { isJsonObject, type Json, type JsonObject, ownText, Problem } from "../../../model/index.ts";
import type { Journal } from "../../journal/read-journal.ts";
import { logRolePolicyName, watchTargetId } from "../plan/extra-steps.ts";
import { nameOfArn, possibleExtras } from "../plan/extras.ts";
import type { TrailAws } from "../sdk/trail-clients.ts";
import { madeFor } from "../state/extra-state.ts";
import { readState } from "../state/read-state.ts";
import { type StateKind, type TrailCall, type TrailStep, wholeOf } from "../step.ts";

/** What was made beside a trail and can go with it. */
export interface ExtraDestroySteps {
  readonly steps: readonly TrailStep[];
  /** Only together with what is encrypted with it. */
  readonly key: readonly TrailStep[];
}

/**
 * Looks for what was made for a trail: where the trail uses it, or the journal has it; of the rest nobody is asked. Takes only
 * what has the trail's ARN as its tag. Throws Problems.
 */
export async function extraDestroySteps(
  aws: TrailAws,
  { arn, region }: { readonly arn: string; readonly region: string },
  settings: Json,
  journal: Journal<TrailStep>,
): Promise<ExtraDestroySteps> {
  const [, partition = "", , , ,] = arn.split(":");
  const name = arn.slice(arn.lastIndexOf("/") + 1);
  const { keyAlias, logs, topic, watch } = possibleExtras(name, { account: aws.account, partition, region });
  const used = usedBy(settings);
  const key =
    used("KmsKeyId") === undefined && !isInJournal(keyAlias) ? [] : await ofThing(keyAlias, "kms-key", keyCalls);
  const steps = [
    ...(isInJournal(watch.rule) ? await ofThing(watch.rule, "event-rule", ruleCalls) : []),
    ...(isInJournal(watch.topic) ? await ofThing(watch.topic, "topic", topicCalls) : []),
    ...(used("SnsTopicARN") === topic || isInJournal(topic) ? await ofThing(topic, "topic", topicCalls) : []),
    ...(used("CloudWatchLogsLogGroupArn") === `${logs.group}:*` || isInJournal(logs.group)
      ? await ofThing(logs.group, "log-group", logGroupCalls)
      : []),
    ...(used("CloudWatchLogsRoleArn") === logs.role || isInJournal(logs.role)
      ? await ofThing(logs.role, "log-role", roleCalls)
      : []),
  ];
  return { steps, key };

  function isInJournal(target: string): boolean {
    return journal.runs.some(
      (run) => run.purpose === "trail-apply" && [...run.begun].some((index) => run.steps[index]?.target === target),
    );
  }

  async function ofThing(target: string, whole: StateKind, calls: Calls): Promise<readonly TrailStep[]> {
    const at = { target, region };
    let state: Json;
    try {
      state = await readState(aws, at, whole);
    } catch (error) {
      // Of somebody else's key one may not be allowed to know; what was made here is in the journal.
      if (error instanceof Problem && !isInJournal(target)) return [];
      throw error;
    }
    // A key that goes keeps its alias until that goes, too.
    const isLeft = whole === "kms-key" && state === null && (await readState(aws, at, "kms-alias")) !== null;
    if (!isLeft && madeFor(state) !== arn) return [];
    return calls(target)
      .filter(({ kind }) => !isLeft || wholeOf(kind) !== kind)
      .map(({ kind, call, input }) => ({ ...at, kind, call, input, expects: "anything", before: state, after: null }));
  }
}

type Calls = (target: string) => readonly {
  readonly kind: StateKind;
  readonly call: TrailCall;
  readonly input: JsonObject;
}[];

const keyCalls: Calls = (target) => [
  { kind: "kms-key", call: "kms:ScheduleKeyDeletion", input: { PendingWindowInDays: 7 } },
  { kind: "kms-alias", call: "kms:DeleteAlias", input: { AliasName: nameOfArn(target) } },
];

const ruleCalls: Calls = (target) => [
  { kind: "event-target", call: "events:RemoveTargets", input: { Rule: nameOfArn(target), Ids: [watchTargetId] } },
  { kind: "event-rule", call: "events:DeleteRule", input: { Name: nameOfArn(target) } },
];

const topicCalls: Calls = (target) => [{ kind: "topic", call: "sns:DeleteTopic", input: { TopicArn: target } }];

const logGroupCalls: Calls = (target) => [
  { kind: "log-group", call: "logs:DeleteLogGroup", input: { logGroupName: nameOfArn(target) } },
];

const roleCalls: Calls = (target) => {
  const RoleName = nameOfArn(target);
  return [
    { kind: "log-role-policy", call: "iam:DeleteRolePolicy", input: { RoleName, PolicyName: logRolePolicyName } },
    { kind: "log-role", call: "iam:DeleteRole", input: { RoleName } },
  ];
};

function usedBy(settings: Json): (name: string) => string | undefined {
  return (name) => (isJsonObject(settings) ? ownText(settings, name) : undefined);
}
