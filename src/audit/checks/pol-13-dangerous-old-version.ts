import {
  accessOf,
  administratorAccess,
  type EscalationPath,
  escalationMethods,
  escalationPaths,
  type PrincipalAccess,
  sureness,
} from "../../iam/index.ts";
import {
  type Evidence,
  type IamPolicy,
  type Identities,
  isAwsManaged,
  isServiceLinked,
  type Json,
  type StoredDocument,
} from "../../model/index.ts";
import { type Check, type CheckContext, defineCheck } from "../check.ts";
import { daysAgo, document, identities, policy, role, user } from "../examples/example-builders.ts";
import { waysToMore } from "../identities/escalations.ts";
import { compareText } from "../order.ts";
import { allow, iamArn, inline } from "../policies/examples.ts";
import { shellWord } from "../remediation.ts";
import { combineParts, type Part } from "../verdict.ts";

/**
 * A version of a policy that is not in force and would make somebody who has the policy an administrator, or give them a way
 * to more. Asked of each holder with all else that it has: groups, other policies, Deny, boundary. Who may set the default
 * version back is not asked: it takes one permission, which is seldom watched.
 */
export const pol13DangerousOldVersion: Check<"policy"> = defineCheck({
  id: "POL-13",
  title: "Dangerous old policy version",
  severity: "medium",
  subject: "policy",
  needs: ["authorization-details"],
  risk: "One call of iam:SetDefaultPolicyVersion puts the old rights back in force, without any policy being written.",
  remediation: {
    text: "Delete the older version; the one in force stays.",
    cli: "aws iam delete-policy-version --policy-arn <POLICY_ARN> --version-id <VERSION>",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html",
    "https://attack.mitre.org/techniques/T1098/",
  ],
  parameters: {},

  evaluate(subject, context) {
    const { identities: all } = context.snapshot;
    if (isAwsManaged(subject.arn))
      return { status: "NOT_APPLICABLE", reason: "AWS manages this policy and its versions." };
    if (all === undefined) return { status: "UNKNOWN", reason: "The account's identities are not known." };
    const holders = (holdersOf(all).get(subject.arn) ?? []).flatMap((arn) => context.access(arn) ?? []);
    if (holders.length === 0) return { status: "NOT_APPLICABLE", reason: "Nobody has this policy." };
    const older = subject.versions.filter(({ isDefault }) => !isDefault);
    if (older.length === 0) return { status: "PASS", reason: "There is no other version than the one in force." };
    const parts = older.map(({ id, document: stored }) => judge(subject, { id, stored }, holders, all, context));
    const verdict = combineParts(parts, "There is no other version.");
    const bad = older[parts.findIndex(({ status }) => status === "FAIL")];
    const [arn, version] = [shellWord(subject.arn), bad && shellWord(bad.id)];
    if (arn === undefined || version === undefined) return verdict;
    return { ...verdict, cli: `aws iam delete-policy-version --policy-arn ${arn} --version-id ${version}` };
  },

  examples: [
    { name: "everything in version 1", ...versions(allow("*")), expect: "FAIL" },
    { name: "everything, written *:*", ...versions(allow("*:*")), expect: "FAIL" },
    { name: "everything on a list that holds *", ...versions(allow("*", ["arn:aws:s3:::plans", "*"])), expect: "FAIL" },
    {
      name: "everything by NotAction",
      ...versions({ Effect: "Allow", NotAction: "ec2:*", Resource: "*" }),
      expect: "FAIL",
    },
    {
      name: "PassRole to an administrator's role, of which another policy allows the other half",
      ...versions(allow("iam:PassRole"), [allow(["lambda:CreateFunction", "lambda:InvokeFunction"])]),
      expect: "FAIL",
    },
    { name: "PassRole alone", ...versions(allow("iam:PassRole", iamArn("role/none"))), expect: "PASS" },
    {
      name: "everything, under a Deny of all but S3",
      ...versions(allow("*"), [{ Effect: "Deny", NotAction: "s3:*", Resource: "*" }]),
      expect: "PASS",
    },
    { name: "only reading", ...versions(allow("s3:Get*")), expect: "PASS" },
    { name: "the holder is an administrator already", ...versions(allow("*"), [allow("*")]), expect: "PASS" },
    { name: "only one version", given: team([]), snapshot: { identities: held(team([]), []) }, expect: "PASS" },
    {
      name: "nobody has it",
      given: team([old(document(allow("*")))]),
      snapshot: { identities: identities({ policies: [team([old(document(allow("*")))])] }) },
      expect: "NOT_APPLICABLE",
    },
    {
      name: "a policy of AWS",
      given: policy({ arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }),
      snapshot: { identities: identities() },
      expect: "NOT_APPLICABLE",
    },
    {
      name: "an old version that cannot be read",
      given: team([old({ unreadable: "not JSON" })]),
      snapshot: { identities: held(team([old({ unreadable: "not JSON" })]), []) },
      expect: "UNKNOWN",
    },
  ],
});

interface Version {
  readonly id: string;
  readonly stored: StoredDocument;
}

function judge(
  { arn }: IamPolicy,
  { id, stored }: Version,
  holders: readonly PrincipalAccess[],
  all: Identities,
  { access }: CheckContext,
): Part {
  if ("unreadable" in stored) return { status: "UNKNOWN", text: `version ${id} cannot be read: ${stored.unreadable}` };
  const given = stepsOf(stored);
  if (given.size === 0) return { status: "PASS", text: `version ${id} gives nothing that leads further` };
  const policies = all.policies.map((one) => (one.arn === arn ? { ...one, document: stored } : one));
  const then = accessOf({ ...all, policies });
  for (const holder of holders) {
    const gain = mayGain(holder, given, all, access) ? gainOf(holder, then(holder.arn), all, access) : undefined;
    if (gain !== undefined) {
      const evidence: Evidence = { source: "authorization-details", field: `PolicyVersionList ${id}`, value: gain };
      const text = `set as default, version ${id} lets ${holder.kind} ${holder.name} ${gain}`;
      return { status: "FAIL", text, evidence: [evidence] };
    }
  }
  return { status: "PASS", text: `version ${id} gives nobody who has the policy a way to more` };
}

/** A quick no: all actions of some method that is not open now would have to be given, or be there already. */
function mayGain(
  now: PrincipalAccess,
  given: ReadonlySet<string>,
  all: Identities,
  access: CheckContext["access"],
): boolean {
  if (administratorAccess(now).verdict === "allowed") return false;
  if (given.has("iam:*")) return true;
  const open = openMethods(now, all, access);
  return escalationMethods.some(
    ({ id, actions, step }) =>
      step !== "retired" &&
      !open.has(id) &&
      actions.some((action) => given.has(action)) &&
      actions.every(
        (action) => given.has(action) || action === "sts:AssumeRole" || now.can(action, "*").verdict !== "denied",
      ),
  );
}

function openMethods(now: PrincipalAccess, all: Identities, access: CheckContext["access"]): ReadonlySet<string> {
  return new Set(
    waysToMore(now, all, access)
      .filter(isCertain)
      .map(({ method }) => method),
  );
}

/** What the holder could do then and cannot now; undefined: nothing that leads further. */
function gainOf(
  now: PrincipalAccess,
  then: PrincipalAccess | undefined,
  all: Identities,
  access: CheckContext["access"],
): string | undefined {
  if (then === undefined || administratorAccess(now).verdict === "allowed") return undefined;
  if (administratorAccess(then).verdict === "allowed") return "do everything (an administrator)";
  const open = openMethods(now, all, access);
  return escalationPaths(then, all, access)
    .filter(isCertain)
    .find(({ method }) => !open.has(method))?.how;
}

/** Work that the way needs may be there. */
function isCertain(path: EscalationPath): boolean {
  return sureness(path) <= 1;
}

const steps: readonly string[] = ["iam:*", ...new Set(escalationMethods.flatMap(({ actions }) => actions))];

/** Actions of known ways to more that the document allows on something: most policies allow none. */
function stepsOf(stored: StoredDocument): ReadonlySet<string> {
  const holder = { ...user(), inlinePolicies: [{ name: "version", document: stored }] };
  const alone = accessOf({ users: [holder], groups: [], roles: [], policies: [] })(holder.arn);
  return new Set(
    steps.filter((action) => {
      const access = action === "iam:*" ? alone?.canOnAll(action) : alone?.can(action, "*");
      return access?.verdict !== "denied";
    }),
  );
}

const holdersOfAccounts: WeakMap<Identities, ReadonlyMap<string, readonly string[]>> = new WeakMap();

/** ARNs of the users and roles that have each policy, a group's also by its members; worked out once. */
function holdersOf(all: Identities): ReadonlyMap<string, readonly string[]> {
  const known = holdersOfAccounts.get(all);
  if (known !== undefined) return known;
  const ofGroup = new Map(all.groups.map(({ name, attachedPolicies }) => [name, attachedPolicies]));
  const found = new Map<string, string[]>();
  for (const { arn, attachedPolicies, groups } of [
    ...all.users,
    ...all.roles.filter((one) => !isServiceLinked(one)).map((one) => ({ ...one, groups: [] })),
  ]) {
    const attached = [...attachedPolicies, ...groups.flatMap((name: string) => ofGroup.get(name) ?? [])];
    for (const policyArn of new Set(attached.map((one) => one.arn))) {
      found.set(policyArn, [...(found.get(policyArn) ?? []), arn]);
    }
  }
  for (const arns of found.values()) arns.sort(compareText);
  holdersOfAccounts.set(all, found);
  return found;
}

function old(stored: StoredDocument): IamPolicy["versions"][number] {
  return { id: "v1", isDefault: false, createdAt: daysAgo(700), document: stored };
}

/** Policy `team`: its version 2, in force, reads one bucket. */
function team(older: IamPolicy["versions"]): IamPolicy {
  const base = policy({ name: "team", defaultVersion: "v2" });
  return {
    ...base,
    versions: [{ id: "v2", isDefault: true, createdAt: daysAgo(20), document: base.document }, ...older],
  };
}

/** User `ana` has the policy and these statements, beside an administrator's role for Lambda. */
function held(one: IamPolicy, statements: Parameters<typeof inline>[0]): Identities {
  const trustPolicy = document({
    Effect: "Allow",
    Principal: { Service: "lambda.amazonaws.com" },
    Action: "sts:AssumeRole",
  });
  return identities({
    policies: [one],
    users: [user({ attachedPolicies: [{ name: one.name, arn: one.arn }], inlinePolicies: inline(statements) })],
    roles: [role({ name: "admin", arn: iamArn("role/admin"), trustPolicy, inlinePolicies: inline([allow("*")]) })],
  });
}

function versions(statement: Json, others: Parameters<typeof inline>[0] = []) {
  const given = team([old(document(statement))]);
  return { given, snapshot: { identities: held(given, others) } };
}
