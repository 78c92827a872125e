import { expect, test } from "vitest";
import type { Caller, Input } from "../../call.ts";
import { given, type Step } from "./story.fixture.ts";

const ana: Caller = { kind: "user", account: "111122223333", name: "ana", accessKeyId: "AKIASANDBOXANA000000" };
const user: Step = ["CreateUser", { UserName: "ana" }];
const password = "Correct-horse-1";

test.each([
  ["Short1!", "Password should have a minimum length of 8"],
  ["longenoughbutplain", "Password does not conform to the account password policy."],
  ["Correct-horse-1", undefined],
])("%s under the default policy", (Password, message) => {
  const sandbox = given(user);
  if (message === undefined) sandbox.ask("iam", "CreateLoginProfile", { UserName: "ana", Password });
  else {
    const refusal = sandbox.refusal("iam", "CreateLoginProfile", { UserName: "ana", Password });
    expect(refusal).toEqual({ shape: "PasswordPolicyViolationException", message });
  }
});

test("a user changes the own password when the policy allows it, but not to one of the last two", () => {
  const rules = { MinimumPasswordLength: 6, AllowUsersToChangePassword: true, PasswordReusePrevention: 2 };
  const sandbox = given(
    user,
    ["UpdateAccountPasswordPolicy", rules],
    ["CreateLoginProfile", { UserName: "ana", Password: "first1" }],
  );
  const change = (OldPassword: string, NewPassword: string): readonly [string, Input, { as: Caller }] => [
    "ChangePassword",
    { OldPassword, NewPassword },
    { as: ana },
  ];
  expect(sandbox.refusal("iam", ...change("wrong1", "second"))).toEqual({
    shape: "AccessDenied",
    message: "The old password was incorrect.",
  });
  sandbox.ask("iam", ...change("first1", "second"));
  expect(sandbox.refusal("iam", ...change("second", "first1")).shape).toBe("PasswordPolicyViolationException");
  sandbox.ask("iam", ...change("second", "third1"));
  sandbox.ask("iam", ...change("third1", "first1"));
  const stored = JSON.stringify(sandbox.world.accounts.get("111122223333")?.users.get("ana"));
  expect(stored).not.toMatch(/first1|second|third1/);
});

test("without leave of the policy a user needs the permission", () => {
  const sandbox = given(user, ["CreateLoginProfile", { UserName: "ana", Password: password }]);
  const input = { OldPassword: password, NewPassword: "Another-horse-2" };
  expect(sandbox.refusal("iam", "ChangePassword", input, { as: ana }).shape).toBe("AccessDenied");
  sandbox.ask("iam", "AttachUserPolicy", {
    UserName: "ana",
    PolicyArn: "arn:aws:iam::aws:policy/IAMUserChangePassword",
  });
  sandbox.ask("iam", "ChangePassword", input, { as: ana });
});
