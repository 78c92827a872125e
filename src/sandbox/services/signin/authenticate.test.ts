import { describe, expect, it } from "vitest";
import { accountId, addDevice, otherAccount } from "../../authorize/authorize.fixture.ts";
import { browser, password, resultOf, signIn, signinEvents, withAnna, withRoot } from "./signin.fixture.ts";

const wrong = { password: "wrong-Horse-9" };

describe("a password", () => {
  it("opens the console, and its use is remembered", () => {
    const sandbox = withAnna();
    expect(signIn(sandbox, { redirect_uri: "https://console.aws.amazon.com/iam/home" })).toEqual({
      state: "SUCCESS",
      properties: { result: "SUCCESS", redirectUrl: "https://console.aws.amazon.com/iam/home" },
    });
    expect(sandbox.ask("iam", "GetUser", { UserName: "anna" })).toMatchObject({
      User: { PasswordLastUsed: new Date("2026-11-21T20:00:00Z") },
    });
  });

  it.each([
    ["a wrong one", wrong],
    ["none", { password: "" }],
    ["an unknown user", { username: "nobody" }],
    ["a user called __proto__", { username: "__proto__" }],
    ["an unknown account", { account: otherAccount }],
    ["an account that is no text", { account: 7 }],
  ])("does not: %s", (_name, form) => {
    expect(signIn(withAnna(), form)).toEqual({
      state: "FAIL",
      properties: { result: "FAILURE", text: "Your authentication information is incorrect. Please try again." },
    });
  });

  it("does with the account's alias", () => {
    const sandbox = withAnna();
    sandbox.ask("iam", "CreateAccountAlias", { AccountAlias: "example-team" });
    expect(resultOf(signIn(sandbox, { account: "example-team" }))).toBe("SUCCESS");
  });

  it("does for root by email, and nothing is told of an email that is not there", () => {
    const sandbox = withRoot();
    const ask = (email: string): string =>
      resultOf(sandbox.ask("signin", "Authenticate", { action: "root-authentication", email, password }, browser));
    expect(ask("Owner@example.com")).toBe("SUCCESS");
    expect(ask("other@example.com")).toBe("FAILURE");
    expect(sandbox.world.addAccount(accountId).root.get("root")?.password?.lastUsedAt).toBe("2026-11-21T20:00:00Z");
    expect(signinEvents(sandbox)).toHaveLength(1);
  });

  it("never stands in a record, nor what was typed for a user name", () => {
    const sandbox = withAnna();
    signIn(sandbox, { username: "my-Secret-77" });
    signIn(sandbox, wrong);
    const text = JSON.stringify(signinEvents(sandbox));
    expect(signinEvents(sandbox)).toHaveLength(2);
    for (const secret of ["my-Secret-77", "wrong-Horse-9"]) expect(text).not.toContain(secret);
  });

  it("has to wait after many wrong ones", () => {
    const sandbox = withAnna();
    for (let i = 0; i < 10; i += 1) signIn(sandbox, wrong);
    expect(Object(signIn(sandbox)["properties"]).text).toContain("Too many requests");
    sandbox.world.clock.advance(6 * 60 * 1000);
    expect(resultOf(signIn(sandbox))).toBe("SUCCESS");
    expect(resultOf(signIn(sandbox, wrong))).toBe("FAILURE");
    expect(resultOf(signIn(sandbox))).toBe("SUCCESS");
  });
});

describe("a device", () => {
  it("is asked for, and the code opens", () => {
    const sandbox = withAnna();
    const { serial, code } = addDevice(sandbox);
    expect(signIn(sandbox)).toEqual({
      state: "SUCCESS",
      properties: { result: "MFA", mfaType: "SW", mfaSerial: serial },
    });
    expect(signinEvents(sandbox).map(({ eventName }) => eventName)).toEqual(["CheckMfa"]);
    sandbox.world.clock.advance(14_000);
    expect(resultOf(signIn(sandbox, { mfacode: code() }))).toBe("SUCCESS");
    expect(signinEvents(sandbox).map(({ eventName }) => eventName)).toEqual(["CheckMfa", "ConsoleLogin"]);
    expect(signinEvents(sandbox)[1].additionalEventData).toMatchObject({ MFAUsed: "Yes", MFAIdentifier: serial });
  });

  it("may answer in one request, which makes both records", () => {
    const sandbox = withAnna();
    const { code } = addDevice(sandbox);
    expect(resultOf(signIn(sandbox, { mfacode: code() }))).toBe("SUCCESS");
    expect(signinEvents(sandbox).map(({ eventName }) => eventName)).toEqual(["CheckMfa", "ConsoleLogin"]);
  });

  it("with a wrong code does not open, and the record tells that the password was right", () => {
    const sandbox = withAnna();
    const { code } = addDevice(sandbox);
    signIn(sandbox);
    expect(resultOf(signIn(sandbox, { mfacode: code() === "000000" ? "1" : "000000" }))).toBe("FAILURE");
    expect(resultOf(signIn(sandbox, { ...wrong, mfacode: code() }))).toBe("FAILURE");
    const [, second, third] = signinEvents(sandbox);
    expect([second.additionalEventData.MFAUsed, third.additionalEventData.MFAUsed]).toEqual(["Yes", "No"]);
  });
});

describe("a password that has to be changed", () => {
  it("asks for another one, by the rules", () => {
    const sandbox = withAnna({ PasswordResetRequired: true });
    sandbox.ask("iam", "UpdateAccountPasswordPolicy", { AllowUsersToChangePassword: true, MinimumPasswordLength: 12 });
    expect(resultOf(signIn(sandbox))).toBe("CHANGE_PASSWORD");
    expect(signIn(sandbox, { newpassword: "short" })["state"]).toBe("FAIL");
    expect(signinEvents(sandbox)).toEqual([]);
    expect(resultOf(signIn(sandbox, { newpassword: "another-Horse-10" }))).toBe("SUCCESS");
    expect(resultOf(signIn(sandbox))).toBe("FAILURE");
    expect(resultOf(signIn(sandbox, { password: "another-Horse-10" }))).toBe("SUCCESS");
  });

  it.each([
    [false, "CHANGE_PASSWORD"],
    [true, "FAILURE"],
  ])("when it is too old (hard expiry: %s)", (HardExpiry, result) => {
    const sandbox = withAnna();
    sandbox.ask("iam", "UpdateAccountPasswordPolicy", { MaxPasswordAge: 90, HardExpiry });
    sandbox.world.clock.advance(90 * 24 * 3600 * 1000 - 1000);
    expect(resultOf(signIn(sandbox))).toBe("SUCCESS");
    sandbox.world.clock.advance(1000);
    expect(resultOf(signIn(sandbox))).toBe(result);
  });
});
