import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Output } from "../../call.ts";
import { signingKeys } from "../../trails/signing-keys.ts";
import { needOnAll } from "./find-trail.ts";
import { optionalTime } from "./input.ts";

/** Keys of the region that were valid in a window of time; without one, the key of now. */
export const listPublicKeys: Operation = { needs: needOnAll, run };

function run({ input, world, region, time }: Call): Output {
  const from = optionalTime(input, "StartTime") ?? new Date(time);
  const to = optionalTime(input, "EndTime") ?? new Date(time);
  if (from > to) throw new AwsError("InvalidTimeRangeException", "The start time is after the end time.");
  const keys = signingKeys(world, region).filter((key) => new Date(key.from) <= to && new Date(key.to) > from);
  return {
    PublicKeyList: keys.map((key) => ({
      Value: Buffer.from(key.publicKey, "base64"),
      ValidityStartTime: new Date(key.from),
      ValidityEndTime: new Date(key.to),
      Fingerprint: key.fingerprint,
    })),
  };
}
