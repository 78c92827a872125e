import type { Caller, Input, ServiceName } from "../../call.ts";
import type { Scene, Step } from "../story.ts";
import { consoleCaller, keyCaller } from "./callers.ts";
import { signIn, signInAsRoot } from "./sign-ins.ts";
import { accountId, drawingsBucket, telemetryBucket } from "./workload.ts";

/** What somebody does again and again. */
interface Habit {
  readonly who: string;
  /** `weekly`: on Tuesdays. */
  readonly days: "daily" | "workdays" | "weekly";
  /** `06:10`, UTC. */
  readonly at: string;
  /** With a key, or in the console after signing in. */
  readonly with: "key" | "console";
  readonly calls: readonly (readonly [ServiceName, string, Input])[];
}

const firstDay = Date.parse("2026-10-22T00:00:00Z");
const dayCount = 30;
const dayMs = 86_400_000;

const habits: readonly Habit[] = [
  {
    who: "audit-user",
    days: "daily",
    at: "06:10",
    with: "key",
    calls: [
      ["iam", "GenerateCredentialReport", {}],
      ["iam", "ListUsers", {}],
      ["iam", "ListMFADevices", { UserName: "admin-user" }],
      ["cloudtrail", "DescribeTrails", {}],
      ["s3", "ListBuckets", {}],
    ],
  },
  {
    who: "supplier-sync",
    days: "daily",
    at: "02:13",
    with: "key",
    calls: [["s3", "ListObjectsV2", { Bucket: drawingsBucket }]],
  },
  { who: "dev-user", days: "workdays", at: "09:20", with: "key", calls: [["s3", "ListBuckets", {}]] },
  {
    who: "developer-1",
    days: "workdays",
    at: "07:59",
    with: "key",
    calls: [
      ["s3", "ListBuckets", {}],
      ["s3", "ListObjectsV2", { Bucket: telemetryBucket }],
      ["iam", "ListRoles", {}],
    ],
  },
  { who: "developer-1", days: "weekly", at: "13:59", with: "console", calls: [["cloudtrail", "LookupEvents", {}]] },
  {
    who: "admin-user",
    days: "workdays",
    at: "09:04",
    with: "console",
    calls: [
      ["iam", "ListUsers", {}],
      ["iam", "GetAccountSummary", {}],
    ],
  },
  { who: "analyst-user", days: "workdays", at: "08:40", with: "console", calls: [["s3", "ListBuckets", {}]] },
  { who: "finance-viewer", days: "weekly", at: "08:22", with: "console", calls: [] },
  { who: "flight-test-eng", days: "workdays", at: "11:06", with: "console", calls: [["s3", "ListBuckets", {}]] },
  { who: "qa-engineer", days: "workdays", at: "07:39", with: "console", calls: [] },
];

/** Thirty days of ordinary work, and what stands out in it. */
export function habitSteps(): readonly Step[] {
  return [...habits.flatMap(stepsOf), ...reviews(), demoSignIn, rootSignIn, mistypedPassword];
}

function stepsOf({ who, days, at, with: how, calls }: Habit): readonly Step[] {
  return daysOf(days).map((day) => ({
    at: timeOf(day, at),
    act(scene) {
      if (how === "console") signIn(scene, who);
      const caller = how === "console" ? consoleCaller(scene, who) : keyCaller(scene, who);
      for (const [service, operation, input] of calls) scene.ask(caller, service, operation, input);
    },
  }));
}

/** analyst-user looks at roles once a week, in the role made for that. */
function reviews(): readonly Step[] {
  return daysOf("weekly").map((day) => ({
    at: timeOf(day, "09:41"),
    act(scene) {
      const { Credentials } = scene.ask(consoleCaller(scene, "analyst-user"), "sts", "AssumeRole", {
        RoleArn: `arn:aws:iam::${accountId}:role/analyst-assumable-role`,
        RoleSessionName: "weekly-review",
      });
      scene.ask(sessionCaller(scene, Credentials), "iam", "GetRole", { RoleName: "analyst-assumable-role" });
    },
  }));
}

function sessionCaller({ world }: Scene, credentials: unknown): Caller {
  // As the model says: a structure with this member.
  const { AccessKeyId } = credentials as { AccessKeyId: string };
  const session = world.sessions.get(AccessKeyId);
  if (session === undefined) throw new Error("the session that was just made is not there");
  return { kind: "session", account: session.account, session };
}

const demoSignIn: Step = {
  at: Date.parse("2026-05-15T13:05:44Z"),
  act: (scene) => signIn(scene, "demo-user"),
};

const rootSignIn: Step = {
  at: Date.parse("2026-07-27T08:40:13Z"),
  act: (scene) => signInAsRoot(scene),
};

const mistypedPassword: Step = {
  at: Date.parse("2026-11-17T08:39:20Z"),
  act: (scene) => signIn(scene, "analyst-user", "not the password"),
};

/** Midnights, UTC, in milliseconds since 1970. */
function daysOf(days: Habit["days"]): readonly number[] {
  return Array.from({ length: dayCount }, (_, index) => firstDay + index * dayMs).filter((time) => {
    const day = new Date(time).getUTCDay();
    return days === "daily" || (days === "workdays" ? day >= 1 && day <= 5 : day === 2);
  });
}

function timeOf(midnight: number, clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return midnight + (hours * 60 + minutes) * 60_000;
}
