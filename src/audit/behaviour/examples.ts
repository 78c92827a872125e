import type { Behaviour, Json, JsonObject } from "../../model/index.ts";
import { exampleClock } from "../check.ts";
import { exampleAccount } from "../examples/example-builders.ts";
import { createBehaviourFold } from "./fold.ts";
import { dayMs, timeText } from "./questions.ts";

/** Builders of CloudTrail events for the examples of checks. */

/** What an event is about; what is not said is unremarkable. */
export interface ExampleEvent {
  /** Days before {@link exampleClock}, fractions allowed. */
  readonly days: number;
  readonly name: string;
  /** `iam`, `s3`, ...; default `iam`. */
  readonly source?: string;
  /** Name of a user; default `ana`. */
  readonly user?: string;
  /** In place of a user: a whole `userIdentity`. */
  readonly identity?: JsonObject;
  readonly key?: string;
  readonly ip?: string;
  readonly agent?: string;
  readonly readOnly?: boolean;
  readonly error?: string;
  readonly request?: JsonObject;
  readonly response?: JsonObject;
  readonly more?: JsonObject;
}

/**
 * Logs with these events, and one event a day of a user `clockwork` for so many days back, as accounts have that somebody
 * works in. They reach to the clock of examples.
 */
export function logs(coveredDays: number, ...events: readonly ExampleEvent[]): Behaviour {
  const fold = createBehaviourFold({ placeOf: networkOfExample, placedBy: "network", agentOf: (text) => text });
  const filler = Array.from({ length: Math.ceil(coveredDays) + 1 }, (_, day): ExampleEvent => {
    return {
      days: Math.min(day, coveredDays),
      name: "DescribeInstances",
      source: "ec2",
      user: "clockwork",
      readOnly: true,
    };
  });
  for (const [index, event] of [...filler, ...events].entries()) {
    fold.see(toEvent(event, index), { file: "logs/example.json.gz", index });
  }
  return fold.take();
}

/** A console sign-in of `ana`. */
export function signIn(
  days: number,
  isSuccess: boolean,
  parts: Partial<ExampleEvent> & { readonly mfa?: boolean } = {},
): ExampleEvent {
  const { mfa = false, ...rest } = parts;
  return {
    days,
    name: "ConsoleLogin",
    source: "signin",
    readOnly: false,
    response: { ConsoleLogin: isSuccess ? "Success" : "Failure" },
    more: {
      additionalEventData: { MFAUsed: mfa ? "Yes" : "No" },
      ...(!isSuccess && { errorMessage: "Failed authentication" }),
    },
    ...rest,
  };
}

/** `ana` assumes role `deploy`, with these credentials. */
export function assumed(days: number, keyId: string, parts: Partial<ExampleEvent> = {}): ExampleEvent {
  return {
    days,
    name: "AssumeRole",
    source: "sts",
    readOnly: true,
    request: { roleArn: roleArn("deploy"), roleSessionName: "work" },
    response: { credentials: { accessKeyId: keyId } },
    ...parts,
  };
}

/** Who a session of role `deploy` is. */
export function sessionIdentity(keyId: string, mfa?: boolean): JsonObject {
  return {
    type: "AssumedRole",
    arn: `arn:aws:sts::${exampleAccount}:assumed-role/deploy/work`,
    accountId: exampleAccount,
    accessKeyId: keyId,
    sessionContext: {
      sessionIssuer: { type: "Role", arn: roleArn("deploy"), userName: "deploy" },
      ...(mfa !== undefined && { attributes: { mfaAuthenticated: String(mfa) } }),
    },
  };
}

/** A user who signed in to the console, or asked for a session, with or without MFA. */
export function userSession(user: string, mfa: boolean): JsonObject {
  return {
    ...userIdentity(user),
    accessKeyId: "ASIAUSEREXAMPLE00001",
    sessionContext: { attributes: { mfaAuthenticated: String(mfa) } },
  };
}

/** The root user, in the console. */
export function rootIdentity(mfa: boolean): JsonObject {
  return {
    type: "Root",
    arn: `arn:aws:iam::${exampleAccount}:root`,
    accountId: exampleAccount,
    principalId: exampleAccount,
    sessionContext: { attributes: { mfaAuthenticated: String(mfa) } },
  };
}

function roleArn(name: string): string {
  return `arn:aws:iam::${exampleAccount}:role/${name}`;
}

function userIdentity(user: string): JsonObject {
  return {
    type: "IAMUser",
    arn: `arn:aws:iam::${exampleAccount}:user/${user}`,
    accountId: exampleAccount,
    userName: user,
  };
}

function toEvent(given: ExampleEvent, index: number): JsonObject {
  const {
    days,
    name,
    source = "iam",
    user = "ana",
    key,
    ip = "192.0.2.10",
    agent = "aws-cli",
    readOnly = false,
  } = given;
  const identity: { [name: string]: Json } = { ...(given.identity ?? userIdentity(user)) };
  if (key !== undefined) identity["accessKeyId"] = key;
  return {
    eventVersion: "1.11",
    eventID: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    eventTime: timeText(Date.parse(exampleClock) - Math.round(days * dayMs)),
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: "us-east-1",
    recipientAccountId: exampleAccount,
    sourceIPAddress: ip,
    userAgent: agent,
    userIdentity: identity,
    readOnly,
    ...(given.error !== undefined && { errorCode: given.error }),
    ...(given.request && { requestParameters: given.request }),
    ...(given.response && { responseElements: given.response }),
    ...given.more,
  };
}

function networkOfExample(address: string): { readonly name: string } | undefined {
  const match = /^(\d+\.\d+\.\d+)\.\d+$/.exec(address);
  return match === null ? undefined : { name: `${match[1]}.0/24` };
}
