import { createHash } from "node:crypto";
import { createElement, type ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { escapeHtml, sanitizeMarkup } from "../text/sanitize.ts";
import type { Report } from "../views/report.ts";
import { ReportDocument } from "./document.tsx";
import { filterScript } from "./filter-script.ts";
import { pageStyles } from "./styles.ts";
import { chartStyles } from "./styles-charts.ts";
import { sectionStyles } from "./styles-sections.ts";

/**
 * One file that needs nothing else: no request, no font, and no script but the one that filters what is there, without which
 * it reads the same. Its content security policy allows that script and the one style sheet by their hashes and
 * nothing else, so that hostile text which slipped through could do nothing.
 */
export function renderHtml(report: Report): string {
  return htmlPage(report.title, report.toolVersion, createElement(ReportDocument, { report }), filterScript);
}

/** The page around a body; `script`, our own words only, runs at its end. */
export function htmlPage(title: string, toolVersion: string, body: ReactElement, script?: string): string {
  const styles = `${pageStyles}${chartStyles}${sectionStyles}`;
  const scripts = script === undefined ? "" : ` script-src 'sha256-${sha256(script)}';`;
  const policy = `default-src 'none'; style-src 'sha256-${sha256(styles)}';${scripts} base-uri 'none'; form-action 'none'`;
  const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="generator" content="trailproof ${escapeHtml(toolVersion)}">
<title>${escapeHtml(title)}</title>
<style>${styles}</style>
</head>
<body>
${renderToStaticMarkup(body)}${script === undefined ? "" : `\n<script>${script}</script>`}
</body>
</html>
`;
  return sanitizeMarkup(page);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
