import { arnName, type Behaviour, behaviourOf, type CredentialRow } from "../../model/index.ts";
import { logs } from "../behaviour/examples.ts";
import { eventEvidence, notComplete, timeText } from "../behaviour/questions.ts";
import { type Check, type CheckContext, defineCheck, type Leaver } from "../check.ts";
import { accessKey, activeKey, at, credentialRow, daysAgo } from "../examples/example-builders.ts";
import { keyStates, passwordEnabled } from "../identities/credentials.ts";
import { combineParts, type Part } from "../verdict.ts";

/** Somebody who has left, and whose credentials have not. */
export const join15LeaverStillHasAccess: Check<"user-credentials"> = defineCheck({
  id: "JOIN-15",
  title: "Leaver still has access",
  severity: "critical",
  subject: "user-credentials",
  needs: ["credential-report"],
  risk: "A former colleague, or whoever has their laptop now, may still come in.",
  remediation: {
    text: "Take password and keys away, end sessions, and look at what was done since the leaving date.",
    cli: "aws iam delete-login-profile --user-name <USER> && aws iam update-access-key --user-name <USER> --access-key-id <ACCESS_KEY_ID> --status Inactive",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_remove.html"],
  parameters: {},
  countsKeys: true,
  unanswerable: ({ settings }) =>
    settings.leavers === undefined
      ? "No list of leavers was given: name them under leavers in the configuration."
      : undefined,

  evaluate(row, context) {
    const leaver = context.settings.leavers?.find((one) => isAbout(one, row));
    if (leaver === undefined) return { status: "NOT_APPLICABLE", reason: "The user is not among the leavers." };
    const left = leaver.leftAt === undefined ? undefined : Date.parse(leaver.leftAt);
    if (left !== undefined && left > context.now) {
      return { status: "PASS", reason: `The user leaves on ${leaver.leftAt?.slice(0, 10)}.` };
    }
    const parts = [...credentialParts(row, context.now), ...actedPart(row, left, context)];
    return combineParts(parts, "The user has no credential left.");
  },

  examples: [
    {
      name: "an active key",
      given: credentialRow({ accessKeys: [activeKey(1, 300, 90), accessKey(2)] }),
      ...gone(),
      expect: "FAIL",
    },
    {
      name: "a password",
      given: credentialRow({ passwordEnabled: "true", passwordLastUsed: at(90) }),
      ...gone(),
      expect: "FAIL",
    },
    { name: "nothing left", given: credentialRow(), ...gone(), expect: "PASS" },
    {
      name: "nothing left, and acted after leaving",
      given: credentialRow(),
      ...gone(),
      behaviour: logs(40, { days: 3, name: "ListUsers" }),
      expect: "FAIL",
    },
    {
      name: "nothing left, and acted before leaving",
      given: credentialRow(),
      ...gone(),
      behaviour: logs(40, { days: 35, name: "ListUsers" }),
      expect: "PASS",
    },
    {
      name: "leaves next week",
      given: credentialRow({ passwordEnabled: "true" }),
      settings: { leavers: [{ name: "ana", leftAt: daysAgo(-7) }] },
      expect: "PASS",
    },
    {
      name: "somebody else left",
      given: credentialRow({ passwordEnabled: "true" }),
      settings: { leavers: [{ name: "bo" }] },
      expect: "NOT_APPLICABLE",
    },
    {
      name: "a cell that cannot be read",
      given: credentialRow({ passwordEnabled: "unreadable" }),
      ...gone(),
      expect: "UNKNOWN",
    },
    { name: "no list of leavers", given: credentialRow({ passwordEnabled: "true" }), expect: "UNKNOWN" },
  ],
});

/** By ARN where one is given, else by name, as people write it. */
function isAbout({ name }: Leaver, { user, arn }: CredentialRow): boolean {
  return name === arn || name.toLowerCase() === user.toLowerCase() || name.toLowerCase() === arnName(arn).toLowerCase();
}

function credentialParts(row: CredentialRow, now: number): readonly Part[] {
  const password = passwordEnabled(row);
  const keys = keyStates(row, now).filter(({ state }) => state !== "absent");
  return [
    ...(password.kind === "yes" ? [{ status: "FAIL", text: "the password still works" } as const] : []),
    ...(password.kind === "unknown" ? [{ status: "UNKNOWN", text: password.because } as const] : []),
    ...(password.kind === "no" ? [{ status: "PASS", text: "the user has no password" } as const] : []),
    ...keys.map((key): Part => {
      if (key.state === "active") return { status: "FAIL", text: `${key.name} is still active` };
      if (key.state === "inactive") return { status: "PASS", text: `${key.name} is off` };
      return { status: "UNKNOWN", text: key.because };
    }),
  ];
}

/** Logs make it surer; without them the credentials alone are judged. */
function actedPart(row: CredentialRow, left: number | undefined, { behaviour, now }: CheckContext): readonly Part[] {
  if (behaviour === undefined || left === undefined) return [];
  const last = behaviourOf(behaviour, row.arn)?.last;
  if (last !== undefined && last.ms > left) {
    const text = `the user acted after leaving: ${last.eventName} at ${timeText(last.ms)}`;
    return [{ status: "FAIL", text, evidence: eventEvidence([last]) }];
  }
  return gapPart(behaviour, left, now);
}

function gapPart(behaviour: Behaviour, left: number, now: number): readonly Part[] {
  const gap = notComplete(behaviour, ["identities"], left, now);
  return gap === undefined ? [{ status: "PASS", text: "the user did nothing since leaving" }] : [];
}

function gone() {
  return { settings: { leavers: [{ name: "Ana", leftAt: daysAgo(30) }] } };
}
