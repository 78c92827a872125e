import type { FindingStatus, Severity } from "../../model/index.ts";
import { sanitizeTerminal } from "./sanitize.ts";
import { displayWidth, padEnd, padStart, wrapText } from "./text-width.ts";

export interface TerminalOptions {
  /** Columns of the terminal; undefined where the output is no terminal: nothing is wrapped, nothing cut. */
  readonly width?: number | undefined;
  readonly color?: boolean | undefined;
  /** False: ASCII only, in our own marks and in the data. */
  readonly unicode?: boolean | undefined;
}

export type Style = Severity | FindingStatus | "strong" | "quiet";

/** Text of one style, or lines of it. All of it is sanitised on its way out. */
export interface Cell {
  readonly lines: readonly string[];
  readonly style?: Style | undefined;
}

export interface Column {
  readonly header: string;
  readonly align?: "right";
  /** Gives way when the terminal is narrow; the others never do. */
  readonly flexible?: true;
}

/** Writes lines for one terminal: its width, its colours, its characters. */
export interface Terminal {
  readonly width: number | undefined;
  /** Our own mark, or its ASCII form. */
  mark(name: Mark): string;
  /** One paragraph of untrusted text, wrapped with `indent` before each line. */
  text(text: string, style?: Style, indent?: string): readonly string[];
  /** A severity as symbol and word, never as colour alone. */
  severity(severity: Severity): Cell;
  status(status: FindingStatus): Cell;
  /** Rows under headers. Cells wrap inside their column, words whole where possible; no text is cut. */
  table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): readonly string[];
}

export type Mark = "dot" | "ellipsis" | "times" | "rule" | "to";

export function createTerminal({ width, color = false, unicode = true }: TerminalOptions): Terminal {
  const usableWidth = width === undefined ? undefined : Math.max(narrowest, Math.floor(width));
  const marks = unicode ? unicodeMarks : asciiMarks;
  const symbols = unicode ? unicodeSymbols : asciiSymbols;
  const clean = (text: string): string => sanitizeTerminal(bounded(text), { unicode });
  const paint = (text: string, style: Style | undefined): string =>
    color && style !== undefined && text !== "" ? `\u001b[${colors[style]}m${text}\u001b[0m` : text;
  const wrap = (text: string, columns: number | undefined): readonly string[] =>
    columns === undefined ? [text] : wrapText(text, columns);

  return {
    width: usableWidth,
    mark: (name) => marks[name],
    text: (text, style, indent = "") =>
      wrap(clean(text), usableWidth && usableWidth - indent.length).map((line) => indent + paint(line, style)),
    severity: (severity) => ({ lines: [`${symbols[severity]} ${severityWords[severity]}`], style: severity }),
    status: (status) => ({ lines: [`${symbols[status]} ${status}`], style: status }),
    table: (columns, rows) => layOut(columns, rows),
  };

  function layOut(columns: readonly Column[], rows: readonly (readonly Cell[])[]): readonly string[] {
    const cleaned = rows.map((row) => row.map(({ lines, style }) => ({ lines: lines.map(clean), style })));
    const natural = columns.map(({ header }, at) =>
      cleaned.reduce((widest, row) => Math.max(widest, ...(row[at]?.lines.map(displayWidth) ?? [])), header.length),
    );
    const widths = fitColumns(columns, natural, usableWidth && usableWidth - 1 - gap.length * (columns.length - 1));
    const head = columns.map(({ header }): Cell => ({ lines: [header], style: "quiet" }));
    return [head, ...cleaned].flatMap((row) => layOutRow(columns, row, widths));
  }

  function layOutRow(columns: readonly Column[], row: readonly Cell[], widths: readonly number[]): readonly string[] {
    const wrapped = columns.map((_, at) => row[at]?.lines.flatMap((line) => wrap(line, widths[at])) ?? []);
    const height = Math.max(...wrapped.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      columns
        .map(({ align }, at) => {
          const text = wrapped[at]?.[line] ?? "";
          const padded = (align === "right" ? padStart : padEnd)(text, widths[at] ?? 0);
          return padded.replace(text, () => paint(text, row[at]?.style));
        })
        .join(gap)
        .trimEnd(),
    ).map((line) => ` ${line}`);
  }
}

const gap = "  ";
const severityWords: Readonly<Record<Severity, string>> = {
  critical: "CRITICAL",
  high: "HIGH",
  medium: "MEDIUM",
  low: "LOW",
  informational: "INFO",
};
/** Longer than any ARN (2,048) or reason of ours; what an input may hold beyond it would bury the rest of the report. */
const longestText = 4000;
/** Below this a table is unreadable, so that lines may be longer than the terminal. */
const narrowest = 60;

const unicodeMarks: Readonly<Record<Mark, string>> = { dot: "·", ellipsis: "…", times: "×", rule: "─", to: "–" };
const asciiMarks: Readonly<Record<Mark, string>> = { dot: "-", ellipsis: "...", times: "x", rule: "-", to: "to" };

const unicodeSymbols: Readonly<Record<Severity | FindingStatus, string>> = {
  critical: "◆",
  high: "▲",
  medium: "■",
  low: "●",
  informational: "○",
  FAIL: "✗",
  PASS: "✓",
  UNKNOWN: "?",
  NOT_APPLICABLE: "-",
  SUPPRESSED: "·",
};
const asciiSymbols: typeof unicodeSymbols = {
  ...unicodeSymbols,
  critical: "#",
  high: "!",
  medium: "*",
  low: "+",
  informational: "-",
  FAIL: "x",
  PASS: "+",
  SUPPRESSED: ".",
};

/** SGR codes of the 16 colours, which follow the user's own palette. */
const colors: Readonly<Record<Style, string>> = {
  critical: "1;35",
  high: "31",
  medium: "33",
  low: "36",
  informational: "2",
  FAIL: "31",
  PASS: "32",
  UNKNOWN: "35",
  NOT_APPLICABLE: "2",
  SUPPRESSED: "2",
  strong: "1",
  quiet: "2",
};

function bounded(text: string): string {
  if (text.length <= longestText) return text;
  return `${text.slice(0, longestText)} [${text.length - longestText} more characters]`;
}

/** Flexible columns share what the others leave: the widest give way first. */
function fitColumns(
  columns: readonly Column[],
  natural: readonly number[],
  available: number | undefined,
): readonly number[] {
  if (available === undefined) return natural;
  const fixed = natural.filter((_, at) => columns[at]?.flexible === undefined).reduce((sum, width) => sum + width, 0);
  const flexible = natural.filter((_, at) => columns[at]?.flexible === true);
  let cap = Math.max(...natural);
  const capped = (): number => flexible.reduce((sum, width) => sum + Math.min(width, cap), 0);
  while (cap > 8 && fixed + capped() > available) cap -= 1;
  // What rounding left over goes to the last column that was cut.
  const spare = Math.max(0, available - fixed - capped());
  const lastCut = natural.findLastIndex((width, at) => columns[at]?.flexible === true && width > cap);
  return natural.map((width, at) =>
    columns[at]?.flexible === true ? Math.min(width, cap + (at === lastCut ? spare : 0)) : width,
  );
}
