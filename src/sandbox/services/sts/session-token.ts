import { AwsError } from "../../aws-error.ts";
import type { Operation } from "../../call.ts";
import { validationError } from "../iam/errors.ts";
import { readInput } from "../iam/input.ts";
import * as fields from "./fields.ts";
import { provesMfa } from "./mfa.ts";
import { credentialsOf, startSession } from "./new-session.ts";
import { ownerOf } from "./owner.ts";

/**
 * Needs no permission. For long-term keys only; root's sessions last an hour at most.
 *
 * Source: AWS STS API Reference, "GetSessionToken".
 */
export const getSessionToken: Operation = {
  run(call) {
    const input = readInput(call.input, members);
    const owner = ownerOf(call);
    if (owner === undefined)
      throw new AwsError("AccessDenied", "Cannot call GetSessionToken with session credentials", 403);
    if (owner.isRoot && (input.DurationSeconds ?? 0) > 3600) throw tooLongForRoot();
    const mfa = provesMfa(call, input.SerialNumber, input.TokenCode);
    const session = startSession(call, {
      kind: "session-token",
      account: call.account.id,
      issuerArn: owner.arn,
      issuerId: owner.id,
      arn: owner.arn,
      seconds: input.DurationSeconds ?? (owner.isRoot ? 3600 : 43_200),
      mfa,
    });
    return { Credentials: credentialsOf(session) };
  },
};

const members = {
  DurationSeconds: fields.tokenSeconds,
  SerialNumber: fields.serialNumber,
  TokenCode: fields.tokenCode,
};

export function tooLongForRoot(): AwsError {
  return validationError("The requested DurationSeconds exceeds the 1 hour session limit for the root user.");
}
