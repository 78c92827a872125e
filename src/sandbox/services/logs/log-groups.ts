import { AwsError } from "../../aws-error.ts";
import type { Call, Need, Operation, Operations, Output } from "../../call.ts";
import { changed } from "../../world/changed.ts";
import type { LogGroup, Tag } from "../../world/nouns.ts";
import {
  arnHere,
  constraintText,
  limitOf,
  mapOf,
  optionalNumber,
  optionalText,
  pageOf,
  requestTagKeys,
  resourceTagKeys,
  textOf,
} from "../shared/input.ts";

export const logGroupOperations: Operations = {
  CreateLogGroup: { needs: needsToCreate, run: createGroup },
  DeleteLogGroup: groupOperation("logs:DeleteLogGroup", (call, group) => {
    call.account.logGroups.delete(group.arn);
    return {};
  }),
  DescribeLogGroups: {
    needs: (call) => [{ action: "logs:DescribeLogGroups", resource: arnHere(call, "logs", "log-group::log-stream:") }],
    run: describeGroups,
  },
  PutRetentionPolicy: groupOperation("logs:PutRetentionPolicy", (call, group) => {
    const days = optionalNumber(call.input, "retentionInDays") ?? 0;
    if (!retentions.has(days)) {
      const constraint = `Member must satisfy enum value set: [${[...retentions].join(", ")}]`;
      throw invalidParameter(constraintText("retentionInDays", days, constraint));
    }
    call.account.logGroups.put(group.arn, { ...group, retentionDays: days });
    return {};
  }),
  DeleteRetentionPolicy: groupOperation("logs:DeleteRetentionPolicy", (call, group) => {
    call.account.logGroups.put(group.arn, changed(group, { retentionDays: undefined }));
    return {};
  }),
};

/** An operation on the log group of a name. */
export function groupOperation(action: string, run: (call: Call, group: LogGroup) => Output): Operation {
  return {
    needs: (call) => [needOnGroup(call, action)],
    run: (call) => run(call, groupNamed(call)),
  };
}

/** Throws ResourceNotFoundException. */
export function groupNamed(call: Call): LogGroup {
  const name = checkedName(call);
  const group = call.account.logGroups.get(groupArn(call, name));
  if (group === undefined) throw notFound();
  return group;
}

export function notFound(what: "log group" | "log stream" = "log group"): AwsError {
  return new AwsError("ResourceNotFoundException", `The specified ${what} does not exist.`);
}

export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}

export function badToken(): AwsError {
  return invalidParameter("The specified nextToken is invalid.");
}

export function tagsOf(tags: ReadonlyMap<string, string>): readonly Tag[] {
  const all = [...tags].map(([Key, Value]) => ({ Key, Value }));
  if (all.length > 50) throw new AwsError("TooManyTagsException", "A resource can have up to 50 tags.");
  if (all.some(({ Key, Value }) => Key.length < 1 || Key.length > 128 || Value.length > 256 || /^aws:/i.test(Key))) {
    throw invalidParameter("Tags do not satisfy the constraints of keys and values.");
  }
  return all;
}

/** Source: CloudWatch Logs API Reference, PutRetentionPolicy. */
const retentions: ReadonlySet<number> = new Set([
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]);

/**
 * Policies name a log group with `:*` behind it, for all but its tags.
 *
 * Source: CloudWatch Logs API Reference, LogGroup: "arn".
 */
export function needOnGroup(call: Call, action: string): Need {
  const arn = groupArn(call, nameIn(call));
  const tags = call.account.logGroups.get(arn)?.tags ?? [];
  return { action, resource: `${arn}:log-stream:`, context: resourceTagKeys(tags) };
}

function needsToCreate(call: Call): readonly Need[] {
  const tags = tagsOf(mapOf(call.input, "tags"));
  const need = { ...needOnGroup(call, "logs:CreateLogGroup"), context: requestTagKeys(tags) };
  return tags.length === 0
    ? [need]
    : [need, { action: "logs:TagResource", resource: groupArn(call, nameIn(call)), context: requestTagKeys(tags) }];
}

function createGroup(call: Call): Output {
  const { world, account, region, time, input } = call;
  const name = checkedName(call);
  const arn = groupArn(call, name);
  if (
    optionalText(input, "kmsKeyId") !== undefined ||
    (optionalText(input, "logGroupClass") ?? "STANDARD") !== "STANDARD"
  ) {
    throw new AwsError("NotImplemented", "The sandbox has log groups of the standard class, without keys.", 501);
  }
  if (account.logGroups.get(arn) !== undefined) {
    throw new AwsError("ResourceAlreadyExistsException", "The specified log group already exists");
  }
  const tags = tagsOf(mapOf(input, "tags"));
  account.logGroups.put(arn, {
    name,
    arn,
    region,
    createdAt: time,
    tags,
    generation: world.ids.uuid(),
    streams: [],
  });
  return {};
}

function describeGroups(call: Call): Output {
  const { input, account, region } = call;
  const [prefix, pattern] = [optionalText(input, "logGroupNamePrefix"), optionalText(input, "logGroupNamePattern")];
  if (prefix !== undefined && pattern !== undefined) {
    throw invalidParameter("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
  }
  const most = limitOf(input, "limit", 50, 50);
  const groups = [...account.logGroups.values()]
    .filter((group) => group.region === region)
    .filter(({ name }) => name.startsWith(prefix ?? "") && name.toLowerCase().includes(pattern?.toLowerCase() ?? ""))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = pageOf(groups, { most, token: optionalText(input, "nextToken") }, badToken);
  return {
    logGroups: page.items.map(groupOutput),
    ...(page.next !== undefined && { nextToken: page.next }),
  };
}

function groupOutput({ name, arn, createdAt, retentionDays }: LogGroup): Output {
  return {
    logGroupName: name,
    creationTime: Date.parse(createdAt),
    ...(retentionDays !== undefined && { retentionInDays: retentionDays }),
    metricFilterCount: 0,
    arn: `${arn}:*`,
    storedBytes: 0,
    logGroupClass: "STANDARD",
    logGroupArn: arn,
  };
}

function checkedName(call: Call): string {
  const name = nameIn(call);
  if (name.length > 512 || !/^[.\-_/#A-Za-z0-9]+$/.test(name)) {
    const constraint =
      name.length > 512
        ? "Member must have length less than or equal to 512"
        : "Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+";
    throw invalidParameter(constraintText("logGroupName", name, constraint));
  }
  return name;
}

/** By name, or by the ARN that some operations take in its place. */
function nameIn({ input }: Call): string {
  const name = optionalText(input, "logGroupName");
  return (
    name ?? /:log-group:([^:]+)/.exec(textOf(input, "logGroupIdentifier"))?.[1] ?? textOf(input, "logGroupIdentifier")
  );
}

function groupArn(call: Call, name: string): string {
  return arnHere(call, "logs", `log-group:${name}`);
}
