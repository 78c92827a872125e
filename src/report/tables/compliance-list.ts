import {
  type BaselineLevel,
  baselineLevels,
  type Coverage,
  coverages,
  type Framework,
  type Profile,
} from "../../model/index.ts";
import { jsonText } from "../text/sanitize.ts";
import { createTerminal, type TerminalOptions } from "../text/terminal.ts";
import { formatCount } from "../text/words.ts";

/** Which frameworks and profiles there are, and how far each is covered. */
export function renderFrameworkList(
  format: "table" | "json",
  frameworks: readonly Framework[],
  profiles: readonly Profile[],
  options: TerminalOptions = {},
): string {
  return format === "json" ? listJson(frameworks, profiles) : listTable(frameworks, profiles, options);
}

function listTable(frameworks: readonly Framework[], profiles: readonly Profile[], options: TerminalOptions): string {
  const terminal = createTerminal(options);
  const rows = frameworks.map((framework) => [
    { lines: [framework.id], style: "strong" as const },
    { lines: [`${framework.title} ${framework.version}`] },
    ...coverages.map((coverage) => ({ lines: [formatCount(countOf(framework, coverage))] })),
    { lines: [framework.size === undefined ? "" : formatCount(framework.size)] },
  ]);
  const lines = [
    ...terminal.table(
      [
        { header: "FRAMEWORK" },
        { header: "TITLE", flexible: true },
        ...coverages.map((coverage) => ({ header: coverage.toUpperCase(), align: "right" as const })),
        { header: "SIZE", align: "right" },
      ],
      rows,
    ),
    "",
    ...profiles.flatMap(({ id, title, frameworks: parts }) =>
      terminal.text(`profile ${id} (${title}): ${parts.join(", ")}`),
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function listJson(frameworks: readonly Framework[], profiles: readonly Profile[]): string {
  const list = frameworks.map(({ id, title, version, size, baselineSizes, note, controls }) => ({
    id,
    title,
    version,
    controls: controls.length,
    coverage: Object.fromEntries(
      coverages.map((coverage) => [coverage, controls.filter((control) => control.coverage === coverage).length]),
    ),
    ...(size !== undefined && { size }),
    ...(baselineSizes && { baselines: baselineLevels.map((level) => baselineOf(level, baselineSizes, controls)) }),
    ...(note !== undefined && { note }),
  }));
  return `${jsonText({ schemaVersion: 1, kind: "frameworks", frameworks: list, profiles }, 2)}\n`;
}

function baselineOf(
  level: BaselineLevel,
  sizes: { readonly [level in BaselineLevel]: number },
  controls: Framework["controls"],
): object {
  return { level, controls: controls.filter(({ baselines }) => baselines.includes(level)).length, size: sizes[level] };
}

function countOf({ controls }: Framework, coverage: Coverage): number {
  return controls.filter((control) => control.coverage === coverage).length;
}
