import { doubtsOf } from "./doubts.ts";
import { allowOf, type LayerAnswer, type LayerStatement, type NamedAnswer, relevantDoubts } from "./layer.ts";
import { answerOf, limit, resourceAnswer, sessionLimit } from "./permission.ts";
import type { AccessDecision, AccessRequest, LayerName, MatchedStatement } from "./request.ts";
import type { Situation } from "./situation.ts";
import { either, maybe, no, yes } from "./truth.ts";

type Explanation = Pick<AccessDecision, "decidedBy" | "because" | "unknownKeys">;

/** Which layer decided, with which statement, in one sentence. */
export function explain(
  verdict: AccessDecision["verdict"],
  answers: readonly NamedAnswer[],
  request: AccessRequest,
  situation: Situation,
): Explanation {
  switch (verdict) {
    case "allow":
      return allowed(answers, situation);
    case "explicitDeny":
      return denied(answers);
    case "implicitDeny":
      return notAllowed(answers, request, situation);
    case "unknown":
      return notKnown(answers, request, situation);
  }
}

function allowed(answers: readonly NamedAnswer[], situation: Situation): Explanation {
  const resource = answerOf(answers, "resource");
  const identity = answerOf(answers, "identity");
  const [own] = certain(identity?.allows ?? []);
  const [granted] = certain(resource?.allows ?? []);
  const needsNobodyElse = resource?.direct === yes || (resource?.role === yes && own === undefined);
  if (situation.caller === "root" && granted === undefined) {
    return { decidedBy: "identity", because: "the root user has full access to its account", unknownKeys: [] };
  }
  if (granted !== undefined && (needsNobodyElse || own === undefined) && !situation.isCrossAccount) {
    return { decidedBy: "resource", because: `${statementText(granted, "resource")} allows it`, unknownKeys: [] };
  }
  const both = situation.isCrossAccount || situation.needsResourcePolicy !== undefined;
  const and =
    both && granted !== undefined && own !== undefined ? `, and ${statementText(granted, "resource")} too` : "";
  const by = own ?? granted;
  const layer = own === undefined ? "resource" : "identity";
  const text = by === undefined ? "a policy" : statementText(by, layer);
  return { decidedBy: layer, because: `${text} allows it${and}`, unknownKeys: [] };
}

function denied(answers: readonly NamedAnswer[]): Explanation {
  const by = answers.find(({ answer }) => answer.deny === yes);
  const [statement] = certain(by?.answer.denies ?? []);
  const layer = by?.layer ?? "identity";
  const text = statement === undefined ? titles[layer] : statementText(statement, layer);
  return { decidedBy: layer, because: `${text} denies it`, unknownKeys: [] };
}

function notAllowed(answers: readonly NamedAnswer[], request: AccessRequest, situation: Situation): Explanation {
  for (const layer of guardrails) {
    if (limit(answers, layer) === no) return refusal(layer, `no ${titles[layer]} allows it${levels(layer)}`);
  }
  const { direct, role, account } = resourceAnswer(answers, situation);
  const fromResource = either(direct, either(role, account));
  if (situation.caller === "root" && situation.needsResourcePolicy === "role") {
    return refusal("identity", "the root user cannot assume roles");
  }
  const isUpToResource =
    situation.caller !== "entity" || situation.isCrossAccount || situation.needsResourcePolicy !== undefined;
  if (isUpToResource && fromResource === no) {
    const whose = situation.needsResourcePolicy === undefined ? "the resource" : `the ${situation.needsResourcePolicy}`;
    return refusal("resource", `the policy of ${whose} does not allow it`);
  }
  if (limit(answers, "identity") === no && (role === no || situation.isCrossAccount)) {
    return refusal("identity", "no identity policy allows it");
  }
  if (limit(answers, "boundary") === no) return refusal("boundary", "the permissions boundary does not allow it");
  if (sessionLimit(answers, request) === no) {
    return answerOf(answers, "session") === undefined
      ? refusal("session", "a federated user has no permissions without a session policy")
      : refusal("session", "no session policy allows it");
  }
  return refusal("identity", "no policy allows it");
}

const guardrails = ["resourceControl", "serviceControl", "endpoint"] as const;

function levels(layer: LayerName): string {
  return layer === "resourceControl" || layer === "serviceControl" ? " on some level of the organisation" : "";
}

function refusal(decidedBy: LayerName, because: string): Explanation {
  return { decidedBy, because, unknownKeys: [] };
}

/** The first layer whose Deny is open, else the first whose Allow is. */
function notKnown(answers: readonly NamedAnswer[], request: AccessRequest, situation: Situation): Explanation {
  const unknownKeys = doubtsOf(
    answers.flatMap(({ answer }) => relevantDoubts(answer)),
    request,
  ).keys;
  const denier = answers.find(({ answer }) => answer.deny === maybe);
  if (denier !== undefined) {
    return { decidedBy: denier.layer, because: openText(denier.layer, denier.answer, "Deny", request), unknownKeys };
  }
  const opener = answers.find(({ answer }) => allowOf(answer) === maybe);
  if (opener !== undefined) {
    return { decidedBy: opener.layer, because: openText(opener.layer, opener.answer, "Allow", request), unknownKeys };
  }
  if (situation.needsResourcePolicy !== undefined && answerOf(answers, "resource") === undefined) {
    const because = `the policy of the ${situation.needsResourcePolicy} is not known`;
    return { decidedBy: "resource", because, unknownKeys };
  }
  const partly = answers.find(({ answer }) => answer.unsure.length > 0);
  const layer = partly?.layer ?? "resource";
  const because = partly === undefined ? "a policy may allow it" : openText(layer, partly.answer, "Allow", request);
  return { decidedBy: layer, because, unknownKeys };
}

function openText(
  layer: LayerName,
  { unsure, gaps }: LayerAnswer,
  effect: "Allow" | "Deny",
  request: AccessRequest,
): string {
  const open = unsure.find(({ certain: { effect: its } }) => its === effect);
  const may = effect === "Deny" ? "may deny it" : "may allow it";
  const [gap] = gaps;
  if (open === undefined) {
    return gap === undefined
      ? `a ${titles[layer]} ${may}`
      : `${gap.policy} ${may}: it cannot be read whole (${gap.problem})`;
  }
  return `${statementText(open.certain, layer)} ${may}: ${doubtText(open, request)}`;
}

function doubtText(statement: LayerStatement, request: AccessRequest): string {
  const { keys, reasons } = doubtsOf([statement], request);
  if (keys.length === 0) return reasons[0] ?? "whom it names is not known";
  return `it hangs on ${keys.join(", ")}`;
}

function certain(statements: readonly MatchedStatement[]): readonly MatchedStatement[] {
  return statements.filter(({ applies }) => applies === "yes");
}

function statementText({ policy, statement }: MatchedStatement, layer: LayerName): string {
  const name = /^statement \d+$/.test(statement) ? statement : `statement "${statement}"`;
  return layer === "identity" ? `${name} of ${policy}` : `${name} of ${policy} (${titles[layer]})`;
}

const titles: Readonly<Record<LayerName, string>> = {
  identity: "identity policy",
  boundary: "permissions boundary",
  session: "session policy",
  resource: "resource policy",
  serviceControl: "service control policy",
  resourceControl: "resource control policy",
  endpoint: "endpoint policy",
};
