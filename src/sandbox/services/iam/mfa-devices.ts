import { AwsError } from "../../aws-error.ts";
import type { Call, Operations, Output } from "../../call.ts";
import type { MfaDevice } from "../../world/nouns.ts";
import { saveUser, userNamed } from "./entities.ts";
import { alreadyExists, noSuchEntity, quotaExceeded } from "./errors.ts";
import { needed } from "./fields.ts";
import { mfaTime } from "./mfa-time.ts";
import { authenticationCode, paging, serialNumber, userName } from "./names.ts";
import { onUser } from "./needs.ts";
import { operation } from "./operation.ts";
import { pageOf } from "./paging.ts";
import { totpPairMatches } from "./totp.ts";
import { type Holder, holderOf, userOrCaller } from "./who.ts";

const maxDevices = 8;

const deviceWithCodes = {
  UserName: needed(userName),
  SerialNumber: needed(serialNumber),
  AuthenticationCode1: needed(authenticationCode),
  AuthenticationCode2: needed(authenticationCode),
};

export const mfaDeviceOperations: Operations = {
  EnableMFADevice: operation({
    members: deviceWithCodes,
    needs: (call, { UserName }) => onUser(call, UserName),
    run(call, { UserName, SerialNumber, AuthenticationCode1, AuthenticationCode2 }) {
      const { account, time } = call;
      const user = userNamed(call, UserName);
      const device = deviceNamed(call, SerialNumber);
      if (device.user !== undefined) throw alreadyExists("MFA Device is already in use.");
      if (user.mfa.length >= maxDevices) throw quotaExceeded("MFADevicesPerUser", maxDevices);
      requireCodes(call, device, AuthenticationCode1, AuthenticationCode2);
      account.mfaDevices.put(device.serial, { ...device, user: user.name, enabledAt: time });
      saveUser(account, { ...user, mfa: [...user.mfa, { serial: device.serial, enabledAt: time }] });
      return {};
    },
  }),

  ResyncMFADevice: operation({
    members: deviceWithCodes,
    needs: (call, { UserName }) => onUser(call, UserName),
    run(call, { UserName, SerialNumber, AuthenticationCode1, AuthenticationCode2 }) {
      const user = userNamed(call, UserName);
      requireEnabled(user.mfa, SerialNumber, user.name);
      requireCodes(call, deviceNamed(call, SerialNumber), AuthenticationCode1, AuthenticationCode2);
      return {};
    },
  }),

  /** The device itself stays, assigned to nobody. */
  DeactivateMFADevice: operation({
    members: { UserName: userName, SerialNumber: needed(serialNumber) },
    needs: (call, { UserName }) => onUser(call, UserName),
    run(call, { UserName, SerialNumber }) {
      const { account } = call;
      const user = userOrCaller(call, UserName);
      requireEnabled(user.mfa, SerialNumber, user.name);
      saveUser(account, { ...user, mfa: user.mfa.filter(({ serial }) => serial !== SerialNumber) });
      const device = account.mfaDevices.get(SerialNumber);
      if (device !== undefined) {
        const { user: _user, enabledAt: _enabledAt, ...unassigned } = device;
        account.mfaDevices.put(device.serial, unassigned);
      }
      return {};
    },
  }),

  ListMFADevices: operation({
    members: { UserName: userName, ...paging },
    needs: (call, { UserName }) => onUser(call, UserName),
    run(call, { UserName, ...request }) {
      const { items, ends } = pageOf(enabledOf(call, holderOf(call, UserName)), ({ serial }) => serial, request);
      return { MFADevices: items.map(enabledView), ...ends };
    },
  }),

  GetMFADevice: operation({
    members: { SerialNumber: needed(serialNumber), UserName: userName },
    needs: (call, { UserName }) => onUser(call, UserName),
    run(call, { SerialNumber, UserName }) {
      const enabled = enabledOf(call, holderOf(call, UserName)).find(({ serial }) => serial === SerialNumber);
      if (enabled === undefined) throw noDevice(SerialNumber);
      return enabledView(enabled);
    },
  }),
};

/** Throws NoSuchEntity. */
export function deviceNamed({ account }: Call, serial: string): MfaDevice {
  const device = account.mfaDevices.get(serial);
  if (device === undefined) throw noDevice(serial);
  return device;
}

function noDevice(serial: string): AwsError {
  return noSuchEntity(`VirtualMFADevice with serial number ${serial} doesn't exist.`);
}

function requireCodes(call: Call, device: MfaDevice, first: string, second: string): void {
  if (totpPairMatches(device.seed, first, second, mfaTime(call))) return;
  throw new AwsError("InvalidAuthenticationCodeException", "Authentication code for device is not valid.");
}

function requireEnabled(enabled: readonly { readonly serial: string }[], serial: string, name: string): void {
  if (enabled.some((device) => device.serial === serial)) return;
  throw noSuchEntity(`MFA device ${serial} is not enabled for the user with name ${name}.`);
}

interface Enabled {
  /** Undefined: root. */
  readonly user?: string;
  readonly serial: string;
  readonly enabledAt: string;
}

function enabledOf({ account }: Call, holder: Holder): readonly Enabled[] {
  if (holder.kind === "user") return holder.user.mfa.map((device) => ({ user: holder.user.name, ...device }));
  const mfa = account.root.get("root")?.mfa;
  return mfa === undefined ? [] : [mfa];
}

function enabledView({ user, serial, enabledAt }: Enabled): Output {
  return { ...(user !== undefined && { UserName: user }), SerialNumber: serial, EnableDate: new Date(enabledAt) };
}
