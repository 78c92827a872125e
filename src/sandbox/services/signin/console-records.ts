import { rootArn } from "../../../model/index.ts";
import type { Call, Trace } from "../../call.ts";
import { consoleHome, formField } from "./page.ts";
import type { SignIn } from "./sign-in.ts";

/**
 * What CloudTrail records of a sign-in: CheckMfa when a code is asked for, and ConsoleLogin when it is over. Nothing where
 * more is asked for.
 *
 * Source: CloudTrail User Guide, "AWS Management Console sign-in events".
 */
export function consoleRecords(call: Call, signIn: SignIn): readonly Trace[] {
  if (signIn.result === "nowhere") return [];
  if (signIn.result === "unknown-user") return [loginRecord(call, signIn)];
  const passed = signIn.result !== "wait" && signIn.result !== "wrong";
  const check = passed && signIn.device !== undefined && signIn.isFirstStep ? [checkRecord(call, signIn)] : [];
  const isOpen = signIn.result === "asks-code" || signIn.result === "asks-change";
  return isOpen ? check : [...check, ...changeRecord(call, signIn), loginRecord(call, signIn)];
}

type Recorded = Exclude<SignIn, { readonly result: "nowhere" }>;

function loginRecord(call: Call, signIn: Recorded): Trace {
  const isSuccess = signIn.result === "success";
  const hasCode = "device" in signIn && (isSuccess || signIn.result === "wrong-code" || signIn.result === "expired");
  return {
    ...commonOf(call, signIn),
    eventName: "ConsoleLogin",
    userIdentity: isSuccess ? successIdentity(signIn) : failureIdentity(signIn),
    ...(!isSuccess && { errorMessage: failureMessage(signIn) }),
    responseElements: { ConsoleLogin: isSuccess ? "Success" : "Failure" },
    additionalEventData: {
      LoginTo: formField(call.input, "redirect_uri") ?? consoleHome,
      MobileVersion: "No",
      ...(isSuccess && "device" in signIn && { MFAIdentifier: signIn.device }),
      MFAUsed: hasCode ? "Yes" : "No",
    },
  };
}

function checkRecord(call: Call, signIn: Recorded): Trace {
  return {
    ...commonOf(call, signIn),
    eventName: "CheckMfa",
    userIdentity: failureIdentity(signIn),
    responseElements: { CheckMfa: "Success" },
    additionalEventData: { MfaType: "Virtual MFA" },
  };
}

/** The change that a new password in the form makes. */
function changeRecord(call: Call, signIn: Recorded): readonly Trace[] {
  if (signIn.result !== "success" || formField(call.input, "newpassword") === undefined) return [];
  if (signIn.subject.kind !== "user") return [];
  const { eventType: _signIn, ...common } = commonOf(call, signIn);
  return [
    {
      ...common,
      eventType: "AwsApiCall",
      eventSource: "iam.amazonaws.com",
      eventName: "ChangePassword",
      userIdentity: successIdentity(signIn),
      responseElements: null,
    },
  ];
}

/** Root signs in in Virginia, wherever it is. */
function commonOf({ region }: Call, { subject }: Recorded): Trace {
  return {
    recipient: subject.account.id,
    region: subject.kind === "root" ? "us-east-1" : region,
    eventType: "AwsConsoleSignIn",
    requestParameters: null,
    readOnly: false,
  };
}

function successIdentity({ subject }: Recorded): object {
  const { account } = subject;
  if (subject.kind === "root") return rootIdentity(account.id);
  if (subject.kind === "unknown") return {};
  const { id, arn, name } = subject.user;
  return { type: "IAMUser", principalId: id, arn, accountId: account.id, userName: name };
}

/** Before somebody is in, there is no ARN; and what was typed for a name may be a password. */
function failureIdentity({ subject }: Recorded): object {
  const { account } = subject;
  switch (subject.kind) {
    case "root":
      return rootIdentity(account.id);
    case "user": {
      const { id, name } = subject.user;
      return { type: "IAMUser", principalId: id, accountId: account.id, accessKeyId: "", userName: name };
    }
    case "unknown":
      return { type: "IAMUser", accountId: account.id, accessKeyId: "", userName: "HIDDEN_DUE_TO_SECURITY_REASONS" };
  }
}

function rootIdentity(account: string): object {
  return { type: "Root", principalId: account, arn: rootArn(account), accountId: account, accessKeyId: "" };
}

function failureMessage({ result }: Recorded): string {
  return result === "unknown-user" ? "No username found in supplied account" : "Failed authentication";
}
