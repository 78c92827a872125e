/** The charts' part of the style sheet. They are laid out in percent across and pixels down; text is never scaled. */
export const chartStyles: string = `
.bars { max-width: 44rem; }
.bars > div { display: grid; grid-template-columns: 6.2rem 1fr 3.5rem; gap: 0 1rem; align-items: center; padding: 0.16rem 0; }
.bars .mark { font-weight: 400; }
.bars .number { text-align: right; }
.bar { display: block; width: 100%; height: 0.85rem; }
.track { fill: var(--raised); }

.chart { display: block; width: 100%; overflow: visible; font: 0.8rem var(--sans); font-variant-numeric: tabular-nums; }
.tick { fill: var(--quiet); }
.grid { stroke: var(--line); stroke-dasharray: 2 3; }
.axis { stroke: var(--quiet); stroke-opacity: 0.6; }
.lane { fill: var(--ink); font-weight: 600; }
.limit { stroke: var(--high); stroke-width: 1.5; }
.limit-label { fill: var(--quiet); paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
.past { fill: var(--past); }
.dot { stroke: var(--paper); stroke-width: 2; paint-order: stroke; }
.density { fill: var(--bar); }
.density.over { fill: var(--high); }
.event { fill: var(--bar); }
.error { fill: var(--high); }
.hit { fill: transparent; }
.legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.5rem; margin-top: 0.8rem; color: var(--quiet); font-size: 0.88rem; }
.legend li { display: inline-flex; align-items: center; gap: 0.5em; }
.swatch, .key { width: 0.85em; height: 0.85em; flex: none; display: inline-block; }

.scroll { overflow-x: auto; margin-top: 1.1rem; }
.map { width: auto; border-collapse: separate; border-spacing: 2px; font-size: 0.76rem; }
.map th, .map td { border: 0; padding: 0; }
.map thead th { vertical-align: bottom; padding: 0 0 0.3rem; }
.map tbody th { padding-right: 0.8rem; white-space: nowrap; vertical-align: middle; font-size: 0.86rem; }
.map td { position: relative; width: 1.95rem; min-width: 1.95rem; height: 1.75rem; text-align: center; vertical-align: middle; white-space: nowrap; font-variant-numeric: tabular-nums; border-radius: 2px; }
.map.dense { border-spacing: 1px; }
.map.dense td { width: 1.34rem; min-width: 1.34rem; font-size: 0.66rem; }
.map td.number { padding-left: 0.7rem; color: var(--quiet); font-size: 0.86rem; }
.map thead th.number { padding-left: 0.7rem; }
.upright span { writing-mode: vertical-rl; rotate: 180deg; display: inline-block; white-space: nowrap; }
.map .upright { text-align: center; }
.used-30 { background: var(--use-30); color: var(--use-30-ink); }
.used-90 { background: var(--use-90); color: var(--use-90-ink); }
.used-old { background: var(--use-old); color: var(--use-old-ink); }
.unused { background: repeating-linear-gradient(135deg, var(--hatch) 0 1px, transparent 1px 5px); box-shadow: inset 0 0 0 1px var(--hatch); }
.none { background: var(--raised); }
.open { box-shadow: inset 0 0 0 1px var(--line); color: var(--quiet); }
.key { border-radius: 2px; }
.key.none { box-shadow: inset 0 0 0 1px var(--line); }
`;
