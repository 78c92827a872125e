import {
  type Access,
  blanketAdministratorAccess,
  type PrincipalAccess,
  refText,
  type StatementRef,
} from "../../iam/index.ts";
import { type Evidence, isServiceLinked } from "../../model/index.ts";
import type { Verdict } from "../check.ts";
import { listed, listedUpTo, sentence } from "../verdict.ts";

type Grounds = Pick<Access, "onlyConditionally" | "conditionalDenies">;

/** `; a conditional Deny ("ForceMFA") limits this`, where one does; a clause that follows others. */
export function limitsText({ onlyConditionally, conditionalDenies }: Grounds): string {
  const names = [...new Set(conditionalDenies.map(statementName))];
  const allow = onlyConditionally ? "; the Allow holds under a condition only" : "";
  if (names.length === 0) return allow;
  return `${allow}; a conditional Deny (${listedUpTo(names, 3)}) limits this`;
}

/** Where the statements stand that allow something, and those that limit it. */
export function statementEvidence(
  refs: readonly StatementRef[],
  conditionalDenies: readonly StatementRef[] = [],
): readonly Evidence[] {
  return [...refs.map((ref) => evidence(ref, "Allow")), ...conditionalDenies.map((ref) => evidence(ref, "Deny"))];
}

/** `attached policy arn:..., statement 2; ...`, the first few of them. */
export function grantedBy(refs: readonly StatementRef[]): string {
  return listedUpTo(refs.map(refText), 3);
}

/** The answer for roles that belong to AWS services. */
export function serviceLinkedVerdict({ entity }: Pick<PrincipalAccess, "entity">): Verdict | undefined {
  if (!("trustPolicy" in entity) || !isServiceLinked(entity)) return undefined;
  return {
    status: "NOT_APPLICABLE",
    reason: "The role is service-linked: AWS defines what it may do and who uses it.",
  };
}

/** The answer to what more somebody could do, for those of whom that is not asked: service-linked roles and administrators. */
export function beyondQuestion(subject: PrincipalAccess): Verdict | undefined {
  const fixed = serviceLinkedVerdict(subject);
  if (fixed !== undefined) return fixed;
  if (blanketAdministratorAccess(subject).verdict !== "allowed") return undefined;
  return { status: "NOT_APPLICABLE", reason: "It is an administrator already, see POL-01." };
}

/** The answer when nothing was found, but policies that are not known may hold it. */
export function unlessGaps({ gaps }: Pick<PrincipalAccess, "gaps">, pass: string): Verdict {
  if (gaps.length === 0) return { status: "PASS", reason: pass };
  return {
    status: "UNKNOWN",
    reason: sentence(`not all of its permissions are known: ${listed(gaps.slice(0, 3))}`),
    evidence: gaps.map((gap) => ({ source: "authorization-details", field: "policy", value: gap })),
  };
}

function statementName({ statement }: StatementRef): string {
  return /^statement \d+$/.test(statement) ? statement : `"${statement}"`;
}

function evidence(ref: StatementRef, effect: "Allow" | "Deny"): Evidence {
  const condition = ref.conditional ? " under a condition" : "";
  return { source: "authorization-details", field: refText(ref), value: `${effect}${condition}` };
}
