import type { MfaDevice } from "../../../model/index.ts";
import type { CollectContext, Collected, Collector } from "../collector.ts";
import { isoTime } from "../iso-time.ts";

/**
 * MFA devices. One list has all virtual ones, root's too. Others are listed by user only: they are asked for of users who
 * have MFA by the credential report and no virtual device, and of no more than 25 of these, so that a large account is
 * not asked a thousand times.
 */
export const mfaDevices: Collector = {
  id: "mfa-devices",
  features: ["core"],
  actions: ["iam:ListVirtualMFADevices", "iam:ListMFADevices"],
  stage: 2,
  collect,
};

const maxUsers = 25;
const unknown = "which MFA devices there are";

async function collect(context: CollectContext): Promise<Collected> {
  const virtual = await virtualDevices(context);
  const { session, found, isProbe } = context;
  const withVirtual = new Set(virtual?.map(({ user }) => user));
  const others = found.usersWithMfa.filter(({ arn }) => !withVirtual.has(arn));
  const asked = isProbe ? found.usersWithMfa.slice(0, 1) : others.slice(0, maxUsers);
  const { client, sdk } = await session.connection.iam();
  const devices: MfaDevice[] = [...(virtual ?? [])];
  for (const { name, arn } of asked) {
    const call = {
      action: "iam:ListMFADevices",
      resource: arn,
      unknown: "the MFA devices of a user that are not virtual",
      answers: ["NoSuchEntityException"],
    };
    const list = await session.ask(call, (o) => client.send(new sdk.ListMFADevicesCommand({ UserName: name }), o));
    if (!list.ok && !list.isAnswer) break;
    if (!list.ok) continue;
    for (const { SerialNumber = "", EnableDate } of list.value.MFADevices ?? []) {
      if (/:mfa\//.test(SerialNumber)) continue;
      devices.push({ serialNumber: SerialNumber, user: arn, kind: "other", ...isoTime("enabledAt", EnableDate) });
    }
  }
  return { answers: [], ...(virtual !== undefined && { facts: { mfaDevices: devices } }) };
}

/** Undefined when they could not be asked for. */
async function virtualDevices({ session, isProbe }: CollectContext): Promise<readonly MfaDevice[] | undefined> {
  const { client, sdk } = await session.connection.iam();
  const devices: MfaDevice[] = [];
  let marker: string | undefined;
  do {
    const input = { MaxItems: 1000, ...(marker !== undefined && { Marker: marker }) };
    const page = await session.ask({ action: "iam:ListVirtualMFADevices", unknown }, (o) =>
      client.send(new sdk.ListVirtualMFADevicesCommand(input), o),
    );
    if (!page.ok) return undefined;
    for (const { SerialNumber = "", User, EnableDate } of page.value.VirtualMFADevices ?? []) {
      const user = User?.Arn;
      devices.push({
        serialNumber: SerialNumber,
        ...(user && { user }),
        kind: "virtual",
        ...isoTime("enabledAt", EnableDate),
      });
    }
    marker = page.value.IsTruncated === true && !isProbe ? page.value.Marker : undefined;
  } while (marker !== undefined);
  return devices;
}
