import { actionGlob, actionsMeet } from "../action-pattern.ts";
import type { Naming } from "./compile-principal.ts";
import { type CompiledStatement, compileStatements, isMet } from "./compile-statement.ts";
import { doubtsOf } from "./doubts.ts";
import type { AccessRequest, LayerName, LayerOutcome, MatchedStatement, NamedPolicy } from "./request.ts";
import { certainty, either, maybe, no, type Truth, yes } from "./truth.ts";

/** The policies of one layer, ready to be asked: compile once, ask often. */
export interface CompiledLayer {
  readonly statements: readonly LayerStatement[];
  /** What could not be read, which may allow and deny anything. */
  readonly gaps: readonly Gap[];
  /** Filled as actions are asked about. */
  readonly byAction: Map<string, readonly LayerStatement[]>;
}

/** A part of a policy that could not be read. */
interface Gap {
  readonly policy: string;
  readonly problem: string;
}

export interface LayerStatement {
  readonly compiled: CompiledStatement;
  readonly certain: MatchedStatement;
  readonly unsure: MatchedStatement;
}

export function compileLayer(policies: readonly NamedPolicy[]): CompiledLayer {
  return {
    statements: policies.flatMap(({ name, policy }) =>
      compileStatements(policy).map((compiled) => {
        const { sid, position, effect } = compiled.statement;
        const ref = { policy: name, statement: sid ?? `statement ${position}`, effect };
        return { compiled, certain: { ...ref, applies: "yes" }, unsure: { ...ref, applies: "unknown" } };
      }),
    ),
    gaps: policies.flatMap(({ name, policy }) => policy.problems.map((problem) => ({ policy: name, problem }))),
    byAction: new Map(),
  };
}

/** What one layer says of a request by itself. */
export function layerOutcome(layer: CompiledLayer, request: AccessRequest, name: LayerName): LayerOutcome {
  return outcomeOf(name, askLayer(layer, request, name, false), request);
}

/** The Allows of a layer by how they name the caller; in layers that name nobody, all are `direct`. */
export interface LayerAnswer {
  readonly deny: Truth;
  readonly direct: Truth;
  readonly role: Truth;
  readonly account: Truth;
  readonly denies: readonly MatchedStatement[];
  readonly allows: readonly MatchedStatement[];
  readonly unsure: readonly LayerStatement[];
  readonly gaps: readonly Gap[];
}

/** What a layer said, in the order in which it is asked. */
export interface NamedAnswer {
  readonly layer: LayerName;
  readonly answer: LayerAnswer;
}

/** Does any Allow apply, however it names the caller? */
export function allowOf({ direct, role, account }: LayerAnswer): Truth {
  return either(direct, either(role, account));
}

export function askLayer(
  layer: CompiledLayer,
  request: AccessRequest,
  name: LayerName,
  hasBoundary: boolean,
): LayerAnswer {
  const about = statementsAbout(layer, request.action);
  const least = layer.gaps.length > 0 ? maybe : no;
  const answer: Answer = {
    deny: least,
    // Every level of an organisation has RCPFullAWSAccess, which cannot be detached: resource control policies only deny.
    direct: name === "resourceControl" ? yes : least,
    role: least,
    account: least,
    denies: [],
    allows: [],
    unsure: [],
    gaps: layer.gaps,
  };
  for (const statement of about) {
    const naming = namingOf(statement, request, name, hasBoundary);
    if (naming === "none") continue;
    const met = isMet(statement.compiled, request);
    if (met === no) continue;
    take(answer, statement, naming, naming === "perhaps" ? maybe : met);
  }
  return answer;
}

type Answer = { -readonly [K in keyof LayerAnswer]: LayerAnswer[K] } & {
  readonly denies: MatchedStatement[];
  readonly allows: MatchedStatement[];
  readonly unsure: LayerStatement[];
};

function take(answer: Answer, statement: LayerStatement, naming: Naming, applies: Truth): void {
  const ref = applies === yes ? statement.certain : statement.unsure;
  if (applies === maybe) answer.unsure.push(statement);
  if (ref.effect === "Deny") {
    answer.denies.push(ref);
    answer.deny = either(answer.deny, applies);
    return;
  }
  answer.allows.push(ref);
  if (naming === "direct" || naming === "perhaps") answer.direct = either(answer.direct, applies);
  else if (naming === "role") answer.role = either(answer.role, applies);
  else answer.account = either(answer.account, applies);
}

/** For plain data: the answer in words, with the statements that made it. */
export function outcomeOf(layer: LayerName, answer: LayerAnswer, request: AccessRequest): LayerOutcome {
  const { deny, denies, allows } = answer;
  const allow = allowOf(answer);
  const verdict = verdictOf(deny, allow);
  return {
    layer,
    verdict,
    allows: certainty(allow),
    denies: certainty(deny),
    statements: statements(),
    unknownKeys: verdict === "unknown" ? doubtsOf(relevantDoubts(answer), request).keys : [],
  };

  function statements(): readonly MatchedStatement[] {
    if (verdict === "implicitDeny") return [];
    if (verdict === "unknown") return [...denies, ...allows];
    return (verdict === "allow" ? allows : denies).filter(({ applies }) => applies === "yes");
  }
}

/** The statements that could still change what the layer says. */
export function relevantDoubts(answer: LayerAnswer): readonly LayerStatement[] {
  if (answer.direct !== yes) return answer.unsure;
  return answer.unsure.filter(({ certain }) => certain.effect === "Deny");
}

function verdictOf(deny: Truth, allow: Truth): LayerOutcome["verdict"] {
  if (deny === yes) return "explicitDeny";
  if (deny === maybe || allow === maybe) return "unknown";
  return allow === yes ? "allow" : "implicitDeny";
}

/** How a statement means the caller; in layers that name nobody, it does. */
function namingOf(
  { compiled: { principal, statement } }: LayerStatement,
  request: AccessRequest,
  name: LayerName,
  hasBoundary: boolean,
): Naming {
  // A statement of a resource's policy has to name somebody: without that it is not known whom it means.
  if (principal === undefined) return name === "resource" ? "perhaps" : "direct";
  return principal.means(request.principal, statement.effect === "Deny", hasBoundary);
}

function statementsAbout(layer: CompiledLayer, action: string): readonly LayerStatement[] {
  const known = layer.byAction.get(action);
  if (known !== undefined) return known;
  const glob = actionGlob(action);
  const found = layer.statements.filter(({ compiled }) => actionsMeet(compiled.actions, glob));
  if (layer.byAction.size < maxActions) layer.byAction.set(action, found);
  return found;
}

/** More than any account uses; whoever asks about all actions that there are pays for the rest. */
const maxActions = 5000;
