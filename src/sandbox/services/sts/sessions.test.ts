import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  accountId,
  addDevice,
  addRole,
  addUser,
  allow,
  assume,
  otherAccount,
  policy,
  sessionCaller,
  trust,
} from "../../authorize/authorize.fixture.ts";
import type { Input } from "../../call.ts";
import { readEvents } from "../../record/index.ts";
import { createTestSandbox, type TestSandbox } from "../../sandbox.fixture.ts";

const annaArn = `arn:aws:iam::${accountId}:user/anna`;
const role = `arn:aws:iam::${accountId}:role/duty`;
const mayAssume = policy(allow("sts:*"));

describe("a code of the caller's device", () => {
  it("opens a role that asks for MFA, and none other does", () => {
    const sandbox = createTestSandbox();
    const as = addUser(sandbox, "anna", mayAssume);
    const { serial, code: codeNow } = addDevice(sandbox);
    addRole(sandbox, "duty", trust({ AWS: annaArn }, mfa()));
    const ask = { RoleArn: role, RoleSessionName: "monday", SerialNumber: serial };
    const code = codeNow();
    const wrong = code === "000000" ? "000001" : "000000";
    const says = (input: Input): string => sandbox.refusal("sts", "AssumeRole", input, { as }).message;
    expect(says({ ...ask, TokenCode: wrong })).toBe(
      "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
    );
    expect(says(ask)).toBe(
      "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code. ",
    );
    expect(says({ ...ask, SerialNumber: `${serial}x`, TokenCode: code })).toContain(
      "unable to validate MFA code.  Please verify",
    );
    expect(assume(sandbox, as, role, { SerialNumber: serial, TokenCode: code })).toMatchObject({
      session: { mfa: true },
    });
    const event = lastEvent(sandbox);
    expect(event.requestParameters).toEqual({ roleArn: role, roleSessionName: "duty", serialNumber: serial });
  });
});

describe("GetSessionToken with a code", () => {
  it("makes a session that policies with MFA allow, and those for old ones do not", () => {
    const sandbox = createTestSandbox();
    const fresh = { Condition: { NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } } };
    const as = addUser(sandbox, "anna", policy(allow("cloudtrail:*", mfa()), allow("iam:ListUsers", fresh)));
    const { serial, code } = addDevice(sandbox);
    const session = (input: Input): ReturnType<typeof sessionCaller> =>
      sessionCaller(sandbox, sandbox.ask("sts", "GetSessionToken", input, { as }));
    const proved = session({ SerialNumber: serial, TokenCode: code() });
    expect(sandbox.ask("cloudtrail", "DescribeTrails", {}, { as: proved })).toBeDefined();
    expect(sandbox.refusal("cloudtrail", "DescribeTrails", {}, { as: session({}) }).shape).toBe("AccessDenied");
    expect(sandbox.ask("iam", "ListUsers", {}, { as: proved })).toBeDefined();
    sandbox.world.clock.advance(3600 * 1000);
    expect(sandbox.refusal("iam", "ListUsers", {}, { as: proved }).shape).toBe("AccessDenied");
    expect(sandbox.ask("cloudtrail", "DescribeTrails", {}, { as: proved })).toBeDefined();
  });
});

describe("sessions after sessions", () => {
  it("last an hour, keep the source identity, and hand on transitive tags", () => {
    const sandbox = createTestSandbox();
    const as = addUser(sandbox, "anna", mayAssume);
    const all = { Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"] };
    const first = addRole(sandbox, "first", trust({ AWS: accountId }, all), mayAssume);
    const second = addRole(sandbox, "second", trust({ AWS: accountId }, all), mayAssume);
    sandbox.ask("iam", "UpdateRole", { RoleName: "second", MaxSessionDuration: 7200 });
    const one = assume(sandbox, as, first, {
      SourceIdentity: "anna",
      Tags: [
        { Key: "Team", Value: "blue" },
        { Key: "Day", Value: "monday" },
      ],
      TransitiveTagKeys: ["team"],
    });
    const ask = { RoleArn: second, RoleSessionName: "again" };
    const says = (input: Input): string =>
      sandbox.refusal("sts", "AssumeRole", { ...ask, ...input }, { as: one }).message;
    expect(says({ DurationSeconds: 3601 })).toBe(
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    );
    expect(says({ Tags: [{ Key: "TEAM", Value: "red" }] })).toContain("conflicts with a transitive tag key");
    expect(says({ SourceIdentity: "otto" })).toContain("source identity");
    expect(assume(sandbox, one, second)).toMatchObject({
      session: { sourceIdentity: "anna", tags: [{ Key: "Team", Value: "blue" }], transitiveTags: ["Team"] },
    });
    expect(lastEvent(sandbox).requestParameters).toMatchObject({
      incomingTransitiveTags: { Team: "blue" },
      roleArn: second,
    });
  });

  it("forgets sessions that ended days ago", () => {
    const sandbox = createTestSandbox();
    const as = addUser(sandbox, "anna");
    addRole(sandbox, "duty", trust({ AWS: annaArn }));
    for (let day = 0; day < 20; day += 1) {
      assume(sandbox, as, role);
      sandbox.world.clock.advance(24 * 3600 * 1000);
    }
    expect(sandbox.world.sessions.size).toBeLessThan(5);
  });
});

const folder = "../shared/data/cloudtrail-samples";
describe.skipIf(!existsSync(folder))("records (needs the real ones beside the project)", () => {
  it.each([
    ["01-AssumeRole.success.json", accountId, accountId],
    ["AssumeRole.cross-account.role-side.json", otherAccount, otherAccount],
  ])("%s has the same keys", (file, roleAccount, recipient) => {
    const sandbox = createTestSandbox();
    const as = addUser(sandbox, "anna", mayAssume);
    const RoleArn = addRole(sandbox, "duty", trust({ AWS: accountId }), undefined, roleAccount);
    const asked = { RoleArn, RoleSessionName: "monday", ...(roleAccount === accountId && { DurationSeconds: 900 }) };
    sandbox.ask("sts", "AssumeRole", asked, { as });
    const { event: real } = JSON.parse(readFileSync(`${folder}/${file}`, "utf8"));
    const ours = lastEvent(sandbox, recipient);
    for (const part of ["userIdentity", "requestParameters", "responseElements"]) {
      expect(keysOf(ours[part]), part).toEqual(keysOf(real[part]));
    }
    expect(keysOf(ours.responseElements.credentials)).toEqual(keysOf(real.responseElements.credentials));
    expect(keysOf(ours.resources[0])).toEqual(keysOf(real.resources[0]));
    expect(JSON.stringify(ours)).not.toContain("SecretAccessKey");
  });
});

function mfa(): object {
  return { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } };
}

function lastEvent({ world }: TestSandbox, account = accountId, region = "us-east-1"): Event {
  const events = readEvents(world.store, "events", { account, region }, 0, 1000);
  return JSON.parse(events.at(-1)?.text ?? "{}");
}

function keysOf(value: object): readonly string[] {
  return Object.keys(value).sort();
}

/** Whatever a record holds, taken on trust: a test fails if it is another thing. */
type Event = ReturnType<typeof JSON.parse>;
