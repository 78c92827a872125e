import type { IamRole } from "../../model/index.ts";
import { ageOf, formatDays } from "../age.ts";
import { assumed, logs } from "../behaviour/examples.ts";
import { dayMs, eventEvidence, notComplete, withoutLogs } from "../behaviour/questions.ts";
import { type Check, defineCheck } from "../check.ts";
import { daysAgo } from "../examples/example-builders.ts";
import { iamArn, roleTrusting, serviceLinkedRole, unreadableTrust } from "../policies/examples.ts";
import { knownAccounts } from "../policies/known-accounts.ts";
import { requiredAccounts, trustedPrincipals, trustVerdict, unlessUnreadable } from "../policies/trusted-principals.ts";
import { listed, listedUpTo, sentence } from "../verdict.ts";

/** A door for another account that it does not use. */
export const join10ExternalTrustUnused: Check<"role"> = defineCheck({
  id: "JOIN-10",
  title: "External trust nobody uses",
  severity: "medium",
  subject: "role",
  needs: ["authorization-details"],
  risk: "The other account needs the role no longer, and whoever breaks into it still comes in.",
  remediation: {
    text: "Take the account out of the trust policy.",
    cli: "aws iam update-assume-role-policy --role-name <ROLE> --policy-document file://trust.json",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_aws-accounts.html"],
  parameters: {
    windowDays: { default: 90, unit: "days", meaning: "So long nobody of the account may have assumed the role." },
  },
  unanswerable: withoutLogs,

  evaluate(subject, { behaviour, snapshot, settings, now, parameters: { windowDays } }) {
    if (behaviour === undefined) return { status: "UNKNOWN", reason: "There are no logs." };
    const early = trustVerdict(subject);
    if (early !== undefined) return early;
    const outside = outsideAccounts(subject, knownAccounts(subject, snapshot, settings));
    if (outside.length === 0) {
      return unlessUnreadable(subject, {
        status: "NOT_APPLICABLE",
        reason: "The trust policy names no account but this one, those of its organisation and trustedAccounts.",
      });
    }
    const since = now - windowDays * dayMs;
    if (isYoung(subject, since)) return { status: "PASS", reason: `The role is younger than ${windowDays} days.` };
    const sessions = behaviour.sessions.filter(({ role, event }) => role === subject.arn && event.ms >= since);
    const idle = outside.filter((account) => !sessions.some(({ callerAccount }) => callerAccount === account));
    if (idle.length === 0) {
      const last = sessions.findLast(({ callerAccount }) => outside.includes(callerAccount ?? ""));
      return {
        status: "PASS",
        reason: `${accountsText(outside)} assumed the role in the last ${windowDays} days.`,
        ...(last && { evidence: eventEvidence([last.event]) }),
      };
    }
    const unused = unusedFor(subject, now, windowDays);
    const gap = unused === undefined ? notComplete(behaviour, ["sessions"], since, now) : undefined;
    if (gap !== undefined) {
      return {
        status: "UNKNOWN",
        reason: sentence(`${accountsText(idle)} did not assume the role in the logs, but ${gap}`),
      };
    }
    const how = unused ?? `no AssumeRole in ${windowDays} days of logs`;
    return { status: "FAIL", reason: `${accountsText(idle)} may assume the role and did not: ${how}.` };
  },

  examples: [
    { name: "another account, which used it last week", given: shared(), behaviour: logs(95, visit()), expect: "PASS" },
    { name: "another account, which did not", given: shared(), behaviour: logs(95), expect: "FAIL" },
    {
      name: "another account, and only this one used it",
      given: shared(),
      behaviour: logs(95, assumed(3, "ASIAEXAMPLE000000001")),
      expect: "FAIL",
    },
    {
      name: "two accounts, of which one used it",
      given: roleTrusting({ AWS: ["444455556666", "222233334444"] }),
      behaviour: logs(95, visit()),
      expect: "FAIL",
    },
    {
      name: "another account that is trusted",
      given: shared(),
      settings: { trustedAccounts: ["444455556666"] },
      behaviour: logs(95),
      expect: "NOT_APPLICABLE",
    },
    { name: "another account, and logs of 30 days", given: shared(), behaviour: logs(30), expect: "UNKNOWN" },
    {
      name: "logs of 30 days, and AWS says that nobody used it for 200",
      given: { ...shared(), lastUsed: { at: daysAgo(200) } },
      behaviour: logs(30),
      expect: "FAIL",
    },
    {
      name: "a role of last month",
      given: { ...shared(), createdAt: daysAgo(30) },
      behaviour: logs(95),
      expect: "PASS",
    },
    {
      name: "only the own account",
      given: roleTrusting({ AWS: iamArn("root") }),
      behaviour: logs(95),
      expect: "NOT_APPLICABLE",
    },
    { name: "a trust policy that cannot be read", given: unreadableTrust, behaviour: logs(95), expect: "UNKNOWN" },
    { name: "a service-linked role", given: serviceLinkedRole(), behaviour: logs(95), expect: "NOT_APPLICABLE" },
    { name: "no logs", given: shared(), expect: "UNKNOWN" },
  ],
});

/** Accounts that are let in by name; "everybody" is for TRUST-01. */
function outsideAccounts(role: IamRole, known: ReadonlySet<string>): readonly string[] {
  const accounts = trustedPrincipals(role).flatMap(({ everybody, account, statement }) =>
    everybody ? requiredAccounts(statement) : account === undefined ? [] : [account],
  );
  return [...new Set(accounts)].filter((account) => account !== "*" && !known.has(account));
}

function isYoung({ createdAt }: IamRole, since: number): boolean {
  return createdAt !== undefined && Date.parse(createdAt) > since;
}

/** What AWS itself says: the role was used by nobody at all. */
function unusedFor({ lastUsed }: IamRole, now: number, windowDays: number): string | undefined {
  if (lastUsed === "never") return "no use of the role is recorded within the 400 days that AWS tracks";
  if (lastUsed === undefined) return undefined;
  const age = ageOf(lastUsed.at, now);
  return age.kind === "days" && age.days >= windowDays
    ? `the role was last used ${formatDays(age.days)} ago`
    : undefined;
}

function accountsText(accounts: readonly string[]): string {
  return accounts.length === 1 ? `Account ${listed(accounts)}` : `Accounts ${listedUpTo(accounts, 5)}`;
}

function shared(): IamRole {
  return roleTrusting({ AWS: "444455556666" });
}

function visit() {
  return assumed(7, "ASIAEXAMPLE000000002", {
    identity: { type: "AWSAccount", accountId: "444455556666", principalId: "AIDAEXAMPLE" },
  });
}
