import { type CloudTrailEvent, ownValue } from "../model/index.ts";
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
 * Sorts rules by the `eventSource` and `eventName` without which they cannot match, so that the number of rules hardly
 * matters: an event meets a handful. A rule that does without either is asked of every event that the other lets through.
 */
export function createRuleIndex(rules: readonly Rule[]): RuleIndex {
  const indexed = rules.map(indexRule);
  const all = indexed.map(({ compiled }) => compiled);
  const bySource = new Map<string, Map<string, readonly CompiledRule[]>>();
  let cached = 0;

  return {
    candidates(event) {
      const source = ownValue(event, "eventSource");
      const name = ownValue(event, "eventName");
      // Anything but text is compared in ways of its own.
      if (typeof source !== "string" || typeof name !== "string") return all;
      const known = bySource.get(source)?.get(name);
      if (known !== undefined) return known;
      const found = select(source.toLowerCase(), name.toLowerCase());
      remember(source, name, found);
      return found;
    },
  };

  function select(source: string, name: string): readonly CompiledRule[] {
    return indexed
      .filter(({ sources, names }) => (sources?.has(source) ?? true) && (names?.has(name) ?? true))
      .map(({ compiled }) => compiled);
  }

  /** AWS has some ten thousand pairs; only made-up events have more. */
  function remember(source: string, name: string, found: readonly CompiledRule[]): void {
    if (cached >= maxCachedPairs) {
      bySource.clear();
      cached = 0;
    }
    cached += 1;
    const byName = bySource.get(source);
    if (byName === undefined) bySource.set(source, new Map([[name, found]]));
    else byName.set(name, found);
  }
}

const maxCachedPairs = 20_000;

interface IndexedRule {
  readonly compiled: CompiledRule;
  /** Lower case. Undefined: any. */
  readonly sources: ReadonlySet<string> | undefined;
  readonly names: ReadonlySet<string> | undefined;
}

function indexRule(rule: Rule): IndexedRule {
  return {
    compiled: { rule, matches: compileMatcher(rule.condition) },
    sources: necessaryValues(rule.condition, "eventSource"),
    names: necessaryValues(rule.condition, "eventName"),
  };
}
