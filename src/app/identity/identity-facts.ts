import { keyIdsOf } from "../../audit/index.ts";
import {
  type Age,
  ageOf,
  type Behaviour,
  type CredentialRow,
  type IamRole,
  type IamUser,
  type Identities,
  type ReportDate,
  type ReportFlag,
} from "../../model/index.ts";
import type { CredentialFact, IdentityView } from "../../report/index.ts";

/** Password, keys and certificates of a user as the credential report has them; empty slots are left out. */
export function credentialFacts(
  row: CredentialRow,
  now: number,
  behaviour: Behaviour | undefined,
): readonly CredentialFact[] {
  const ids = behaviour === undefined ? new Map<1 | 2, string>() : keyIdsOf(row, behaviour);
  const password: readonly CredentialFact[] =
    row.passwordEnabled === "false" || row.passwordEnabled === "not_applicable"
      ? []
      : [
          {
            credential: "password",
            state: stateOf(row.passwordEnabled),
            ...ageFacts(row.passwordLastChanged, now),
            ...lastUseFacts(row.passwordLastUsed, now),
          },
        ];
  const keys = row.accessKeys
    .filter(({ active, lastRotated }) => active !== "false" || lastRotated.kind === "at")
    .map(({ slot, active, lastRotated, lastUsed, lastUsedService }): CredentialFact => {
      const id = ids.get(slot);
      return {
        credential: `access key ${slot}`,
        state: stateOf(active),
        ...(id !== undefined && { id }),
        ...ageFacts(lastRotated, now),
        ...lastUseFacts(lastUsed, now),
        ...(lastUsed.kind === "at" && lastUsedService !== "N/A" && lastUsedService !== "" && { lastUsedService }),
      };
    });
  const certificates = row.certificates
    .filter(({ active }) => active === "true")
    .map(
      ({ slot, lastRotated }): CredentialFact => ({
        credential: `certificate ${slot}`,
        state: "active",
        ...ageFacts(lastRotated, now),
      }),
    );
  return [...password, ...keys, ...certificates];
}

export function mfaOf({ mfaActive }: CredentialRow): NonNullable<IdentityView["mfa"]> {
  return mfaActive === "true" ? "yes" : mfaActive === "false" ? "no" : "unknown";
}

/** Inline and attached ones, its groups' too. */
export function policiesOf(entity: IamUser | IamRole, { groups }: Identities): IdentityView["policies"] {
  const names = "groups" in entity ? entity.groups : [];
  const own = [
    ...entity.inlinePolicies.map(({ name }) => ({ name, via: "inline" })),
    ...entity.attachedPolicies.map(({ arn }) => ({ name: arn, via: "attached" })),
  ];
  return [
    ...own,
    ...groups
      .filter(({ name }) => names.includes(name))
      .flatMap((group) => [
        ...group.inlinePolicies.map(({ name }) => ({ name, via: `group ${group.name}, inline` })),
        ...group.attachedPolicies.map(({ arn }) => ({ name: arn, via: `group ${group.name}` })),
      ]),
  ];
}

function stateOf(flag: ReportFlag): CredentialFact["state"] {
  return flag === "true" ? "active" : flag === "false" ? "inactive" : "unknown";
}

function ageFacts(date: ReportDate, now: number): { readonly ageDays?: number } {
  const age = at(date, now);
  return age?.kind === "days" ? { ageDays: age.days } : {};
}

function lastUseFacts(date: ReportDate, now: number): { readonly lastUsedDays?: number; readonly neverUsed?: true } {
  if (date.kind === "not_applicable" || date.kind === "no_information") return { neverUsed: true };
  const age = at(date, now);
  return age?.kind === "days" ? { lastUsedDays: age.days } : {};
}

function at(date: ReportDate, now: number): Age | undefined {
  return date.kind === "at" ? ageOf(date.time, now) : undefined;
}
