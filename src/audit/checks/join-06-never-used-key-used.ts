import { administratorAccess, compileGlob, globMatches } from "../../iam/index.ts";
import type { CredentialRow, Severity, Snapshot } from "../../model/index.ts";
import { formatDays } from "../age.ts";
import { logs } from "../behaviour/examples.ts";
import { namedKeys } from "../behaviour/key-slots.ts";
import { eventEvidence, timeText, withoutPrevious } from "../behaviour/questions.ts";
import { type Check, type CheckContext, defineCheck } from "../check.ts";
import {
  accessKey,
  activeKey,
  credentialReport,
  credentialRow,
  daysAgo,
  snapshot,
  unreadable,
} from "../examples/example-builders.ts";
import { type KeyState, keyCells, keyStates } from "../identities/credentials.ts";
import { allow, userWith } from "../policies/examples.ts";
import { combineParts, type Part } from "../verdict.ts";

/**
 * A key that lay unused for months, and then was used. Keys of canary users are bait: any use of one counts, at any age, and without
 * an earlier snapshot.
 */
export const join06NeverUsedKeyUsed: Check<"user-credentials"> = defineCheck({
  id: "JOIN-06",
  title: "Never-used key used for the first time",
  severity: "high",
  subject: "user-credentials",
  needs: ["credential-report"],
  risk: "A key that nobody needed for months is used now, often by whoever found it.",
  remediation: {
    text: "Ask the owner. If nobody knows of it, deactivate the key and follow what it did.",
    cli: "aws iam update-access-key --user-name <USER> --access-key-id <ACCESS_KEY_ID> --status Inactive",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html"],
  parameters: {
    unusedDays: { default: 90, unit: "days", meaning: "So old the key was, unused, when it was used first." },
  },
  // The use of bait is known without an earlier snapshot.
  unanswerable: (context) => (context.settings.canaryUsers.length > 0 ? undefined : withoutPrevious(context)),

  evaluate(row, context) {
    const isCanary = context.settings.canaryUsers.some((pattern) => globMatches(compileGlob(pattern), row.arn));
    const before = rowBefore(row, context);
    const keys = keyStates(row, context.now).filter(({ state }) => state !== "absent");
    return combineParts(
      keys.map((key) => (isCanary ? judgeBait(key, row, context) : judge(key, row, before, context))),
      "The user has no access key.",
    );
  },

  examples: [
    {
      name: "never used in July, used in December",
      given: keys(activeKey(1, 400, 3)),
      previous: earlier(activeKey(1, 400)),
      expect: "FAIL",
      severity: "high",
    },
    {
      name: "the same, of an administrator",
      given: keys(activeKey(1, 400, 3)),
      snapshot: userWith([allow("*")]).snapshot,
      previous: earlier(activeKey(1, 400)),
      expect: "FAIL",
      severity: "critical",
    },
    {
      name: "the same, and the logs show the first use",
      given: keys(activeKey(1, 400, 3)),
      previous: earlier(activeKey(1, 400)),
      behaviour: logs(95, { days: 3, name: "ListUsers", key: "AKIAEXAMPLE000000001", readOnly: true }),
      expect: "FAIL",
    },
    {
      name: "used before, too",
      given: keys(activeKey(1, 400, 3)),
      previous: earlier(activeKey(1, 400, 200)),
      expect: "PASS",
    },
    { name: "still never used", given: keys(activeKey(1, 400)), previous: earlier(activeKey(1, 400)), expect: "PASS" },
    {
      name: "used when it was 60 days old",
      given: keys(activeKey(1, 220, 160)),
      previous: earlier(activeKey(1, 220)),
      expect: "PASS",
    },
    {
      name: "another key than in July",
      given: keys(activeKey(1, 20, 3)),
      previous: earlier(activeKey(1, 400)),
      expect: "PASS",
    },
    {
      name: "a garbled date of use",
      given: keys({ ...activeKey(1, 400), lastUsed: unreadable }),
      previous: earlier(activeKey(1, 400)),
      expect: "UNKNOWN",
    },
    { name: "no earlier snapshot", given: keys(activeKey(1, 400, 3)), expect: "UNKNOWN" },
    {
      name: "the key of a canary, used, and no earlier snapshot",
      given: keys(activeKey(1, 20, 3)),
      settings: { canaryUsers: ["arn:aws:iam::111122223333:user/a*"] },
      expect: "FAIL",
      severity: "critical",
    },
    {
      name: "the key of a canary, which the logs show used",
      given: keys(activeKey(1, 20)),
      settings: { canaryUsers: ["arn:aws:iam::111122223333:user/a*"] },
      behaviour: logs(2, {
        days: 0.1,
        name: "GetCallerIdentity",
        source: "sts",
        key: "AKIAEXAMPLE000000001",
        readOnly: true,
      }),
      expect: "FAIL",
      severity: "critical",
    },
    {
      name: "the key of a canary, never used",
      given: keys(activeKey(1, 400)),
      settings: { canaryUsers: ["arn:aws:iam::111122223333:user/a*"] },
      expect: "PASS",
    },
    {
      name: "no earlier snapshot, and another user is the canary",
      given: keys(activeKey(1, 400, 3)),
      settings: { canaryUsers: ["arn:aws:iam::111122223333:user/bait"] },
      expect: "UNKNOWN",
    },
    {
      name: "the earlier snapshot has no credential report",
      given: keys(activeKey(1, 400, 3)),
      previous: snapshot({ takenAt: daysAgo(180) }),
      expect: "UNKNOWN",
    },
    { name: "no key", given: credentialRow(), previous: earlier(activeKey(1, 400)), expect: "NOT_APPLICABLE" },
  ],
});

function judge(key: KeyState, row: CredentialRow, before: KeysBefore, context: CheckContext<"unusedDays">): Part {
  const { unusedDays } = context.parameters;
  const evidence = keyCells(key.key);
  // Without evidence of its own the answer is the same for all users, and is said once.
  if (before.kind === "unknown") return { status: "UNKNOWN", text: before.because };
  if (key.state === "unknown") return { status: "UNKNOWN", text: key.because, evidence };
  if (key.used.kind === "unknown") return { status: "UNKNOWN", text: key.used.because, evidence };
  if (key.used.kind === "none") return { status: "PASS", text: `${key.name} was never used`, evidence };
  const { lastRotated, lastUsed } = key.key;
  const same = before.keys.find((one) => one.key.lastRotated.kind === "at" && isSameDate(one.key, lastRotated));
  if (same === undefined || lastRotated.kind !== "at" || lastUsed.kind !== "at") {
    return {
      status: "PASS",
      text: `${key.name} was not there in the earlier snapshot, or was changed since`,
      evidence,
    };
  }
  if (same.used.kind === "unknown") return { status: "UNKNOWN", text: same.used.because, evidence };
  if (same.used.kind === "days") return { status: "PASS", text: `${key.name} had been used before`, evidence };

  const named = context.behaviour && namedKeys(row, context.behaviour).find(({ slot }) => slot === key.slot);
  // The logs may begin after the earlier snapshot, and the first use may lie before them.
  const first = named?.used?.first;
  const usedAt = Math.min(first?.ms ?? Number.POSITIVE_INFINITY, Date.parse(lastUsed.time));
  const ageAtUse = (usedAt - Date.parse(lastRotated.time)) / 86_400_000;
  const text = `${key.name} had never been used by ${before.takenAt.slice(0, 10)}, and was used first ${first === undefined ? "by" : "at"} ${timeText(usedAt)}, ${formatDays(ageAtUse)} after it was made (limit ${unusedDays})`;
  const shown = first === undefined ? evidence : [...evidence, ...eventEvidence([first])];
  if (ageAtUse < unusedDays) return { status: "PASS", text, evidence: shown };
  return { status: "FAIL", text, severity: severityOf(row.arn, context), evidence: shown };
}

type KeysBefore =
  | { readonly kind: "known"; readonly keys: readonly KeyState[]; readonly takenAt: string }
  | { readonly kind: "unknown"; readonly because: string };

/** A key of a canary user: whoever uses it found it. */
function judgeBait({ name, key, used }: KeyState, row: CredentialRow, { behaviour }: CheckContext): Part {
  const seen = behaviour && namedKeys(row, behaviour).find(({ slot }) => slot === key.slot)?.used;
  const evidence = seen === undefined ? keyCells(key) : [...keyCells(key), ...eventEvidence([seen.first, seen.last])];
  const bait = `${name} is a canary's`;
  if (seen !== undefined || used.kind === "days") {
    const last = seen?.last.ms ?? (key.lastUsed.kind === "at" ? Date.parse(key.lastUsed.time) : undefined);
    const when = last === undefined ? "" : `, last at ${timeText(last)}`;
    return { status: "FAIL", text: `${bait}, and was used${when}`, severity: "critical", evidence };
  }
  if (used.kind === "unknown") return { status: "UNKNOWN", text: used.because, evidence };
  return { status: "PASS", text: `${bait}, and was never used`, evidence };
}

function rowBefore(row: CredentialRow, context: CheckContext): KeysBefore {
  const { previous } = context;
  const unusable = withoutPrevious(context);
  if (unusable !== undefined) return { kind: "unknown", because: unusable.replace(/\.$/, "") };
  const report = previous?.credentialReport;
  if (previous === undefined || report === undefined) {
    return { kind: "unknown", because: "the earlier snapshot has no credential report (iam:GetCredentialReport)" };
  }
  const before = report.rows.find(({ arn }) => arn === row.arn);
  const { takenAt } = previous;
  return { kind: "known", keys: before === undefined ? [] : keyStates(before, Date.parse(takenAt)), takenAt };
}

function isSameDate(key: KeyState["key"], date: KeyState["key"]["lastRotated"]): boolean {
  return key.lastRotated.kind === "at" && date.kind === "at" && key.lastRotated.time === date.time;
}

/** By privilege: what the key opens. */
function severityOf(arn: string, { access }: CheckContext): Severity {
  const principal = access(arn);
  if (principal === undefined) return "high";
  return administratorAccess(principal).verdict === "allowed" ? "critical" : "medium";
}

function keys(key: ReturnType<typeof accessKey>) {
  return credentialRow({ accessKeys: [key, accessKey(2)] });
}

/** As it was half a year before. */
function earlier(key: ReturnType<typeof accessKey>): Snapshot {
  return snapshot({ takenAt: daysAgo(180), credentialReport: credentialReport(keys(key)) });
}
