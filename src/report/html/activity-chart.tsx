import type { JSX } from "react";
import { compareSeverity } from "../../model/index.ts";
import { mergeSpans, worstDetection } from "../text/activity.ts";
import { formatCount, formatTime, plural, worstFirst } from "../text/words.ts";
import type { ActivitySpan } from "../views/report.ts";
import { DataTable, Fold, Section } from "./parts.tsx";
import { percent } from "./scale.ts";
import { Shape } from "./shapes.tsx";

/** Events over time with the share that failed, and a mark where something was detected. */
export function ActivityChart({ activity }: { readonly activity: readonly ActivitySpan[] }): JSX.Element | null {
  if (activity.length === 0) return null;
  const spans = mergeSpans(activity, spanLimit);
  const most = Math.max(1, ...spans.map(({ events }) => events));
  return (
    <Section id="activity" title="Activity" lead={sentence(activity)}>
      <svg className="chart" height={chartHeight} role="img" aria-labelledby="activity-chart-title activity-chart-desc">
        <title id="activity-chart-title">Events over time, in UTC</title>
        <desc id="activity-chart-desc">{sentence(activity)}</desc>
        <text className="tick" x="0" y={plotTop - 5}>
          {`${formatCount(most)} events in ${hours(spans)}`}
        </text>
        <line className="grid" x1="0" x2="100%" y1={plotTop} y2={plotTop} />
        <line className="grid" x1="0" x2="100%" y1={plotTop + plotHeight / 2} y2={plotTop + plotHeight / 2} />
        {spans.map((span, at) => (
          <Span key={span.start} span={span} at={at} count={spans.length} most={most} />
        ))}
        <DetectionMarks spans={spans} />
        <line className="axis" x1="0" x2="100%" y1={plotTop + plotHeight} y2={plotTop + plotHeight} />
        {dateTicks(spans).map(({ share, label }) => (
          <text
            key={share}
            className="tick"
            x={percent(share)}
            y={chartHeight - 4}
            textAnchor={share > 0.88 ? "end" : "start"}
          >
            {label}
          </text>
        ))}
      </svg>
      <ul className="legend">
        <li>
          <svg className="swatch event" aria-hidden="true" focusable="false">
            <rect width="100%" height="100%" />
          </svg>{" "}
          events
        </li>
        <li>
          <svg className="swatch error" aria-hidden="true" focusable="false">
            <rect width="100%" height="100%" />
          </svg>{" "}
          of which with an error
        </li>
        {(["critical", "high", "medium"] as const).map((severity) => (
          <li key={severity}>
            <Shape name={severity} /> {severity} detection
          </li>
        ))}
      </ul>
      <Fold summary="Show as table" className="as-table">
        <DataTable
          caption="Events and detections by span of time, UTC"
          columns={[
            { header: "From" },
            { header: "Hours", numeric: true },
            { header: "Events", numeric: true },
            { header: "Errors", numeric: true },
            { header: "Detections" },
          ]}
          rows={spans.map((span) => [
            formatTime(span.start, "minute"),
            formatCount(span.hours),
            formatCount(span.events),
            formatCount(span.errors),
            detectionWords(span),
          ])}
        />
      </Fold>
    </Section>
  );
}

const spanLimit = 124;
const plotTop = 42;
const plotHeight = 116;
const chartHeight = 180;
const markSize = 13;

function Span({
  span,
  at,
  count,
  most,
}: {
  readonly span: ActivitySpan;
  readonly at: number;
  readonly count: number;
  readonly most: number;
}): JSX.Element {
  const height = (events: number): number => Math.round((Math.max(0, events) / most) * plotHeight * 10) / 10;
  const box = { x: percent(at / count), width: percent(0.84 / count) };
  const bottom = plotTop + plotHeight;
  const words = detectionWords(span);
  const title = `${formatTime(span.start, "minute")}: ${plural(span.events, "event")}, ${plural(span.errors, "error")}${words === "" ? "" : `, ${words}`}`;
  return (
    <g>
      <title>{title}</title>
      <rect className="hit" {...box} y={plotTop} height={plotHeight} />
      <rect className="event" {...box} y={bottom - height(span.events)} height={height(span.events)} />
      <rect className="error" {...box} y={bottom - height(span.errors)} height={height(span.errors)} />
    </g>
  );
}

/** The worst of each span; the worse lies above the milder where they touch. */
function DetectionMarks({ spans }: { readonly spans: readonly ActivitySpan[] }): JSX.Element {
  const marks = spans.flatMap((span, at) => {
    const worst = worstDetection(span);
    return worst === undefined ? [] : [{ worst, at }];
  });
  return (
    <g>
      {marks
        .toSorted((a, b) => compareSeverity(a.worst, b.worst))
        .map(({ worst, at }) => (
          <use
            key={at}
            className={`dot tone-${worst}`}
            href={`#shape-${worst}`}
            x={percent((at + 0.42) / spans.length)}
            y="4"
            width={markSize}
            height={markSize}
            transform={`translate(${-markSize / 2} 0)`}
          />
        ))}
    </g>
  );
}

function sentence(activity: readonly ActivitySpan[]): string {
  const events = activity.reduce((sum, span) => sum + span.events, 0);
  const errors = activity.reduce((sum, span) => sum + span.errors, 0);
  const silent = activity.filter((span) => span.events === 0);
  const found = activity.filter((span) => worstDetection(span) !== undefined).length;
  const share = events === 0 ? "0" : ((errors / events) * 100).toFixed(1);
  return [
    `${plural(events, "event")}, ${share} % with an error.`,
    found > 0 &&
      `Something of medium severity or above was detected in ${formatCount(found)} of ${plural(activity.length, "span")} of ${hours(activity)}.`,
    silent.length > 0 &&
      `${plural(silent.length, "span has", "spans have")} no event: either nothing happened or nothing was delivered.`,
  ]
    .filter((part) => typeof part === "string")
    .join(" ");
}

function hours(spans: readonly ActivitySpan[]): string {
  return plural(spans[0]?.hours ?? 0, "hour");
}

function detectionWords(span: ActivitySpan): string {
  return worstFirst
    .filter((severity) => (span.detections[severity] ?? 0) > 0)
    .map((severity) => `${formatCount(span.detections[severity] ?? 0)} ${severity}`)
    .join(", ");
}

/** At most six, on whole days (on whole hours below three days). */
function dateTicks(spans: readonly ActivitySpan[]): readonly { readonly share: number; readonly label: string }[] {
  const start = Date.parse(spans[0]?.start ?? "");
  const length = spans.reduce((sum, span) => sum + span.hours, 0) * hourMs;
  if (Number.isNaN(start) || !(length > 0)) return [];
  const unit = length < 3 * dayMs ? hourMs : dayMs;
  const step = Math.max(1, Math.ceil(length / unit / 5)) * unit;
  const ticks: { share: number; label: string }[] = [];
  for (let time = Math.ceil(start / unit) * unit; time < start + length; time += step) {
    const iso = new Date(time).toISOString();
    const day = `${Number(iso.slice(8, 10))} ${months[Number(iso.slice(5, 7)) - 1] ?? ""}`;
    ticks.push({ share: (time - start) / length, label: unit === dayMs ? day : `${iso.slice(11, 16)}Z` });
  }
  return ticks;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
