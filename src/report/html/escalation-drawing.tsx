import type { JSX } from "react";
import { shortName } from "../text/escalation-rows.ts";
import type { EscalationWayView } from "../views/escalation-view.ts";

/**
 * Ways of one principal as boxes and arrows: whoever acts, by which actions, and whom that reaches. Text is never scaled; a
 * wide drawing scrolls in its own box.
 */
export function EscalationDrawing({
  arn,
  ways,
  id,
}: {
  readonly arn: string;
  readonly ways: readonly EscalationWayView[];
  readonly id: string;
}): JSX.Element {
  const columns = Math.max(1, ...ways.map(({ hops }) => hops.length));
  const width = columns * step + nodeWidth + 2;
  const height = ways.length * rowHeight + 6;
  return (
    <svg className="ways-drawing" width={width} height={height} role="img" aria-labelledby={`${id}-title ${id}-desc`}>
      <title id={`${id}-title`}>{`Ways of ${cut(shortName(arn), 80)} to more permissions`}</title>
      <desc id={`${id}-desc`}>{ways.map(sentence).join(" ")}</desc>
      {ways.map((way, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the drawing is rendered once and never changes
        <Way key={row} way={way} row={row} />
      ))}
      <Node x={1} y={nodeTop} text={shortName(arn)} />
    </svg>
  );
}

const nodeWidth = 228;
const nodeHeight = 32;
const arrowWidth = 212;
const step = nodeWidth + arrowWidth;
const rowHeight = 58;
const nodeTop = 14;
const middle = nodeTop + nodeHeight / 2;
/** What fits a node and an arrow at the size of their text. */
const nodeText = 29;
const arrowText = 28;

function Way({ way, row }: { readonly way: EscalationWayView; readonly row: number }): JSX.Element {
  const top = row * rowHeight;
  const line = `arrow${way.certainty === "possible" ? " maybe" : ""}`;
  return (
    <g>
      {way.hops.map((hop, at) => {
        const start = at * step + nodeWidth + 1;
        const end = (at + 1) * step;
        const isLast = at === way.hops.length - 1;
        const y = top + middle;
        // The ways after the first leave the same box at its bottom.
        const path = at === 0 && row > 0 ? `M30 ${nodeTop + nodeHeight}V${y}H${end - 5}` : `M${start} ${y}H${end - 5}`;
        const [first = "", ...more] = hop.actions.filter(({ required }) => required).map(({ action }) => action);
        const second =
          more.length === 0
            ? ""
            : `${cut(more[0] ?? "", more.length > 1 ? arrowText - 4 : arrowText)}${more.length > 1 ? ` +${more.length - 1}` : ""}`;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the drawing is rendered once and never changes
          <g key={at}>
            <title>{cut(hop.how, 400)}</title>
            <path className={line} d={path} />
            <path className="head" d={`M${end - 7} ${y - 4}L${end} ${y}L${end - 7} ${y + 4}z`} />
            <text className="by" x={start + 10} y={y - 6}>
              {cut(first === "" ? hop.method : first, arrowText)}
            </text>
            <text className="by" x={start + 10} y={y + 15}>
              {second}
            </text>
            <Node
              x={end}
              y={top + nodeTop}
              text={targetName(hop.target)}
              power={isLast ? powerWords[way.power] : undefined}
              isGrave={isLast && way.power === "administrator"}
            />
          </g>
        );
      })}
    </g>
  );
}

const powerWords: { readonly [power in EscalationWayView["power"]]: string } = {
  administrator: "administrator",
  services: "more services",
  unknown: "more than it has",
};

function Node({
  x,
  y,
  text,
  power,
  isGrave = false,
}: {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly power?: string | undefined;
  readonly isGrave?: boolean;
}): JSX.Element {
  return (
    <g>
      <rect className={isGrave ? "node grave" : "node"} x={x} y={y} width={nodeWidth} height={nodeHeight} rx="3" />
      <text className="who" x={x + 10} y={y + (power === undefined ? 20 : 14)}>
        {cut(text, nodeText)}
      </text>
      {power === undefined ? null : (
        <text className="power" x={x + 10} y={y + 27}>
          {power}
        </text>
      )}
    </g>
  );
}

function targetName(target: string | undefined): string {
  return target === undefined ? "any that fits" : shortName(target);
}

function sentence({ hops, power, certainty }: EscalationWayView): string {
  const steps = hops.map(
    ({ by, actions, target }) =>
      `${cut(shortName(by), 80)} by ${actions
        .filter(({ required }) => required)
        .map(({ action }) => action)
        .slice(0, 6)
        .join(", ")} to ${cut(targetName(target), 80)}`,
  );
  return `${steps.join(", then ")}: ${powerWords[power]}${certainty === "possible" ? ", possibly" : ""}.`;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
