import type { IamPolicy } from "../model/index.ts";
import { isCustomerPolicy, ownGrants } from "./administrator.ts";
import type { Gain, StepQuestion } from "./escalation-step.ts";
import { parseStored } from "./parse-policy.ts";
import type { Statement } from "./policy.ts";
import type { PrincipalAccess } from "./principal-access.ts";

/** It writes or attaches policies of its own user, role or groups, or a new version of one that it has. */
export function* ownPolicies({ method, principal }: StepQuestion): Iterable<Gain> {
  for (const { action, on, access } of ownGrants(principal)) {
    if (!method.actions.includes(action) || access.verdict !== "allowed") continue;
    const how = on === principal.arn ? `use ${action} on itself` : `use ${action} on ${on}, which it has`;
    yield {
      target: on,
      how,
      power: "administrator",
      certainty: "certain",
      conditional: false,
      proof: [{ action, access }],
    };
  }
}

/** It makes an older, wider version of a policy that it has the one in force. */
export function* ownPolicyDefault({ method, principal, account, allowed }: StepQuestion): Iterable<Gain> {
  const own = new Set(
    [principal.entity, ...principal.groups].flatMap((holder) => holder.attachedPolicies.map(({ arn }) => arn)),
  );
  for (const policy of account.policies) {
    if (!own.has(policy.arn) || !isCustomerPolicy(policy.arn)) continue;
    const proof = allowed(method.actions, policy.arn);
    const version = proof && widerVersion(policy, principal);
    if (proof === undefined || version === undefined) continue;
    yield {
      target: policy.arn,
      how: `make version ${version.id} of ${policy.name} the default, which ${version.isReadable ? "allows more" : "could not be read"}`,
      power: "unknown",
      certainty: version.isReadable ? "certain" : "possible",
      conditional: false,
      proof,
    };
  }
}

/** It takes its own permissions boundary away, and its policies allow more than the boundary. */
export function* ownBoundary({ method, principal, allowed }: StepQuestion): Iterable<Gain> {
  if (principal.kind !== "user" || principal.entity.permissionsBoundary === undefined) return;
  const proof = allowed(method.actions, principal.arn);
  const gained = principal.statements.some(({ statement }) => exceeds(statement, principal));
  if (proof === undefined || !gained) return;
  const how = "delete its own permissions boundary, which its policies go beyond";
  yield { target: principal.arn, how, power: "unknown", certainty: "certain", conditional: false, proof };
}

function widerVersion(
  policy: IamPolicy,
  principal: PrincipalAccess,
): { readonly id: string; readonly isReadable: boolean } | undefined {
  const others = policy.versions
    .filter(({ isDefault }) => !isDefault)
    .map(({ id, document }) => ({ id, parsed: parseStored(document) }));
  const wider = others.find(({ parsed }) => parsed.statements.some((statement) => exceeds(statement, principal)));
  if (wider !== undefined) return { id: wider.id, isReadable: true };
  const unreadable = others.find(({ parsed }) => parsed.problems.length > 0);
  return unreadable && { id: unreadable.id, isReadable: false };
}

/** Does an Allow statement give anything that the principal has not wholly? */
function exceeds({ effect, action, resource }: Statement, principal: PrincipalAccess): boolean {
  if (effect !== "Allow" || resource === undefined) return false;
  const actions = action.kind === "Action" ? action.patterns : ["*"];
  const resources = resource.kind === "Resource" ? resource.patterns : ["*"];
  return actions.some((name) => resources.some((on) => principal.canOnAll(name, on).verdict !== "allowed"));
}
