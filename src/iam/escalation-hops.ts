import { type EscalationMethod, type EscalationStep, escalationMethods } from "./data/escalation-methods.ts";
import type { EscalationAccount } from "./escalation-account.ts";
import { asker } from "./escalation-ask.ts";
import { type EscalationPath, sureness } from "./escalation-path.ts";
import type { Gain } from "./escalation-step.ts";
import { gainsOf, toPath } from "./escalation-steps.ts";
import { once } from "./once.ts";
import type { PrincipalAccess } from "./principal-access.ts";
import { trustPolicy, trustsService } from "./trust.ts";

/**
 * Ways by which the principal becomes one of `targets` as it is, whatever that one may do; see the kinds of
 * {@link takingOver}. Of several methods for one target those with the fewest actions.
 */
export function hopsTo(
  principal: PrincipalAccess,
  targets: readonly PrincipalAccess[],
  account: EscalationAccount,
): readonly EscalationPath[] {
  const others = targets.filter(({ arn }) => arn !== principal.arn);
  if (others.length === 0) return [];
  const ask = asker(principal);
  const isWanted = new Set(others.map(({ arn }) => arn));
  const view = viewOf(account, targets);
  const assumable = once(() =>
    account
      .rolesLettingIn(principal, ask.anywhere("sts:AssumeRole").verdict !== "allowed")
      .filter(({ arn }) => isWanted.has(arn)),
  );
  const hops: EscalationPath[] = [];
  for (const method of takingOver) {
    if (!method.actions.every((action) => action === "sts:AssumeRole" || ask.anywhere(action).verdict === "allowed")) {
      continue;
    }
    const worth = ({ arn }: PrincipalAccess): "yes" | "no" => (isWanted.has(arn) ? "yes" : "no");
    for (const gain of gainsOf({ ...ask, method, account: view, assumable, worth })) {
      const isNew = (known: EscalationPath): boolean =>
        known.target !== gain.target || !isPart(known, gain, method.actions);
      // "Any user" is no one to go on from, and neither is a role that one named function may run as.
      const isFollowed = method.step !== "runs-as" || gain.onAnyWork === true;
      if (gain.target !== undefined && isFollowed && hops.every(isNew)) hops.push(toPath(method, gain));
      if (hops.length === hopLimit) return hops;
    }
  }
  return hops;
}

/** So many hops of one principal are followed. */
export const hopLimit: number = 300;

/** Kinds of methods after which the principal is somebody else. */
const kinds: ReadonlySet<EscalationStep> = new Set<EscalationStep>([
  "assume-role",
  "other-user",
  "trust-of-role",
  "pass-role",
  "runs-as",
]);

const takingOver: readonly EscalationMethod[] = escalationMethods
  .filter(({ step }) => kinds.has(step))
  .toSorted((a, b) => a.actions.length - b.actions.length);

const views: WeakMap<readonly PrincipalAccess[], EscalationAccount> = new WeakMap();

/** The account, in which just the targets are worth having. */
function viewOf(account: EscalationAccount, targets: readonly PrincipalAccess[]): EscalationAccount {
  const known = views.get(targets);
  if (known !== undefined) return known;
  const roles = targets.filter(({ kind }) => kind === "role");
  const users = targets.filter(({ kind }) => kind === "user");
  const byService = new Map<string, readonly PrincipalAccess[]>();
  const view: EscalationAccount = {
    ...account,
    mightyUsers: () => users,
    mightyRoles: () => roles,
    mightyGroups: () => [],
    mightyRolesFor(service) {
      const found = byService.get(service) ?? roles.filter((role) => mayServe(role, service));
      byService.set(service, found);
      return found;
    },
  };
  views.set(targets, view);
  return view;
}

function mayServe({ entity }: PrincipalAccess, service: string): boolean {
  return "trustPolicy" in entity && (trustsService(entity, service) || trustPolicy(entity).problems.length > 0);
}

function isPart(known: EscalationPath, gain: Gain, actions: readonly string[]): boolean {
  return sureness(known) <= Math.min(1, sureness(gain)) && known.actions.every((action) => actions.includes(action));
}
