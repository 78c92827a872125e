import { AwsError } from "../../aws-error.ts";
import type { Call, Need, Operations, Output } from "../../call.ts";
import { changed } from "../../world/changed.ts";
import type { KmsKey } from "../../world/nouns.ts";
import {
  arnHere,
  constraintText,
  limitOf,
  optionalNumber,
  optionalText,
  pageOf,
  requestTagKeys,
} from "../shared/input.ts";
import { changeKey, defaultKeyPolicy, ownKeys } from "./find-key.ts";
import { keyMetadata } from "./key-output.ts";
import { checkedKeyPolicy } from "./key-policy.ts";
import { keyOperation, keyTrace } from "./operation.ts";
import { givenTags, invalidMarker } from "./tags.ts";

export const keyOperations: Operations = {
  CreateKey: {
    needs: needsToCreate,
    run: createKey,
    trace: (call, output) => keyTrace(output && call.account.keys.get(arnIn(output))),
  },
  DescribeKey: keyOperation({
    action: "kms:DescribeKey",
    names: "alias as well",
    isForAll: true,
    run: (_, key) => ({ KeyMetadata: keyMetadata(key) }),
  }),
  ListKeys: {
    needs: () => [{ action: "kms:ListKeys", resource: "*" }],
    run: listKeys,
  },
  EnableKey: keyOperation({
    action: "kms:EnableKey",
    states: ["Enabled", "Disabled"],
    run: (call, key) => {
      changeKey(call, key, { state: "Enabled" });
      return {};
    },
  }),
  DisableKey: keyOperation({
    action: "kms:DisableKey",
    states: ["Enabled", "Disabled"],
    run: (call, key) => {
      changeKey(call, key, { state: "Disabled" });
      return {};
    },
  }),
  ScheduleKeyDeletion: keyOperation({
    action: "kms:ScheduleKeyDeletion",
    states: ["Enabled", "Disabled"],
    run: scheduleDeletion,
  }),
  CancelKeyDeletion: keyOperation({
    action: "kms:CancelKeyDeletion",
    run: (call, key) => {
      if (key.state !== "PendingDeletion") {
        throw new AwsError("KMSInvalidStateException", `${key.arn} is not pending deletion.`);
      }
      call.account.keys.put(key.arn, changed(key, { state: "Disabled", deletedAt: undefined }));
      return { KeyId: key.arn };
    },
  }),
};

function createKey(call: Call): Output {
  requireSymmetric(call);
  const { world, account, region, time, input } = call;
  const tags = givenTags(call);
  const description = optionalText(input, "Description") ?? "";
  if (description.length > 8192) {
    const constraint = "Member must have length less than or equal to 8192";
    throw new AwsError("ValidationException", constraintText("Description", description, constraint));
  }
  const id = world.ids.uuid();
  const byDefault: KmsKey = {
    id,
    arn: arnHere(call, "kms", `key/${id}`),
    region,
    createdAt: time,
    description,
    policy: defaultKeyPolicy(account.id),
    state: "Enabled",
    tags,
  };
  const policy = optionalText(input, "Policy");
  const key = policy === undefined ? byDefault : { ...byDefault, policy: checkedKeyPolicy(call, byDefault, policy) };
  account.keys.put(key.arn, key);
  return { KeyMetadata: keyMetadata(key) };
}

/** Tags that a call gives need kms:TagResource as well. */
function needsToCreate(call: Call): readonly Need[] {
  const tags = givenTags(call);
  const context = {
    "kms:KeySpec": ["SYMMETRIC_DEFAULT"],
    "kms:KeyUsage": ["ENCRYPT_DECRYPT"],
    "kms:BypassPolicyLockoutSafetyCheck": [String(call.input["BypassPolicyLockoutSafetyCheck"] === true)],
    ...requestTagKeys(tags),
  };
  return [
    { action: "kms:CreateKey", resource: "*", context },
    ...(tags.length > 0 ? [{ action: "kms:TagResource", resource: "*", context }] : []),
  ];
}

/** Other keys than those that trails can use are not there. */
function requireSymmetric({ input }: Call): void {
  const others = [
    ["KeySpec", "SYMMETRIC_DEFAULT"],
    ["CustomerMasterKeySpec", "SYMMETRIC_DEFAULT"],
    ["KeyUsage", "ENCRYPT_DECRYPT"],
    ["Origin", "AWS_KMS"],
  ] as const;
  const other = others.find(([member, only]) => (optionalText(input, member) ?? only) !== only);
  const isElse = other !== undefined || input["MultiRegion"] === true || optionalText(input, "CustomKeyStoreId");
  if (isElse) {
    const message = "The sandbox has symmetric encryption keys of one region, made by KMS, and no others.";
    throw new AwsError("NotImplemented", message, 501);
  }
}

function arnIn({ KeyMetadata }: Output): string {
  return String(Object(KeyMetadata).Arn);
}

function listKeys(call: Call): Output {
  const most = limitOf(call.input, "Limit", 100, 1000);
  const page = pageOf(ownKeys(call), { most, token: optionalText(call.input, "Marker") }, invalidMarker);
  return {
    Keys: page.items.map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })),
    ...(page.next !== undefined && { NextMarker: page.next }),
    Truncated: page.next !== undefined,
  };
}

/** Source: AWS KMS API Reference, ScheduleKeyDeletion: 7 to 30 days, by default 30. */
function scheduleDeletion(call: Call, key: KmsKey): Output {
  const days = optionalNumber(call.input, "PendingWindowInDays") ?? 30;
  if (!Number.isInteger(days) || days < 7 || days > 30) {
    const constraint = `Member must have value ${days < 7 ? "greater" : "less"} than or equal to ${days < 7 ? 7 : 30}`;
    throw new AwsError("ValidationException", constraintText("PendingWindowInDays", days, constraint));
  }
  const deletedAt = new Date(Date.parse(call.time) + days * 86_400_000).toISOString();
  changeKey(call, key, { state: "PendingDeletion", deletedAt });
  return {
    KeyId: key.arn,
    DeletionDate: new Date(deletedAt),
    KeyState: "PendingDeletion",
    PendingWindowInDays: days,
  };
}
