import { type JsonObject, ownValue } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { entriesAt } from "./entries.ts";
import { inside, objectAt, optionalTextAt, type Place, textAt, timeAt } from "./fields.ts";
import { present } from "./present.ts";
import { type Parsed, type Reading, startReading } from "./reading.ts";

/** `virtual`: all virtual devices of the account. `user`: all devices of one user. */
export interface MfaDevicesAnswer {
  readonly kind: "virtual" | "user";
  readonly devices: readonly ListedDevice[];
}

/** One device, with its user as the answer names it: by ARN or by name. */
export interface ListedDevice {
  readonly serialNumber: string;
  readonly kind: "virtual" | "other";
  readonly userArn?: string;
  readonly userName?: string;
  readonly enabledAt?: string;
}

/** `aws iam list-virtual-mfa-devices`, or `aws iam list-mfa-devices` of one user. */
export function parseMfaDevices(answer: Answer): Parsed<MfaDevicesAnswer> {
  if (answer.kind === "error") return refusal(answer, "mfa-devices");
  const reading = startReading(answer.file);
  const json = answerObject(answer, "mfa-devices");
  const isVirtual = Object.hasOwn(json, "VirtualMFADevices");
  const devices = entriesAt(json, isVirtual ? "VirtualMFADevices" : "MFADevices", reading, (entry, place) =>
    isVirtual ? virtualDevice(entry, place, reading) : deviceOfUser(entry, place, reading),
  );
  return reading.result<MfaDevicesAnswer>({ kind: isVirtual ? "virtual" : "user", devices });
}

function virtualDevice(entry: JsonObject, place: Place, reading: Reading): ListedDevice {
  const at = inside(place, "User");
  const user = objectAt(ownValue(entry, "User") ?? {}, at);
  return {
    serialNumber: textAt(entry, "SerialNumber", place),
    kind: "virtual",
    ...present({ userArn: optionalTextAt(user, "Arn", at), enabledAt: timeAt(entry, "EnableDate", place, reading) }),
  };
}

/** Source: IAM API Reference, MFADevice: the serial number of a virtual device is its ARN, `...:mfa/...`. */
function deviceOfUser(entry: JsonObject, place: Place, reading: Reading): ListedDevice {
  const serialNumber = textAt(entry, "SerialNumber", place);
  return {
    serialNumber,
    kind: /^arn:[\w-]+:iam::\d{12}:mfa\//.test(serialNumber) ? "virtual" : "other",
    ...present({
      userName: optionalTextAt(entry, "UserName", place),
      enabledAt: timeAt(entry, "EnableDate", place, reading),
    }),
  };
}
