import { explain } from "./explain.ts";
import {
  allowOf,
  askLayer,
  type CompiledLayer,
  compileLayer,
  type LayerAnswer,
  type NamedAnswer,
  outcomeOf,
} from "./layer.ts";
import { permission } from "./permission.ts";
import type { AccessDecision, AccessRequest, PolicyLayers } from "./request.ts";
import { isAlwaysAllowed, layerBinds, situationOf } from "./situation.ts";
import { both, either, no, type Truth, yes } from "./truth.ts";

/** {@link PolicyLayers}, ready to be asked. */
export interface CompiledLayers {
  readonly identity: CompiledLayer;
  readonly boundary?: CompiledLayer;
  readonly session?: CompiledLayer;
  readonly resource?: CompiledLayer;
  readonly serviceControl?: readonly CompiledLayer[];
  readonly resourceControl?: readonly CompiledLayer[];
  readonly endpoint?: CompiledLayer;
}

export function compileLayers(layers: PolicyLayers): CompiledLayers {
  const { identity, boundary, session, resource, serviceControl, resourceControl, endpoint } = layers;
  return {
    identity: compileLayer(identity),
    ...(boundary && { boundary: compileLayer(boundary) }),
    ...(session && { session: compileLayer(session) }),
    ...(resource && { resource: compileLayer(resource) }),
    ...(serviceControl && { serviceControl: serviceControl.map(compileLayer) }),
    ...(resourceControl && { resourceControl: resourceControl.map(compileLayer) }),
    ...(endpoint && { endpoint: compileLayer(endpoint) }),
  };
}

/**
 * Is the request allowed, by all layers together?
 *
 * What is unknown stays unknown: a verdict of `allow`, `explicitDeny` or `implicitDeny` holds whatever the values are
 * that are not known (an `implicitDeny` may then be an explicit one). The policy of a KMS key, and the trust policy of a
 * role that is to be assumed, always exist: where they are not given, what they say is unknown too.
 *
 * Source: IAM User Guide, "Policy evaluation logic".
 */
export function evaluate(layers: CompiledLayers, request: AccessRequest): AccessDecision {
  if (isAlwaysAllowed(request)) return alwaysAllowed;
  const answers = askAll(layers, request);
  let deny: Truth = no;
  for (const { answer } of answers) deny = either(deny, answer.deny);
  const situation = situationOf(request);
  const allow = permission(answers, request, situation);
  const verdict = verdictOf(deny, allow);
  return {
    verdict,
    layers: answers.map(({ layer, answer }) => outcomeOf(layer, answer, request)),
    ...explain(verdict, answers, request, situation),
  };
}

const alwaysAllowed: AccessDecision = {
  verdict: "allow",
  decidedBy: "identity",
  layers: [],
  because: "the action needs no permission",
  unknownKeys: [],
};

function verdictOf(deny: Truth, allow: Truth): AccessDecision["verdict"] {
  if (deny === yes) return "explicitDeny";
  if (allow === no) return "implicitDeny";
  return deny === no && allow === yes ? "allow" : "unknown";
}

function askAll(layers: CompiledLayers, request: AccessRequest): readonly NamedAnswer[] {
  const { principal } = request;
  const hasBoundary = layers.boundary !== undefined && layerBinds("boundary", principal);
  const answers: NamedAnswer[] = [];
  for (const layer of order) {
    const compiled = layers[layer];
    if (compiled === undefined || !layerBinds(layer, principal)) continue;
    answers.push({
      layer,
      answer:
        "statements" in compiled
          ? askLayer(compiled, request, layer, hasBoundary)
          : every(compiled.map((level) => askLayer(level, request, layer, hasBoundary))),
    });
  }
  return answers;
}

/** In the order of the documentation's flow chart; the endpoint stands before all that lies behind it. */
const order = ["resourceControl", "serviceControl", "endpoint", "resource", "identity", "boundary", "session"] as const;

/** Levels of an organisation: each has to allow. */
function every(levels: readonly LayerAnswer[]): LayerAnswer {
  return {
    deny: levels.reduce<Truth>((deny, level) => either(deny, level.deny), no),
    direct: levels.reduce<Truth>((allow, level) => both(allow, allowOf(level)), yes),
    role: no,
    account: no,
    denies: levels.flatMap(({ denies }) => denies),
    allows: levels.flatMap(({ allows }) => allows),
    unsure: levels.flatMap(({ unsure }) => unsure),
    gaps: levels.flatMap(({ gaps }) => gaps),
  };
}
