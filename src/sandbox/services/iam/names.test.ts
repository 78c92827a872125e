import { expect, test } from "vitest";
import type { Caller } from "../../call.ts";
import { administrator, given, type Step } from "./story.fixture.ts";

const ana: Caller = { kind: "user", account: "111122223333", name: "ana", accessKeyId: "AKIASANDBOXANA000000" };
const user: Step = ["CreateUser", { UserName: "ana" }];

test("a renamed user keeps keys, groups, policies and devices", () => {
  const sandbox = given(
    user,
    ["CreateAccessKey", { UserName: "ana" }],
    ["CreateGroup", { GroupName: "g" }],
    ["AddUserToGroup", { GroupName: "g", UserName: "ana" }],
    ["AttachUserPolicy", { UserName: "ana", PolicyArn: administrator }],
    ["UpdateUser", { UserName: "ana", NewUserName: "anna", NewPath: "/x/" }],
    ["UpdateGroup", { GroupName: "g", NewGroupName: "h" }],
  );
  expect(sandbox.ask("iam", "ListAccessKeys", { UserName: "anna" })["AccessKeyMetadata"]).toHaveLength(1);
  expect(sandbox.ask("iam", "GetGroup", { GroupName: "h" })["Users"]).toMatchObject([
    { UserName: "anna", Arn: "arn:aws:iam::111122223333:user/x/anna" },
  ]);
  expect(sandbox.ask("iam", "ListAttachedUserPolicies", { UserName: "anna" })["AttachedPolicies"]).toHaveLength(1);
  expect(sandbox.refusal("iam", "GetUser", { UserName: "ana" }).shape).toBe("NoSuchEntityException");
});

test("pages hold every user once, though one that was shown is deleted in between", () => {
  const sandbox = given(...[0, 1, 2, 3, 4, 5, 6].map((n): Step => ["CreateUser", { UserName: `u${n}` }]));
  const seen: unknown[] = [];
  let Marker: unknown;
  do {
    const page = sandbox.ask("iam", "ListUsers", { MaxItems: 2, ...(Marker !== undefined && { Marker }) });
    const users = page["Users"] as readonly { readonly UserName: string }[];
    seen.push(...users.map(({ UserName }) => UserName));
    if (Marker === undefined) sandbox.ask("iam", "DeleteUser", { UserName: "u1" });
    Marker = page["Marker"];
  } while (Marker !== undefined);
  expect(seen).toEqual(["u0", "u1", "u2", "u3", "u4", "u5", "u6"]);
  expect(sandbox.refusal("iam", "ListUsers", { Marker: "nonsense" }).message).toBe("Invalid Marker.");
});

test("names that JavaScript has are names like others", () => {
  const sandbox = given(...["__proto__", "constructor"].map((UserName): Step => ["CreateUser", { UserName }]));
  sandbox.ask("iam", "TagUser", { UserName: "__proto__", Tags: [{ Key: "__proto__", Value: "x" }] });
  expect(sandbox.ask("iam", "ListUserTags", { UserName: "__proto__" })["Tags"]).toEqual([
    { Key: "__proto__", Value: "x" },
  ]);
  expect(sandbox.refusal("iam", "GetUser", { UserName: "toString" }).shape).toBe("NoSuchEntityException");
});

test("without a name a user means itself, root means root, and a role must say", () => {
  const sandbox = given(user, ["AttachUserPolicy", { UserName: "ana", PolicyArn: administrator }]);
  expect(sandbox.ask("iam", "GetUser", {}, { as: ana })["User"]).toMatchObject({ UserName: "ana" });
  expect(sandbox.ask("iam", "GetUser")["User"]).toMatchObject({ Arn: "arn:aws:iam::111122223333:root" });
  sandbox.ask("iam", "CreateAccessKey");
  expect(sandbox.ask("iam", "GetAccountSummary")["SummaryMap"]).toMatchObject({
    AccountAccessKeysPresent: 1,
    Users: 1,
  });
});
