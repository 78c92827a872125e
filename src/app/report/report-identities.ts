import { accessOf, administratorAccess } from "../../iam/index.ts";
import {
  ageOf,
  type Behaviour,
  behaviourOf,
  type IamRole,
  type IamUser,
  isServiceLinked,
  rootArn,
  type Snapshot,
} from "../../model/index.ts";
import type { CredentialFact, EscalationView, IdentityRow, LastUse, UsagePrincipal } from "../../report/index.ts";
import { credentialFacts, mfaOf } from "../identity/identity-facts.ts";

export interface IdentityRowInputs {
  readonly snapshot: Snapshot;
  readonly behaviour?: Behaviour;
  readonly escalation?: EscalationView;
  /** Granted and used, by ARN. */
  readonly usage: ReadonlyMap<string, UsagePrincipal>;
}

/**
 * Users, roles and root, each in a line, users that only the credential report knows too. Roles that AWS services own are left
 * out: nobody can change them.
 */
export function identityRows(inputs: IdentityRowInputs): readonly IdentityRow[] {
  const { snapshot } = inputs;
  const { identities, credentialReport, account, partition } = snapshot;
  const known = new Set((identities?.users ?? []).map(({ arn }) => arn));
  const reported = (credentialReport?.rows ?? []).filter(({ isRoot, arn }) => !isRoot && !known.has(arn));
  const rootRow = credentialReport?.rows.find(({ isRoot }) => isRoot);
  const judge = powerJudge(snapshot);
  const row = (type: IdentityRow["type"], name: string, arn: string, entity?: IamUser | IamRole): IdentityRow =>
    rowOf({ type, name, arn, ...(entity && { entity }) }, inputs, judge);
  return [
    ...(rootRow === undefined && account === ""
      ? []
      : [row("root", "root", rootRow?.arn ?? rootArn(account, partition))]),
    ...(identities?.users ?? []).map((user) => row("user", user.name, user.arn, user)),
    ...reported.map(({ user, arn }) => row("user", user, arn)),
    ...(identities?.roles ?? [])
      .filter((role) => !isServiceLinked(role))
      .map((role) => row("role", role.name, role.arn, role)),
  ];
}

interface Named {
  readonly type: IdentityRow["type"];
  readonly name: string;
  readonly arn: string;
  readonly entity?: IamUser | IamRole;
}

type PowerJudge = (named: Named) => Pick<IdentityRow, "administrator" | "because">;

function rowOf(
  named: Named,
  { snapshot, behaviour, escalation, usage }: IdentityRowInputs,
  judge: PowerJudge,
): IdentityRow {
  const { type, name, arn, entity } = named;
  const now = Date.parse(snapshot.takenAt);
  const report = snapshot.credentialReport?.rows.find((one) => one.arn === arn);
  const credentials = report === undefined ? undefined : credentialFacts(report, now, behaviour);
  const services = usage.get(arn)?.services;
  const count = (...states: readonly string[]): number =>
    services?.filter(({ state }) => states.includes(state)).length ?? 0;
  const ways = escalation?.principals.find((one) => one.arn === arn)?.ways.length;
  return {
    type,
    name,
    arn,
    ...(type !== "role" && { mfa: report === undefined ? "unknown" : mfaOf(report) }),
    ...(credentials && { credentials }),
    lastUse: lastUseOf(arn, { credentials, entity, behaviour, now }),
    ...judge(named),
    ...(escalation !== undefined && entity !== undefined && { ways: ways ?? 0 }),
    ...(services !== undefined &&
      entity !== undefined && {
        services: { used: count("used"), unused: count("unused"), unknown: count("unknown", "protected") },
      }),
  };
}

/** Worked out once for all: who is an administrator rests on the same policies. */
function powerJudge({ identities }: Snapshot): PowerJudge {
  const access = identities && accessOf(identities);
  return ({ type, arn }) => {
    if (type === "root") return { administrator: "yes", because: "no policy of the account limits root" };
    const principal = access?.(arn);
    if (principal === undefined) {
      return {
        administrator: "unknown",
        because: "it is not in authorization details (iam:GetAccountAuthorizationDetails)",
      };
    }
    const { verdict, because } = administratorAccess(principal);
    return { administrator: verdict === "allowed" ? "yes" : verdict === "denied" ? "no" : "unknown", because };
  };
}

interface UseFacts {
  readonly credentials: readonly CredentialFact[] | undefined;
  readonly entity: IamUser | IamRole | undefined;
  readonly behaviour: Behaviour | undefined;
  readonly now: number;
}

/** The latest of what the credential report, RoleLastUsed and the logs tell; `never` only where one of the first two says it. */
function lastUseOf(arn: string, { credentials, entity, behaviour, now }: UseFacts): LastUse {
  const seen = behaviour === undefined ? undefined : behaviourOf(behaviour, arn);
  const used: { readonly days: number; readonly from: string }[] = [
    ...(credentials ?? []).flatMap(({ lastUsedDays, credential }) =>
      lastUsedDays === undefined ? [] : [{ days: lastUsedDays, from: credential }],
    ),
    ...roleUse(entity, now),
    ...(seen === undefined || seen.last.ms > now ? [] : [{ days: (now - seen.last.ms) / dayMs, from: "logs" }]),
  ];
  const [latest] = used.toSorted((a, b) => a.days - b.days);
  if (latest !== undefined) return { kind: "days", ...latest };
  const isRoleUnused = entity !== undefined && "trustPolicy" in entity && entity.lastUsed === "never";
  if (isRoleUnused) return { kind: "never", from: "RoleLastUsed (400 days)" };
  const areUnused = credentials?.every(({ neverUsed }) => neverUsed === true);
  return areUnused ? { kind: "never", from: "credential report" } : { kind: "unknown" };
}

function roleUse(
  entity: IamUser | IamRole | undefined,
  now: number,
): readonly { readonly days: number; readonly from: string }[] {
  if (entity === undefined || !("trustPolicy" in entity)) return [];
  const { lastUsed } = entity;
  if (lastUsed === undefined || lastUsed === "never") return [];
  const age = ageOf(lastUsed.at, now);
  return age.kind === "days" ? [{ days: age.days, from: "RoleLastUsed" }] : [];
}

const dayMs = 86_400_000;
