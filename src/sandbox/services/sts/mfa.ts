import { AwsError } from "../../aws-error.ts";
import type { Call } from "../../call.ts";
import { mfaTime } from "../iam/mfa-time.ts";
import { totpMatches } from "../iam/totp.ts";
import { callerName } from "../iam/who.ts";

/**
 * Has the caller proved a second factor? False: it did not try. Throws AccessDenied when only half of it is there, the device
 * is not the caller's, or the code is wrong.
 */
export function provesMfa(call: Call, serialNumber: string | undefined, tokenCode: string | undefined): boolean {
  if (serialNumber === undefined && tokenCode === undefined) return false;
  if (serialNumber === undefined || tokenCode === undefined) {
    throw denied("MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code. ");
  }
  const device = call.account.mfaDevices.get(serialNumber);
  const own = callerName(call);
  const user = own?.kind === "user" ? own.name : own?.kind;
  if (
    device?.enabledAt === undefined ||
    device.user === undefined ||
    device.user.toLowerCase() !== user?.toLowerCase()
  ) {
    throw denied(
      "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.",
    );
  }
  if (!totpMatches(device.seed, tokenCode, mfaTime(call))) {
    throw denied("MultiFactorAuthentication failed with invalid MFA one time pass code. ");
  }
  return true;
}

function denied(message: string): AwsError {
  return new AwsError("AccessDenied", message, 403);
}
