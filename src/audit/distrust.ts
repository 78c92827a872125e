import type { Check, CheckContext, SubjectKind, Subjects, Verdict } from "./check.ts";
import { cred23CredentialReportNotFresh } from "./checks/cred-23-credential-report-not-fresh.ts";
import { uncountedCredentials } from "./identities/credentials.ts";
import { reportFreshness } from "./identities/report-freshness.ts";
import { parametersOf } from "./settings.ts";

/** Whatever rests on a credential report that is too old is UNKNOWN, also a FAIL: it may have been put right since. */
export function distrustStaleReport(check: Check, { snapshot, settings }: CheckContext): (verdict: Verdict) => Verdict {
  const isAbout = check.id.startsWith("CRED-") && check.needs.includes("credential-report");
  if (!isAbout || check.id === cred23CredentialReportNotFresh.id) return (verdict) => verdict;
  const { evidenceMaxAgeHours = 0 } = parametersOf(cred23CredentialReportNotFresh, settings);
  const { kind, because } = reportFreshness(snapshot, evidenceMaxAgeHours);
  if (kind !== "stale") return (verdict) => verdict;
  return (verdict) => ({
    ...verdict,
    status: "UNKNOWN",
    reason: `Stale evidence: ${because}. It said: ${verdict.reason}`,
  });
}

/** A count of keys or certificates is no PASS for somebody who has more of them than the report shows. */
export function distrustUncountedKeys(check: Check, subject: Subjects[SubjectKind], verdict: Verdict): Verdict {
  if (check.countsKeys !== true || !("accessKeys" in subject)) return verdict;
  if (verdict.status !== "PASS" && verdict.status !== "NOT_APPLICABLE") return verdict;
  const uncounted = uncountedCredentials(subject);
  if (uncounted.kind !== "some") return verdict;
  const reason = `There are more credentials than the report shows (${uncounted.text}). Of those it shows: ${verdict.reason}`;
  return { ...verdict, status: "UNKNOWN", reason };
}
