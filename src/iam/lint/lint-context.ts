import { type ActionCatalogue, type ExpandedActions, expandActions } from "../catalogue/index.ts";
import type { JsonMember, JsonNode } from "./read-json.ts";

/** What the document belongs to: a user, group or role, a role as its trust policy, or a resource. */
export type LintUse = "identity" | "trust" | "resource";

/** What all parts of a document are looked at with. */
export interface LintContext {
  readonly catalogue: ActionCatalogue;
  readonly use: LintUse;
  /** As the document says it; anything else counts as the older one. */
  readonly version: "2012-10-17" | "2008-10-17";
  readonly budget: LintBudget;
  /** By the pattern as written; filled by {@link expanded}. */
  readonly expansions: Map<string, ExpandedActions>;
}

/** Work that a hostile document could make endless. Counts down. */
export interface LintBudget {
  /** Comparisons of patterns with names of actions, and of resources with ARN formats, by their characters. */
  steps: number;
  /** Names for which one that is like it is looked for. */
  suggestions: number;
}

/** A text of the document and where it stands. */
export interface PlacedText {
  readonly text: string;
  readonly at: number;
}

/** A statement with its elements by name; of names that stand twice the last one counts. */
export interface StatementNode {
  readonly at: number;
  readonly elements: ReadonlyMap<string, JsonMember>;
}

export function statementNode(node: JsonNode & { readonly kind: "object" }): StatementNode {
  return { at: node.at, elements: new Map(node.members.map((member) => [member.name, member])) };
}

/** A text or a list of texts; what is no text is left out. */
export function textsOf(node: JsonNode | undefined): readonly PlacedText[] {
  if (node === undefined) return [];
  const items = node.kind === "list" ? node.items : [node];
  return items.flatMap((item) => (item.kind === "text" ? [{ text: item.value, at: item.at }] : []));
}

/** What one pattern stands for; undefined when there is no budget left to find out. */
export function expanded(pattern: string, { catalogue, budget, expansions }: LintContext): ExpandedActions | undefined {
  const known = expansions.get(pattern);
  if (known !== undefined) return known;
  if (budget.steps <= 0) return undefined;
  const service = catalogue.service(pattern.slice(0, Math.max(pattern.indexOf(":"), 0)));
  budget.steps -= (service ?? catalogue).actions.length * stepsPerName;
  const found = expandActions([pattern], catalogue);
  expansions.set(pattern, found);
  return found;
}

const stepsPerName = 20;
