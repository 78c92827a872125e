import type { Access, PrincipalAccess } from "../../iam/index.ts";
import { parseArn, type Trail } from "../../model/index.ts";

/** An action that stops or erases the audit trail, and what it would be done to. */
export interface BlindingAction {
  readonly action: string;
  /** ARNs or patterns: allowed on any of them is enough. */
  readonly on: readonly string[];
}

/**
 * What blinds the audit trail. Without trails (none, or not read) only CloudTrail's own actions are left, on anything.
 */
export function blindingActions(trails: readonly Trail[], partition: string): readonly BlindingAction[] {
  const arns = trails.map(({ arn }) => arn);
  return [
    ...trailActions.map((action) => ({ action, on: arns.length === 0 ? ["*"] : arns })),
    { action: "cloudtrail:DeleteEventDataStore", on: [`arn:${partition}:cloudtrail:*:*:eventdatastore/*`] },
    ...objectActions.map((action) => ({ action, on: trails.map(({ bucket }) => `arn:${partition}:s3:::${bucket}/*`) })),
    ...bucketActions.map((action) => ({ action, on: trails.map(({ bucket }) => `arn:${partition}:s3:::${bucket}`) })),
    ...keyActions.map((action) => ({ action, on: trails.flatMap((trail) => keyArn(trail, partition)) })),
    { action: "logs:DeleteLogGroup", on: trails.flatMap(logGroupArns) },
  ];
}

/** The first of them that each allows, by action; empty when the principal may do none. */
export function blindingAccess(
  principal: PrincipalAccess,
  actions: readonly BlindingAction[],
): readonly { readonly action: string; readonly access: Access }[] {
  return actions.flatMap(({ action, on }) => {
    const access = on.map((arn) => principal.can(action, arn)).find(({ verdict }) => verdict === "allowed");
    return access === undefined ? [] : [{ action, access }];
  });
}

const trailActions = ["StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors", "PutInsightSelectors"].map(
  (name) => `cloudtrail:${name}`,
);
const objectActions = ["s3:DeleteObject", "s3:DeleteObjectVersion"];
const bucketActions = ["s3:PutBucketPolicy", "s3:PutLifecycleConfiguration"];
const keyActions = ["kms:DisableKey", "kms:ScheduleKeyDeletion"];

/** A trail may name its key by ARN or by id; an alias does not say which key it is. */
function keyArn({ kmsKeyId, arn }: Trail, partition: string): readonly string[] {
  if (kmsKeyId === undefined) return [];
  if (parseArn(kmsKeyId)?.resource.startsWith("key/")) return [kmsKeyId];
  const { region, account } = parseArn(arn) ?? { region: "*", account: "*" };
  const id = kmsKeyId.includes("alias/") ? "*" : kmsKeyId;
  return [`arn:${partition}:kms:${region}:${account}:key/${id}`];
}

/** CloudTrail writes the group's ARN with `:*` at the end; policies name it with and without. */
function logGroupArns({ cloudWatchLogGroupArn }: Trail): readonly string[] {
  if (cloudWatchLogGroupArn === undefined) return [];
  const group = cloudWatchLogGroupArn.replace(/:\*$/, "");
  return [group, `${group}:*`];
}
