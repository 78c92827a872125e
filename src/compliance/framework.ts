import type { YAMLMap } from "yaml";
import { type BaselineLevel, baselineLevels, type Control, type Framework, type Problem } from "../model/index.ts";
import { readControl } from "./read-control.ts";
import {
  offsetOf,
  type Report,
  readItems,
  readMap,
  readOptionalCount,
  readOptionalText,
  readText,
  readYaml,
} from "./yaml-map.ts";

export interface ParsedFramework {
  /** Undefined when the file names no framework, or no list of controls could be read. */
  readonly framework?: Framework;
  /** Each with its line and column. A control with a problem is left out; the others are read. */
  readonly problems: readonly Problem[];
}

/**
 * Reads a framework:
 *
 *     framework: cis-aws-7.0
 *     title: CIS Amazon Web Services Foundations Benchmark
 *     version: "7.0.0"
 *     size: 70
 *     controls:
 *       - { id: "2.10", title: Every user with a console password has MFA, coverage: direct, answeredBy: [CRED-07] }
 *
 * Ids that look like numbers need quotes: YAML reads 2.10 as 2.1, which is another control.
 */
export function parseFramework(text: string, file: string): ParsedFramework {
  const { value, problems } = readYaml(text, file, readFramework);
  return { ...(value && { framework: value }), problems };
}

const keys = ["framework", "title", "version", "size", "baselineSizes", "note", "controls"];

function readFramework(node: unknown, report: Report): Framework | undefined {
  const map = readMap(node, keys, "A framework has 'framework', 'title', 'version' and 'controls'.", report);
  if (map === undefined) return undefined;
  const id = readText(map, "framework", report);
  const title = readText(map, "title", report);
  const version = readText(map, "version", report);
  const size = readOptionalCount(map, "size", report);
  const baselineSizes = readBaselineSizes(map, report);
  const note = readOptionalText(map, "note", report);
  const controls = readControls(map, report);
  if (id === undefined || title === undefined || version === undefined || controls === undefined) return undefined;
  return {
    id,
    title,
    version,
    ...(size !== undefined && { size }),
    ...(baselineSizes && { baselineSizes }),
    ...(note !== undefined && { note }),
    controls,
  };
}

function readControls(map: YAMLMap, report: Report): readonly Control[] | undefined {
  const seen = new Set<string>();
  return readItems(map, "controls", "controls", report)?.flatMap((item) => {
    const control = readControl(item, report);
    if (control === undefined) return [];
    if (seen.has(control.id)) {
      report(offsetOf(item), `The control ${control.id} stands here a second time.`);
      return [];
    }
    seen.add(control.id);
    return [control];
  });
}

function readBaselineSizes(map: YAMLMap, report: Report): { readonly [level in BaselineLevel]: number } | undefined {
  const node = map.get("baselineSizes", true);
  if (node === undefined) return undefined;
  const what = `'baselineSizes' holds a number for each of ${baselineLevels.join(", ")}.`;
  const sizes = readMap(node, baselineLevels, what, report);
  if (sizes === undefined) return undefined;
  const [LOW, MODERATE, HIGH] = baselineLevels.map((level) => readOptionalCount(sizes, level, report));
  if (LOW !== undefined && MODERATE !== undefined && HIGH !== undefined) return { LOW, MODERATE, HIGH };
  report(offsetOf(node), what);
  return undefined;
}
