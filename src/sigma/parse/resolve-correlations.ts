import { formatLocation, Problem, type SourceLocation } from "../../model/index.ts";
import { didYouMean } from "../nearest.ts";
import type { BaselineRule, CorrelationRule, Rule, RuleExpression, RuleHead } from "../rule.ts";
import { orderCorrelations } from "./correlation-order.ts";
import { shortened } from "./names.ts";
import { type Referent, referenceIndex } from "./references.ts";

export interface ResolvedCorrelations {
  /** References are ids; a correlation comes after those that it refers to. */
  readonly correlations: readonly CorrelationRule[];
  readonly problems: readonly Problem[];
}

/**
 * Puts ids in the place of references. A correlation is rejected when it names a rule that is not there or that two rules
 * go by, when it refers to itself, even by way of others, and when it asks another correlation for a field that this one does not group by: of
 * an inner correlation only the values of its group and its time are known.
 */
export function resolveCorrelations(
  rules: readonly Rule[],
  correlations: readonly CorrelationRule[],
  baselines: readonly BaselineRule[],
): ResolvedCorrelations {
  const known: readonly RuleHead[] = [...rules, ...correlations, ...baselines];
  const find = referenceIndex(known);
  const isBaseline = new Set<RuleHead>(baselines);
  const similar = similarNames(known);
  const problems: Problem[] = [];
  const resolved = correlations.filter((one) => {
    const faults = referenceFaults(one, find, isBaseline, similar);
    problems.push(...faults);
    return faults.length === 0;
  });
  const chainable = new Set(correlations.map(({ id }) => id));
  const ordered = orderCorrelations(resolved.map((one) => withIds(one, find, chainable)));
  problems.push(...ordered.problems);
  return refuseBlind(ordered.correlations, problems);
}

const maxFaults = 5;

/** What is wrong with a correlation, and the reference or field that it is about. */
type Fault = readonly [about: string, message: string, hint?: string];

type Find = (reference: string) => Referent<RuleHead>;
type Similar = (reference: string) => string | undefined;

function referenceFaults(
  correlation: CorrelationRule,
  find: Find,
  baselines: ReadonlySet<RuleHead>,
  similar: Similar,
): readonly Problem[] {
  const named = new Map<string, string>();
  const ofRules = correlation.rules.flatMap((reference): readonly Fault[] => {
    const referent = find(reference);
    const problem = referentFault(correlation, reference, referent, baselines, similar);
    if (problem !== undefined) return [problem];
    const id = referent.kind === "one" ? referent.rule.id : reference;
    const before = named.get(id);
    named.set(id, reference);
    if (before === undefined) return [];
    return [[reference, `names one rule twice: '${shortened(before)}' and '${shortened(reference)}'`]];
  });
  const ofAliases = correlation.aliases.flatMap(({ name, fields }) =>
    fields.flatMap(({ rule }): readonly Fault[] => {
      const referent = find(rule);
      if (referent.kind === "one" && named.has(referent.rule.id)) return [];
      const message = `has an alias '${shortened(name)}' for a rule that is not among its 'rules': '${shortened(rule)}'`;
      return [[rule, message, "Add the rule to 'rules', or leave it out of the alias."]];
    }),
  );
  // When the rules are not known, the aliases of these are not to blame.
  return toProblems(correlation, ofRules.length > 0 ? ofRules : ofAliases);
}

/** The first few of them: a document may have thousands. */
function toProblems(correlation: CorrelationRule, faults: readonly Fault[]): readonly Problem[] {
  const problems = faults.slice(0, maxFaults).map((one) => fault(correlation, ...one));
  if (faults.length <= maxFaults) return problems;
  const message = `has ${faults.length - maxFaults} more references of this kind`;
  return [...problems, fault(correlation, "", message)];
}

function referentFault(
  correlation: CorrelationRule,
  reference: string,
  referent: Referent<RuleHead>,
  baselines: ReadonlySet<RuleHead>,
  similar: Similar,
): Fault | undefined {
  const shown = shortened(reference);
  switch (referent.kind) {
    case "none": {
      const hint = similar(reference) ?? "Name a rule by its id, name or title. A rule that was rejected is not there.";
      return [reference, `names a rule that is not there: '${shown}'`, hint];
    }
    case "several": {
      const places = referent.rules.slice(0, 3).map(({ location }) => formatLocation(location));
      const message = `names '${shown}', which is ${referent.rules.length} rules: ${places.join(", ")}`;
      return [reference, message, "Name the rule by its id."];
    }
    case "one":
      if (referent.rule.id === correlation.id) return [reference, "refers to itself"];
      if (!baselines.has(referent.rule)) return undefined;
      return [reference, `names a baseline: '${shown}'`, "Correlations refer to rules and to correlations."];
  }
}

/** Looks for what was meant a few times only: ten thousand misspelt names must not meet as many rules. */
function similarNames(known: readonly RuleHead[]): Similar {
  const names = known.slice(0, 2000).flatMap(({ name, title }) => (name === undefined ? [title] : [name, title]));
  let left = 50;
  return (reference) => {
    left -= 1;
    return left >= 0 ? didYouMean(reference, names) : undefined;
  };
}

function withIds(correlation: CorrelationRule, find: Find, chainable: ReadonlySet<string>): CorrelationRule {
  const idOf = (reference: string): string => {
    const referent = find(reference);
    return referent.kind === "one" ? referent.rule.id : reference;
  };
  const { aliases, condition, places } = correlation;
  const rules = correlation.rules.map(idOf);
  const chained = rules.filter((id) => chainable.has(id));
  return {
    ...correlation,
    rules,
    ...(chained.length > 0 && { chained }),
    aliases: aliases.map(({ name, fields }) => ({
      name,
      fields: fields.map(({ rule, field }) => ({ rule: idOf(rule), field })),
    })),
    condition:
      condition.kind === "rules" ? { ...condition, expression: rename(condition.expression, idOf) } : condition,
    ...(places && { places: [...places, ...idPlaces(correlation, idOf)] }),
  };
}

/** So that what is wrong with an id is shown where the document names the rule. */
function idPlaces(
  { rules, places }: CorrelationRule,
  idOf: (reference: string) => string,
): NonNullable<CorrelationRule["places"]> {
  const byName = new Map((places ?? []).map(({ name, location }) => [name, location]));
  return rules.flatMap((reference) => {
    const location = byName.get(reference);
    const id = idOf(reference);
    return location === undefined || id === reference ? [] : [{ name: id, location }];
  });
}

function rename(expression: RuleExpression, idOf: (reference: string) => string): RuleExpression {
  switch (expression.kind) {
    case "rule":
      return { kind: "rule", rule: idOf(expression.rule) };
    case "not":
      return { kind: "not", operand: rename(expression.operand, idOf) };
    default:
      return { kind: expression.kind, operands: expression.operands.map((operand) => rename(operand, idOf)) };
  }
}

/** Rejects what asks for fields that an inner correlation does not have, and then what refers to a rejected one. */
function refuseBlind(ordered: readonly CorrelationRule[], problems: Problem[]): ResolvedCorrelations {
  const kept = new Map<string, CorrelationRule>();
  for (const correlation of ordered) {
    const faults = correlation.rules.flatMap((id): readonly Fault[] => {
      const inner = kept.get(id);
      return inner === undefined ? [] : blindFaults(correlation, inner);
    });
    problems.push(...toProblems(correlation, faults));
    if (faults.length === 0) kept.set(correlation.id, correlation);
  }
  const rejected = new Set(ordered.filter(({ id }) => !kept.has(id)).map(({ id }) => id));
  return withoutDependents(ordered, rejected, problems);
}

function blindFaults(outer: CorrelationRule, inner: CorrelationRule): readonly Fault[] {
  const { condition } = outer;
  const asked = [...outer.groupBy, ...(condition.kind === "compare" ? condition.fields : [])];
  return asked.flatMap((name): readonly Fault[] => {
    const alias = outer.aliases.find((one) => one.name === name)?.fields.find(({ rule }) => rule === inner.id);
    const field = alias?.field ?? name;
    if (inner.groupBy.includes(field)) return [];
    const message = `asks the correlation '${inner.title}' for '${shortened(field)}', by which that one does not group`;
    const groups = inner.groupBy.length === 0 ? "nothing" : inner.groupBy.slice(0, 5).join(", ");
    return [[name, message, `Of a correlation only the values of its group are known: ${groups}.`]];
  });
}

/** `ordered` has those that are referred to first, so one pass finds all that depend on a rejected one. */
function withoutDependents(
  ordered: readonly CorrelationRule[],
  rejected: Set<string>,
  problems: Problem[],
): ResolvedCorrelations {
  const correlations = ordered.filter((correlation) => {
    if (rejected.has(correlation.id)) return false;
    const lost = correlation.rules.find((id) => rejected.has(id));
    if (lost === undefined) return true;
    rejected.add(correlation.id);
    const title = ordered.find(({ id }) => id === lost)?.title ?? lost;
    problems.push(fault(correlation, lost, `refers to '${shortened(title)}', which was rejected`));
    return false;
  });
  return { correlations, problems };
}

/** `about` is a reference or field; the problem is placed where the document names it. */
function fault({ title, places, location }: CorrelationRule, about: string, message: string, hint?: string): Problem {
  const place: SourceLocation = places?.find(({ name }) => name === about)?.location ?? location;
  return new Problem("rule.syntax", `The correlation '${shortened(title)}' ${message}.`, {
    location: place,
    ...(hint !== undefined && { hint }),
  });
}
