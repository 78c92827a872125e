import { type Behaviour, behaviourOf, type IdentityBehaviour, type Snapshot } from "../../model/index.ts";
import { formatDays } from "../age.ts";
import { logs } from "../behaviour/examples.ts";
import { dayMs, eventEvidence, notComplete, timeText, withoutLogs } from "../behaviour/questions.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { at, credentialReport, credentialRow, daysAgo, snapshot } from "../examples/example-builders.ts";
import { principal, serviceLinkedRole, userWith } from "../policies/examples.ts";
import { serviceLinkedVerdict } from "../policies/wording.ts";
import { listedUpTo, sentence } from "../verdict.ts";

/** Somebody whom nobody saw for months is back, and not from where they were. */
export const join11DormantIdentityWokeUp: Check<"principal"> = defineCheck({
  id: "JOIN-11",
  title: "Dormant identity woke up in a new place",
  severity: "high",
  subject: "principal",
  needs: ["authorization-details"],
  risk: "Credentials of somebody who has been away for months are used by somebody, somewhere, somehow else.",
  remediation: {
    text: "Ask the owner. If it is not them, deactivate the credentials and follow what they did.",
    cli: "aws iam update-access-key --user-name <USER> --access-key-id <ACCESS_KEY_ID> --status Inactive",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html"],
  parameters: {
    dormantDays: { default: 90, unit: "days", meaning: "Without a use for so long it is dormant." },
    windowDays: { default: 90, unit: "days", meaning: "Awakenings older than this do not count." },
  },
  unanswerable: withoutLogs,

  evaluate(subject, { behaviour, previous, now, parameters: { dormantDays, windowDays } }) {
    if (behaviour === undefined) return { status: "UNKNOWN", reason: "There are no logs." };
    const fixed = serviceLinkedVerdict(subject);
    if (fixed !== undefined) return fixed;
    const seen = behaviourOf(behaviour, subject.arn);
    const since = now - windowDays * dayMs;
    if (seen === undefined || seen.last.ms < since) {
      const gap = notComplete(behaviour, ["identities"], since, now);
      if (gap !== undefined) return { status: "UNKNOWN", reason: sentence(`no use of it was seen, but ${gap}`) };
      return { status: "PASS", reason: `It was not used in the last ${windowDays} days.` };
    }
    if (seen.isTruncated) return { status: "UNKNOWN", reason: "It was on more days and in more places than are kept." };
    const sleep = longestSleep(seen, since);
    if (sleep !== undefined && sleep.days >= dormantDays) return judge(sleep, seen, behaviour);

    // What began before the window was there all the time; what began in it may have slept before the logs begin.
    const wasAwake = seen.first.ms < since || isYoung(subject.entity.createdAt, seen, dormantDays);
    if (wasAwake || usedBefore(previous, subject.arn, seen, dormantDays)) {
      return { status: "PASS", reason: `It was never away for ${dormantDays} days before it was used.` };
    }
    const gap = notComplete(behaviour, ["identities"], seen.first.ms - dormantDays * dayMs, seen.first.ms);
    if (gap !== undefined) {
      return { status: "UNKNOWN", reason: sentence(`whether it was away before the logs begin is not known: ${gap}`) };
    }
    return {
      status: "UNKNOWN",
      reason: `It was not used for at least ${dormantDays} days before ${timeText(seen.first.ms)}; where it was used before that is not in the logs, so that nothing can be told to be new.`,
      evidence: eventEvidence([seen.first]),
    };
  },

  examples: [
    {
      name: "away for 100 days, then from another network",
      ...userWith([]),
      behaviour: logs(200, use(103), use(2, { ip: "203.0.113.9" })),
      expect: "FAIL",
    },
    {
      name: "away for 100 days, then with another tool",
      ...userWith([]),
      behaviour: logs(200, use(103), use(2, { agent: "boto3" })),
      expect: "FAIL",
    },
    {
      name: "away for 100 days, then as before",
      ...userWith([]),
      behaviour: logs(200, use(103), use(2)),
      expect: "PASS",
    },
    {
      name: "away for 80 days, then from another network",
      ...userWith([]),
      behaviour: logs(200, use(150), use(100), use(82), use(2, { ip: "203.0.113.9" })),
      expect: "PASS",
    },
    {
      name: "in use all the time",
      ...userWith([]),
      behaviour: logs(200, ...Array.from({ length: 20 }, (_, week) => use(week * 10))),
      expect: "PASS",
    },
    {
      name: "used, logs of 30 days, and the earlier snapshot shows a use before them",
      ...userWith([]),
      behaviour: logs(30, use(2)),
      previous: snapshot({
        takenAt: daysAgo(40),
        credentialReport: credentialReport(credentialRow({ passwordEnabled: "true", passwordLastUsed: at(50) })),
      }),
      expect: "PASS",
    },
    { name: "used, and logs of 30 days", ...userWith([]), behaviour: logs(30, use(2)), expect: "UNKNOWN" },
    {
      name: "first used last week, and nothing in 200 days of logs before",
      ...userWith([]),
      behaviour: logs(200, use(7)),
      expect: "UNKNOWN",
    },
    { name: "not used", ...userWith([]), behaviour: logs(95), expect: "PASS" },
    {
      name: "a user of last month",
      ...userWith([], { createdAt: daysAgo(20) }),
      behaviour: logs(30, use(2)),
      expect: "PASS",
    },
    { name: "a service-linked role", ...principal(serviceLinkedRole()), behaviour: logs(95), expect: "NOT_APPLICABLE" },
    { name: "no logs", ...userWith([]), expect: "UNKNOWN" },
  ],
});

interface Sleep {
  readonly days: number;
  readonly wokeAt: number;
}

/** Two places, or two tools, are told apart only with a before. */
function judge(sleep: Sleep, seen: IdentityBehaviour, behaviour: Behaviour): Verdict {
  const { days, wokeAt } = sleep;
  const woke = `It was not used for ${formatDays(days)}, and again from ${timeText(wokeAt)}`;
  const gap = notComplete(behaviour, ["identities"], wokeAt - days * dayMs, wokeAt);
  if (gap !== undefined) return { status: "UNKNOWN", reason: sentence(`${woke}, as far as is known: ${gap}`) };
  const after = seen.presence.filter((one) => one.first.ms >= wokeAt);
  const known = new Set(seen.presence.filter((one) => one.first.ms < wokeAt).map(({ place }) => place));
  const fresh = known.size === 0 ? [] : after.filter(({ place }) => !known.has(place));
  const hadTools = seen.agents.some(({ first }) => first < wokeAt);
  const tools = hadTools ? seen.agents.filter(({ first }) => first >= wokeAt) : [];
  const what = [
    ...new Set(fresh.map(({ place }) => `the network ${place}`)),
    ...tools.map(({ agent }) => `the tool ${agent}`),
  ];
  const evidence = eventEvidence((fresh.length > 0 ? fresh : after).slice(0, 5).map((one) => one.first));
  if (what.length > 0) {
    return { status: "FAIL", reason: `${woke}, with ${listedUpTo(what, 4)}, which it never had before.`, evidence };
  }
  if (known.size > 0 || hadTools) {
    return { status: "PASS", reason: `${woke}, from where and with what it was used before.` };
  }
  return { status: "UNKNOWN", reason: `${woke}; its earlier events do not say where it was.`, evidence };
}

/** Between two days with events. */
function longestSleep({ days, presence }: IdentityBehaviour, since: number): Sleep | undefined {
  const sleeps = days.flatMap((day, index): Sleep[] => {
    const before = days[index - 1];
    // From the end of the one day to the beginning of the other: never more than it was.
    return before === undefined ? [] : [{ days: day - before - 1, wokeAt: wakingOf(presence, day) }];
  });
  return sleeps.filter(({ wokeAt }) => wokeAt >= since).toSorted((a, b) => b.days - a.days)[0];
}

function wakingOf(presence: IdentityBehaviour["presence"], day: number): number {
  const times = presence.filter((one) => one.day === day).map(({ first }) => first.ms);
  return times.length === 0 ? day * dayMs : Math.min(...times);
}

function isYoung(createdAt: string | undefined, { first }: IdentityBehaviour, dormantDays: number): boolean {
  return createdAt !== undefined && first.ms - Date.parse(createdAt) < dormantDays * dayMs;
}

/** The earlier credential report or RoleLastUsed knows of a use that is not long before the first event. */
function usedBefore(
  previous: Snapshot | undefined,
  arn: string,
  { first }: IdentityBehaviour,
  dormantDays: number,
): boolean {
  const row = previous?.credentialReport?.rows.find((one) => one.arn === arn);
  const dates = row === undefined ? [] : [row.passwordLastUsed, ...row.accessKeys.map(({ lastUsed }) => lastUsed)];
  const role = previous?.identities?.roles.find((one) => one.arn === arn);
  const used = role?.lastUsed === undefined || role.lastUsed === "never" ? [] : [Date.parse(role.lastUsed.at)];
  const times = [...dates.flatMap((date) => (date.kind === "at" ? [Date.parse(date.time)] : [])), ...used];
  return times.some((ms) => ms <= first.ms && first.ms - ms < dormantDays * dayMs);
}

function use(days: number, parts: Partial<Parameters<typeof logs>[1]> = {}) {
  return { days, name: "ListUsers", readOnly: true, ...parts };
}
