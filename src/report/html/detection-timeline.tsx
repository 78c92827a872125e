import type { JSX } from "react";
import { compareSeverity } from "../../model/index.ts";
import type { DetectionGroup } from "../text/summary.ts";
import { formatCount, formatTime, plural } from "../text/words.ts";
import { bounded } from "./facts.tsx";
import { Section } from "./parts.tsx";
import type { ReportView } from "./report-view.ts";
import { percent } from "./scale.ts";
import { Shape } from "./shapes.tsx";

/** When each rule fired, one line a rule on one scale of time; the line says the same in words. */
export function DetectionTimeline({ view: { detections } }: { readonly view: ReportView }): JSX.Element | null {
  const span = spanOf(detections);
  if (span === undefined) return null;
  const lanes = detections
    .map((group, at) => ({ group, at }))
    .slice(0, laneLimit)
    .toSorted(
      (a, b) => compareSeverity(b.group.rule.level, a.group.rule.level) || (a.group.first < b.group.first ? -1 : 1),
    );
  return (
    <Section
      id="timeline"
      title="Detections over time"
      lead={`${formatTime(new Date(span.from).toISOString(), "minute")} to ${formatTime(new Date(span.to).toISOString(), "minute")}, left to right. Of equal severity, the first to begin comes first.`}
    >
      <ol className="lanes">
        {lanes.map(({ group, at }) => (
          <Lane key={group.rule.id} group={group} at={at} span={span} />
        ))}
      </ol>
      {detections.length > laneLimit ? (
        <p className="showing">
          And {plural(detections.length - laneLimit, "more rule")}, listed under <a href="#detections">Detections</a>.
        </p>
      ) : null}
    </Section>
  );
}

const laneLimit = 40;
const places = 240;

export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** From the first to the last detection, in milliseconds; undefined where there are not two different times. */
export function spanOf(groups: readonly DetectionGroup[]): TimeSpan | undefined {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { detections } of groups) {
    for (const { time } of detections) {
      const ms = Date.parse(time);
      if (Number.isNaN(ms)) continue;
      from = Math.min(from, ms);
      to = Math.max(to, ms);
    }
  }
  return to > from ? { from, to } : undefined;
}

function Lane({
  group: { rule, detections, first, last },
  at,
  span,
}: {
  readonly group: DetectionGroup;
  readonly at: number;
  readonly span: TimeSpan;
}): JSX.Element {
  const marks = new Set(
    detections.flatMap(({ time }) => {
      const share = (Date.parse(time) - span.from) / (span.to - span.from);
      return Number.isNaN(share) ? [] : [Math.round(share * places)];
    }),
  );
  const when = [...new Set([formatTime(first, "minute"), formatTime(last, "minute")])].join(" to ");
  return (
    <li>
      <span className="what">
        <Shape name={rule.level} /> <span className="unseen">{rule.level}</span>
        <a href={`#detection-${at}`}>{bounded(rule.title, 160)}</a>
      </span>
      <svg className="lane-marks" height="20" aria-hidden="true" focusable="false">
        <line className="axis" x1="0" x2="100%" y1="10" y2="10" />
        {[...marks].map((place) => (
          <use
            key={place}
            className={`dot tone-${rule.level}`}
            href={`#shape-${rule.level}`}
            x={percent(0.006 + (place / places) * 0.988)}
            y="4"
            width="12"
            height="12"
            transform="translate(-6 0)"
          />
        ))}
      </svg>
      <span className="number">
        {formatCount(detections.length)}
        <small className="hint">{bounded(when, 80)}</small>
      </span>
    </li>
  );
}
