import type { Organization, ServiceControlPolicy, Snapshot } from "../../model/index.ts";
import type { Notes } from "../notes.ts";
import type { SnapshotPart, SnapshotParts } from "../parts.ts";
import { present } from "../saved/present.ts";
import type { ServiceControlPoliciesAnswer } from "../saved/service-control-policies.ts";

/** The organisation with what was read of it. What the account may not list is a gap. */
export function joinOrganization(parts: SnapshotParts, notes: Notes): Snapshot["organization"] {
  const answers = valuesOf(parts.organization);
  if (answers.some(({ kind }) => kind === "none")) return "none";
  const base = answers.flatMap((answer) => (answer.kind === "organization" ? [answer.organization] : []))[0];
  const serviceControlPolicies = joinPolicies(parts["service-control-policies"], notes);
  const rootFeatures = valuesOf(parts["organizations-features"])[0];
  if (base === undefined) {
    if (answers.length > 0) notes.gap("organization", "the organization itself", notes.absent("organization"));
    return undefined;
  }
  const accounts = membersOf("accounts");
  const delegatedAdministrators = membersOf("delegatedAdministrators");
  const lacks = [
    ["accounts", accounts, "aws organizations list-accounts"],
    ["delegated administrators", delegatedAdministrators, "aws organizations list-delegated-administrators"],
  ] as const;
  const isRefused = (parts.organization ?? []).some(({ parsed }) => parsed.value === undefined);
  for (const [what, list, command] of lacks) {
    if (list === undefined && !isRefused)
      notes.gap("organization", what, `not given: pass --organization FILE (${command})`);
  }
  return { ...base, ...present({ accounts, delegatedAdministrators, serviceControlPolicies, rootFeatures }) };

  function membersOf(kind: "accounts" | "delegatedAdministrators"): Organization["accounts"] {
    const lists = answers.flatMap((answer) => (answer.kind === kind ? [answer.members] : []));
    return lists.length === 0 ? undefined : lists.flat();
  }
}

/** Policies with document; one without it is a gap, since what it forbids is not known. */
function joinPolicies(
  parts: readonly SnapshotPart<ServiceControlPoliciesAnswer>[] | undefined,
  notes: Notes,
): readonly ServiceControlPolicy[] | undefined {
  const values = valuesOf(parts);
  if (values.length === 0) return undefined;
  const listed = values.flatMap((value) =>
    value.kind === "list" ? value.policies : value.kind === "document" ? [value.policy] : [],
  );
  const documents = new Map(
    values.flatMap((value) => (value.kind === "document" ? [[value.policy.id, value.document]] : [])),
  );
  const targets = targetsOf(parts ?? [], listed, notes);
  if (!values.some(({ kind }) => kind === "list")) {
    const cause = "the list of them was not given (aws organizations list-policies --filter SERVICE_CONTROL_POLICY)";
    notes.gap(source, "other policies", cause);
  }
  const unique = new Map(listed.map((policy) => [policy.id, policy]));
  return [...unique.values()].flatMap(({ id, name }) => {
    const document = documents.get(id);
    const attached = targets.get(id);
    if (document === undefined) {
      notes.gap(source, name, "its document was not read (aws organizations describe-policy)");
      return [];
    }
    if (attached === undefined) {
      notes.gap(source, name, "what it is attached to was not read (aws organizations list-targets-for-policy)");
    }
    return [{ id, name, document, targets: attached ?? [] }];
  });
}

const source = "service-control-policies";

function targetsOf(
  parts: readonly SnapshotPart<ServiceControlPoliciesAnswer>[],
  policies: readonly { readonly id: string; readonly name: string }[],
  notes: Notes,
): ReadonlyMap<string, readonly string[]> {
  const targets = new Map<string, readonly string[]>();
  for (const { subject, file, parsed } of parts) {
    if (parsed.value?.kind !== "targets") continue;
    const policy = policies.find(({ id, name }) => id === subject || name === subject);
    if (policy !== undefined) {
      targets.set(policy.id, [...(targets.get(policy.id) ?? []), ...parsed.value.targets]);
      continue;
    }
    const why = subject === undefined ? "it does not name its policy" : "no list names this policy";
    notes.problem("input.conflict", `This answer is not used: ${why}.`, file, "Pass it as POLICY=FILE.");
    notes.gap(source, file, why);
  }
  return targets;
}

function valuesOf<T>(parts: readonly SnapshotPart<T>[] | undefined): readonly T[] {
  return (parts ?? []).flatMap(({ parsed }) => (parsed.value === undefined ? [] : [parsed.value]));
}
