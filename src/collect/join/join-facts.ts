import { type IdentityProvider, type MfaDevice, parseArn, type Snapshot } from "../../model/index.ts";
import type { Account } from "../account.ts";
import type { Notes } from "../notes.ts";
import type { AnswerValues, SnapshotPart, SnapshotParts } from "../parts.ts";
import type { MfaDevicesAnswer } from "../saved/mfa-devices.ts";
import { present } from "../saved/present.ts";
import { joinAlarms, joinMetricFilters } from "./join-alarms.ts";
import { joinFindings } from "./join-findings.ts";
import { joinOrganization } from "./join-organization.ts";
import { joinAnalyzers, joinEventRules } from "./join-regional.ts";
import { joinTrailKeys } from "./join-trail-keys.ts";
import { joinByUser, type KnownUser, userNamed } from "./join-users.ts";
import { joinAssignments, joinRolesAnywhere, joinWorkloads } from "./join-workloads.ts";

/** Facts about an account that no trail and no bucket holds. */
export type AccountFacts = Pick<
  Snapshot,
  | "mfaDevices"
  | "identityProviders"
  | "sshPublicKeys"
  | "serviceSpecificCredentials"
  | "serverCertificates"
  | "organization"
  | "securityContact"
  | "regions"
  | "analyzers"
  | "analyzerFindings"
  | "eventRules"
  | "trailKeys"
  | "metricFilters"
  | "alarms"
  | "rolesAnywhere"
  | "accountAssignments"
  | "workloads"
>;

/** `known`: what else was read of the account. */
export function joinFacts(
  parts: SnapshotParts,
  known: Pick<Snapshot, "trails"> & { readonly users: readonly KnownUser[] | undefined; readonly account: Account },
  notes: Notes,
): AccountFacts {
  const { users, trails, account } = known;
  const regions = lists(parts.regions);
  const analyzers = joinAnalyzers(parts.analyzers ?? [], regions, notes);
  return present({
    mfaDevices: joinMfaDevices(parts["mfa-devices"] ?? [], users, account, notes),
    identityProviders: joinProviders(parts["identity-providers"] ?? [], notes),
    sshPublicKeys: joinByUser("ssh-public-keys", parts["ssh-public-keys"], users, notes),
    serviceSpecificCredentials: joinByUser(
      "service-specific-credentials",
      parts["service-specific-credentials"],
      users,
      notes,
    ),
    serverCertificates: lists(parts["server-certificates"]),
    organization: joinOrganization(parts, notes),
    securityContact: valuesOf(parts["security-contact"])[0],
    regions,
    analyzers,
    analyzerFindings: joinFindings(parts["analyzer-findings"] ?? [], analyzers, notes),
    eventRules: joinEventRules(parts["event-rules"] ?? [], notes),
    trailKeys: joinTrailKeys(parts["trail-keys"] ?? [], trails, notes),
    metricFilters: joinMetricFilters(parts["metric-filters"] ?? [], trails, notes),
    alarms: joinAlarms(parts.alarms ?? [], notes),
    rolesAnywhere: joinRolesAnywhere(parts["roles-anywhere"] ?? [], regions, notes),
    accountAssignments: joinAssignments(parts["account-assignments"] ?? [], notes),
    workloads: joinWorkloads(parts.workloads ?? [], regions, notes),
  });
}

function valuesOf<T>(parts: readonly SnapshotPart<T>[] | undefined): readonly T[] {
  return (parts ?? []).flatMap(({ parsed }) => (parsed.value === undefined ? [] : [parsed.value]));
}

/** The entries of all answers; undefined when there is no answer. */
function lists<T>(parts: readonly SnapshotPart<readonly T[]>[] | undefined): readonly T[] | undefined {
  const values = valuesOf(parts);
  return values.length === 0 ? undefined : values.flat();
}

/** Each device once. Only the list of virtual ones is of the whole account. */
function joinMfaDevices(
  parts: readonly SnapshotPart<MfaDevicesAnswer>[],
  users: readonly KnownUser[] | undefined,
  { account, partition }: Account,
  notes: Notes,
): readonly MfaDevice[] | undefined {
  const read = parts.filter(({ parsed }) => parsed.value !== undefined);
  if (read.length === 0) return undefined;
  const devices = new Map<string, MfaDevice>();
  for (const { subject, parsed } of read) {
    for (const { serialNumber, kind, userArn, userName, enabledAt } of parsed.value?.devices ?? []) {
      const user = userArn ?? arnOf(subject ?? userName);
      const known = devices.get(serialNumber) ?? { serialNumber, kind, ...present({ user, enabledAt }) };
      devices.set(serialNumber, { ...known, ...(parsed.value?.kind === "user" && { isOfUsersList: true }) });
    }
  }
  if (!parts.some(({ parsed }) => parsed.value?.kind === "virtual")) {
    notes.gap(
      "mfa-devices",
      "virtual devices",
      "the list of all of them was not given (aws iam list-virtual-mfa-devices)",
    );
  }
  return [...devices.values()];

  function arnOf(name: string | undefined): string | undefined {
    if (name === undefined || parseArn(name) !== undefined) return name;
    const known = userNamed(name, users);
    return known?.arn ?? (account === "" ? undefined : `arn:${partition}:iam::${account}:user/${name}`);
  }
}

function joinProviders(
  parts: readonly SnapshotPart<AnswerValues["identity-providers"]>[],
  notes: Notes,
): readonly IdentityProvider[] | undefined {
  const values = valuesOf(parts);
  if (values.length === 0) return undefined;
  const providers = new Map<string, IdentityProvider>();
  for (const value of values) {
    if (value.kind === "settings") continue;
    for (const provider of value.providers) providers.set(provider.arn, provider);
  }
  for (const value of values) {
    if (value.kind !== "settings") continue;
    // Source: IAM User Guide, "Create an OIDC identity provider": the ARN ends with the URL.
    const of = [...providers.values()].find(({ arn }) => arn.endsWith(`:oidc-provider/${value.settings.url}`));
    if (of === undefined) notes.gap("identity-providers", value.settings.url, "no list names this provider");
    else providers.set(of.arn, { ...of, ...value.settings });
  }
  for (const [kind, what, command] of kinds) {
    if (values.some((value) => value.kind === kind)) continue;
    notes.gap("identity-providers", what, `the list of them was not given (${command})`);
  }
  return [...providers.values()];
}

const kinds = [
  ["oidc", "OIDC providers", "aws iam list-open-id-connect-providers"],
  ["saml", "SAML providers", "aws iam list-saml-providers"],
] as const;
