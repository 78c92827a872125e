import type { Identities } from "../model/index.ts";
import { blanketAdministratorAccess } from "./administrator.ts";
import { type EscalationMethod, escalationMethods } from "./data/escalation-methods.ts";
import { escalationAccount } from "./escalation-account.ts";
import { asker } from "./escalation-ask.ts";
import { type EscalationPath, sureness } from "./escalation-path.ts";
import type { StepQuestion } from "./escalation-step.ts";
import { bestGain, strongestGain, toPath } from "./escalation-steps.ts";
import { once } from "./once.ts";
import { mayMoreThan, powerRank } from "./powers.ts";
import type { PrincipalAccess } from "./principal-access.ts";

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
  return pathsBy({ find: firstBest, isEnough: isSurer }, principal, identities, access);
}

/**
 * The same, each method with the most powerful of its targets and how many more there are; left out is a method only
 * where another with fewer of the same actions gets as far.
 */
export function escalationWays(
  principal: PrincipalAccess,
  identities: Identities,
  access: (arn: string) => PrincipalAccess | undefined,
): readonly EscalationPath[] {
  const isEnough = (path: EscalationPath, than?: EscalationPath): boolean =>
    isSurer(path, than) && powerRank(path.power) <= powerRank(than?.power ?? "administrator");
  return pathsBy({ find: strongest, isEnough }, principal, identities, access);
}

interface Search {
  readonly find: (question: StepQuestion) => EscalationPath | undefined;
  /** Is the path, which takes fewer actions, as good as the other one, or as anything that may come? */
  readonly isEnough: (path: EscalationPath, than?: EscalationPath) => boolean;
}

function pathsBy(
  { find, isEnough }: Search,
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
  const worth = mayMoreThan(principal);
  const paths: EscalationPath[] = [];
  for (const method of open) {
    // Whatever it gave would be left out below.
    if (paths.some((path) => isPartOf(path, method) && isEnough(path))) continue;
    const path = find({ ...ask, method, account, assumable, worth });
    if (path !== undefined) paths.push(path);
  }
  return paths
    .filter((path) => !paths.some((other) => isPartOf(other, path) && isEnough(other, path)))
    .sort((a, b) => sureness(a) - sureness(b) || order(a.method) - order(b.method));

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

function firstBest(question: StepQuestion): EscalationPath | undefined {
  const gain = bestGain(question);
  return gain && toPath(question.method, gain);
}

function strongest(question: StepQuestion): EscalationPath | undefined {
  const found = strongestGain(question);
  if (found === undefined) return undefined;
  const path = toPath(question.method, found.gain);
  return found.others === 0 ? path : { ...path, otherTargets: found.others };
}

function isSurer(path: EscalationPath, than?: EscalationPath): boolean {
  return sureness(path) <= (than === undefined ? 0 : sureness(than));
}

interface WithActions {
  readonly actions: readonly string[];
}

function isPartOf(other: WithActions, whole: WithActions): boolean {
  return other.actions.length < whole.actions.length && other.actions.every((action) => whole.actions.includes(action));
}
