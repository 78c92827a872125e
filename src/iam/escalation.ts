import { type Identities, parseArn } from "../model/index.ts";
import { blanketAdministratorAccess } from "./administrator.ts";
import { type EscalationMethod, escalationMethods } from "./data/escalation-methods.ts";
import { type EscalationAccount, escalationAccount } from "./escalation-account.ts";
import { bestGain } from "./escalation-steps.ts";
import type { Access, CountsStatement, PrincipalAccess, StatementRef } from "./principal-access.ts";

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
  const may = new Map<string, boolean>();
  const open = escalationMethods.filter((method) => method.step !== "retired" && method.actions.every(mayAtAll));
  if (open.length === 0) return [];
  const account = escalationAccount(identities, access);
  const paths = open.flatMap((method) => pathsOf(method, principal, account));
  return paths
    .filter((path) => !paths.some((other) => isSimpler(other, path)))
    .sort((a, b) =>
      a.certainty === b.certainty ? order(a.method) - order(b.method) : a.certainty === "certain" ? -1 : 1,
    );

  function mayAtAll(action: string): boolean {
    const known = may.get(action);
    if (known !== undefined) return known;
    // A role that names the principal in its trust policy needs no Allow of the principal's own.
    const isNamed = principal.reach(action)?.length !== 0;
    const answer = action === "sts:AssumeRole" || (isNamed && principal.can(action, "*").verdict === "allowed");
    may.set(action, answer);
    return answer;
  }
}

const orders: ReadonlyMap<string, number> = new Map(escalationMethods.map(({ id }, index) => [id, index]));

function order(method: string): number {
  return orders.get(method) ?? 0;
}

function pathsOf(
  method: EscalationMethod,
  principal: PrincipalAccess,
  account: EscalationAccount,
): readonly EscalationPath[] {
  const gain = bestGain({ method, principal, account, allowed, wide });
  if (gain === undefined) return [];
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

  function allowed(actions: readonly string[], on: string, counts?: CountsStatement): readonly Access[] | undefined {
    const answers = actions.map((action) => principal.can(action, on, counts));
    return answers.every(({ verdict }) => verdict === "allowed") ? answers : undefined;
  }

  function wide(actions: readonly string[], kind: "user" | "group" | "role" | "any"): readonly Access[] | undefined {
    const { partition, account: id } = parseArn(principal.arn) ?? { partition: "aws", account: "*" };
    const on = kind === "any" ? undefined : `arn:${partition}:iam::${id}:${kind}/*`;
    const answers = actions.map((action) => principal.canOnAll(action, on));
    return answers.every(({ verdict }) => verdict === "allowed") ? answers : undefined;
  }
}

/** The same gain or a surer one, with fewer of the same actions. */
function isSimpler(other: EscalationPath, path: EscalationPath): boolean {
  return (
    other.actions.length < path.actions.length &&
    (other.certainty === "certain" || path.certainty === "possible") &&
    other.actions.every((action) => path.actions.includes(action))
  );
}
