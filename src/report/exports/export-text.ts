import type { Json } from "../../model/index.ts";
import { sanitizeMarkup, sanitizeTerminal } from "../text/sanitize.ts";

/**
 * Text for somebody else's screen: nothing invisible, no half of a character, and no more than `limit` UTF-16 units.
 * What is too long says so at its end. Line breaks stay.
 */
export function exportText(text: string, limit: number): string {
  return bounded(text, limit, sanitizeMarkup);
}

/** The same on one line. */
export function exportLine(text: string, limit: number): string {
  return bounded(text, limit, sanitizeTerminal);
}

/** An identifier that is too long keeps its start and ends in a number that stands for the whole. */
export function exportId(text: string, limit: number, digest: (text: string) => string): string {
  const shown = withoutNoncharacters(sanitizeTerminal(text.slice(0, limit + 1)));
  return text.length <= limit && shown.length <= limit
    ? shown
    : `${bareCut(shown, limit - idTail)}~${digest(text).slice(0, idTail - 1)}`;
}

const idTail = 17;

/** A value with its texts bounded; lists, objects and depth as well. `isCut` hears when something was left out. */
export function exportJson(value: Json, isCut: () => void, depth = 0): Json {
  if (typeof value === "string") {
    if (value.length > maxText) isCut();
    return exportText(value, maxText);
  }
  if (typeof value !== "object" || value === null) return value;
  if (depth >= maxDepth) {
    isCut();
    return "…";
  }
  if (Array.isArray(value)) {
    if (value.length > maxItems) isCut();
    return value.slice(0, maxItems).map((item: Json) => exportJson(item, isCut, depth + 1));
  }
  const entries = Object.entries(value);
  if (entries.length > maxItems) isCut();
  return Object.fromEntries(
    entries
      .slice(0, maxItems)
      .map(([key, item]) => [exportLine(key, maxKey), exportJson(item as Json, isCut, depth + 1)]),
  );
}

const maxText = 4_000;
const maxKey = 256;
const maxItems = 1_000;
const maxDepth = 8;

function bounded(text: string, limit: number, show: (text: string) => string): string {
  // Cut before it is looked at: ten million characters cost nothing then.
  const shown = withoutNoncharacters(show(text.slice(0, limit + 1)));
  if (text.length <= limit && shown.length <= limit) return shown;
  const tail = `… (${text.length} characters)`;
  return tail.length >= limit ? bareCut(shown, limit) : bareCut(shown, limit - tail.length) + tail;
}

/** Two are no characters of XML 1.0, and none stands for anything. */
function withoutNoncharacters(text: string): string {
  return text.replace(/[\uFDD0-\uFDEF\uFFFE\uFFFF]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`);
}

/** Not in the middle of a character. */
function bareCut(text: string, length: number): string {
  const cut = text.slice(0, length);
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}
