import { compileGlob, globMatches } from "../glob.ts";
import { oncePerKey } from "../once.ts";
import type { ActionElement } from "../policy.ts";
import type { ActionCatalogue } from "./action-catalogue.ts";
import { ActionSet, emptyWords, fillRange } from "./action-set.ts";

/** What patterns stand for in a catalogue. */
export interface ExpandedActions {
  readonly actions: ActionSet;
  /** Patterns with wildcards that match no action. */
  readonly empty: readonly string[];
  /** Names without wildcards that the catalogue does not have. */
  readonly unknown: readonly string[];
}

/**
 * The actions that patterns of a policy stand for: `s3:GetObject`, `s3:Get*`, `*`. Case does not matter, `*` is any run
 * of characters, also over the colon, and `?` one.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Action".
 */
export function expandActions(patterns: readonly string[], catalogue: ActionCatalogue): ExpandedActions {
  const words = emptyWords(catalogue);
  const empty: string[] = [];
  const unknown: string[] = [];
  for (const pattern of patterns) {
    const isLiteral = !/[*?]/.test(pattern);
    const found = isLiteral ? markName(pattern, catalogue, words) : markPattern(pattern, catalogue, words);
    if (!found) (isLiteral ? unknown : empty).push(pattern);
  }
  return { actions: new ActionSet(catalogue, words), empty, unknown };
}

/**
 * The same of `Action` or `NotAction`, which stands for all actions but those that it lists. Kept as long as the element
 * lives: plans ask of the same statements many times.
 */
export function expandElement(element: ActionElement, catalogue: ActionCatalogue): ExpandedActions {
  const known = expanded.get(element);
  if (known?.actions.catalogue === catalogue) return known;
  const listed = expandActions(element.patterns, catalogue);
  const made = element.kind === "Action" ? listed : { ...listed, actions: listed.actions.complement() };
  expanded.set(element, made);
  return made;
}

const expanded = new WeakMap<ActionElement, ExpandedActions>();

/** From where to before where the names stand that begin with a text in lower case. */
export function rangeOf(prefix: string, catalogue: ActionCatalogue): readonly [start: number, end: number] {
  const names = lowerNames(catalogue);
  return [firstFrom(names, prefix), prefix === "" ? names.length : firstFrom(names, `${prefix}\uffff`)];
}

/** By position. */
export const lowerNames: (catalogue: ActionCatalogue) => readonly string[] = oncePerKey(({ actions }) =>
  actions.map(({ name }) => name.toLowerCase()),
);

function markName(name: string, catalogue: ActionCatalogue, words: Uint32Array): boolean {
  const action = catalogue.action(name);
  if (action === undefined) return false;
  fillRange(words, action.position, action.position + 1);
  return true;
}

function markPattern(pattern: string, catalogue: ActionCatalogue, words: Uint32Array): boolean {
  const glob = compileGlob(pattern.toLowerCase());
  const [start, end] = rangeOf(glob.prefix, catalogue);
  if (glob.shape !== "mixed") {
    fillRange(words, start, end);
    return end > start;
  }
  const names = lowerNames(catalogue);
  let found = false;
  for (let position = start; position < end; position += 1) {
    if (!globMatches(glob, names[position] ?? "")) continue;
    fillRange(words, position, position + 1);
    found = true;
  }
  return found;
}

/** The first position whose name is not before the text. */
function firstFrom(names: readonly string[], text: string): number {
  let [low, high] = [0, names.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((names[middle] ?? "") < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
