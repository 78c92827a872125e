import { isMap, isScalar, type YAMLMap } from "yaml";
import {
  type BaselineLevel,
  type Bound,
  baselineLevels,
  type Control,
  type Coverage,
  coverages,
} from "../model/index.ts";
import { offsetOf, type Report, readMap, readOptionalText, readText, readTexts } from "./yaml-map.ts";

/** One control of a framework; undefined, and reported, when it cannot be used. */
export function readControl(node: unknown, report: Report): Control | undefined {
  const map = readMap(node, keys, "A control has 'id', 'title' and 'coverage'.", report);
  if (map === undefined) return undefined;
  const id = readText(map, "id", report);
  const title = readText(map, "title", report);
  const coverage = readCoverage(map, report);
  const answeredBy = readTexts(map, "answeredBy", "ids of checks", report);
  const watchedBy = readTexts(map, "watchedBy", "ids or tags of rules", report);
  const requires = readBounds(map, "requires", "parameter", report);
  const decidedBy = readBounds(map, "decidedBy", "evidence", report);
  const baselines = readBaselines(map, report);
  const note = readOptionalText(map, "note", report);
  if (id === undefined || title === undefined || coverage === undefined || answeredBy === undefined) return undefined;
  if (watchedBy === undefined || requires === undefined || decidedBy === undefined) return undefined;
  if (baselines === undefined) return undefined;
  if (answeredBy.length === 0 && (coverage === "direct" || coverage === "partial")) {
    report(offsetOf(map), `'answeredBy' names the checks that make the coverage ${coverage}.`);
    return undefined;
  }
  return {
    id,
    title,
    coverage,
    answeredBy,
    watchedBy,
    requires,
    decidedBy,
    baselines,
    ...(note !== undefined && { note }),
  };
}

const keys = ["id", "title", "coverage", "answeredBy", "watchedBy", "requires", "decidedBy", "baselines", "note"];

function readCoverage(map: YAMLMap, report: Report): Coverage | undefined {
  const text = readText(map, "coverage", report);
  const coverage = coverages.find((known) => known === text);
  if (text !== undefined && coverage === undefined) {
    report(offsetOf(map.get("coverage", true)), `'coverage' is one of ${coverages.join(", ")}.`);
  }
  return coverage;
}

function readBaselines(map: YAMLMap, report: Report): readonly BaselineLevel[] | undefined {
  const names = readTexts(map, "baselines", `levels (${baselineLevels.join(", ")})`, report);
  const levels = baselineLevels.filter((level) => names?.includes(level));
  if (names === undefined || levels.length === names.length) return names && levels;
  report(offsetOf(map.get("baselines", true)), `'baselines' holds ${baselineLevels.join(", ")}.`);
  return undefined;
}

/** `requires: { CRED-08: { unusedDays: { atMost: 45 } } }`, `decidedBy: { TRAIL-07: { bucket-policy: { atMost: 0 } } }` */
function readBounds(
  map: YAMLMap,
  key: "requires" | "decidedBy",
  what: string,
  report: Report,
): Control["requires"] | undefined {
  const node = map.get(key, true);
  if (node === undefined) return {};
  const checks = entriesOf(node)?.map(([check, parameters]) => {
    const bounds = entriesOf(parameters)?.map(([parameter, bound]) => [parameter, readBound(bound)] as const);
    return [check, bounds] as const;
  });
  const isWhole = checks?.every(([, bounds]) => bounds?.every(([, bound]) => bound !== undefined));
  if (checks === undefined || isWhole !== true) {
    report(offsetOf(node), `'${key}' holds check: { ${what}: { atMost: number } }, or atLeast.`);
    return undefined;
  }
  return Object.fromEntries(
    checks.map(([check, bounds = []]) => [
      check,
      Object.fromEntries(bounds.map(([parameter, bound]) => [parameter, bound ?? {}])),
    ]),
  );
}

function readBound(node: unknown): Bound | undefined {
  const entries = entriesOf(node);
  const [name, scalar] = entries?.[0] ?? [];
  const value = isScalar(scalar) ? scalar.value : undefined;
  if (entries?.length !== 1 || typeof value !== "number" || !Number.isFinite(value)) return undefined;
  if (name === "atMost") return { atMost: value };
  return name === "atLeast" ? { atLeast: value } : undefined;
}

/** Undefined for what is no map with texts for keys. */
function entriesOf(node: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (!isMap(node) || node.items.length === 0) return undefined;
  const entries = node.items.flatMap(({ key, value }) =>
    isScalar(key) && typeof key.value === "string" && key.value !== "__proto__" ? [[key.value, value] as const] : [],
  );
  return entries.length === node.items.length ? entries : undefined;
}
