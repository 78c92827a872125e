import type { ActionSet, ParsedPolicy } from "../../iam/index.ts";
import { isJsonObject, type Json } from "../../model/index.ts";
import { type CutOptions, cutStatement } from "./cut-statement.ts";
import type { StatementChange } from "./plan.ts";
import type { PolicyUnit } from "./policy-units.ts";

export interface CutPolicy {
  /** The very document where nothing goes; null where nothing is left. */
  readonly after: Json | null;
  readonly statements: readonly StatementChange[];
}

/** One policy among those of a principal. */
export interface UnitCut {
  readonly unit: PolicyUnit;
  readonly granted: ActionSet;
  readonly cut: CutPolicy;
  /** Positions of the statements that are left as they are. */
  readonly left: ReadonlySet<number>;
  readonly form: "names" | "wildcards";
}

/**
 * A policy document without the actions that do not stay, statement by statement. Statements that allow nothing any more are
 * dropped, Deny statements never. The document must have been parsed without problems; statements at the positions in
 * `left` are not touched.
 */
export function cutPolicy(
  document: Json,
  parsed: ParsedPolicy,
  options: CutOptions,
  left: ReadonlySet<number> = new Set(),
): CutPolicy {
  if (!isJsonObject(document)) return { after: document, statements: [] };
  const stored = document["Statement"];
  const list: readonly Json[] = Array.isArray(stored) ? stored : stored === undefined ? [] : [stored];
  const kept: Json[] = [];
  const statements = parsed.statements.map((statement): StatementChange => {
    const name = statementName(statement);
    const before = list[statement.position - 1] ?? null;
    const cut = left.has(statement.position) ? undefined : cutStatement(before, statement, options);
    const after = cut === undefined ? before : cut.after;
    if (after !== undefined) kept.push(after);
    if (cut === undefined || after === before) return { statement: name, change: "same" };
    const change = after === undefined ? "dropped" : "cut";
    return { statement: name, change, before: statement.action.patterns, after: cut.patterns };
  });
  if (statements.every(({ change }) => change === "same")) return { after: document, statements };
  const [only] = kept;
  if (only === undefined) return { after: null, statements };
  const value: Json = Array.isArray(stored) ? kept : only;
  const entries = Object.entries(document).map(([name, old]): [string, Json] => [
    name,
    name === "Statement" ? value : old,
  ]);
  return { after: Object.fromEntries(entries), statements };
}

export function statementName({ sid, position }: { readonly sid?: string; readonly position: number }): string {
  return sid ? sid : `statement ${position}`;
}
