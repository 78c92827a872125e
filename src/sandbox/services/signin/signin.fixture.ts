import { accountId, addUser } from "../../authorize/authorize.fixture.ts";
import type { Input, Output } from "../../call.ts";
import { readEvents } from "../../record/index.ts";
import { type AskOptions, createTestSandbox, type TestSandbox } from "../../sandbox.fixture.ts";
import { hashPassword } from "../iam/password.ts";

export const password = "correct-Horse-9";
export const browser: AskOptions = { as: { kind: "anonymous" }, userAgent: "Mozilla/5.0", sourceIp: "203.0.113.7" };

/** A sandbox with the user `anna`, who may sign in. */
export function withAnna(profile: Input = {}): TestSandbox {
  const sandbox = createTestSandbox();
  addUser(sandbox, "anna");
  sandbox.ask("iam", "CreateLoginProfile", { UserName: "anna", Password: password, ...profile });
  return sandbox;
}

export function withRoot(): TestSandbox {
  const sandbox = createTestSandbox();
  const { root } = sandbox.world.addAccount(accountId);
  const time = "2026-01-01T00:00:00Z";
  const stored = {
    hash: hashPassword(password, new Uint8Array(16)),
    createdAt: time,
    changedAt: time,
    resetRequired: false,
    earlier: [],
  };
  root.put("root", { createdAt: time, email: "owner@example.com", password: stored });
  return sandbox;
}

export function signIn(sandbox: TestSandbox, form: Input = {}): Output {
  const usual = { action: "iam-user-authentication", account: accountId, username: "anna", password };
  return sandbox.ask("signin", "Authenticate", { ...usual, ...form }, browser);
}

/** What came of it: `SUCCESS`, `FAILURE`, `MFA`, ... */
export function resultOf(output: Output): string {
  return Object(output["properties"]).result;
}

export function signinEvents(
  { world }: TestSandbox,
  account: string = accountId,
  region = "us-east-1",
): readonly Event[] {
  return readEvents(world.store, "events", { account, region }, 0, 10_000)
    .map(({ text }) => JSON.parse(text))
    .filter(({ eventType, userAgent }) => eventType === "AwsConsoleSignIn" || userAgent === "AWS Internal");
}

/** Whatever a record holds, taken on trust: a test fails if it is another thing. */
type Event = ReturnType<typeof JSON.parse>;
