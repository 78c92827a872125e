import { compileGlob, globCovers, globMatches, globsIntersect, parsePolicy, type Statement } from "../../iam/index.ts";
import { isJsonObject, type Json, type JsonObject } from "../../model/index.ts";

/**
 * Is the new document the old one with nothing but fewer actions? Each statement must be an old one, in the old order,
 * with the same bytes but for its actions, and these must lie within the old ones, for every action that there may ever
 * be; Deny statements must all be there, whole. Gives what is wrong, a clause; undefined: nothing.
 *
 * Knows nothing of how the document was made.
 */
export function structureProblem(
  before: Json,
  after: Json | null,
  { resources = false }: StructureOptions = {},
): string | undefined {
  const [old, left] = [statementsOf(before), statementsOf(after)];
  if (old === undefined || left === undefined) return "a document is not a policy";
  if (after !== null && without(before, "Statement") !== without(after, "Statement")) {
    return "something outside of the statements differs";
  }
  let next = 0;
  for (const [index, statement] of left.entries()) {
    const found = old.findIndex((candidate, at) => at >= next && isPart(candidate, statement, resources));
    if (found === -1) return `statement ${index + 1} is no part of an old one`;
    const lost = old.slice(next, found).find(isDeny);
    if (lost !== undefined) return "a Deny is missing";
    next = found + 1;
  }
  return old.slice(next).some(isDeny) ? "a Deny is missing" : undefined;
}

/** Which statement of the old document each of the new one is, by their places from 0; without those that are no part of one. */
export function statementPairs(before: Json, after: Json | null): readonly (readonly [from: number, to: number])[] {
  const [old, left] = [statementsOf(before) ?? [], statementsOf(after) ?? []];
  let next = 0;
  return left.flatMap((statement, to): readonly (readonly [number, number])[] => {
    const from = old.findIndex((candidate, at) => at >= next && isPart(candidate, statement, true));
    if (from === -1) return [];
    next = from + 1;
    return [[from, to]];
  });
}

export interface StructureOptions {
  /** The patterns of `Resource` may be others, each of which lies within an old one. */
  readonly resources?: boolean;
}

function statementsOf(document: Json | null): readonly Json[] | undefined {
  if (document === null) return [];
  if (!isJsonObject(document)) return undefined;
  const stored = document["Statement"];
  return stored === undefined ? undefined : Array.isArray(stored) ? stored : [stored];
}

function isDeny(statement: Json): boolean {
  return !isJsonObject(statement) || statement["Effect"] !== "Allow";
}

function isPart(old: Json, left: Json, resources: boolean): boolean {
  if (JSON.stringify(old) === JSON.stringify(left)) return true;
  if (isDeny(old) || !isJsonObject(old) || !isJsonObject(left)) return false;
  const [before, after] = [parsed(old), parsed(left)];
  if (before === undefined || after === undefined || after.action.kind !== "Action") return false;
  const isNarrowed = resources && isWithin(before, after);
  if (frame(old, isNarrowed) !== frame(left, isNarrowed)) return false;
  const outer = before.action.patterns.map((pattern) => compileGlob(pattern.toLowerCase()));
  return after.action.patterns.every((pattern) => {
    const inner = compileGlob(pattern.toLowerCase());
    if (before.action.kind === "NotAction") {
      return !outer.some((glob) =>
        inner.shape === "literal" ? globMatches(glob, inner.prefix) : globsIntersect(glob, inner),
      );
    }
    return outer.some((glob) => globCovers(glob, inner));
  });
}

function parsed(statement: JsonObject): Statement | undefined {
  const { statements, problems } = parsePolicy({ Version: "2012-10-17", Statement: statement });
  return problems.length === 0 ? statements[0] : undefined;
}

/** Policy variables stand for something else in every request: a pattern with one lies in nothing but itself. */
function isWithin({ resource: old }: Statement, { resource: left }: Statement): boolean {
  if (old?.kind !== "Resource" || left?.kind !== "Resource" || left.patterns.length === 0) return false;
  return left.patterns.every((text) => {
    if (old.patterns.includes(text)) return true;
    if (text.includes("${")) return false;
    const inner = compileGlob(text);
    return old.patterns.some((pattern) => !pattern.includes("${") && globCovers(compileGlob(pattern), inner));
  });
}

/** The statement's bytes with its actions (and resources) blanked out, their place kept. */
function frame(statement: JsonObject, isNarrowed: boolean): string {
  const entries = Object.entries(statement).map(([name, value]) => {
    if (isNarrowed && name === "Resource") return [name, null];
    return name === "Action" || name === "NotAction" ? ["Action", null] : [name, value];
  });
  return JSON.stringify(entries);
}

function without(document: Json, name: string): string {
  return JSON.stringify(isJsonObject(document) ? Object.entries(document).filter(([key]) => key !== name) : document);
}
