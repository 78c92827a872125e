/** Styles of single sections: the filter, comparisons, identities, drawings of ways, time lines, the matrix and coverage. */
export const sectionStyles: string = `
[hidden] { display: none !important; }
.scroll { position: relative; }
.filter { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; gap: 0.4rem 1.2rem; align-items: center; margin-bottom: 2.5rem; padding: 0.6rem 0; background: var(--paper); border-block: 1px solid var(--line); font-size: 0.92rem; }
.filter label { display: inline-flex; gap: 0.5em; align-items: center; color: var(--quiet); }
.filter input[type="search"], .filter select, .filter button { font: inherit; color: var(--ink); background: var(--raised); border: 1px solid var(--quiet); border-radius: 4px; padding: 0.2rem 0.55rem; min-height: 1.9rem; }
.filter input[type="search"] { width: 15rem; }
.filter input[type="checkbox"] { width: 1.1rem; height: 1.1rem; accent-color: var(--link); }
.filter button { cursor: pointer; }
.filter output { color: var(--quiet); font-variant-numeric: tabular-nums; }
html:has(.filter:not([hidden])) { scroll-padding-top: 5rem; }

.new { display: inline-block; margin-left: 0.5em; padding: 0 0.4em; border: 1px solid var(--link); border-radius: 3px; color: var(--link); font-size: 0.72rem; font-weight: 600; line-height: 1.35; vertical-align: 0.1em; }
.part { border-top: 1px solid var(--line); }
.part:last-of-type { border-bottom: 1px solid var(--line); }
.part > summary { padding: 0.55rem 0; }
.part > summary h3 { display: inline; font-size: 0.97rem; }
.part > :last-child { margin-bottom: 1rem; }
.nested { padding-left: 1.1rem; }
.nested > * + * { margin-top: 0.3rem; }
.notes { margin-top: 0.9rem; color: var(--quiet); font-size: 0.92rem; }
.notes li { padding: 0.15rem 0 0.15rem 1rem; text-indent: -1rem; }
.notes li::before { content: "– "; }
th.level { width: 7rem; }
.rest { columns: 15rem auto; column-gap: 1.5rem; font-size: 0.88rem; }
.rest li { overflow-wrap: anywhere; break-inside: avoid; }
.rest.lined { columns: auto; }
.rest.lined li { padding: 0.2rem 0; break-inside: auto; }

.counts dd a { color: inherit; text-decoration-color: var(--line); text-decoration-thickness: 2px; }
.counts dd a:hover { text-decoration-color: currentColor; }
.wide table { min-width: 66rem; }
.wide .hint { overflow-wrap: break-word; }
.wide th, .wide td { overflow-wrap: break-word; padding-right: 1rem; }
.wide th:first-child { min-width: 9rem; max-width: 14rem; overflow-wrap: anywhere; }
.wide td:nth-child(2) { min-width: 5.5rem; }
.wide td:nth-child(4) { min-width: 7.2rem; }
.wide td:nth-child(6) { min-width: 6rem; }
.wide td:nth-child(7) { min-width: 12rem; }
.wide td:nth-child(3) { min-width: 13rem; }
.wide td:nth-child(5) { min-width: 11rem; max-width: 16rem; }
.links li:not(.quiet):not(.all) { display: grid; grid-template-columns: 0.8em minmax(0, 1fr); gap: 0 0.55em; }
.links .shape, .lanes .what .shape { align-self: start; margin-top: 0.45em; }

.part > .scroll { margin-top: 0.2rem; }
.part > .as-table { margin-top: 0.2rem; }
.ways-drawing { display: block; font: 12px var(--sans); }
.node { fill: var(--raised); stroke: var(--quiet); }
.node.grave { stroke: var(--critical); stroke-width: 2; }
.ways-drawing .who { fill: var(--ink); font-weight: 600; }
.ways-drawing .power { fill: var(--quiet); font-size: 11px; }
.ways-drawing .by { fill: var(--ink); font: 11px var(--mono); }
.arrow { fill: none; stroke: var(--quiet); stroke-width: 1.2; }
.arrow.maybe { stroke-dasharray: 4 3; }
.head { fill: var(--quiet); }
.wide a, .matrix a, .lanes a, .stack a { display: inline-block; min-height: 24px; padding-block: 0.15rem; text-indent: 0; }
.ways { counter-reset: way; font-size: 0.93rem; margin-top: 0.5rem; }
.ways li { counter-increment: way; padding: 0.3rem 0 0.3rem 2rem; position: relative; max-width: 60rem; }
.ways li::before { content: counter(way) "."; position: absolute; left: 0.4rem; color: var(--quiet); }

.lanes li { display: grid; grid-template-columns: minmax(0, 24rem) minmax(8rem, 1fr) 9.5rem; gap: 0 1.2rem; align-items: start; padding: 0.35rem 0; border-top: 1px solid var(--line); font-size: 0.93rem; }
.lanes .what { min-width: 0; overflow-wrap: anywhere; display: grid; grid-template-columns: 0.8em minmax(0, 1fr); gap: 0 0.55em; }
.lane-marks { display: block; width: 100%; overflow: visible; }

.matrix { display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: 1.6rem 1.4rem; align-items: start; }
.matrix > li { border-top: 2px solid var(--ink); padding-top: 0.35rem; min-width: 0; }
.matrix > li > ul > li { border-top: 1px solid var(--line); padding: 0.4rem 0; margin-top: 0.3rem; font-size: 0.9rem; }
.matrix p .number { float: right; font-weight: 600; margin-left: 0.6em; }
.matrix a { font-size: 0.95em; overflow-wrap: anywhere; }

.coverage { width: auto; min-width: 60%; }
.coverage th, .coverage td { padding-right: 1.6rem; overflow-wrap: normal; }
.coverage td { min-width: 9rem; }

@media (max-width: 640px) {
  .stack tr, .stack th, .stack td { display: block; width: auto; }
  .stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stack th, .stack td { border-top: 0; padding: 0.1rem 0; }
  .stack tr { border-top: 1px solid var(--line); padding: 0.5rem 0; }
  .filter { position: static; }
  .filter input[type="search"] { width: 100%; }
  .filter label:first-child { flex: 1 1 100%; }
  html:has(.filter:not([hidden])) { scroll-padding-top: 1rem; }
  .lanes li { grid-template-columns: minmax(0, 1fr) 8.2rem; }
  .lanes .lane-marks { grid-column: 1 / -1; grid-row: 2; }
  .nested { padding-left: 0; }
  .coverage { min-width: 100%; }
}

@media print {
  .filter { display: none; }
  .wide table { min-width: 0 !important; font-size: 0.8em; }
  .wide td:nth-child(n), .wide th:first-child, .coverage td { min-width: 0; }
  .lanes li, .matrix > li > ul > li, .ways li { break-inside: avoid; }
  .ways-drawing { max-width: 100%; }
  .ways-drawing, .lane-marks { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
