import type { Identities } from "../model/index.ts";
import { blanketAdministratorAccess } from "./administrator.ts";
import { type EscalationMethod, escalationMethods } from "./data/escalation-methods.ts";
import { escalationAccount } from "./escalation-account.ts";
import { asker } from "./escalation-ask.ts";
import type { StepQuestion } from "./escalation-step.ts";
import { bestGain } from "./escalation-steps.ts";
import { once } from "./once.ts";
import type { PrincipalAccess, StatementRef } from "./principal-access.ts";

/** One way from what a principal may do to more, in a single step. */
export interface EscalationPath {
  /** Id in `escalationMethods`. */
  readonly method: string;
  readonly actions: readonly string[];
  /** ARN of what is taken over, passed or changed; undefined: anything of the kind. */
  readonly target?: string;
  /** What happens, as a clause: `pass role admin (an administrator) to lambda.amazonaws.com`. */
  readonly how: string;
  /** `possible`: it rests on something that the snapshot does not hold, such as which role a function runs as. */
  readonly certainty: "certain" | "possible";
  readonly allowedBy: readonly StatementRef[];
  readonly onlyConditionally: boolean;
  readonly conditionalDenies: readonly StatementRef[];
}

/**
 * All one-step ways to more permissions, certain ones first. None for a principal that has everything already.
 *
 * An action counts where it is allowed on what the method needs it on; a Deny that is unconditional and covers it and a
 * boundary take it away. A target counts only where it may do what the principal may not, unless the grant is on
 * all users, groups or roles. A method is left out where another with fewer of the same actions is there.
 * `identities` and `access` belong together, see `accessOf`.
 */
export function escalationPaths(
  principal: PrincipalAccess,
  identities: Identities,
  access: (arn: string) => PrincipalAccess | undefined,
): readonly EscalationPath[] {
  if (blanketAdministratorAccess(principal).verdict === "allowed") return [];
  const ask = asker(principal);
  const open = simplestFirst.filter((method) => method.actions.every(isOpen));
  if (open.length === 0) return [];
  const account = escalationAccount(identities, access);
  const assumable = once(() => account.rolesLettingIn(principal, ask.anywhere("sts:AssumeRole").verdict !== "allowed"));
  const paths: EscalationPath[] = [];
  for (const method of open) {
    // Whatever it gave would be left out below.
    if (paths.some((path) => path.certainty === "certain" && isPartOf(path, method))) continue;
    paths.push(...pathsOf({ ...ask, method, account, assumable }));
  }
  return paths
    .filter((path) => !paths.some((other) => isSimpler(other, path)))
    .sort((a, b) =>
      a.certainty === b.certainty ? order(a.method) - order(b.method) : a.certainty === "certain" ? -1 : 1,
    );

  function isOpen(action: string): boolean {
    // A role that names the principal in its trust policy needs no Allow of the principal's own.
    return action === "sts:AssumeRole" || ask.anywhere(action).verdict === "allowed";
  }
}

const simplestFirst: readonly EscalationMethod[] = escalationMethods
  .filter(({ step }) => step !== "retired")
  .toSorted((a, b) => a.actions.length - b.actions.length);

const orders: ReadonlyMap<string, number> = new Map(escalationMethods.map(({ id }, index) => [id, index]));

function order(method: string): number {
  return orders.get(method) ?? 0;
}

function pathsOf(question: StepQuestion): readonly EscalationPath[] {
  const gain = bestGain(question);
  if (gain === undefined) return [];
  const { method } = question;
  const { proof } = gain;
  return [
    {
      method: method.id,
      actions: method.actions,
      ...(gain.target !== undefined && { target: gain.target }),
      how: gain.how,
      certainty: gain.certainty,
      allowedBy: [...new Set(proof.flatMap(({ allowedBy }) => allowedBy))],
      onlyConditionally: gain.conditional || proof.some(({ onlyConditionally }) => onlyConditionally),
      conditionalDenies: [...new Set(proof.flatMap(({ conditionalDenies }) => conditionalDenies))],
    },
  ];
}

/** The same gain or a surer one, with fewer of the same actions. */
function isSimpler(other: EscalationPath, path: EscalationPath): boolean {
  return (other.certainty === "certain" || path.certainty === "possible") && isPartOf(other, path);
}

interface WithActions {
  readonly actions: readonly string[];
}

function isPartOf(other: WithActions, whole: WithActions): boolean {
  return other.actions.length < whole.actions.length && other.actions.every((action) => whole.actions.includes(action));
}
