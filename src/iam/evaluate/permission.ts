import { allowOf, type LayerAnswer, type NamedAnswer } from "./layer.ts";
import type { AccessRequest, LayerName } from "./request.ts";
import type { Situation } from "./situation.ts";
import { both, either, maybe, no, type Truth, yes } from "./truth.ts";

/**
 * Is it allowed, Denies aside?
 *
 * In the same account the policy of a resource that names the caller itself, or everybody, is enough. If it names the
 * caller's role, the permissions boundary and the session policy still limit. If it names the account, identity policies
 * decide. Between accounts both sides have to allow.
 *
 * Source: IAM User Guide, "Policy evaluation logic", table "Resource-based policies and implicit denies in other policy
 * types", and "AWS JSON policy elements: Principal".
 */
export function permission(answers: readonly NamedAnswer[], request: AccessRequest, situation: Situation): Truth {
  let answer = grant(answers, request, situation);
  for (const layer of guardrails) answer = both(answer, limit(answers, layer));
  return answer;
}

const guardrails = ["resourceControl", "serviceControl", "endpoint"] as const;

function grant(answers: readonly NamedAnswer[], request: AccessRequest, situation: Situation): Truth {
  const resource = resourceAnswer(answers, situation);
  const { direct, role, account } = resource;
  if (situation.caller === "outsider") return direct;
  if (situation.caller === "root") return rootGrant(resource, situation);
  const identity = limit(answers, "identity");
  const limits = both(limit(answers, "boundary"), sessionLimit(answers, request));
  if (situation.isCrossAccount) return both(both(identity, limits), either(direct, either(role, account)));
  const delegated = situation.needsResourcePolicy === undefined ? identity : both(account, identity);
  return either(direct, both(limits, either(role, delegated)));
}

/** The root user has full access to its account, but to KMS keys only as their policy says, and it cannot assume roles. */
function rootGrant(resource: Named, { isCrossAccount, needsResourcePolicy }: Situation): Truth {
  if (needsResourcePolicy === "role") return no;
  return isCrossAccount || needsResourcePolicy === "key" ? resource.direct : yes;
}

/** A federated user has no permissions of its own without a session policy. */
export function sessionLimit(answers: readonly NamedAnswer[], { principal }: AccessRequest): Truth {
  const answer = answerOf(answers, "session");
  if (answer === undefined) return principal.kind === "federated-user" ? no : yes;
  return allowOf(answer);
}

/** A layer that does not apply limits nothing. */
export function limit(answers: readonly NamedAnswer[], layer: LayerName): Truth {
  const answer = answerOf(answers, layer);
  return answer === undefined ? yes : allowOf(answer);
}

type Named = Pick<LayerAnswer, "direct" | "role" | "account">;

export function resourceAnswer(answers: readonly NamedAnswer[], { needsResourcePolicy }: Situation): Named {
  return answerOf(answers, "resource") ?? (needsResourcePolicy === undefined ? nobody : notGiven);
}

const nobody: Named = { direct: no, role: no, account: no };
const notGiven: Named = { direct: maybe, role: maybe, account: maybe };

export function answerOf(answers: readonly NamedAnswer[], layer: LayerName): LayerAnswer | undefined {
  for (const named of answers) if (named.layer === layer) return named.answer;
  return undefined;
}
