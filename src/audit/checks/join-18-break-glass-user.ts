import { compileGlob, globMatches, type PrincipalAccess } from "../../iam/index.ts";
import { behaviourOf, type SeenEvent } from "../../model/index.ts";
import { formatDays } from "../age.ts";
import { logs } from "../behaviour/examples.ts";
import { dayMs, eventEvidence, notComplete, timeText, withoutLogs } from "../behaviour/questions.ts";
import { type Check, type CheckContext, defineCheck } from "../check.ts";
import { at, credentialReport, credentialRow, daysAgo, role } from "../examples/example-builders.ts";
import { keyStates, passwordUse } from "../identities/credentials.ts";
import { iamArn, principal, userWith } from "../policies/examples.ts";
import { sentence } from "../verdict.ts";

/** The way in for the worst day: used on another one, or never tried. */
export const join18BreakGlassUser: Check<"principal"> = defineCheck({
  id: "JOIN-18",
  title: "Break-glass user: used without note, or never tested",
  severity: "medium",
  subject: "principal",
  needs: ["authorization-details", "credential-report"],
  risk: "Used without a reason it is a break-in or a habit; never tested, it may not work when everything else fails.",
  remediation: {
    text: "Note why it was used: suppress this finding with owner, reason and expiry. Test it once a year.",
    cli: "aws cloudtrail lookup-events --lookup-attributes AttributeKey=Username,AttributeValue=<USER>",
  },
  references: [
    "https://docs.aws.amazon.com/prescriptive-guidance/latest/security-reference-architecture/identity-management.html",
  ],
  parameters: {
    noteDays: { default: 90, unit: "days", meaning: "A use within so long needs a note." },
    testDays: { default: 365, unit: "days", meaning: "Without a use for so long it is untested." },
  },
  unanswerable: withoutLogs,

  evaluate(subject, context) {
    const { behaviour, settings, now, parameters } = context;
    if (behaviour === undefined) return { status: "UNKNOWN", reason: "There are no logs." };
    if (!isBreakGlass(subject, settings.breakGlassUsers)) {
      return {
        status: "NOT_APPLICABLE",
        reason: "It is neither among the breakGlassUsers nor tagged breakglass=true.",
      };
    }
    const since = now - parameters.noteDays * dayMs;
    const last = behaviourOf(behaviour, subject.arn)?.last;
    if (last !== undefined && last.ms >= since) return used(last);
    const use = lastUse(subject, context);
    if (use.kind === "unknown") return { status: "UNKNOWN", reason: sentence(use.because) };
    const seenAt = Math.max(use.ms ?? Number.NEGATIVE_INFINITY, last?.ms ?? Number.NEGATIVE_INFINITY);
    if (seenAt >= since) {
      return {
        status: "FAIL",
        reason: `It was used at ${timeText(seenAt)}, which the logs do not show; a note says why.`,
      };
    }
    const days = (now - seenAt) / dayMs;
    if (days >= parameters.testDays) {
      const when = Number.isFinite(seenAt) ? `was last used ${formatDays(days)} ago` : "was never used";
      return { status: "FAIL", severity: "low", reason: `It ${when} (test it every ${parameters.testDays} days).` };
    }
    const gap = notComplete(behaviour, ["identities"], since, now);
    if (gap !== undefined) return { status: "UNKNOWN", reason: sentence(`no use of it was seen, but ${gap}`) };
    return { status: "PASS", reason: `It was last used ${formatDays(days)} ago.` };
  },

  examples: [
    {
      name: "used this week",
      ...glass(at(3)),
      behaviour: logs(95, { days: 3, name: "ListUsers" }),
      expect: "FAIL",
      severity: "medium",
    },
    {
      name: "used this week, as the report alone shows",
      ...glass(at(3)),
      behaviour: logs(95),
      expect: "FAIL",
      severity: "medium",
    },
    { name: "tested half a year ago", ...glass(at(180)), behaviour: logs(95), expect: "PASS" },
    { name: "last used two years ago", ...glass(at(730)), behaviour: logs(95), expect: "FAIL", severity: "low" },
    {
      name: "named in the configuration",
      ...withoutTag(),
      settings: { breakGlassUsers: [iamArn("user/an*")] },
      behaviour: logs(95),
      expect: "PASS",
    },
    { name: "tested half a year ago, and logs of 30 days", ...glass(at(180)), behaviour: logs(30), expect: "UNKNOWN" },
    { name: "a role that AWS does not say the use of", ...unclearRole(), behaviour: logs(95), expect: "UNKNOWN" },
    { name: "an ordinary user", ...withoutTag(), behaviour: logs(95), expect: "NOT_APPLICABLE" },
    { name: "no logs", ...glass(at(3)), expect: "UNKNOWN" },
  ],
});

function isBreakGlass({ arn, entity }: PrincipalAccess, patterns: readonly string[]): boolean {
  const isTagged = Object.entries(entity.tags).some(
    ([key, value]) => /^break-?glass$/i.test(key) && value.toLowerCase() === "true",
  );
  return isTagged || patterns.some((pattern) => globMatches(compileGlob(pattern), arn));
}

function used(last: SeenEvent) {
  return {
    status: "FAIL" as const,
    reason: `It was used: ${last.eventName} at ${timeText(last.ms)}. A suppression with a reason is the note that says why.`,
    evidence: eventEvidence([last]),
  };
}

type LastUse =
  | { readonly kind: "known"; readonly ms?: number }
  | { readonly kind: "unknown"; readonly because: string };

/** As the credential report or RoleLastUsed knows it. */
function lastUse({ arn, entity }: PrincipalAccess, { snapshot, now }: CheckContext): LastUse {
  if ("trustPolicy" in entity) {
    if (entity.lastUsed === undefined)
      return { kind: "unknown", because: "the answer has no RoleLastUsed for this role" };
    return entity.lastUsed === "never" ? { kind: "known" } : { kind: "known", ms: Date.parse(entity.lastUsed.at) };
  }
  const row = snapshot.credentialReport?.rows.find((one) => one.arn === arn);
  if (row === undefined) return { kind: "unknown", because: "the user is not in the credential report" };
  const uses = [passwordUse(row, now), ...keyStates(row, now).map((key) => key.used)];
  const unknown = uses.find(({ kind }) => kind === "unknown");
  if (unknown?.kind === "unknown") return { kind: "unknown", because: unknown.because };
  const times = uses.flatMap((use) => (use.kind === "days" ? [now - use.days * dayMs] : []));
  return times.length === 0 ? { kind: "known" } : { kind: "known", ms: Math.max(...times) };
}

function glass(used: ReturnType<typeof at>) {
  const { given, snapshot } = userWith([], { tags: { BreakGlass: "true" } });
  return { given, snapshot: { ...snapshot, credentialReport: report(used) } };
}

function withoutTag() {
  const { given, snapshot } = userWith([]);
  return { given, snapshot: { ...snapshot, credentialReport: report(at(180)) } };
}

function unclearRole() {
  const { lastUsed: _, ...rest } = role({ tags: { breakglass: "true" }, createdAt: daysAgo(900) });
  return principal(rest);
}

function report(used: ReturnType<typeof at>) {
  return credentialReport(credentialRow({ passwordEnabled: "true", passwordLastUsed: used }));
}
