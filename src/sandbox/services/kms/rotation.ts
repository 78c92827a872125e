import { AwsError } from "../../aws-error.ts";
import type { Call, Operations, Output } from "../../call.ts";
import { changed } from "../../world/changed.ts";
import type { KmsKey } from "../../world/nouns.ts";
import { constraintText, optionalNumber } from "../shared/input.ts";
import { changeKey } from "./find-key.ts";
import { keyOperation } from "./operation.ts";

export const rotationOperations: Operations = {
  EnableKeyRotation: keyOperation({ action: "kms:EnableKeyRotation", states: ["Enabled"], run: enable }),
  DisableKeyRotation: keyOperation({
    action: "kms:DisableKeyRotation",
    states: ["Enabled"],
    run: (call, key) => {
      call.account.keys.put(key.arn, changed(key, { rotation: undefined }));
      return {};
    },
  }),
  GetKeyRotationStatus: keyOperation({ action: "kms:GetKeyRotationStatus", isForAll: true, run: status }),
};

/** Source: AWS KMS API Reference, EnableKeyRotation: 90 to 2560 days, by default 365. */
function enable(call: Call, key: KmsKey): Output {
  const days = optionalNumber(call.input, "RotationPeriodInDays") ?? key.rotation?.days ?? 365;
  if (!Number.isInteger(days) || days < 90 || days > 2560) {
    const constraint = `Member must have value ${days < 90 ? "greater" : "less"} than or equal to ${days < 90 ? 90 : 2560}`;
    throw new AwsError("ValidationException", constraintText("RotationPeriodInDays", days, constraint));
  }
  changeKey(call, key, { rotation: { days, since: call.time } });
  return {};
}

function status({ world }: Call, { arn, rotation, state }: KmsKey): Output {
  // A key that is to be deleted rotates no more.
  const isOn = rotation !== undefined && state !== "PendingDeletion";
  if (!isOn) return { KeyRotationEnabled: false, KeyId: arn };
  const period = rotation.days * 86_400_000;
  const since = Date.parse(rotation.since);
  const periods = Math.max(1, Math.ceil((world.clock.now() - since) / period));
  return {
    KeyRotationEnabled: true,
    KeyId: arn,
    RotationPeriodInDays: rotation.days,
    NextRotationDate: new Date(since + periods * period),
  };
}
