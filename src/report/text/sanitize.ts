/**
 * Makes text that came from AWS, a log or a file fit for a terminal: one line, no control, escape, bidi or
 * invisible character. Each is shown as a picture or a number, never dropped, so that `ana` and `a<ZWSP>na` differ.
 * With `unicode: false` everything outside ASCII is shown by number.
 */
export function sanitizeTerminal(text: string, { unicode = true }: { readonly unicode?: boolean } = {}): string {
  if (plainAscii.test(text)) return text;
  return unicode ? text.replace(unseen, showUnicode) : text.replace(beyondPrintableAscii, showAscii);
}

/** Like {@link sanitizeTerminal} for finished markup, whose own line breaks stay. Escaping of `<` is React's. */
export function sanitizeMarkup(markup: string): string {
  return markup.replace(unseenButNewline, showUnicode);
}

/** Escapes text for an HTML text node or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/**
 * JSON whose invisible characters are written as `\uXXXX`: the same value to a
 * program, and nothing that a terminal obeys.
 */
export function jsonText(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, undefined, indent);
  return hasMoreThanPlainLines.test(text) ? text.replace(unseenButNewline, jsonEscape) : text;
}

/**
 * One CSV cell. A spreadsheet takes text that begins like a formula for one, so an apostrophe goes before it; quotes as in
 * RFC 4180. A line break stays (inside quotes); other invisible characters are shown.
 */
export function csvCell(value: string | number | undefined): string {
  const text = String(value ?? "");
  if (plainCell.test(text)) return text;
  const neutral = formulaStart.test(text) ? `'${text}` : text;
  const shown = neutral.replace(unseenButNewline, showUnicode);
  return /[",\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}

export function csvRow(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(csvCell).join(",")}\n`;
}

/**
 * Text for Markdown that GitHub shows: no markup, HTML, link, mention or reference can start in it, also inside a table
 * cell. A zero-width space as an entity keeps `@team` from notifying anybody.
 */
export function sanitizeMarkdown(text: string): string {
  return sanitizeTerminal(text)
    .trim()
    .replace(markdownSyntax, (match) => markdownEscapes.get(match.toLowerCase()) ?? `\\${match}`);
}

const plainAscii = /^[\x20-\x7e]*$/;
/** What nearly all text has not; far cheaper to look for than what may not be shown. */
const hasMoreThanPlainLines = /[^\n\x20-\x7e]/;
/** Printable ASCII that needs no quotes and begins no formula. */
const plainCell = /^(?![=+\-@])[\x20\x21\x23-\x2b\x2d-\x7e]*$/;
/** Controls, format characters (bidi, zero width, tags), separators, lone surrogates and all that is shown as nothing. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const unseenButNewline = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const beyondPrintableAscii = /[^\x20-\x7e]/gu;
/** `＝＋－＠` are read as their ASCII forms by spreadsheets set to East Asian languages. */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/;

/** An underscore inside a word starts nothing and stays readable. */
const markdownSyntax = /[&<>|@#\\`*[\]~!]|:\/\/|www\.|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/giu;

/** What a backslash does not neutralise everywhere; all else gets a backslash. */
const markdownEscapes: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ["|", "&#124;"],
  ["@", "@&#8203;"],
  ["#", "#&#8203;"],
  ["://", ":&#47;/"],
  ["www.", "www&#46;"],
]);

function showUnicode(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? "␡" : byNumber(code);
}

function showAscii(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return code < 0x80 ? `\\x${code.toString(16).padStart(2, "0")}` : byNumber(code);
}

function byNumber(code: number): string {
  const hex = code.toString(16).padStart(4, "0");
  return hex.length === 4 ? `\\u${hex}` : `\\u{${hex}}`;
}

function jsonEscape(char: string): string {
  return Array.from({ length: char.length }, (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, "0")}`).join(
    "",
  );
}
