import { type CloudTrailEvent, isJsonObject, ownValue } from "../model/index.ts";
import { compileMatcher, necessaryValues, type Rule } from "../sigma/index.ts";

/** A rule, ready to be asked. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly matches: (event: CloudTrailEvent) => boolean;
}

export interface RuleIndex {
  /** The rules that may match an event: all that do, and few that do not. In the order of the rules. */
  candidates(event: CloudTrailEvent): readonly CompiledRule[];
}

/**
 * Sorts rules by the `eventSource`, `eventName` and `userIdentity.type` without which they cannot match, so that the number
 * of rules hardly matters: an event meets a handful. A rule that does without one of them is asked of every event that the
 * others let through.
 */
export function createRuleIndex(rules: readonly Rule[]): RuleIndex {
  const indexed = rules.map(indexRule);
  const all = indexed.map(({ compiled }) => compiled);
  /** By source, name and type as events write them. */
  const cache: NestedCache = new Map();
  let cached = 0;

  return {
    candidates(event) {
      const source = ownValue(event, "eventSource");
      const name = ownValue(event, "eventName");
      // Anything but text is compared in ways of its own.
      if (typeof source !== "string" || typeof name !== "string") return all;
      const type = identityType(event);
      return cache.get(source)?.get(name)?.get(type) ?? remember(source, name, type);
    },
  };

  /** AWS has some ten thousand names, each called by few types; only made-up events have more. */
  function remember(source: string, name: string, type: string | undefined): readonly CompiledRule[] {
    if (cached >= maxCached) {
      cache.clear();
      cached = 0;
    }
    cached += 1;
    const found = select(source.toLowerCase(), name.toLowerCase(), type?.toLowerCase());
    const byName = getOrAdd(cache, source, () => new Map());
    getOrAdd(byName, name, () => new Map()).set(type, found);
    return found;
  }

  function select(source: string, name: string, type: string | undefined): readonly CompiledRule[] {
    return indexed
      .filter(({ sources, names }) => (sources?.has(source) ?? true) && (names?.has(name) ?? true))
      .filter(({ types }) => type === undefined || (types?.has(type) ?? true))
      .map(({ compiled }) => compiled);
  }
}

const maxCached = 20_000;

type NestedCache = Map<string, Map<string, Map<string | undefined, readonly CompiledRule[]>>>;

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Undefined where the path is not an object with a text, the only way to read it: then rules are asked whatever they need. */
function identityType(event: CloudTrailEvent): string | undefined {
  const identity = ownValue(event, "userIdentity");
  if (!isJsonObject(identity) || Object.hasOwn(event, identityTypePath)) return undefined;
  const type = ownValue(identity, "type");
  return typeof type === "string" ? type : undefined;
}

const identityTypePath = "userIdentity.type";

interface IndexedRule {
  readonly compiled: CompiledRule;
  /** Lower case. Undefined: any. */
  readonly sources: ReadonlySet<string> | undefined;
  readonly names: ReadonlySet<string> | undefined;
  readonly types: ReadonlySet<string> | undefined;
}

function indexRule(rule: Rule): IndexedRule {
  return {
    compiled: { rule, matches: compileMatcher(rule.condition) },
    sources: necessaryValues(rule.condition, "eventSource"),
    names: necessaryValues(rule.condition, "eventName"),
    types: necessaryValues(rule.condition, identityTypePath),
  };
}
