import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Output, Trace } from "../../call.ts";
import type { KmsKey } from "../../world/nouns.ts";
import { textOf } from "../shared/input.ts";
import { findKey, type KeyNames, keyNamed, needOnKey } from "./find-key.ts";

interface OnKey {
  /** `kms:DescribeKey` */
  readonly action: string;
  readonly names?: KeyNames;
  /** Also of a key that is disabled, or that is to be deleted. */
  readonly states?: readonly KmsKey["state"][];
  /** Also of keys of other accounts, where their policies let one. */
  readonly isForAll?: true;
  readonly run: (call: Call, key: KmsKey) => Output;
}

/** An operation on one key that is there, and in a state that admits it. */
export function keyOperation({ action, names = "id or ARN", states, isForAll, run }: OnKey): Operation {
  return {
    needs: (call) => [needOnKey(call, action, findKey(call, textOf(call.input, "KeyId")))],
    run: (call) => {
      const key = keyNamed(call, names);
      if (!isForAll && key.arn.split(":")[4] !== call.account.id) throw otherAccount(action);
      if (states !== undefined && !states.includes(key.state)) throw invalidState(key);
      return run(call, key);
    },
    trace: (call) => keyTrace(findKey(call, textOf(call.input, "KeyId"))),
  };
}

/** Records of KMS name the key. */
export function keyTrace(key: KmsKey | undefined): Trace {
  if (key === undefined) return {};
  return { resources: [{ accountId: key.arn.split(":")[4] ?? "", type: "AWS::KMS::Key", ARN: key.arn }] };
}

/** Source: AWS KMS Developer Guide, "Key states of AWS KMS keys". */
export function invalidState({ arn, state }: KmsKey): AwsError {
  if (state === "Disabled") return new AwsError("DisabledException", `${arn} is disabled.`);
  return new AwsError("KMSInvalidStateException", `${arn} is pending deletion.`);
}

function otherAccount(action: string): AwsError {
  return new AwsError("AccessDenied", `${action} is of the key's own account only.`, 400);
}
