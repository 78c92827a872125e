import { expect, test } from "vitest";
import type { IamRole, Identities } from "../../model/index.ts";
import { startNotes } from "../notes.ts";
import { savedParsers } from "../parts.ts";
import { joinRoles } from "./join-roles.ts";

const role = (name: string): IamRole => ({
  name,
  arn: `arn:aws:iam::111122223333:role/${name}`,
  id: `AROA${name}`,
  path: "/",
  trustPolicy: { json: {} },
  inlinePolicies: [],
  attachedPolicies: [],
  instanceProfiles: [],
  tags: {},
});
const identities: Identities = { users: [], groups: [], policies: [], roles: [role("one"), role("two")] };

const listed = (Roles: unknown) => ({ file: "roles.json", parsed: savedParsers.roles(JSON.stringify({ Roles }), "f") });

test("how long sessions may last is put to the role, and a role that the list lacks is a gap", () => {
  const notes = startNotes(undefined);
  const part = listed([{ Arn: role("one").arn, MaxSessionDuration: 43_200 }, { Arn: role("gone").arn }]);
  expect(joinRoles(identities, [part], notes)?.roles.map(({ maxSessionSeconds }) => maxSessionSeconds)).toEqual([
    43_200,
    undefined,
  ]);
  expect(notes.gaps.get("roles")?.map(({ what }) => what)).toEqual(["1 roles of the authorization details"]);
});

test.each([["43200"], [-1], [1.5], [null], [1e300]])("MaxSessionDuration %j is no length", (seconds) => {
  const part = listed([
    { Arn: role("one").arn, MaxSessionDuration: seconds },
    { Arn: role("two").arn, MaxSessionDuration: 3600 },
  ]);
  expect(joinRoles(identities, [part], startNotes(undefined))?.roles[0]?.maxSessionSeconds).toBeUndefined();
});
