import { rootArn } from "../../../model/index.ts";
import { AwsError } from "../../aws-error.ts";
import type { Call, Operations, Output } from "../../call.ts";
import type { MfaDevice } from "../../world/nouns.ts";
import { entityArn, keyOf } from "./entities.ts";
import { alreadyExists } from "./errors.ts";
import { needed, oneOf } from "./fields.ts";
import { deviceNamed } from "./mfa-devices.ts";
import { mfaDeviceName, paging, path, serialNumber, tags } from "./names.ts";
import { onArn, onList, onNew, requestTags } from "./needs.ts";
import { operation } from "./operation.ts";
import { pageOf } from "./paging.ts";
import { qrCodePng } from "./qr-code.ts";
import { withTags } from "./tags.ts";
import { base32Encode } from "./totp.ts";
import { tagsView, userInList } from "./views.ts";

export const virtualMfaDeviceOperations: Operations = {
  CreateVirtualMFADevice: operation({
    members: { VirtualMFADeviceName: needed(mfaDeviceName), Path: path, Tags: tags },
    needs: (call, { VirtualMFADeviceName, Path, Tags }) =>
      onNew(call, "mfa", Path, VirtualMFADeviceName, requestTags(Tags)),
    run(call, { VirtualMFADeviceName, Path = "/", Tags = [] }) {
      const { account, world, time } = call;
      const serial = entityArn(account.id, "mfa", Path, VirtualMFADeviceName);
      if (account.mfaDevices.get(serial) !== undefined) {
        throw alreadyExists("MFADevice entity at the same path and name already exists.");
      }
      const seed = base32Encode(world.ids.bytes(seedBytes));
      const device: MfaDevice = { serial, seed, createdAt: time, tags: withTags([], Tags, "kept") };
      account.mfaDevices.put(serial, device);
      return {
        VirtualMFADevice: {
          SerialNumber: serial,
          Base32StringSeed: Buffer.from(seed),
          QRCodePNG: qrCodePng(keyUri(account.id, VirtualMFADeviceName, seed)),
          ...tagsView(device.tags),
        },
      };
    },
  }),

  DeleteVirtualMFADevice: operation({
    members: { SerialNumber: needed(serialNumber) },
    needs: (call, { SerialNumber }) => onArn(call, SerialNumber),
    run(call, { SerialNumber }) {
      const device = deviceNamed(call, SerialNumber);
      if (device.user !== undefined) {
        throw new AwsError("DeleteConflictException", "MFA VirtualDevice in use. Must deactivate first.");
      }
      call.account.mfaDevices.delete(device.serial);
      return {};
    },
  }),

  ListVirtualMFADevices: operation({
    members: { AssignmentStatus: oneOf(["Assigned", "Unassigned", "Any"]), ...paging },
    needs: (call) => onList(call, "mfa"),
    run(call, { AssignmentStatus = "Any", ...request }) {
      const devices = [...call.account.mfaDevices.values()].filter(
        ({ user }) => AssignmentStatus === "Any" || (user !== undefined) === (AssignmentStatus === "Assigned"),
      );
      const { items, ends } = pageOf(devices, ({ serial }) => serial, request);
      return { VirtualMFADevices: items.map((device) => deviceView(call, device)), ...ends };
    },
  }),
};

/** 64 letters, as AWS's seeds have. */
const seedBytes = 40;

/** What authenticator apps read. */
function keyUri(account: string, name: string, seed: string): string {
  const label = encodeURIComponent(`${name}@${account}`);
  return `otpauth://totp/Amazon%20Web%20Services:${label}?secret=${seed}&issuer=Amazon%20Web%20Services`;
}

function deviceView({ account }: Call, device: MfaDevice): Output {
  return {
    SerialNumber: device.serial,
    ...(device.enabledAt !== undefined && { EnableDate: new Date(device.enabledAt) }),
    ...assignedTo(),
  };

  function assignedTo(): Output {
    const root = account.root.get("root");
    if (root?.mfa?.serial === device.serial) {
      const User = { UserId: account.id, Arn: rootArn(account.id), CreateDate: new Date(root.createdAt) };
      return { User };
    }
    const user = device.user === undefined ? undefined : account.users.get(keyOf(device.user));
    return user === undefined ? {} : { User: userInList(user) };
  }
}
