import { type CloudTrailEvent, isJsonObject, ownValue } from "../model/index.ts";
import { type Condition, compileMatcher, type EventPredicate, necessaryValues } from "../sigma/index.ts";

/** A rule, or whatever else has a condition, ready to be asked. */
export interface CompiledRule<T> {
  readonly rule: T;
  readonly matches: EventPredicate;
}

export interface RuleIndex<T> {
  /** The rules that may match an event: all that do, and few that do not. In the order of the rules. */
  candidates(event: CloudTrailEvent): readonly CompiledRule<T>[];
  /** The same for all events with this `eventSource` and `eventName`. */
  named(source: string, name: string): readonly NamedCandidate<T>[];
}

export interface NamedCandidate<T> {
  readonly rule: T;
  /** False when it asks for no certain source or name: then it is a candidate of most events. */
  readonly isChosen: boolean;
}

/**
 * Sorts rules by the `eventSource`, `eventName` and `userIdentity.type` without which they cannot match, so that the number
 * of rules hardly matters: an event meets a handful. A rule that does without one of them is asked of every event that the
 * others let through.
 */
export function createRuleIndex<T extends { readonly condition: Condition }>(rules: readonly T[]): RuleIndex<T> {
  const indexed = rules.map(indexRule);
  let all: readonly CompiledRule<T>[] | undefined;
  /** By source, name and type as events write them. */
  const cache: NestedCache<T> = new Map();
  let cached = 0;

  return {
    candidates(event) {
      const source = ownValue(event, "eventSource");
      const name = ownValue(event, "eventName");
      if (typeof source !== "string" || typeof name !== "string") {
        // Anything but text is compared in ways of its own.
        all ??= indexed.map(compiled);
        return all;
      }
      const type = identityType(event);
      return cache.get(source)?.get(name)?.get(type) ?? remember(source, name, type);
    },
    named: (source, name) =>
      named(source, name).map(({ rule, sources, names }) => ({
        rule,
        isChosen: sources !== undefined || names !== undefined,
      })),
  };

  /** AWS has some ten thousand names, each called by few types; only made-up events have more. */
  function remember(source: string, name: string, type: string | undefined): readonly CompiledRule<T>[] {
    if (cached >= maxCached) {
      cache.clear();
      cached = 0;
    }
    cached += 1;
    const lower = type?.toLowerCase();
    const found = named(source, name)
      .filter(({ types }) => lower === undefined || (types?.has(lower) ?? true))
      .map(compiled);
    const byName = getOrAdd(cache, source, () => new Map());
    getOrAdd(byName, name, () => new Map()).set(type, found);
    return found;
  }

  function named(source: string, name: string): readonly IndexedRule<T>[] {
    const lowerSource = source.toLowerCase();
    const lowerName = name.toLowerCase();
    return indexed.filter(
      ({ sources, names }) => (sources?.has(lowerSource) ?? true) && (names?.has(lowerName) ?? true),
    );
  }
}

const maxCached = 20_000;

type NestedCache<T> = Map<string, Map<string, Map<string | undefined, readonly CompiledRule<T>[]>>>;

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

interface IndexedRule<T> {
  readonly rule: T;
  readonly condition: Condition;
  /** Lower case. Undefined: any. */
  readonly sources: ReadonlySet<string> | undefined;
  readonly names: ReadonlySet<string> | undefined;
  readonly types: ReadonlySet<string> | undefined;
  /** Made when an event asks for it first: most rules wait for events that never come. */
  compiled: CompiledRule<T> | undefined;
}

function indexRule<T extends { readonly condition: Condition }>(rule: T): IndexedRule<T> {
  const { condition } = rule;
  return {
    rule,
    condition,
    sources: necessaryValues(condition, "eventSource"),
    names: necessaryValues(condition, "eventName"),
    types: necessaryValues(condition, identityTypePath),
    compiled: undefined,
  };
}

function compiled<T>(indexed: IndexedRule<T>): CompiledRule<T> {
  indexed.compiled ??= { rule: indexed.rule, matches: compileMatcher(indexed.condition) };
  return indexed.compiled;
}
