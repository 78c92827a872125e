import type { JSX } from "react";
import type { FindingStatus, Severity } from "../../model/index.ts";
import { statusWords } from "../text/words.ts";

/**
 * The shapes that stand for severities, statuses and use, each drawn once and referred to. Every one differs from the
 * others without its colour.
 */
export function ShapeSheet(): JSX.Element {
  return (
    <svg className="shape-sheet" aria-hidden="true" focusable="false">
      {Object.entries(paths).map(([name, path]) => (
        <symbol key={name} id={`shape-${name}`} viewBox="-8 -8 16 16">
          <path d={path} fillRule="evenodd" />
        </symbol>
      ))}
    </svg>
  );
}

export type ShapeName =
  | Severity
  | "pass"
  | "unknown"
  | "neutral"
  /** Use of a credential. */
  | "recent"
  | "earlier"
  | "stale"
  | "never";

export function Shape({ name }: { readonly name: ShapeName }): JSX.Element {
  return (
    <svg className={`shape tone-${name}`} aria-hidden="true" focusable="false">
      <use href={`#shape-${name}`} />
    </svg>
  );
}

/** Severity as shape, word and colour. */
export function SeverityMark({ severity }: { readonly severity: Severity }): JSX.Element {
  return (
    <span className="mark">
      <Shape name={severity} />
      {severity === "informational" ? "info" : severity}
    </span>
  );
}

export function StatusMark({ status }: { readonly status: FindingStatus }): JSX.Element {
  return (
    <span className="mark">
      <Shape name={statusShapes[status]} />
      {statusWords[status]}
    </span>
  );
}

const circle = (radius: number): string =>
  `M${-radius} 0a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0z`;

const paths: Readonly<Record<ShapeName, string>> = {
  critical: "M0-8L8 0 0 8-8 0z",
  high: "M0-7L8 7H-8z",
  medium: "M-6-6H6V6H-6z",
  low: circle(6),
  informational: `${circle(6)}${circle(3.5)}`,
  pass: "M-7 0L-5-2-2 1 5-6 7-4-2 5z",
  unknown: "M-4-3.5C-4-8 4-8 4-3.5 4-.5 1 0 1 2.5H-1C-1-1 2-1 2-3.5 2-5.5-2-5.5-2-3.5zM-1.2 4.5H1.2V7H-1.2z",
  neutral: "M-6-1H6V1H-6z",
  recent: circle(6),
  earlier: "M-6-6H6V6H-6z",
  stale: "M0-7L8 7H-8z",
  never: "M-7-5L-5-7 0-2 5-7 7-5 2 0 7 5 5 7 0 2-5 7-7 5-2 0z",
};

const statusShapes: { readonly [status in FindingStatus]: ShapeName } = {
  FAIL: "never",
  PASS: "pass",
  UNKNOWN: "unknown",
  NOT_APPLICABLE: "neutral",
  SUPPRESSED: "neutral",
};
