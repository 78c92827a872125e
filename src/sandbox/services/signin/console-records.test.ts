import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  accountId,
  addDevice,
  addRole,
  addUser,
  allow,
  otherAccount,
  policy,
  trust,
} from "../../authorize/authorize.fixture.ts";
import type { TestSandbox } from "../../sandbox.fixture.ts";
import { browser, password, signIn, signinEvents, withAnna, withRoot } from "./signin.fixture.ts";

type Event = ReturnType<typeof JSON.parse>;

const root = (given: string) => (): Event => {
  const sandbox = withRoot();
  sandbox.ask(
    "signin",
    "Authenticate",
    { email: "owner@example.com", password: given },
    { ...browser, region: "eu-west-1" },
  );
  return only(sandbox);
};

/** A real (or documented) record, and how the same comes about here. */
const shapes: readonly (readonly [file: string, make: () => Event])[] = [
  [
    "04-ConsoleLogin.iam-success-nomfa.json",
    () => {
      const sandbox = withAnna();
      signIn(sandbox);
      return only(sandbox);
    },
  ],
  [
    "04-ConsoleLogin.iam-success-mfa.json",
    () => {
      const sandbox = withAnna();
      const { code } = addDevice(sandbox);
      signIn(sandbox, { mfacode: code() });
      return signinEvents(sandbox)[1];
    },
  ],
  [
    "CheckMfa.json",
    () => {
      const sandbox = withAnna();
      addDevice(sandbox);
      signIn(sandbox);
      return only(sandbox);
    },
  ],
  [
    "05-ConsoleLogin.iam-failure.json",
    () => {
      const sandbox = withAnna();
      addDevice(sandbox);
      signIn(sandbox, { mfacode: "1" });
      return signinEvents(sandbox)[1];
    },
  ],
  [
    "ConsoleLogin.unknown-user.json",
    () => {
      const sandbox = withAnna();
      signIn(sandbox, { username: "nobody" });
      return only(sandbox);
    },
  ],
  ["05-ConsoleLogin.root-failure.json", root("wrong")],
  ["ConsoleLogin.root-success.json", root(password)],
  [
    "SwitchRole.json",
    () => {
      const sandbox = switched();
      return signinEvents(sandbox, otherAccount).at(-1);
    },
  ],
  [
    "GetSigninToken.json",
    () => {
      const sandbox = withAnna();
      sandbox.ask("signin", "GetSigninToken", { Session: sessionForm(sandbox) }, browser);
      return signinEvents(sandbox).at(-1);
    },
  ],
];

/** Later versions of the record always have them; `tlsDetails` are for TLS, which the sandbox has not. */
const added = ["readOnly", "managementEvent", "eventCategory"];

const folder = "../shared/data/cloudtrail-samples";
describe.skipIf(!existsSync(folder))("records of the console (needs the real ones beside the project)", () => {
  it.each(shapes)("%s", (file, make) => {
    const { event: real } = JSON.parse(readFileSync(`${folder}/${file}`, "utf8"));
    const ours = make();
    const expected = new Set([...Object.keys(real), ...added]);
    expected.delete("tlsDetails");
    expect(new Set(Object.keys(ours))).toEqual(expected);
    expect(Object.keys(ours.userIdentity)).toEqual(Object.keys(real.userIdentity));
    expect(new Set(Object.keys(ours.additionalEventData))).toEqual(new Set(Object.keys(real.additionalEventData)));
    expect(ours.responseElements).toEqual(
      "credentials" in real.responseElements
        ? expect.objectContaining({ GetSigninToken: "Success" })
        : real.responseElements,
    );
    for (const part of ["eventName", "eventSource", "errorMessage", "requestParameters"]) {
      expect(ours[part], part).toEqual(real[part]);
    }
    expect(ours.eventType.toLowerCase()).toBe(real.eventType.toLowerCase());
    expect(ours.userIdentity.type).toBe(real.userIdentity.type);
    expect(ours.userIdentity.accessKeyId === "").toBe(real.userIdentity.accessKeyId === "");
    expect(ours.additionalEventData.MFAUsed).toBe(real.additionalEventData.MFAUsed);
  });

  it("AssumeRole.cross-account: both sides of a switch", () => {
    const sandbox = switched();
    const real = (side: string): Event =>
      JSON.parse(readFileSync(`${folder}/AssumeRole.cross-account.${side}-side.json`, "utf8")).event;
    const caller = signinEvents(sandbox).find(({ eventName }) => eventName === "AssumeRole");
    const role = signinEvents(sandbox, otherAccount).find(({ eventName }) => eventName === "AssumeRole");
    expect(Object.keys(role.userIdentity)).toEqual(Object.keys(real("role").userIdentity));
    for (const [ours, theirs] of [
      [caller, real("caller")],
      [role, real("role")],
    ]) {
      expect(new Set(Object.keys(ours))).toEqual(new Set([...Object.keys(theirs), ...added]));
      expect(new Set(Object.keys(ours.responseElements.credentials))).toEqual(
        new Set(Object.keys(theirs.responseElements.credentials)),
      );
      for (const part of ["eventSource", "eventName", "sourceIPAddress", "userAgent", "eventType"]) {
        expect(ours[part]).toBe(theirs[part]);
      }
    }
    expect(caller.userIdentity.invokedBy).toBe("AWS Internal");
    expect(caller.sharedEventID).toBe(role.sharedEventID);
  });
});

describe("where it is recorded", () => {
  it("root in Virginia, users where they are", () => {
    expect(root(password)().awsRegion).toBe("us-east-1");
    const sandbox = withAnna();
    const form = { account: accountId, username: "anna", password };
    sandbox.ask("signin", "Authenticate", form, { ...browser, region: "eu-west-1" });
    expect(signinEvents(sandbox)).toEqual([]);
    expect(signinEvents(sandbox, accountId, "eu-west-1")).toHaveLength(1);
  });
});

describe("the federation endpoint", () => {
  it("lets a role's session into the console with a token that cannot be forged or kept", () => {
    const sandbox = withAnna();
    const { SigninToken } = sandbox.ask("signin", "GetSigninToken", { Session: sessionForm(sandbox) }, browser);
    const Destination = "https://console.aws.amazon.com/iam/home";
    expect(sandbox.ask("signin", "Login", { SigninToken, Destination }, browser)).toMatchObject({
      properties: { redirectUrl: Destination },
    });
    expect(signinEvents(sandbox).at(-1)).toMatchObject({
      eventName: "ConsoleLogin",
      userIdentity: { type: "AssumedRole" },
      additionalEventData: { MFAUsed: "No" },
    });
    const forged = String(SigninToken).replace(/.$/, (last) => (last === "A" ? "B" : "A"));
    expect(sandbox.refusal("signin", "Login", { SigninToken: forged }, browser).shape).toBe("InvalidRequest");
    sandbox.world.clock.advance(15 * 60 * 1000);
    expect(sandbox.refusal("signin", "Login", { SigninToken }, browser).shape).toBe("InvalidRequest");
  });

  it.each(["", "{", "[]", '{"sessionId":"AKIANOBODY"}'])("takes no session like %j", (Session) => {
    const refusal = withAnna().refusal("signin", "GetSigninToken", { Session }, browser);
    expect(["InvalidRequest", "InvalidClientTokenId"]).toContain(refusal.shape);
  });
});

describe("switching to a role that is not open", () => {
  it("fails, and leaves the refused AssumeRole behind", () => {
    const sandbox = withAnna();
    const as = { kind: "user", account: accountId, name: "anna", accessKeyId: "AKIASANDBOXUSER00000" } as const;
    const output = sandbox.ask("signin", "SwitchRole", { account: otherAccount, roleName: "duty" }, { ...browser, as });
    expect(output["state"]).toBe("FAIL");
    expect(signinEvents(sandbox)).toMatchObject([
      { eventName: "AssumeRole", errorCode: "AccessDenied", requestParameters: null },
    ]);
  });
});

/** Anna of the first account has switched to a role of the second, in the console. */
function switched(): TestSandbox {
  const sandbox = withAnna();
  const own = policy(allow("sts:AssumeRole"));
  sandbox.ask("iam", "PutUserPolicy", { UserName: "anna", PolicyName: "own", PolicyDocument: own });
  addRole(sandbox, "duty", trust({ AWS: accountId }), undefined, otherAccount);
  const as = { kind: "user", account: accountId, name: "anna", accessKeyId: "AKIASANDBOXUSER00000" } as const;
  const output = sandbox.ask("signin", "SwitchRole", { account: otherAccount, roleName: "duty" }, { ...browser, as });
  expect(output["state"]).toBe("SUCCESS");
  return sandbox;
}

/** Credentials of a role's session, as the federation endpoint wants them. */
function sessionForm(sandbox: TestSandbox): string {
  const as = addUser(sandbox, "bert", policy(allow("sts:AssumeRole")));
  const RoleArn = addRole(sandbox, "duty", trust({ AWS: accountId }));
  const output = sandbox.ask("sts", "AssumeRole", { RoleArn, RoleSessionName: "bert" }, { as });
  const { AccessKeyId, SecretAccessKey, SessionToken } = Object(output["Credentials"]);
  return JSON.stringify({ sessionId: AccessKeyId, sessionKey: SecretAccessKey, sessionToken: SessionToken });
}

function only(sandbox: TestSandbox): Event {
  const events = signinEvents(sandbox);
  expect(events).toHaveLength(1);
  return events[0];
}
