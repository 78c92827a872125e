import { expandElement, parsePolicy } from "../../iam/index.ts";
import { isJsonObject, type Json } from "../../model/index.ts";
import type { UnitCut } from "./cut-policy.ts";
import { statementName } from "./cut-policy.ts";
import { actionsWhere } from "./granted-actions.ts";
import type { RightsizeFacts } from "./inputs.ts";
import type { Known } from "./known.ts";
import { type NarrowedResource, narrowStatement } from "./narrow-statement.ts";
import type { PlanOptions, Refusal, StatementChange } from "./plan.ts";
import { policySize, sizeLimit } from "./policy-size.ts";
import type { Removal } from "./removal.ts";

/**
 * The removal with resources narrowed as well, in statements of which every action left allows that; all others stay as the
 * removal has them, and why is among the refusals.
 */
export function narrowPolicies(removal: Removal, facts: RightsizeFacts, options: PlanOptions, known: Known): Removal {
  const problems = facts.wholeLogs?.problems ?? ["no copy of a trail's bucket with its digests was given"];
  if (problems.length > 0) {
    const refusals = problems.map(
      (why): Refusal => ({ scope: "resources", reason: `No resources are narrowed: ${why}.` }),
    );
    return { ...removal, refusals: [...removal.refusals, ...refusals] };
  }
  const narrowed = removal.cuts.map((cut) => narrowUnit(cut, facts, options, known));
  const tooLong = poolsTooLong(narrowed);
  const cuts = narrowed.map(({ cut }, index): UnitCut => {
    const whole = removal.cuts[index] ?? cut;
    return tooLong.has(sizeLimit(cut.unit).pool) ? whole : cut;
  });
  const refusals = narrowed.flatMap(({ cut, stays }, index): readonly Refusal[] => {
    const { limit, pool } = sizeLimit(cut.unit);
    if (!tooLong.has(pool) || cut === removal.cuts[index]) return stays;
    const reason = `Its resources stay as they are: the list of them would be longer than the ${limit} characters that AWS stores.`;
    return [...stays, { scope: "resources", policy: cut.unit.policy, reason }];
  });
  return { ...removal, cuts, refusals: [...removal.refusals, ...refusals] };
}

interface NarrowedUnit {
  /** The very cut where nothing of it is narrowed. */
  readonly cut: UnitCut;
  readonly stays: readonly Refusal[];
}

function narrowUnit(given: UnitCut, facts: RightsizeFacts, options: PlanOptions, known: Known): NarrowedUnit {
  const { unit, cut, left } = given;
  const { policy, affects, blocked } = unit;
  if (blocked !== undefined || !isJsonObject(cut.after)) return { cut: given, stays: [] };
  const stranger = affects.map((arn) => known.gapOf(arn)).find((gap) => gap !== undefined);
  const stays: Refusal[] = [];
  const stored = cut.after["Statement"];
  const list: readonly Json[] = Array.isArray(stored) ? stored : stored === undefined ? [] : [stored];
  // Statements of the new document stand in the order of those that were not dropped.
  const staying = unit.parsed.statements.filter((_, index) => cut.statements[index]?.change !== "dropped");
  const changes = new Map<number, StatementChange>();
  const { statements } = parsePolicy(cut.after);
  const after = list.map((statement, index): Json => {
    const [old, parsed] = [staying[index], statements[index]];
    const change = cut.statements[(old?.position ?? 0) - 1];
    if (old === undefined || parsed === undefined || change === undefined || !isJsonObject(statement)) return statement;
    if (left.has(old.position)) return statement;
    const found: NarrowedResource | undefined =
      stranger === undefined || parsed.effect === "Deny"
        ? narrowStatement(parsed, affects, facts, options, known)
        : { stays: `of somebody who has it ${stranger}` };
    if (found === undefined) return statement;
    const before = parsed.resource?.patterns ?? [];
    if ("stays" in found) {
      stays.push({
        scope: "resources",
        policy,
        statement: statementName(old),
        reason: `Its resources stay as they are: ${found.stays}.`,
      });
      return statement;
    }
    if (isEqual(found.patterns, before)) return statement;
    const touched = found.services.join(" and ");
    changes.set(old.position, {
      ...change,
      change: change.change === "same" ? "narrowed" : change.change,
      resources: {
        before,
        after: found.patterns,
        actions: actionNames(parsed.action, facts),
        why: `Every call of ${touched} in the window was recorded, and none touched anything else.`,
      },
    });
    return withResource(statement, found.patterns);
  });
  if (changes.size === 0) return { cut: given, stays };
  const [only = null] = after;
  const value: Json = Array.isArray(stored) ? after : only;
  const entries = Object.entries(cut.after).map(([name, old]): [string, Json] => [
    name,
    name === "Statement" ? value : old,
  ]);
  const told = cut.statements.map((change, index) => changes.get(index + 1) ?? change);
  return { cut: { ...given, cut: { after: Object.fromEntries(entries), statements: told } }, stays };
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text) => b.includes(text));
}

function actionNames(action: Parameters<typeof expandElement>[0], { catalogue }: RightsizeFacts): readonly string[] {
  return actionsWhere(expandElement(action, catalogue).actions, () => true).names();
}

/** All else in it stays as it is, and in its order. */
function withResource(statement: { readonly [name: string]: Json }, patterns: readonly string[]): Json {
  const [only = ""] = patterns;
  const value: Json = patterns.length === 1 && typeof statement["Resource"] === "string" ? only : patterns;
  const entries = Object.entries(statement).map(([name, old]): [string, Json] => [
    name,
    name === "Resource" ? value : old,
  ]);
  return Object.fromEntries(entries);
}

/** Where policies would be longer than AWS stores, and than they are now. */
function poolsTooLong(units: readonly NarrowedUnit[]): ReadonlySet<string> {
  const pools = new Map<string, { limit: number; old: number; left: number }>();
  for (const {
    cut: { unit, cut },
  } of units) {
    const { pool, limit } = sizeLimit(unit);
    const known = pools.get(pool) ?? { limit, old: 0, left: 0 };
    pools.set(pool, { limit, old: known.old + policySize(unit.document), left: known.left + policySize(cut.after) });
  }
  return new Set([...pools].flatMap(([pool, { limit, old, left }]) => (left > Math.max(limit, old) ? [pool] : [])));
}
