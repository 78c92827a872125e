import { describe, expect, test } from "vitest";
import type { IamRole, IamUser } from "../../model/index.ts";
import { type ComparedAccount, compareAccounts } from "./demo-collect.ts";

const user: IamUser = {
  name: "ana",
  arn: "arn:aws:iam::111122223333:user/ana",
  id: "AIDAANAEXAMPLE000001",
  path: "/",
  groups: [],
  tags: {},
  inlinePolicies: [],
  attachedPolicies: [],
};
const role: IamRole = {
  name: "deploy",
  arn: "arn:aws:iam::111122223333:role/deploy",
  id: "AROADEPLOYEXAMPLE001",
  path: "/",
  trustPolicy: { json: {} },
  lastUsed: "never",
  instanceProfiles: [],
  tags: {},
  inlinePolicies: [],
  attachedPolicies: [],
};

function accountWith(
  users: readonly IamUser[],
  roles: readonly IamRole[],
  buckets: readonly string[],
): ComparedAccount {
  return { snapshot: { identities: { users, roles, groups: [], policies: [] }, trails: [] }, buckets };
}

const before = accountWith([user], [role], ["drawings"]);

describe("comparing the account with what it was", () => {
  test("the same account has no difference, and what was compared is counted", () => {
    const { compared, different } = compareAccounts(before, accountWith([user], [role], ["drawings"]));
    expect(different).toEqual([]);
    expect(Object.fromEntries(compared)).toMatchObject({ users: 1, roles: 1, buckets: 1, trails: 0, policies: 0 });
  });

  test("when a role was last used is no difference", () => {
    const used: IamRole = { ...role, lastUsed: { at: "2026-11-21T20:00:00Z" } };
    expect(compareAccounts(before, accountWith([user], [used], ["drawings"])).different).toEqual([]);
  });

  test.each([
    ["a user more", accountWith([user, { ...user, arn: `${user.arn}2` }], [role], ["drawings"]), [`${user.arn}2`]],
    ["a user less", accountWith([], [role], ["drawings"]), [user.arn]],
    [
      "a policy attached",
      accountWith(
        [{ ...user, attachedPolicies: [{ name: "A", arn: "arn:aws:iam::aws:policy/A" }] }],
        [role],
        ["drawings"],
      ),
      [user.arn],
    ],
    ["a bucket left", accountWith([user], [role], ["drawings", "logs"]), ["arn:aws:s3:::logs"]],
  ])("%s is named", (_what, after, named) => {
    expect(compareAccounts(before, after).different).toEqual(named);
  });
});
