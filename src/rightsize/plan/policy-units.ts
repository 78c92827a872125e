import { type ParsedPolicy, parseStored } from "../../iam/index.ts";
import {
  type AttachedPolicy,
  type IamGroup,
  type IamRole,
  type IamUser,
  type Identities,
  type InlinePolicy,
  isAwsManaged,
  type Json,
  type StoredDocument,
} from "../../model/index.ts";
import type { RightsizeFacts } from "./inputs.ts";
import type { PolicyName } from "./plan.ts";

/** A policy of the principal, as the thing that is cut: one document, at one place, with all who would feel it. */
export interface PolicyUnit {
  /** Unlike that of any other unit of the principal. */
  readonly key: string;
  readonly policy: PolicyName;
  /** How it is cut, see `PolicyChange.how`. */
  readonly way: "edit" | "copy";
  /** User, role or group, unless the policy itself is edited for all who have it. */
  readonly holder?: string;
  /** Users, roles and groups of a policy that is edited for all of them. */
  readonly attachedTo?: readonly string[];
  readonly document: Json;
  readonly parsed: ParsedPolicy;
  /** ARNs of all users and roles whose permissions would change, in order. */
  readonly affects: readonly string[];
  /** Why it must stay as it is. */
  readonly blocked?: string;
}

export interface PolicyUnits {
  readonly units: readonly PolicyUnit[];
  /** Why not all that the principal is granted is known: then no removal can be shown to be one. */
  readonly gaps: readonly string[];
}

/** A user or role with all who share something with it. */
export interface PolicyHolders {
  /** ARNs of the members of a group. */
  readonly members: (group: string) => readonly string[];
  /** Who has a managed policy, directly or by a group, and where it is attached: users, roles and groups. */
  readonly attached: (policyArn: string) => {
    readonly principals: readonly string[];
    readonly places: readonly string[];
  };
}

export function policyUnits(
  principal: IamUser | IamRole,
  { identities, identityGaps: [gap] }: Pick<RightsizeFacts, "identities" | "identityGaps">,
  shared: "union" | "fork",
): PolicyUnits {
  const holders = policyHolders(identities);
  const othersUnknown = gap && `not all who have it are known (${gap.what}: ${gap.cause})`;
  const units = new Map<string, PolicyUnit>();
  const gaps: string[] = [];
  addAll(principal, "inline", [principal.arn]);
  for (const name of "groups" in principal ? principal.groups : []) {
    const group = identities.groups.find((candidate) => candidate.name === name);
    if (group === undefined) gaps.push(`group ${name} is not in the inputs`);
    else addAll(group, "group", holders.members(group.name));
  }
  return { units: [...units.values()], gaps };

  function addAll(holder: IamUser | IamRole | IamGroup, type: "inline" | "group", members: readonly string[]): void {
    for (const policy of holder.inlinePolicies) addInline(policy, holder.arn, type, members);
    for (const policy of holder.attachedPolicies) addManaged(policy, holder.arn, members);
  }

  function addInline(
    { name, document }: InlinePolicy,
    holder: string,
    type: "inline" | "group",
    affects: readonly string[],
  ): void {
    const policy = { name, arn: holder, type };
    const blocked = type === "group" ? othersUnknown : undefined;
    add({ key: `${holder} ${name}`, policy, way: "edit", holder, affects, ...(blocked && { blocked }) }, document);
  }

  function addManaged({ name, arn }: AttachedPolicy, holder: string, members: readonly string[]): void {
    const policy = { name, arn, type: "managed" } as const;
    const stored = identities.policies.find((candidate) => candidate.arn === arn);
    if (stored === undefined) {
      gaps.push(`the document of policy ${arn} is not in the inputs`);
      return;
    }
    if (isAwsManaged(arn) || shared === "fork") {
      const blocked = holder === principal.arn ? undefined : othersUnknown;
      const unit = { key: `${holder} ${arn}`, policy, way: "copy", holder, affects: members } as const;
      add({ ...unit, ...(blocked && { blocked }) }, stored.document);
      return;
    }
    const { principals, places } = holders.attached(arn);
    const blocked = blockedBecause(arn, stored.attachmentCount, places.length);
    const unit = { key: arn, policy, way: "edit", attachedTo: places, affects: principals } as const;
    add({ ...unit, ...(blocked && { blocked }) }, stored.document);
  }

  function blockedBecause(arn: string, attachments: number, places: number): string | undefined {
    const isBoundary =
      identities.policies.some((policy) => policy.arn === arn && policy.boundaryCount > 0) ||
      [...identities.users, ...identities.roles].some(({ permissionsBoundary }) => permissionsBoundary === arn);
    if (isBoundary) return "it is also used as a permissions boundary, where what it lists is a limit and not a grant";
    if (attachments <= places) return othersUnknown;
    return `it is attached ${attachments} times and the inputs show ${places}, so that not all who need it are known`;
  }

  function add(unit: Omit<PolicyUnit, "document" | "parsed">, document: StoredDocument): void {
    if (units.has(unit.key)) return;
    const parsed = parseStored(document);
    if ("unreadable" in document || parsed.problems.length > 0) {
      gaps.push(`policy ${unit.policy.name} of ${unit.policy.arn} cannot be read: ${parsed.problems.join("; ")}`);
      return;
    }
    units.set(unit.key, { ...unit, document: document.json, parsed });
  }
}

export function policyHolders(identities: Identities): PolicyHolders {
  const everybody: readonly (IamUser | IamRole)[] = [...identities.users, ...identities.roles];
  const members = (group: string): readonly string[] =>
    identities.users
      .filter(({ groups }) => groups.includes(group))
      .map(({ arn }) => arn)
      .toSorted();
  return {
    members,
    attached(policyArn) {
      const has = ({ attachedPolicies }: IamUser | IamRole | IamGroup): boolean =>
        attachedPolicies.some(({ arn }) => arn === policyArn);
      const direct = everybody.filter(has).map(({ arn }) => arn);
      const groups = identities.groups.filter(has);
      const all = new Set([...direct, ...groups.flatMap(({ name }) => members(name))]);
      return { principals: [...all].toSorted(), places: [...direct, ...groups.map(({ arn }) => arn)].toSorted() };
    },
  };
}
