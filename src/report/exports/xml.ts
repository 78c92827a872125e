import { escapeHtml } from "../text/sanitize.ts";
import { exportLine, exportText } from "./export-text.ts";

/** What is exported holds only characters of XML 1.0. The value of an attribute, on one line: a parser of XML turns line breaks in it into spaces. */
export function xmlAttribute(text: string, limit: number): string {
  return escapeHtml(exportLine(text, limit));
}

/** Text between tags. No `]]>` can stand in it. */
export function xmlText(text: string, limit: number): string {
  return escapeHtml(exportText(text, limit));
}
