import { blanketAdministratorAccess, compileGlob, globMatches, type PrincipalAccess } from "../../iam/index.ts";
import {
  type ActionUse,
  type Behaviour,
  behaviourOf,
  type IdentityBehaviour,
  type RecordedChange,
} from "../../model/index.ts";
import { type ChangesBy, changesBy, textOf } from "../behaviour/changes-by.ts";
import { type ExampleEvent, logs } from "../behaviour/examples.ts";
import { grantsTo, isGranted, type RecordedGrant } from "../behaviour/granted.ts";
import { dayMs, eventEvidence, notComplete, timeText, withoutLogs } from "../behaviour/questions.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { policy, user } from "../examples/example-builders.ts";
import { allow, principal, serviceLinkedRole, userWith } from "../policies/examples.ts";
import { serviceLinkedVerdict } from "../policies/wording.ts";
import { listedUpTo, sentence } from "../verdict.ts";

/**
 * Somebody gave a permission, and the same hand used it at once. What a new identity is given within an hour, by whoever made
 * it, widens nothing, unless it is an administrator then.
 */
export const join16PermissionWidenedAndUsed: Check<"principal"> = defineCheck({
  id: "JOIN-16",
  title: "Permission widened and used at once",
  severity: "high",
  subject: "principal",
  needs: ["authorization-details"],
  risk: "Who can give permissions gave some to themselves, or to somebody they are, and used them: so intruders climb.",
  remediation: {
    text: "Take the grant back, and follow what was done with it.",
    cli: "aws iam set-default-policy-version --policy-arn <POLICY_ARN> --version-id <PREVIOUS_VERSION>",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html"],
  parameters: {
    hours: { default: 24, unit: "hours", meaning: "The use follows the grant within so long." },
    historyDays: { default: 14, unit: "days", meaning: "It is a first use when there was none for so long before." },
    windowDays: { default: 90, unit: "days", meaning: "Grants older than this do not count." },
  },
  unanswerable: withoutLogs,

  evaluate(subject, { behaviour, snapshot, settings, now, parameters }): Verdict {
    const fixed = serviceLinkedVerdict(subject);
    if (fixed !== undefined) return fixed;
    if (behaviour === undefined || snapshot.identities === undefined)
      return { status: "UNKNOWN", reason: "There are no logs." };
    const since = now - parameters.windowDays * dayMs;
    const seen = behaviourOf(behaviour, subject.arn);
    const pipelines = settings.pipelines.map((pattern) => compileGlob(pattern));
    const grants = grantsTo(subject, behaviour, snapshot.identities).filter(
      ({ change: { event, actor = "" } }) => event.ms >= since && !pipelines.some((glob) => globMatches(glob, actor)),
    );
    // A new administrator is a climb, whoever made it.
    const isMighty = blanketAdministratorAccess(subject).verdict === "allowed";
    const making = isMighty ? undefined : madeBy(subject, behaviour);
    const widened = grants.filter(({ change }) => !isFirst(change, subject, making));
    const found =
      seen === undefined ? [] : widened.flatMap((grant) => firstUses(grant, seen, subject, parameters.hours));
    const certain = found.filter(({ grant }) => isNewUse(grant, subject, behaviour, parameters.historyDays));
    const [worst] = certain.length > 0 ? certain : found;
    if (worst !== undefined) {
      const { grant, uses, link } = worst;
      const { event, actor = "somebody" } = grant.change;
      const reason = `${event.eventName} (${grant.what}) by ${actor} at ${timeText(event.ms)}, and the first ${listedUpTo(
        uses.map(({ action }) => action),
        4,
      )} within ${parameters.hours} hours; ${link}.`;
      const evidence = eventEvidence([event, ...uses.slice(0, 5).flatMap(({ firstDone }) => firstDone ?? [])]);
      if (certain.length > 0) return { status: "FAIL", reason, evidence };
      return {
        status: "UNKNOWN",
        reason: `${reason} Whether it is the first use is not known: the logs do not go back ${parameters.historyDays} days before.`,
        evidence,
      };
    }
    if (seen?.isTruncated === true) return { status: "UNKNOWN", reason: "It did more than is kept." };
    // Before it was made nobody could widen what it may do.
    const gap = notComplete(behaviour, ["identities", "changes"], Math.max(since, making?.event.ms ?? since), now);
    if (gap !== undefined) return { status: "UNKNOWN", reason: sentence(gap) };
    if (making !== undefined && widened.length < grants.length) {
      return {
        status: "PASS",
        reason: `Made at ${timeText(making.event.ms)} by ${making.actor ?? "somebody"}, who gave it its first permissions: that widens nothing.`,
        evidence: eventEvidence([making.event]),
      };
    }
    return {
      status: "PASS",
      reason: `No grant of the last ${parameters.windowDays} days was used at once by who gave it.`,
    };
  },

  examples: [
    {
      name: "gave itself a permission and used it",
      ...holder(),
      behaviour: logs(120, attach("ana"), use()),
      expect: "FAIL",
    },
    {
      name: "given by another from the same network, and used",
      ...holder(),
      behaviour: logs(120, attach("bo"), use()),
      expect: "FAIL",
    },
    {
      name: "given by a pipeline from the same network, and used",
      ...holder(),
      behaviour: logs(120, attach("bo"), use()),
      settings: { pipelines: ["arn:aws:iam::111122223333:user/bo"] },
      expect: "PASS",
    },
    {
      name: "given by another from another network, and used",
      ...holder(),
      behaviour: logs(120, { ...attach("bo"), ip: "203.0.113.9" }, use()),
      expect: "PASS",
    },
    {
      name: "gave itself a permission, and used it two days later",
      ...holder(),
      behaviour: logs(120, { ...attach("ana"), days: 5 }, use()),
      expect: "PASS",
    },
    {
      name: "gave itself a permission that it used before",
      ...holder(),
      behaviour: logs(120, { ...use(), days: 9 }, attach("ana"), use()),
      expect: "PASS",
    },
    {
      name: "gave itself a permission and used another one",
      ...holder(),
      behaviour: logs(120, attach("ana"), { ...use(), name: "ListBuckets" }),
      expect: "PASS",
    },
    {
      name: "wrote itself an inline policy and used it",
      ...userWith([]),
      behaviour: logs(120, inline(), use()),
      expect: "FAIL",
    },
    {
      name: "gave itself a permission in the first hours of the logs",
      ...holder(),
      behaviour: logs(5, { ...attach("ana"), days: 4.5 }, { ...use(), days: 4.4 }),
      expect: "UNKNOWN",
    },
    {
      name: "made by another, given its first permissions, and used at once",
      ...holder(),
      behaviour: logs(120, create("bo", 3.01), attach("bo"), use()),
      expect: "PASS",
    },
    {
      name: "made by another, given all permissions, and used at once",
      ...holder([allow("*")]),
      behaviour: logs(120, create("bo", 3.01), attach("bo"), use()),
      expect: "FAIL",
    },
    {
      name: "made by another, and widened the day after",
      ...holder(),
      behaviour: logs(120, create("bo", 4.5), attach("bo"), use()),
      expect: "FAIL",
    },
    {
      name: "made by one, and widened by another from the same network",
      ...holder(),
      behaviour: logs(120, create("cy", 3.01), attach("bo"), use()),
      expect: "FAIL",
    },
    { name: "nothing, and logs of 30 days", ...holder(), behaviour: logs(30), expect: "UNKNOWN" },
    { name: "a service-linked role", ...principal(serviceLinkedRole()), behaviour: logs(95), expect: "NOT_APPLICABLE" },
    { name: "no logs", ...holder(), expect: "UNKNOWN" },
  ],
});

interface Found {
  readonly grant: RecordedGrant;
  readonly uses: readonly ActionUse[];
  readonly link: string;
}

function firstUses(
  grant: RecordedGrant,
  seen: IdentityBehaviour,
  subject: PrincipalAccess,
  hours: number,
): readonly Found[] {
  const start = grant.change.event.ms;
  const uses = seen.actions.filter(
    ({ action, firstDone }) =>
      firstDone !== undefined &&
      firstDone.ms >= start &&
      firstDone.ms <= start + hours * 3_600_000 &&
      isGranted(grant, action),
  );
  const link = linkOf(grant, uses, subject);
  return uses.length === 0 || link === undefined ? [] : [{ grant, uses, link }];
}

/** The newest making of the identity that the logs hold. */
function madeBy({ kind, name }: PrincipalAccess, behaviour: Behaviour): RecordedChange | undefined {
  return makings(behaviour, [`${kind}/${name}`]).at(-1);
}

const makings: ChangesBy = changesBy((change) => {
  const { eventSource, eventName } = change.event;
  if (eventSource !== "iam.amazonaws.com") return undefined;
  if (eventName === "CreateUser") return `user/${textOf(change, "userName") ?? ""}`;
  return eventName === "CreateRole" ? `role/${textOf(change, "roleName") ?? ""}` : undefined;
});

const firstMs = 3_600_000;

/** What whoever made an identity gives it within an hour is what it was made with; what a group gets is not of it alone. */
function isFirst(change: RecordedChange, { kind, name }: PrincipalAccess, making: RecordedChange | undefined): boolean {
  const { event, actor } = change;
  if (making?.actor === undefined || making.actor !== actor) return false;
  const isIts = textOf(change, kind === "user" ? "userName" : "roleName") === name;
  return isIts && event.ms >= making.event.ms && event.ms - making.event.ms <= firstMs;
}

/** Who gave and who used are one, or came from one address: an administrator who sets up another's access does not. */
function linkOf({ change }: RecordedGrant, uses: readonly ActionUse[], { arn }: PrincipalAccess): string | undefined {
  if (change.actor === arn) return "it gave the permission to itself";
  const address = change.event.sourceIp;
  const isSame = address !== undefined && uses.some(({ firstDone }) => firstDone?.sourceIp === address);
  return isSame && /[.:]/.test(address) && !/[a-z]\.com$/.test(address) ? `both came from ${address}` : undefined;
}

/** A user who was made in the logs did nothing before; of others the logs must show it. */
function isNewUse(
  { change }: RecordedGrant,
  { entity }: PrincipalAccess,
  behaviour: Behaviour,
  historyDays: number,
): boolean {
  const start = change.event.ms;
  const created = entity.createdAt === undefined ? Number.NEGATIVE_INFINITY : Date.parse(entity.createdAt);
  const from = Math.max(start - historyDays * dayMs, created);
  return notComplete(behaviour, ["identities"], from, start) === undefined;
}

function holder(statements: Parameters<typeof userWith>[0] = []) {
  const attached = [{ name: "makers", arn: "arn:aws:iam::111122223333:policy/makers" }];
  const document = { json: { Version: "2012-10-17", Statement: allow("iam:Create*") } };
  return userWith(
    statements,
    { attachedPolicies: attached },
    { policies: [policy({ name: "makers", document })], users: [user({ name: "bo" })] },
  );
}

function attach(by: string): ExampleEvent {
  const request = { userName: "ana", policyArn: "arn:aws:iam::111122223333:policy/makers" };
  return { days: 3, name: "AttachUserPolicy", user: by, request };
}

function inline(): ExampleEvent {
  const policyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [allow("iam:CreateUser")] });
  return { days: 3, name: "PutUserPolicy", request: { userName: "ana", policyName: "own", policyDocument } };
}

function create(by: string, days: number): ExampleEvent {
  return { days, name: "CreateUser", user: by, request: { userName: "ana" } };
}

function use(): ExampleEvent {
  return { days: 2.9, name: "CreateUser" };
}
