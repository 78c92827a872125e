import { addresses, mainRegion, secondRegion } from "../../../src/sandbox/seed/aerosecure/workload.ts";
import { type UserSeed, user } from "../account.ts";
import type { Random } from "../random.ts";
import { days, hourMs, isWeekend, logEnd, minuteMs, secondMs } from "../time.ts";
import { atSignIn, awsCli, boto3, browser, byConsole, byKey, temporaryKey, workplace } from "./callers.ts";
import { denied, type Menu, onBucket, read, trailReads } from "./calls.ts";
import { type Habit, habits } from "./habits.ts";
import { type Call, type Caller, type TimedEvent, toEvent } from "./shape.ts";

/** Ordinary work of the people in the account: weekdays, from the morning to the early evening. */
export function peopleEvents(random: Random): TimedEvent[] {
  return habits.flatMap((habit) =>
    days
      .filter((day) => !isWeekend(day))
      .flatMap((day) => workday(random.fork(`${habit.user}/${day}`), habit, user(habit.user), day)),
  );
}

function workday(random: Random, habit: Habit, who: UserSeed, day: number): TimedEvent[] {
  if (!random.chance(habit.presence)) return [];
  const address = workplace(random);
  const events: TimedEvent[] = [];
  let session: { accessKeyId: string; since: number; mfa: boolean } | undefined;
  const count = random.int(...habit.sessions);
  for (let number = 0; number < count; number += 1) {
    // Sessions are spread over the day, whatever their number.
    const start = day + 7.2 * hourMs + Math.floor(((number + random.next() * 0.8) * 9.5 * hourMs) / count);
    const region = random.chance(habit.abroad ?? 0) ? secondRegion : mainRegion;
    if (random.chance(habit.console)) {
      if (session === undefined) {
        session = { accessKeyId: temporaryKey(random), since: start, mfa: isUsuallyMfa(who) };
        events.push(...signIn(random, who, start, address));
      }
      const [from, signedIn] = [start + 20 * secondMs, session];
      events.push(
        ...work(random, habit, from, region, () =>
          byConsole(who, signedIn, address, random.chance(0.6) ? browser : () => "AWS Internal"),
        ),
      );
    } else {
      const keyId = who.keys[0]?.id ?? "";
      const agent = random.chance(0.85) ? awsCli(habit.os) : boto3;
      events.push(...work(random, habit, start, region, () => byKey(who, keyId, address, agent)));
    }
  }
  return events.filter(({ at }) => at < logEnd);
}

function work(random: Random, habit: Habit, start: number, region: string, caller: () => Caller): TimedEvent[] {
  let at = start;
  return Array.from({ length: random.int(...habit.calls) }, () => {
    at += random.int(1, 40) * secondMs;
    const [who, call] = [caller(), random.pick(habit.menu)(random)];
    const outcome = random.chance(0.02) ? failed(random, habit, call, who) : call;
    return toEvent(random, at, who, outcome, region);
  });
}

/** Everyday failures: something one may not do, a wrong name, or too many calls at once. */
function failed(random: Random, { beyond }: Habit, call: Call, caller: Caller): Call {
  if (beyond !== undefined && random.chance(0.6)) return denied(random.pick(beyond)(random), caller);
  if (call.service === "iam") {
    return { ...call, error: { code: "NoSuchEntityException", message: "The requested entity cannot be found." } };
  }
  const code = call.service === "ec2" ? "Client.RequestLimitExceeded" : "ThrottlingException";
  return { ...call, error: { code, message: "Rate exceeded" } };
}

/**
 * A sign-in of a user in the console: with MFA first the check of the device, then the sign-in. Now and then a
 * password is mistyped before.
 */
export function signIn(random: Random, who: UserSeed, at: number, address: string): TimedEvent[] {
  const mfa = isUsuallyMfa(who);
  const mistyped = random.chance(0.06);
  return [
    ...(mistyped
      ? [
          toEvent(
            random,
            at - random.int(30, 90) * secondMs,
            atSignIn(who, false, address, browser),
            consoleLogin({ succeeded: false }),
          ),
        ]
      : []),
    ...(mfa ? [toEvent(random, at - 14 * secondMs, atSignIn(who, false, address, browser), checkMfa)] : []),
    toEvent(
      random,
      at,
      atSignIn(who, true, address, browser),
      consoleLogin({ succeeded: true, mfaOf: mfa ? who.name : undefined }),
    ),
  ];
}

export const checkMfa: Call = {
  service: "signin",
  name: "CheckMfa",
  readOnly: false,
  request: null,
  response: { CheckMfa: "Success" },
  additional: { MfaType: "Virtual MFA" },
};

/** ConsoleLogin; `mfaOf`: the user whose device answered. A failure has a message and no error code. */
export function consoleLogin({
  succeeded,
  mfaOf,
  unknownUser,
}: {
  succeeded: boolean;
  mfaOf?: string | undefined;
  unknownUser?: boolean;
}): Call {
  const reason = unknownUser ? "No username found in supplied account" : "Failed authentication";
  return {
    service: "signin",
    name: "ConsoleLogin",
    readOnly: false,
    request: null,
    response: { ConsoleLogin: succeeded ? "Success" : "Failure" },
    ...(!succeeded && { error: { code: "", message: reason } }),
    additional: {
      LoginTo: "https://console.aws.amazon.com/console/home?hashArgs=%23&isauthcode=true",
      MobileVersion: "No",
      ...(mfaOf !== undefined && { MFAIdentifier: `arn:aws:iam::111122223333:mfa/${mfaOf}` }),
      MFAUsed: mfaOf === undefined ? "No" : "Yes",
    },
  };
}

/** admin-user had a device until the second intruder deactivated it, after the last working day of the log. */
function isUsuallyMfa(who: UserSeed): boolean {
  return who.mfa || who.name === "admin-user";
}

/** The scheduled audit of audit-user, every day at 06:10, with the oldest key of the account. */
export function scheduledAudit(random: Random): TimedEvent[] {
  const who = user("audit-user");
  const caller = byKey(who, who.keys[0]?.id ?? "", addresses.auditHost, boto3);
  const calls: Menu = [
    () => read("sts", "GetCallerIdentity"),
    () => read("iam", "GenerateCredentialReport"),
    () => read("iam", "GetCredentialReport"),
    () => read("iam", "GetAccountAuthorizationDetails"),
    () => read("iam", "GetAccountPasswordPolicy"),
    () => read("iam", "GetAccountSummary"),
    ...trailReads.slice(0, 3),
    () => read("s3", "ListBuckets", { Host: "s3.amazonaws.com" }),
    () => onBucket("GetBucketPolicy", "aerosecure-lab-trail-logs", "policy"),
    () => onBucket("GetBucketPublicAccessBlock", "aerosecure-lab-trail-logs", "publicAccessBlock"),
    () => read("config", "DescribeComplianceByConfigRule"),
    () => read("ec2", "DescribeSecurityGroups", { securityGroupSet: {}, securityGroupIdSet: {}, filterSet: {} }),
  ];
  return days.flatMap((day) => {
    const daily = random.fork(`audit/${day}`);
    const start = day + 6 * hourMs + 10 * minuteMs + daily.int(0, 20) * secondMs;
    return calls.map((call, index) => toEvent(daily, start + index * 2 * secondMs, caller, call(daily)));
  });
}
