import { allPages, listAnswers } from "../all-pages.ts";
import { askedText } from "../answer-text.ts";
import type { CollectContext, Collected, CollectedAnswer, Collector } from "../collector.ts";

/**
 * MFA devices. One list has all virtual ones, root's too. Others are listed by user only: they are asked for of users who have MFA by
 * the credential report, first of those who look like administrators, then of those without a virtual device, and of no more
 * than 25 in all, so that a large account is not asked a thousand times.
 */
export const mfaDevices: Collector = {
  id: "mfa-devices",
  features: ["core"],
  actions: ["iam:ListVirtualMFADevices", "iam:ListMFADevices"],
  stage: 2,
  collect,
};

const maxUsers = 25;

async function collect({ session, found, isProbe }: CollectContext): Promise<Collected> {
  const { client, sdk } = await session.connection.iam();
  const call = { action: "iam:ListVirtualMFADevices", unknown: "which MFA devices there are" };
  const virtual = await allPages(
    (Marker) =>
      session.ask(call, async (o) => {
        const page = await client.send(new sdk.ListVirtualMFADevicesCommand({ MaxItems: 1000, Marker }), o);
        return { items: page.VirtualMFADevices, next: page.Marker };
      }),
    isProbe,
  );
  const answers: CollectedAnswer[] = [...listAnswers({ source: "mfa-devices" }, "VirtualMFADevices", virtual)];
  const withVirtual = new Set(virtual.items?.map(({ User }) => User?.Arn));
  const administrators = new Set(found.administrators);
  const [first, others] = [true, false].map((isAdministrator) =>
    found.usersWithMfa.filter(({ arn }) => administrators.has(arn) === isAdministrator),
  );
  const wanted = [...(first ?? []), ...(others ?? []).filter(({ arn }) => !withVirtual.has(arn))];
  const asked = isProbe ? found.usersWithMfa.slice(0, 1) : wanted.slice(0, maxUsers);
  for (const { name, arn } of asked) {
    const call = {
      action: "iam:ListMFADevices",
      resource: arn,
      unknown: "the MFA devices of a user that are not virtual",
      answers: ["NoSuchEntityException"],
    };
    const list = await session.ask(call, (o) => client.send(new sdk.ListMFADevicesCommand({ UserName: name }), o));
    // The user is gone since the report was made.
    if (!list.ok && list.isAnswer) continue;
    answers.push({ source: "mfa-devices", subject: arn, text: askedText(list, call.action) });
    if (!list.ok) break;
  }
  return { answers };
}
