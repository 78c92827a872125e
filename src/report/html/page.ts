import { createHash } from "node:crypto";
import { createElement, type ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import type { Report } from "../report.ts";
import { escapeHtml, sanitizeMarkup } from "../sanitize.ts";
import { ReportDocument } from "./document.tsx";
import { pageStyles } from "./styles.ts";
import { chartStyles } from "./styles-charts.ts";

/**
 * One file that needs nothing else: no script, no request, no font. Its content security policy forbids all of
 * them and allows the one style sheet by its hash, so that hostile text which slipped through could do nothing.
 */
export function renderHtml(report: Report): string {
  return htmlPage(report.title, report.toolVersion, createElement(ReportDocument, { report }));
}

/** The page around a body. */
export function htmlPage(title: string, toolVersion: string, body: ReactElement): string {
  const styles = `${pageStyles}${chartStyles}`;
  const policy = `default-src 'none'; style-src 'sha256-${sha256(styles)}'; base-uri 'none'; form-action 'none'`;
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
${renderToStaticMarkup(body)}
</body>
</html>
`;
  return sanitizeMarkup(page);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
