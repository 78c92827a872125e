import type { AuditSettings, Check, Parameter } from "./check.ts";
import { allChecks } from "./checks/index.generated.ts";

/** What is wrong with the thresholds, a sentence each; empty when all can be used. */
export function settingsProblems(settings: Pick<AuditSettings, "thresholds">): readonly string[] {
  const checks = new Map(allChecks.map((check) => [check.id, check]));
  return Object.entries(settings.thresholds).flatMap(([id, values]) => {
    const check = checks.get(id);
    if (check === undefined) return [`There is no check ${JSON.stringify(id)}.`];
    return Object.entries(values).flatMap(([name, value]) => thresholdProblem(check, name, value));
  });
}

/** Defaults overlaid by the settings. A value that {@link settingsProblems} refuses is not used. */
export function parametersOf(check: Check, settings: AuditSettings): { readonly [name: string]: number } {
  const chosen = ownRecord(settings.thresholds, check.id);
  return Object.fromEntries(
    Object.entries(parametersByName(check)).map(([name, parameter]) => {
      const value = Object.hasOwn(chosen, name) ? chosen[name] : undefined;
      return [name, isUsable(value) ? value : parameter.default];
    }),
  );
}

/** A number that a check goes by, and what it would be if nobody had set it. */
export interface EffectiveParameter {
  readonly value: number;
  readonly default: number;
}

/** What every check goes by: check id to parameter to value. Whoever asks for a stricter value can tell from it. */
export function effectiveParameters(settings: AuditSettings): {
  readonly [checkId: string]: { readonly [parameter: string]: EffectiveParameter };
} {
  return Object.fromEntries(
    allChecks.map((check) => {
      const values = parametersOf(check, settings);
      const parameters = Object.entries(parametersByName(check)).map(([name, parameter]) => {
        return [name, { value: values[name] ?? parameter.default, default: parameter.default }] as const;
      });
      return [check.id, Object.fromEntries(parameters)];
    }),
  );
}

function thresholdProblem(check: Check, name: string, value: number): readonly string[] {
  const known = parametersByName(check);
  if (!Object.hasOwn(known, name)) {
    const names = Object.keys(known);
    const hint = names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
    return [`${check.id} has no parameter ${JSON.stringify(name)}; ${hint}.`];
  }
  if (isUsable(value)) return [];
  return [`${check.id} ${name} must be a number that is not negative, not ${String(value)}.`];
}

function isUsable(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

/** The list of all checks has forgotten the names of parameters, see `defineCheck`. */
function parametersByName(check: Check): { readonly [name: string]: Parameter } {
  return check.parameters;
}

function ownRecord(thresholds: AuditSettings["thresholds"], id: string): { readonly [name: string]: number } {
  return (Object.hasOwn(thresholds, id) ? thresholds[id] : undefined) ?? {};
}
