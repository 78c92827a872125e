import { accessOf, administratorAccess, escalationWays } from "../../iam/index.ts";
import type { Activity, Behaviour, Detection, Identities, ProblemRecord, Snapshot } from "../../model/index.ts";
import type { IdentityView } from "../../report/index.ts";
import { auditAccount } from "../audit/audit-account.ts";
import { usageAccount } from "../rightsize/usage-account.ts";
import type { Settings } from "../settings/settings.ts";
import { toolVersion } from "../version.ts";
import { identityActivity } from "./identity-activity.ts";
import { credentialFacts, mfaOf, policiesOf } from "./identity-facts.ts";
import type { KnownIdentity } from "./identity-name.ts";
import { identityReach } from "./identity-reach.ts";

export interface IdentityInputs {
  readonly snapshot: Snapshot;
  readonly beside: { readonly behaviour?: Behaviour; readonly previous?: Snapshot };
  /** Who used what, of the same logs. */
  readonly activity?: Activity;
  /** Of the same logs; undefined: no rule was asked. */
  readonly detections?: readonly Detection[];
  readonly problems: readonly ProblemRecord[];
}

/** Gathers all that is known of one identity. Never calls AWS. */
export function identityView(identity: KnownIdentity, inputs: IdentityInputs, settings: Settings): IdentityView {
  const { snapshot, beside } = inputs;
  const { behaviour } = beside;
  const { identities } = snapshot;
  const { arn, name, type } = identity;
  const now = Date.parse(snapshot.takenAt);
  const entity = [...(identities?.users ?? []), ...(identities?.roles ?? [])].find((one) => one.arn === arn);
  const row = snapshot.credentialReport?.rows.find((one) => one.arn === arn);
  const audit = auditAccount(snapshot, settings, [], beside);
  const reach = identities === undefined ? { reachedBy: [], reaches: [] } : identityReach(arn, identities);
  const usage = usageOf(identity, inputs);
  return {
    schemaVersion: 1,
    kind: "identity",
    toolVersion: toolVersion(),
    account: snapshot.account,
    asOf: snapshot.takenAt,
    identity: {
      type,
      name,
      arn,
      ...(entity?.createdAt !== undefined && { createdAt: entity.createdAt }),
      ...(entity?.permissionsBoundary !== undefined && { permissionsBoundary: entity.permissionsBoundary }),
      tags: entity?.tags ?? {},
    },
    ...(row && { mfa: mfaOf(row) }),
    credentials: row === undefined ? [] : credentialFacts(row, now, behaviour),
    groups: entity !== undefined && "groups" in entity ? entity.groups : [],
    policies: entity === undefined || identities === undefined ? [] : policiesOf(entity, identities),
    power: powerOf(identity, identities),
    ...reach,
    ...(usage && { usage }),
    ...(behaviour && { behaviour: identityActivity(behaviour, arn, name) }),
    detections: detectionsOf(arn, name, inputs.detections ?? []),
    findings: audit.findings.filter(({ resource }) => resource.arn === arn && resource.type === `iam.${type}`),
    notes: notesOf(identity, inputs, entity === undefined),
    problems: inputs.problems,
  };
}

function powerOf({ arn, type }: KnownIdentity, identities: Identities | undefined): IdentityView["power"] {
  if (type === "root") return { administrator: "yes", because: "no policy of the account limits root", ways: [] };
  const access = identities && accessOf(identities);
  const principal = access?.(arn);
  if (identities === undefined || access === undefined || principal === undefined) {
    return {
      administrator: "unknown",
      because: "it is not in authorization details (iam:GetAccountAuthorizationDetails)",
      ways: [],
    };
  }
  const { verdict, because } = administratorAccess(principal);
  const ways = escalationWays(principal, identities, access);
  return {
    administrator: verdict === "allowed" ? "yes" : verdict === "denied" ? "no" : "unknown",
    because,
    ways: ways.map(({ how, certainty, power }) => ({ how, certainty, power })),
  };
}

/** Undefined where nothing tells what is granted. */
function usageOf(
  { arn, type }: KnownIdentity,
  { snapshot, activity, problems }: IdentityInputs,
): IdentityView["usage"] {
  const isKnown = [...(snapshot.identities?.users ?? []), ...(snapshot.identities?.roles ?? [])].some(
    (one) => one.arn === arn,
  );
  if (type === "root" || !isKnown) return undefined;
  const counted =
    activity === undefined
      ? {}
      : { counted: { activity, inputs: [], files: 0, withRecords: 0, whole: 0, missingPaths: 0, problems: [] } };
  const { principals } = usageAccount(
    {
      snapshot,
      ...counted,
      problems,
      asOf: snapshot.takenAt.replace(".000Z", "Z"),
      clock: snapshot.clock,
      isBroken: false,
      logGaps: [],
    },
    { principal: arn, windowDays: 90, graceDays: 14, protect: [] },
  );
  const services = (principals[0]?.services ?? []).map(({ namespace, state, grantedActions, lastUsed, reason }) => ({
    namespace,
    state,
    grantedActions,
    ...(lastUsed !== undefined && { lastUsed }),
    reason,
  }));
  const count = (wanted: string): number => services.filter(({ state }) => state === wanted).length;
  // What was used last comes first: it is what somebody asks for.
  const ordered = services.toSorted((a, b) => {
    const [first, second] = [a.lastUsed ?? "", b.lastUsed ?? ""];
    return first === second ? (a.namespace < b.namespace ? -1 : 1) : first < second ? 1 : -1;
  });
  return {
    used: count("used"),
    unused: count("unused"),
    unknown: count("unknown") + count("protected"),
    services: ordered,
  };
}

/** Those that it caused, and those that it was the target of, newest first. */
function detectionsOf(arn: string, name: string, detections: readonly Detection[]): IdentityView["detections"] {
  return detections
    .filter(
      ({ principal, targets = [] }) =>
        principal.stableArn === arn ||
        targets.some((target) => target.name === arn || (target.name === name && isIdentity(target.type))),
    )
    .toReversed()
    .map(({ time, rule, events }) => {
      const last = events.at(-1);
      return {
        time,
        level: rule.level,
        title: rule.title,
        rule: rule.id,
        eventName: last?.eventName ?? "",
        eventId: last?.eventId ?? "",
        file: last?.file ?? "",
      };
    });
}

function isIdentity(type: string): boolean {
  return type === "AWS::IAM::User" || type === "AWS::IAM::Role";
}

function notesOf(
  { type }: KnownIdentity,
  { snapshot, beside, detections }: IdentityInputs,
  isUnlisted: boolean,
): readonly string[] {
  const { behaviour } = beside;
  return [
    ...(behaviour === undefined ? ["No logs were given: what it did, and when, is not known (--logs PATH)."] : []),
    ...(behaviour !== undefined && detections === undefined
      ? ["Rules were not asked: standard input cannot be read twice."]
      : []),
    ...(isUnlisted && type !== "root" ? ["It is not in the authorization details: what it may do is not known."] : []),
    ...(snapshot.credentialReport === undefined && type !== "role"
      ? ["The credential report was not read: passwords, keys and MFA are not known."]
      : []),
    ...(snapshot.lastAccessed === undefined && type !== "root"
      ? ["Access Advisor was not asked: that something is unused is not known (--service-last-accessed)."]
      : []),
  ];
}
