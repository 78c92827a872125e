import { type ActionCatalogue, type ActionSet, expandElement, noActions, parseStored } from "../../iam/index.ts";
import type {
  AttachedPolicy,
  IamGroup,
  IamPolicy,
  IamRole,
  IamUser,
  Identities,
  InlinePolicy,
  StoredDocument,
} from "../../model/index.ts";
import { type GrantChange, type GrantChanges, latest } from "./grant-changes.ts";
import type { UsageSubject } from "./subjects.ts";

/**
 * What identity policies allow somebody, whatever a Deny or a boundary takes away from it, and since when.
 * `since` is in milliseconds since 1970: when the policy's version in force was made, or an older version that already
 * allowed it; minus infinity for inline policies, which carry no date; undefined when no policy with a date allows it.
 */
export interface Grants {
  readonly services: ReadonlyMap<string, ServiceGrant>;
  has(position: number): boolean;
  since(position: number): number | undefined;
  /** The last call in the logs that gave it, by whichever policy. */
  change(position: number): GrantChange | undefined;
  /** What the policies name and the catalogue does not list: `newservice:*`, `s3:getobjekt`; in lower case. */
  readonly unknown: readonly string[];
  /** Policies of which nobody knows what they allow, clauses. */
  readonly gaps: readonly string[];
}

export interface ServiceGrant {
  /** How many actions. */
  readonly granted: number;
  /** Of the action that was granted first. */
  readonly since?: number;
  /** There for all of its actions: the oldest of their last changes. */
  readonly change?: GrantChange | undefined;
}

/** Works out each holder's grants; policies that several have are expanded once. */
export function grantsReader(
  identities: Identities,
  catalogue: ActionCatalogue,
  changes: GrantChanges,
): (subject: UsageSubject) => Grants {
  const managed = new Map(identities.policies.map((policy) => [policy.arn, policy]));
  const groups = new Map(identities.groups.map((group) => [group.name, group]));
  const holders = new Map<string, IamUser | IamRole | IamGroup>(
    [...identities.users, ...identities.roles, ...identities.groups].map((holder) => [holder.arn, holder]),
  );
  const ofPolicies = new Map<string | InlinePolicy, PolicyGrant>();

  return (subject) => {
    const policy = subject.kind === "policy" ? managed.get(subject.arn) : undefined;
    const holder = holders.get(subject.arn);
    const parts = policy !== undefined ? [managedGrant(policy)] : holder === undefined ? [] : grantsOf(holder);
    return joined(parts, catalogue);
  };

  function grantsOf(holder: IamUser | IamRole | IamGroup): readonly PolicyGrant[] {
    const names = "groups" in holder ? holder.groups : [];
    return [
      ...ownGrants(holder),
      ...names.flatMap((name) => {
        const group = groups.get(name);
        if (group === undefined) return [gap(`group ${name} is not in the authorization details`)];
        // Nobody had a group's policies before there was the group.
        const made = group.createdAt === undefined ? Number.NaN : Date.parse(group.createdAt);
        const joined = changes.ofMembership(holder, name);
        return ownGrants(group).map((grant) => changedBy(notBefore(grant, made), joined));
      }),
    ];
  }

  function ownGrants(holder: IamUser | IamRole | IamGroup): readonly PolicyGrant[] {
    return [
      ...holder.inlinePolicies.map((policy) =>
        changedBy(
          once(policy, () => inlineGrant(policy)),
          changes.ofPolicy(holder, policy.name),
        ),
      ),
      ...holder.attachedPolicies.map((policy) =>
        changedBy(
          once(policy.arn, () => attachedGrant(policy)),
          changes.ofPolicy(holder, policy.arn),
        ),
      ),
    ];
  }

  function once(key: string | InlinePolicy, make: () => PolicyGrant): PolicyGrant {
    const known = ofPolicies.get(key) ?? make();
    ofPolicies.set(key, known);
    return known;
  }

  function inlineGrant({ name, document }: InlinePolicy): PolicyGrant {
    const { problem, ...allows } = allowedBy(document, catalogue);
    const gaps = problem === undefined ? [] : [`inline policy ${name}: ${problem}`];
    return { versions: [{ ...allows, madeMs: Number.NEGATIVE_INFINITY }], gaps };
  }

  function attachedGrant({ arn }: AttachedPolicy): PolicyGrant {
    const policy = managed.get(arn);
    if (policy !== undefined) return managedGrant(policy);
    return gap(`policy ${arn}: its document is not in the authorization details`);
  }

  /** The version in force, then the older ones from the newest on. */
  function managedGrant(policy: IamPolicy): PolicyGrant {
    const inForce = policy.versions.find(({ isDefault }) => isDefault);
    const { problem, ...allows } = allowedBy(policy.document, catalogue);
    const madeMs = Date.parse(inForce?.createdAt ?? "");
    const older = policy.versions
      .map(({ document, createdAt = "" }) => ({ document, madeMs: Date.parse(createdAt) }))
      .filter((version) => version.madeMs < madeMs)
      .toSorted((a, b) => b.madeMs - a.madeMs)
      .map((version) => ({ ...allowedBy(version.document, catalogue), madeMs: version.madeMs }));
    const gaps = problem === undefined ? [] : [`policy ${policy.arn}: ${problem}`];
    const everywhere = lazily(() =>
      policy.versions.reduce(
        (all, { document }) => all.intersection(allowedBy(document, catalogue).actions),
        allows.actions,
      ),
    );
    return { versions: [{ ...allows, madeMs }, ...older], gaps, everywhere };
  }
}

interface Allowed {
  readonly actions: ActionSet;
  readonly unknown: readonly string[];
}

interface PolicyGrant {
  /** The first is the one in force; `madeMs` is NaN where its date is not known. */
  readonly versions: readonly (Allowed & { readonly madeMs: number })[];
  readonly gaps: readonly string[];
  /** What each stored version allows, so that no change of the default can have granted it. */
  readonly everywhere?: () => ActionSet;
  readonly change?: GrantChange;
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function changedBy(grant: PolicyGrant, change: GrantChange | undefined): PolicyGrant {
  const last = latest([grant.change, change]);
  return last === undefined || last === grant.change ? grant : { ...grant, change: last };
}

function allowedBy(document: StoredDocument, catalogue: ActionCatalogue): Allowed & { readonly problem?: string } {
  const { statements, problems } = parseStored(document);
  let actions = noActions(catalogue);
  const unknown: string[] = [];
  for (const { effect, action } of statements) {
    if (effect !== "Allow") continue;
    const expanded = expandElement(action, catalogue);
    actions = actions.union(expanded.actions);
    // What a NotAction leaves out without our knowing it, nobody is granted by it.
    if (action.kind === "Action") unknown.push(...expanded.unknown, ...expanded.empty);
  }
  const problem = problems.length === 0 ? {} : { problem: problems.join("; ") };
  return { actions, unknown: unknown.map((pattern) => pattern.toLowerCase()), ...problem };
}

function gap(text: string): PolicyGrant {
  return { versions: [], gaps: [text] };
}

function notBefore(grant: PolicyGrant, made: number): PolicyGrant {
  // Math.max keeps NaN: where one of the dates is not known, none is.
  const versions = grant.versions.map((version) => ({ ...version, madeMs: Math.max(version.madeMs, made) }));
  return { ...grant, versions };
}

function joined(parts: readonly PolicyGrant[], catalogue: ActionCatalogue): Grants {
  const inForce = parts.flatMap(({ versions }) => versions.slice(0, 1));
  const actions = inForce.reduce((all, version) => all.union(version.actions), noActions(catalogue));
  const since = (position: number): number | undefined => {
    let first: number | undefined;
    for (const part of parts) {
      const own = sinceIn(part, position);
      if (own !== undefined && (first === undefined || own < first)) first = own;
    }
    return first;
  };
  const changed = parts.filter(({ change: last }) => last !== undefined);
  const change = (position: number): GrantChange | undefined =>
    latest(changed.map((part) => (part.versions[0]?.actions.hasPosition(position) ? part.change : undefined)));
  const services = new Map<string, { granted: number; since?: number; change?: GrantChange | undefined }>();
  for (const position of actions.positions()) {
    const prefix = catalogue.actions[position]?.service ?? "";
    const first = since(position);
    const last = change(position);
    const known = services.get(prefix);
    const service = known ?? { granted: 0, change: last };
    service.granted += 1;
    if (first !== undefined) service.since = Math.min(service.since ?? first, first);
    if (service.change !== undefined && !(last !== undefined && last.ms >= service.change.ms)) service.change = last;
    services.set(prefix, service);
  }
  return {
    services,
    has: (position) => actions.hasPosition(position),
    since,
    change,
    unknown: [...new Set(inForce.flatMap(({ unknown }) => unknown))],
    gaps: parts.flatMap(({ gaps }) => gaps),
  };
}

/** Back from the version in force as long as each older one allowed the action as well. */
function sinceIn({ versions, change, everywhere }: PolicyGrant, position: number): number | undefined {
  let since: number | undefined;
  for (const { actions, madeMs } of versions) {
    if (!actions.hasPosition(position) || Number.isNaN(madeMs)) break;
    since = madeMs;
  }
  if (since === undefined || change === undefined) return since;
  const isOlder = change.isVersion && everywhere?.().hasPosition(position) === true;
  return isOlder ? since : Math.max(since, change.ms);
}
