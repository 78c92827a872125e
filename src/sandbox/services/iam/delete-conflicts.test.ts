import { expect, test } from "vitest";
import { administrator, given, readPolicy, type Step, trustPolicy } from "./story.fixture.ts";
import { totpCode } from "./totp.ts";

const user: Step = ["CreateUser", { UserName: "ana" }];
const group: Step = ["CreateGroup", { GroupName: "g" }];
const role: Step = ["CreateRole", { RoleName: "r", AssumeRolePolicyDocument: trustPolicy }];
const member: Step = ["AddUserToGroup", { GroupName: "g", UserName: "ana" }];

test.each<[what: string, before: readonly Step[], step: Step, first: string]>([
  [
    "a user in a group",
    [user, group, member],
    ["DeleteUser", { UserName: "ana" }],
    "must remove users from group first",
  ],
  [
    "a group with a user",
    [user, group, member],
    ["DeleteGroup", { GroupName: "g" }],
    "must remove users from group first",
  ],
  ...[["User", "ana", user] as const, ["Group", "g", group] as const, ["Role", "r", role] as const].flatMap(
    ([kind, name, made]): [string, readonly Step[], Step, string][] => {
      const holder = { [`${kind}Name`]: name };
      const attach: Step = [`Attach${kind}Policy`, { ...holder, PolicyArn: administrator }];
      const put: Step = [`Put${kind}Policy`, { ...holder, PolicyName: "p", PolicyDocument: readPolicy }];
      return [
        [
          `a ${kind} with an attached policy`,
          [made, attach],
          [`Delete${kind}`, holder],
          "must detach all policies first",
        ],
        [`a ${kind} with an inline policy`, [made, put], [`Delete${kind}`, holder], "must delete policies first"],
      ];
    },
  ),
])("%s", (_what, before, [operation, input], first) => {
  const message = `Cannot delete entity, ${first}.`;
  expect(given(...before).refusal("iam", operation, input)).toEqual({ shape: "DeleteConflictException", message });
});

test("a user with an enabled device, and then the device", () => {
  const sandbox = given(user, ["CreateVirtualMFADevice", { VirtualMFADeviceName: "m" }]);
  const SerialNumber = "arn:aws:iam::111122223333:mfa/m";
  const seed = sandbox.world.accounts.get("111122223333")?.mfaDevices.get(SerialNumber)?.seed ?? "";
  const [AuthenticationCode1, AuthenticationCode2] = [0, 30_000].map((ms) =>
    totpCode(seed, sandbox.world.clock.now() + ms),
  );
  const input = { UserName: "ana", SerialNumber, AuthenticationCode1, AuthenticationCode2 };
  sandbox.ask("iam", "EnableMFADevice", input);
  expect(sandbox.refusal("iam", "EnableMFADevice", input).message).toBe("MFA Device is already in use.");
  const conflict = "Cannot delete entity, must delete MFA device first.";
  expect(sandbox.refusal("iam", "DeleteUser", { UserName: "ana" }).message).toBe(conflict);
  const inUse = "MFA VirtualDevice in use. Must deactivate first.";
  expect(sandbox.refusal("iam", "DeleteVirtualMFADevice", { SerialNumber }).message).toBe(inUse);
  sandbox.ask("iam", "DeactivateMFADevice", { UserName: "ana", SerialNumber });
  expect(sandbox.ask("iam", "ListVirtualMFADevices", { AssignmentStatus: "Unassigned" })["VirtualMFADevices"]).toEqual([
    { SerialNumber },
  ]);
});
