import { type Behaviour, behaviourOf, type IdentityBehaviour, type SeenEvent } from "../../model/index.ts";
import { logs, rootIdentity, signIn } from "../behaviour/examples.ts";
import { dayMs, eventEvidence, notComplete, timeText, withoutLogs } from "../behaviour/questions.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { rootRow } from "../examples/example-builders.ts";
import { listed, listedUpTo, sentence } from "../verdict.ts";

/** The one identity that no policy limits, used as it should never be. */
export const join12RootWithoutMfaOrFromNewPlace: Check<"root-credentials"> = defineCheck({
  id: "JOIN-12",
  title: "Root used without MFA or from a new place",
  severity: "critical",
  subject: "root-credentials",
  needs: ["credential-report"],
  risk: "Root may do everything and cannot be limited; nearly every use of it is an emergency or a break-in.",
  remediation: {
    text: "Ask whoever holds root. If it was not them, change the password, enable MFA and delete root's access keys, as root.",
    cli: "aws iam get-account-summary --query SummaryMap.AccountMFAEnabled",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html"],
  parameters: {
    windowDays: { default: 90, unit: "days", meaning: "Uses older than this do not count." },
    historyDays: { default: 400, unit: "days", meaning: "A place is new when root was not there for so long." },
  },
  unanswerable: withoutLogs,

  evaluate(row, { behaviour, now, parameters: { windowDays, historyDays } }): Verdict {
    if (behaviour === undefined) return { status: "UNKNOWN", reason: "There are no logs." };
    const since = now - windowDays * dayMs;
    const gap = notComplete(behaviour, ["identities", "signIns"], since, now);
    const root = behaviourOf(behaviour, row.arn);
    if (root === undefined || root.last.ms < since) {
      if (gap !== undefined) return { status: "UNKNOWN", reason: sentence(`no use of root was seen, but ${gap}`) };
      return { status: "PASS", reason: `Root was not used in the last ${windowDays} days.` };
    }
    const bare = withoutMfa(row.arn, root, behaviour, since);
    const places = newPlaces(root, behaviour, since, historyDays);
    if (bare.length > 0 || places.fresh.length > 0) {
      const parts = [
        ...(bare.length === 0 ? [] : [`without MFA (${bare[0]?.eventName} at ${timeText(bare[0]?.ms ?? now)})`]),
        ...(places.fresh.length === 0
          ? []
          : [`from ${listedUpTo(places.names, 3)}, where it was not in the ${historyDays} days before`]),
      ];
      return {
        status: "FAIL",
        reason: `Root was used ${listed(parts)}.`,
        evidence: eventEvidence([...bare, ...places.fresh].slice(0, 10)),
      };
    }
    const causes = [gap, places.because].filter((cause) => cause !== undefined);
    if (causes.length > 0) {
      const used = `root was last used at ${timeText(root.last.ms)}`;
      return {
        status: "UNKNOWN",
        reason: sentence(`${used}, and ${listed([...new Set(causes)])}`),
        evidence: eventEvidence([root.last]),
      };
    }
    return {
      status: "PASS",
      reason: `Root was used with MFA, from where it was before (last at ${timeText(root.last.ms)}).`,
      evidence: eventEvidence([root.last]),
    };
  },

  examples: [
    { name: "not used", given: rootRow(), behaviour: logs(95), expect: "PASS" },
    { name: "not used, and logs of 30 days", given: rootRow(), behaviour: logs(30), expect: "UNKNOWN" },
    {
      name: "signed in without MFA",
      given: rootRow(),
      behaviour: logs(95, signIn(3, true, { identity: rootIdentity(false) })),
      expect: "FAIL",
    },
    {
      name: "called something in a session without MFA",
      given: rootRow(),
      behaviour: logs(95, call(3, false)),
      expect: "FAIL",
    },
    {
      name: "called something with an access key",
      given: rootRow(),
      behaviour: logs(95, { ...call(3, true), key: "AKIAROOTEXAMPLE00001" }),
      expect: "FAIL",
    },
    {
      name: "a failed sign-in",
      given: rootRow(),
      behaviour: logs(95, signIn(3, false, { identity: rootIdentity(false) })),
      expect: "PASS",
    },
    {
      name: "with MFA, from where it was last year",
      given: rootRow(),
      behaviour: logs(500, call(300, true), call(3, true)),
      expect: "PASS",
    },
    {
      name: "with MFA, from a network where it never was",
      given: rootRow(),
      behaviour: logs(500, call(300, true), { ...call(3, true), ip: "203.0.113.9" }),
      expect: "FAIL",
    },
    {
      name: "with MFA, and logs that know no earlier use",
      given: rootRow(),
      behaviour: logs(95, call(3, true)),
      expect: "UNKNOWN",
    },
    { name: "without MFA, long ago", given: rootRow(), behaviour: logs(500, call(200, false)), expect: "PASS" },
    { name: "no logs", given: rootRow(), expect: "UNKNOWN" },
  ],
});

/** Sign-ins that succeeded and calls; those of access keys have no MFA at all. */
function withoutMfa(arn: string, root: IdentityBehaviour, behaviour: Behaviour, since: number): readonly SeenEvent[] {
  const signIns = behaviour.signIns
    .filter(({ identity, isSuccess, mfaUsed }) => identity === arn && isSuccess && mfaUsed === false)
    .map(({ event }) => event);
  const keys = [...behaviour.keys.values()].filter(({ owner }) => owner === arn).map(({ last }) => last);
  return [...signIns, ...root.withoutMfa, ...keys].filter(({ ms }) => ms >= since).toSorted((a, b) => b.ms - a.ms);
}

/** A place is new when the logs go back for long enough, and root was somewhere before. */
function newPlaces(
  root: IdentityBehaviour,
  behaviour: Behaviour,
  since: number,
  historyDays: number,
): { readonly fresh: readonly SeenEvent[]; readonly names: readonly string[]; readonly because?: string } {
  const recent = root.presence.filter(({ last }) => last.ms >= since);
  const unseen = recent.filter(
    ({ place, first }) =>
      !root.presence.some(
        (one) => one.place === place && one.first.ms < first.ms && one.last.ms >= first.ms - historyDays * dayMs,
      ),
  );
  const [earliest] = unseen;
  if (earliest === undefined) return { fresh: [], names: [] };
  const gap = root.isTruncated
    ? "root was in more places than are kept"
    : notComplete(behaviour, ["identities"], earliest.first.ms - historyDays * dayMs, earliest.first.ms);
  if (gap !== undefined)
    return { fresh: [], names: [], because: `whether ${earliest.place} is new is not known: ${gap}` };
  const hasBefore = root.presence.some((one) => one.first.ms < earliest.first.ms);
  if (!hasBefore)
    return { fresh: [], names: [], because: `root was nowhere before that ${earliest.place} could be compared with` };
  return { fresh: unseen.map(({ first }) => first), names: [...new Set(unseen.map(({ place }) => place))] };
}

function call(days: number, mfa: boolean) {
  return { days, name: "ListUsers", readOnly: true, identity: rootIdentity(mfa) };
}
