import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Output } from "../../call.ts";
import type { Account } from "../../world/world.ts";
import { loginProfileOperations } from "../iam/login-profiles.ts";
import { forgetAttempts, noteChallenge, noteFailure } from "./attempts.ts";
import { consoleRecords } from "./console-records.ts";
import { asksFor, consoleHome, failed, formField, succeeded } from "./page.ts";
import { judgeSignIn, type SignIn } from "./sign-in.ts";
import type { KnownSubject } from "./subject.ts";

/** `POST /authenticate`: a user or root signs in with a password, and with a code where a device is enabled. */
export const authenticate: Operation = {
  run(call) {
    const signIn = judgeSignIn(call);
    const output = act(call, signIn);
    // A new password that will not do leaves the sign-in where it was.
    const isStopped = signIn.result === "success" && output["state"] === "FAIL";
    judged.set(call, isStopped ? { ...signIn, result: "asks-change" } : signIn);
    return output;
  },
  trace(call) {
    const signIn = judged.get(call);
    return signIn === undefined ? [] : consoleRecords(call, signIn);
  },
};

/** What `run` found out, for the record: afterwards the world is another. */
const judged: WeakMap<Call, SignIn> = new WeakMap();

function act(call: Call, signIn: SignIn): Output {
  switch (signIn.result) {
    case "nowhere":
    case "unknown-user":
      return failed(wrongText);
    case "wait":
      return failed("Too many requests have been made. Please wait a few minutes and try again.");
    case "wrong":
    case "wrong-code":
      noteFailure(call, signIn.subject);
      return failed(wrongText);
    case "asks-code":
      noteChallenge(call, signIn.subject);
      return asksFor("MFA", { mfaType: "SW", mfaSerial: signIn.device });
    case "asks-change":
      return asksFor("CHANGE_PASSWORD");
    case "expired":
      noteFailure(call, signIn.subject);
      return failed("Your password has expired. Contact your account administrator to have it reset.");
    case "success":
      return enter(call, signIn.subject);
  }
}

const wrongText = "Your authentication information is incorrect. Please try again.";

function enter(call: Call, subject: KnownSubject): Output {
  const { account } = subject;
  if (subject.kind === "user") {
    const refusal = changePassword(call, account, subject.user.name);
    if (refusal !== undefined) return failed(refusal);
    const user = account.users.get(subject.user.name.toLowerCase());
    if (user?.password !== undefined) {
      account.users.put(user.name.toLowerCase(), { ...user, password: { ...user.password, lastUsedAt: call.time } });
    }
  } else if (subject.root.password !== undefined) {
    account.root.put("root", { ...subject.root, password: { ...subject.root.password, lastUsedAt: call.time } });
  }
  forgetAttempts(subject);
  return succeeded(formField(call.input, "redirect_uri") ?? consoleHome);
}

/** By IAM's own rules; says why not. */
function changePassword(call: Call, account: Account, name: string): string | undefined {
  const [OldPassword, NewPassword] = [formField(call.input, "password"), formField(call.input, "newpassword")];
  if (NewPassword === undefined) return undefined;
  try {
    loginProfileOperations["ChangePassword"]?.run({
      ...call,
      service: "iam",
      operation: "ChangePassword",
      account,
      caller: { kind: "user", account: account.id, name, accessKeyId: "" },
      input: { OldPassword, NewPassword },
    });
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error.message;
    throw error;
  }
}
