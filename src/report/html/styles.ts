/**
 * The page's one style sheet, but for the charts. Colours are variables with a value for each scheme. Text keeps a
 * contrast of 4.5 to 1 on its ground and shapes 3 to 1 in both; severities differ in lightness as well as in hue.
 */
export const pageStyles: string = `
:root {
  color-scheme: light dark;
  --paper: #fcfcfb; --raised: #f3f4f2; --ink: #1c2126; --quiet: #565f69; --line: #dfe1de; --link: #0a548f; --focus: #0a548f;
  --critical: #94004f; --high: #c63f07; --medium: #a97400; --low: #2a6fb5; --informational: #747d87;
  --pass: #1e7158; --unknown: #6a4fa3;
  --use-30: #14507f; --use-30-ink: #ffffff; --use-90: #7fb0da; --use-90-ink: #10202e; --use-old: #d3e3f1; --use-old-ink: #1c2b38;
  --bar: #9db4c8; --past: #c63f0712; --hatch: #c63f07;
  --sans: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14171a; --raised: #1d2125; --ink: #e6e8ea; --quiet: #a2abb4; --line: #30363c; --link: #8dbdf2; --focus: #8dbdf2;
    --critical: #ff7ab8; --high: #ff8f57; --medium: #e3b341; --low: #70b0f0; --informational: #98a2ac;
    --pass: #63c3a1; --unknown: #b9a5ea;
    --use-30: #8cc3f5; --use-30-ink: #0b1a27; --use-90: #3f77a8; --use-90-ink: #ffffff; --use-old: #22384b; --use-old-ink: #dbe7f1;
    --bar: #557089; --past: #ff8f5714; --hatch: #d9753f;
  }
}
* { box-sizing: border-box; }
html { font: 15px/1.55 var(--sans); background: var(--paper); color: var(--ink); scroll-padding-top: 1rem; text-size-adjust: 100%; -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 1100px; padding: 3rem 1.5rem 5rem; overflow-wrap: break-word; }
h1, h2, h3, p, dl, dd, ul, ol, pre, figure { margin: 0; padding: 0; }
h1 { font-size: 1.9rem; line-height: 1.2; font-weight: 650; letter-spacing: -0.015em; text-wrap: balance; }
h2 { font-size: 1.25rem; line-height: 1.3; font-weight: 650; letter-spacing: -0.01em; }
h3 { font-size: 1rem; line-height: 1.4; font-weight: 600; }
a { color: var(--link); text-underline-offset: 0.2em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
main:focus { outline: none; }
ul, ol { list-style: none; }
code, pre, .id { font-family: var(--mono); font-size: 0.86em; }
small { font-size: 0.82em; }
.number, .number * { font-variant-numeric: tabular-nums; }
.quiet, .lead, .showing { color: var(--quiet); }
.skip { position: absolute; left: -100vw; top: 0; padding: 0.5rem 1rem; background: var(--paper); z-index: 1; }
.skip:focus { left: 1rem; }
.shape-sheet { position: absolute; width: 0; height: 0; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.shape { width: 0.78em; height: 0.78em; flex: none; align-self: center; }
.mark { display: inline-flex; align-items: baseline; gap: 0.45em; font-weight: 600; white-space: nowrap; }
.tone-critical { fill: var(--critical); } .tone-high { fill: var(--high); } .tone-medium { fill: var(--medium); }
.tone-low { fill: var(--low); } .tone-informational, .tone-neutral { fill: var(--informational); }
.tone-pass { fill: var(--pass); } .tone-unknown { fill: var(--unknown); }
.tone-recent { fill: var(--low); } .tone-earlier { fill: var(--informational); } .tone-stale { fill: var(--medium); } .tone-never { fill: var(--critical); }

header { margin-bottom: 3.5rem; }
.facts { display: flex; flex-wrap: wrap; gap: 0.4rem 2.2rem; margin-top: 0.9rem; }
.facts div { display: flex; gap: 0.6rem; min-width: 0; }
.facts dt { color: var(--quiet); }
.facts dd { min-width: 0; overflow-wrap: anywhere; }
.counts { display: flex; flex-wrap: wrap; gap: 1.2rem 2.6rem; margin-top: 2rem; padding: 1.3rem 0 1.2rem; border-block: 1px solid var(--line); }
.counts div { display: grid; grid-template-columns: auto 1fr; column-gap: 0.5rem; align-items: baseline; }
.counts dt { grid-area: 2 / 1 / auto / -1; display: flex; align-items: center; gap: 0.45em; color: var(--quiet); font-size: 0.9rem; }
.counts dd { font-size: 2rem; line-height: 1.2; font-weight: 600; font-variant-numeric: tabular-nums; letter-spacing: -0.02em; }
.counts .note { font-size: 0.85rem; font-weight: 400; letter-spacing: 0; color: var(--quiet); }
.counts .zero dd { color: var(--quiet); font-weight: 400; }
.counts .apart { border-left: 1px solid var(--line); padding-left: 2.6rem; }
nav { margin-top: 1rem; }
nav ul { display: flex; flex-wrap: wrap; gap: 0 1.4rem; }
nav a { display: inline-block; padding: 0.25rem 0; font-size: 0.92rem; text-decoration-color: var(--line); }

section { margin-top: 3.5rem; }
main > section:first-child { margin-top: 0; }
.lead { margin-top: 0.3rem; max-width: 46rem; }
h2 + *, .lead + * { margin-top: 1.1rem; }
.showing { margin-top: 0.7rem; font-size: 0.9rem; }

.now li { display: grid; grid-template-columns: 6.2rem 1fr; gap: 0 1rem; padding: 0.85rem 0; border-top: 1px solid var(--line); }
.now li:last-child { border-bottom: 1px solid var(--line); }
.now .mark { align-self: start; line-height: 1.4; }
.now h3 a { color: var(--ink); text-decoration-color: var(--line); }
.now p { max-width: 52rem; }
.now .quiet { font-size: 0.9rem; }

details.group { border-top: 1px solid var(--line); }
details.group:last-of-type { border-bottom: 1px solid var(--line); }
summary { cursor: pointer; min-height: 1.75rem; padding: 0.2rem 0; }
summary::marker { color: var(--quiet); }
details.group > summary { display: grid; grid-template-columns: 1rem 6.2rem minmax(0, 1fr) auto 8.5rem; gap: 0 1rem; align-items: baseline; padding: 0.75rem 0; list-style: none; }
details.group > summary::-webkit-details-marker { display: none; }
details.group > summary::before { content: ""; width: 0.4rem; height: 0.4rem; border: solid var(--quiet); border-width: 0 1.5px 1.5px 0; rotate: -45deg; align-self: center; justify-self: center; }
details.group[open] > summary::before { rotate: 45deg; }
details.group > summary .id { color: var(--quiet); text-align: right; }
details.group > summary .number { text-align: right; color: var(--quiet); }
details.group > summary:hover h3 { text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 0.2em; }
.inside { padding: 0.2rem 0 1.9rem 2rem; scroll-margin-top: 4rem; }
.inside > * + * { margin-top: 0.9rem; }
.fix { max-width: 56rem; }
.fix strong { font-weight: 600; margin-right: 0.3em; }
pre code { font-size: 1em; }
pre { margin-top: 0.5rem; padding: 0.6rem 0.8rem; background: var(--raised); border-radius: 4px; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.5; }
.tags { display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; margin-top: 0.5rem; color: var(--quiet); font-size: 0.85rem; }

table { width: 100%; border-collapse: collapse; font-size: 0.94rem; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { text-align: left; vertical-align: top; padding: 0.5rem 1.2rem 0.5rem 0; border-top: 1px solid var(--line); font-weight: 400; overflow-wrap: anywhere; }
thead th { border-top: 0; color: var(--quiet); font-size: 0.85rem; padding-block: 0.2rem; overflow-wrap: normal; }
th.narrow { width: 29%; }
th.time { width: 12rem; }
section > p + table { margin-top: 1rem; }
th.number, td.number { text-align: right; white-space: nowrap; }
th:last-child, td:last-child { padding-right: 0; }
tbody th .mark { font-size: 0.9em; }
.arn, .hint { display: block; color: var(--quiet); overflow-wrap: anywhere; font-size: 0.82rem; line-height: 1.45; }
.evidence { margin-top: 0.2rem; color: var(--quiet); font-size: 0.85rem; }
.evidence code { color: var(--ink); overflow-wrap: anywhere; font-size: 0.95em; }
.command { margin-top: 0.1rem; }
.command summary, .as-table > summary { color: var(--quiet); font-size: 0.88rem; width: fit-content; }
.as-table { margin-top: 0.8rem; }
.as-table > table { margin-top: 0.6rem; max-width: 56rem; }

.causes > div { border-left: 3px solid var(--unknown); padding-left: 1rem; }
.causes > div + div { margin-top: 1.4rem; }
.questions { margin-top: 0.4rem; }
.questions li { display: grid; grid-template-columns: 6.2rem 6rem 1fr auto; gap: 0 1rem; align-items: baseline; padding: 0.15rem 0; font-size: 0.94rem; }
.questions .mark { font-weight: 400; }

@media (max-width: 640px) {
  html { font-size: 14.5px; }
  body { padding: 1.5rem 1rem 3rem; }
  h1 { font-size: 1.5rem; }
  header, section { margin-bottom: 0; margin-top: 2.6rem; }
  header { margin-top: 0; margin-bottom: 2.4rem; }
  .counts { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 1rem; }
  .counts .apart { border-left: 0; padding-left: 0; }
  .counts dd { font-size: 1.6rem; }
  .counts .note { grid-area: 3 / 1 / auto / -1; font-size: 0.85rem; }
  .now li { grid-template-columns: 1fr; gap: 0.2rem; }
  details.group > summary { grid-template-columns: 1rem auto 1fr; gap: 0.1rem 0.7rem; }
  details.group > summary h3 { grid-column: 2 / -1; grid-row: 2; }
  details.group > summary .id { text-align: left; }
  details.group > summary .number { grid-column: 2 / -1; grid-row: 3; text-align: left; }
  details.group > summary::before { grid-row: 1; }
  .inside { padding-left: 0; }
  .facts { flex-direction: column; }
  .facts dt { flex: 0 0 4.2rem; }
  th, td { padding-right: 0.7rem; }
  .inside tr, .inside th, .inside td { display: block; width: auto; }
  .inside thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .inside th, .inside td { border-top: 0; padding: 0.1rem 0; }
  .inside tr { border-top: 1px solid var(--line); padding: 0.6rem 0; }
  .questions li { grid-template-columns: 5.4rem 1fr; padding: 0.4rem 0; }
  .questions li > :nth-child(n + 3) { grid-column: 1 / -1; }
}

@media print {
  @page { margin: 16mm 14mm; }
  :root { color-scheme: light; --paper: #fff; }
  html { font-size: 10.5px; }
  body { padding: 0; max-width: none; }
  .skip, nav, .as-table, .command > summary { display: none; }
  section { margin-top: 2rem; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
  details.group > summary::before { visibility: hidden; }
  h2, h3, summary, .lead, thead { break-after: avoid; }
  tr, .now li, .causes > div, .chart, .fix { break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
  .shape, .chart, .bar, .map td, .key, .swatch, pre { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .scroll { overflow: visible; }
}

@media (forced-colors: active) {
  .shape, .chart use { fill: CanvasText; }
  .bar rect, .chart rect { forced-color-adjust: none; }
}
@media (prefers-contrast: more) {
  :root { --quiet: var(--ink); --line: var(--ink); }
}
`;
