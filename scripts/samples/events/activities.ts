import { accountId, addresses } from "../../../src/sandbox/seed/aerosecure/workload.ts";
import { role, user, userArn } from "../account.ts";
import type { Random } from "../random.ts";
import { responseTime, secondMs } from "../time.ts";
import { assumeRole, atSignIn, awsCli, browser, byConsole, byKey, temporaryKey } from "./callers.ts";
import { write } from "./calls.ts";
import { checkMfa, consoleLogin } from "./people.ts";
import { type Call, type Caller, type TimedEvent, toEvent } from "./shape.ts";

/** An event that the sample's README and manifest name. */
export interface Marked {
  /** Such as `create-user`. */
  readonly label: string;
  readonly timed: TimedEvent;
}

/** A user that exists for one hour only. */
const trainee = "lab-trainee";
const readOnlyAccess = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const morning = Date.parse("2026-11-20T09:00:00Z");

/** The eight activities of the exercise, on a Friday morning among ordinary work. */
export function activityEvents(random: Random): {
  readonly marked: readonly Marked[];
  readonly others: readonly TimedEvent[];
} {
  const admin = user("admin-user");
  const shell = byKey(admin, admin.keys[0]?.id ?? "", addresses.officeNetwork, awsCli("macos#25.1.0"));
  const review = {
    role: role("analyst-assumable-role"),
    name: "review-2026-11",
    accessKeyId: temporaryKey(random),
    since: time("09:41:30"),
  };

  const marked: readonly Marked[] = [
    mark(
      "console-login-success",
      "09:04:37",
      atSignIn(admin, true, addresses.officeNetwork, browser),
      consoleLogin({ succeeded: true, mfaOf: admin.name }),
    ),
    mark(
      "console-login-failure",
      "09:11:20",
      atSignIn(user("demo-user"), false, addresses.officeNetwork, browser),
      consoleLogin({ succeeded: false }),
    ),
    mark("create-user", "09:20:05", shell, createUser(random, trainee, time("09:20:05"))),
    mark(
      "attach-user-policy",
      "09:26:48",
      shell,
      write("iam", "AttachUserPolicy", { userName: trainee, policyArn: readOnlyAccess }),
    ),
    mark("assume-role", "09:41:30", analyst(), assumeRole(random, review)),
    mark(
      "detach-user-policy",
      "09:52:14",
      shell,
      write("iam", "DetachUserPolicy", { userName: trainee, policyArn: readOnlyAccess }),
    ),
    mark(
      "deactivate-mfa-device",
      "10:05:33",
      shell,
      write("iam", "DeactivateMFADevice", { userName: "demo-user", serialNumber: deviceOf("demo-user") }),
    ),
    mark("delete-user", "10:18:02", shell, write("iam", "DeleteUser", { userName: trainee })),
  ];
  const others = [
    event("09:04:23", atSignIn(admin, false, addresses.officeNetwork, browser), checkMfa),
    event("10:06:01", shell, write("iam", "DeleteVirtualMFADevice", { serialNumber: deviceOf("demo-user") })),
  ];
  return { marked, others };

  function mark(label: string, clock: string, caller: Caller, call: Call): Marked {
    return { label, timed: event(clock, caller, call) };
  }

  function event(clock: string, caller: Caller, call: Call): TimedEvent {
    return toEvent(random, time(clock), caller, call);
  }

  /** analyst-user has no long-term key: the CLI works with the credentials of the console session. */
  function analyst(): Caller {
    const session = { accessKeyId: temporaryKey(random), since: time("09:38:02"), mfa: false };
    return byConsole(user("analyst-user"), session, addresses.officeNetwork, awsCli("macos#25.1.0"));
  }
}

/** CreateUser and what it answers. */
export function createUser(random: Random, userName: string, at: number, userId?: string): Call {
  const id = userId ?? `AIDAAERO${random.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 6)}EXAMPLE`;
  const created = { path: "/", userName, userId: id, arn: userArn(userName), createDate: responseTime(at) };
  return write("iam", "CreateUser", { userName }, { user: created });
}

export function deviceOf(userName: string): string {
  return `arn:aws:iam::${accountId}:mfa/${userName}`;
}

function time(clock: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(":").map(Number);
  return morning + ((hours - 9) * 3600 + minutes * 60 + seconds) * secondMs;
}
