import { type AskOptions, ask } from "./ask.ts";
import type { LabAws } from "./clients.ts";

/**
 * Removes a user that the run made, with all that hangs on it, in the order that IAM wants. False: there was none.
 *
 * Source: IAM API Reference, `DeleteUser`.
 */
export async function removeUser(aws: LabAws, UserName: string, arn: string): Promise<boolean> {
  const {
    clock,
    owner: { iam },
    iam: sdk,
  } = aws;
  const make = <T>(call: string, send: () => Promise<T>, options: AskOptions = gone): Promise<T | undefined> =>
    ask(clock, `iam:${call}`, send, options);

  const found = await make("GetUser", () => iam.send(new sdk.GetUserCommand({ UserName })));
  // The path in the ARN holds the run's id: one of the same name elsewhere is somebody else's.
  if (found?.User?.Arn !== arn) return false;

  await make("DeleteLoginProfile", () => iam.send(new sdk.DeleteLoginProfileCommand({ UserName })));
  const keys = await make("ListAccessKeys", () => iam.send(new sdk.ListAccessKeysCommand({ UserName })));
  for (const { AccessKeyId } of keys?.AccessKeyMetadata ?? []) {
    await make("DeleteAccessKey", () => iam.send(new sdk.DeleteAccessKeyCommand({ UserName, AccessKeyId })));
  }
  const devices = await make("ListMFADevices", () => iam.send(new sdk.ListMFADevicesCommand({ UserName })));
  for (const { SerialNumber } of devices?.MFADevices ?? []) {
    await make("DeactivateMFADevice", () => iam.send(new sdk.DeactivateMFADeviceCommand({ UserName, SerialNumber })));
  }
  const attached = await make("ListAttachedUserPolicies", () =>
    iam.send(new sdk.ListAttachedUserPoliciesCommand({ UserName })),
  );
  for (const { PolicyArn } of attached?.AttachedPolicies ?? []) {
    await make("DetachUserPolicy", () => iam.send(new sdk.DetachUserPolicyCommand({ UserName, PolicyArn })));
  }
  const inline = await make("ListUserPolicies", () => iam.send(new sdk.ListUserPoliciesCommand({ UserName })));
  for (const PolicyName of inline?.PolicyNames ?? []) {
    await make("DeleteUserPolicy", () => iam.send(new sdk.DeleteUserPolicyCommand({ UserName, PolicyName })));
  }
  const groups = await make("ListGroupsForUser", () => iam.send(new sdk.ListGroupsForUserCommand({ UserName })));
  for (const { GroupName } of groups?.Groups ?? []) {
    const leave = new sdk.RemoveUserFromGroupCommand({ UserName, GroupName });
    await make("RemoveUserFromGroup", () => iam.send(leave));
  }
  await make("DeleteUser", () => iam.send(new sdk.DeleteUserCommand({ UserName })), last);
  return true;
}

const gone: AskOptions = { fine: ["NoSuchEntity"] };
/** What was taken from it a moment ago may still be seen. */
export const last: AskOptions = { fine: ["NoSuchEntity"], passing: ["DeleteConflict"] };
