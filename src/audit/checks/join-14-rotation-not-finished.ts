import type { KeyBehaviour } from "../../model/index.ts";
import { formatDays } from "../age.ts";
import { logs } from "../behaviour/examples.ts";
import { namedKeys } from "../behaviour/key-slots.ts";
import { eventEvidence, timeText, withoutLogs } from "../behaviour/questions.ts";
import { type Check, defineCheck } from "../check.ts";
import { accessKey, activeKey, credentialRow, unreadable } from "../examples/example-builders.ts";
import { type KeyState, keyCells, keyStates } from "../identities/credentials.ts";
import { listedUpTo, sentence } from "../verdict.ts";

/** The new key is there, and the old one goes on working. */
export const join14RotationNotFinished: Check<"user-credentials"> = defineCheck({
  id: "JOIN-14",
  title: "Rotation not finished",
  severity: "medium",
  subject: "user-credentials",
  needs: ["credential-report"],
  risk: "Until the old key is off it can be stolen, and now two keys have to be looked after.",
  remediation: {
    text: "Move the callers that are named to the new key, then deactivate the old one.",
    cli: "aws iam update-access-key --user-name <USER> --access-key-id <OLD_ACCESS_KEY_ID> --status Inactive",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html"],
  parameters: {
    graceDays: {
      default: 7,
      unit: "days",
      meaning: "So long after the new key was made the old one may still be used.",
    },
  },
  unanswerable: withoutLogs,

  evaluate(row, { behaviour, now, parameters: { graceDays } }) {
    if (behaviour === undefined) return { status: "UNKNOWN", reason: "There are no logs." };
    const states = keyStates(row, now);
    const unclear = states.find(({ state }) => state === "unknown");
    if (unclear !== undefined) return { status: "UNKNOWN", reason: sentence(unclear.because) };
    const [newer, older] = states.filter(({ state }) => state === "active").toSorted((a, b) => days(a) - days(b));
    if (newer === undefined || older === undefined) {
      return { status: "NOT_APPLICABLE", reason: "The user has no two active access keys." };
    }
    const evidence = [newer, older].flatMap(({ key }) => keyCells(key));
    const doubtful = [newer.made, older.made, older.used].find(({ kind }) => kind === "unknown");
    if (doubtful?.kind === "unknown") return { status: "UNKNOWN", reason: sentence(doubtful.because), evidence };
    if (days(newer) < graceDays) {
      return {
        status: "PASS",
        reason: `The newer key is ${formatDays(days(newer))} old (grace ${graceDays}).`,
        evidence,
      };
    }
    const caller = namedKeys(row, behaviour).find(({ slot }) => slot === older.slot)?.used;
    const graceEnd = now - (days(newer) - graceDays) * 86_400_000;
    const usedAt = Math.max(
      older.used.kind === "days" ? now - older.used.days * 86_400_000 : Number.NEGATIVE_INFINITY,
      caller?.last.ms ?? Number.NEGATIVE_INFINITY,
    );
    if (usedAt < graceEnd) {
      return {
        status: "PASS",
        reason: `The older key was not used more than ${graceDays} days after the newer one was made.`,
        evidence,
      };
    }
    return {
      status: "FAIL",
      reason: `Of two keys ${older.name} is still in use (last at ${timeText(usedAt)}), ${formatDays(days(newer))} after ${newer.name} was made; ${callersText(caller)}.`,
      evidence: [...evidence, ...(caller === undefined ? [] : eventEvidence([caller.last]))],
    };
  },

  examples: [
    {
      name: "the old key is used a month after the new one was made",
      given: two(activeKey(1, 300, 1), activeKey(2, 30, 1)),
      behaviour: logs(35, call("AKIAEXAMPLE000000001"), call("AKIAEXAMPLE000000002")),
      expect: "FAIL",
    },
    {
      name: "the same, and the logs do not show it",
      given: two(activeKey(1, 300, 1), activeKey(2, 30, 1)),
      behaviour: logs(35),
      expect: "FAIL",
    },
    {
      name: "the new key is five days old",
      given: two(activeKey(1, 300, 1), activeKey(2, 5, 1)),
      behaviour: logs(35),
      expect: "PASS",
    },
    {
      name: "the old key was last used four days after the new one was made",
      given: two(activeKey(1, 300, 26), activeKey(2, 30, 1)),
      behaviour: logs(35),
      expect: "PASS",
    },
    {
      name: "the old key was never used",
      given: two(activeKey(1, 300), activeKey(2, 30, 1)),
      behaviour: logs(35),
      expect: "PASS",
    },
    { name: "one key", given: two(activeKey(1, 300, 1), accessKey(2)), behaviour: logs(35), expect: "NOT_APPLICABLE" },
    {
      name: "a garbled date of use",
      given: two({ ...activeKey(1, 300), lastUsed: unreadable }, activeKey(2, 30, 1)),
      behaviour: logs(35),
      expect: "UNKNOWN",
    },
    { name: "no logs", given: two(activeKey(1, 300, 1), activeKey(2, 30, 1)), expect: "UNKNOWN" },
  ],
});

/** A key without a date counts as older than any: it is said to be doubtful after that. */
function days({ made }: KeyState): number {
  return made.kind === "days" ? made.days : Number.MAX_VALUE;
}

function callersText(caller: KeyBehaviour | undefined): string {
  if (caller === undefined) return "who calls with it is not in the logs";
  const places = [...new Set(caller.presence.map(({ place }) => place))];
  const from = places.length === 0 ? "" : ` from ${listedUpTo(places, 3)}`;
  const tools = caller.agents.map(({ agent }) => agent);
  const by = tools.length === 0 ? "" : ` with ${listedUpTo(tools, 3)}`;
  return `it calls ${listedUpTo(caller.services, 4)}${from}${by}`;
}

function two(first: ReturnType<typeof accessKey>, second: ReturnType<typeof accessKey>) {
  return credentialRow({ accessKeys: [first, second] });
}

function call(key: string) {
  return { days: 1, name: "GetObject", source: "s3", key, readOnly: true };
}
