import {
  type CompiledLayer,
  compileLayer,
  type ParsedPolicy,
  type PolicyUse,
  parsePolicy,
  parseStored,
} from "../../iam/index.ts";
import type { Json } from "../../model/index.ts";

/** A policy document that was read; the same number for the same text. */
export interface KnownPolicy {
  readonly number: number;
  readonly policy: ParsedPolicy;
}

/** The policy in a document; each text is read once. What cannot be read may allow and deny anything, so that nobody may. */
export function knownPolicy(document: string, use: PolicyUse = "identity"): KnownPolicy {
  const known = policies[use].get(document);
  if (known !== undefined) return known;
  if (policies[use].size >= maxPolicies) policies[use].clear();
  const policy = { number: nextNumber++, policy: readPolicy(document, use) };
  policies[use].set(document, policy);
  return policy;
}

/** The documents as one layer of the evaluator, compiled once for each combination of texts. */
export function layerOf(documents: readonly string[], use: PolicyUse = "identity"): CompiledLayer {
  const known = documents.map((document) => knownPolicy(document, use));
  const key = known.map(({ number }) => number).join();
  const compiled = layers.get(key);
  if (compiled !== undefined) return compiled;
  if (layers.size >= maxLayers) layers.clear();
  const layer = compileLayer(known.map(({ policy }) => ({ name: "policy", policy })));
  layers.set(key, layer);
  return layer;
}

function readPolicy(document: string, use: PolicyUse): ParsedPolicy {
  let json: Json;
  try {
    json = JSON.parse(document);
  } catch {
    return parseStored({ unreadable: "it is no JSON" }, use);
  }
  return parsePolicy(json, use);
}

/** More than the policies of a large account; a client that writes new ones all day must not fill the memory. */
const maxPolicies = 2000;
const maxLayers = 4000;
let nextNumber = 0;
const policies: Readonly<Record<PolicyUse, Map<string, KnownPolicy>>> = { identity: new Map(), trust: new Map() };
const layers: Map<string, CompiledLayer> = new Map();
