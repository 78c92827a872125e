import {
  type AccessRequest,
  type CompiledLayer,
  compileLayer,
  layerOutcome,
  type NamedPolicy,
  type ParsedPolicy,
} from "../../iam/index.ts";

/**
 * Whether identity policies answer a request otherwise than others do. What a layer says is made of what its policies say,
 * so that only those are asked that are not there both times; where these differ, all of them decide.
 */
export function comparison(
  before: readonly NamedPolicy[],
  after: readonly NamedPolicy[],
): (request: AccessRequest) => boolean {
  const [old, left] = [before, after].map((policies) => new Set(policies.map(({ policy }) => policy)));
  const gone = before.filter(({ policy }) => left?.has(policy) !== true);
  const come = after.filter(({ policy }) => old?.has(policy) !== true);
  if (gone.length === 0 && come.length === 0) return () => false;
  const [part, rest] = [layerOf(gone), layerOf(come)];
  let whole: readonly [CompiledLayer, CompiledLayer] | undefined;
  return (request) => {
    if (outcome(part, request) === outcome(rest, request)) return false;
    whole ??= [compileLayer(before), compileLayer(after)];
    return outcome(whole[0], request) !== outcome(whole[1], request);
  };
}

/** Of a single policy one layer for all who have it. */
function layerOf(policies: readonly NamedPolicy[]): CompiledLayer {
  const [first] = policies;
  if (first === undefined || policies.length > 1) return compileLayer(policies);
  const known = layers.get(first.policy) ?? compileLayer(policies);
  layers.set(first.policy, known);
  return known;
}

const layers = new WeakMap<ParsedPolicy, CompiledLayer>();

function outcome(layer: CompiledLayer, request: AccessRequest): string {
  const { verdict, allows, denies } = layerOutcome(layer, request, "identity");
  return `${verdict} ${allows} ${denies}`;
}
