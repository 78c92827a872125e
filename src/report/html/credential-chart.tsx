import type { JSX } from "react";
import { groupBy } from "../text/summary.ts";
import { formatCount, plural } from "../text/words.ts";
import type { CredentialAge } from "../views/report.ts";
import { bounded } from "./facts.tsx";
import { DataTable, Fold, Section, Showing } from "./parts.tsx";
import { daysInWords, logShare, percent } from "./scale.ts";
import { Shape, type ShapeName } from "./shapes.tsx";

/**
 * The age of each active credential against its limit, on a logarithmic axis: a mark each up to 200, beyond that bars
 * that count them. The mark says when the credential was last used.
 */
export function CredentialChart({ ages }: { readonly ages: readonly CredentialAge[] }): JSX.Element | null {
  const known = ages.filter(({ ageDays }) => Number.isFinite(ageDays)).toSorted((a, b) => b.ageDays - a.ageDays);
  if (known.length === 0) return null;
  const lanes = layOutLanes(known);
  const max = axisMax(known);
  const height = lanes.reduce((sum, lane) => sum + lane.height, 0) + 24;
  const dense = known.length > markLimit;
  return (
    <Section id="credentials" title="Credential ages" lead={sentence(known)}>
      <svg className="chart" height={height} role="img" aria-labelledby="ages-title ages-desc">
        <title id="ages-title">Age of each active credential</title>
        <desc id="ages-desc">{sentence(known)}</desc>
        {ticks(max).map(([days, label]) => (
          <g key={days}>
            <line className="grid" x1={at(days, max)} x2={at(days, max)} y1="0" y2={height - 22} />
            <text className="tick" x={at(days, max)} y={height - 4} textAnchor="middle">
              {label}
            </text>
          </g>
        ))}
        {lanes.map((lane) => (
          <LaneMarks key={lane.name} lane={lane} max={max} dense={dense} />
        ))}
      </svg>
      {dense ? null : (
        <ul className="legend">
          {shapeWords.map(([name, words]) => (
            <li key={name}>
              <Shape name={name} /> {words}
            </li>
          ))}
        </ul>
      )}
      <Fold summary="Show as table" className="as-table">
        <DataTable
          caption="Active credentials, oldest first"
          columns={[
            { header: "User" },
            { header: "Credential" },
            { header: "Age in days", numeric: true },
            { header: "Limit", numeric: true },
            { header: "Last used" },
          ]}
          rows={known
            .slice(0, tableLimit)
            .map((age) => [
              bounded(age.user),
              age.credential,
              formatCount(Math.floor(age.ageDays)),
              age.limitDays === undefined ? "none" : formatCount(age.limitDays),
              lastUsed(age),
            ])}
        />
        <Showing shown={Math.min(tableLimit, known.length)} total={known.length} what="credentials" />
      </Fold>
    </Section>
  );
}

const markLimit = 200;
const tableLimit = 50;
const binCount = 72;
const markSize = 12;
const laneHead = 26;
const barHeight = 64;

const shapeWords: readonly (readonly [ShapeName, string])[] = [
  ["recent", "used in the last 30 days"],
  ["earlier", "used 30 to 90 days ago"],
  ["stale", "not used for 90 days"],
  ["never", "never used"],
];

interface Lane {
  readonly name: string;
  readonly top: number;
  readonly height: number;
  readonly ages: readonly CredentialAge[];
  readonly limits: readonly number[];
  /** Credentials by their place on the axis, 0 to {@link binCount} - 1. */
  readonly bins: ReadonlyMap<string, readonly CredentialAge[]>;
}

/** Passwords apart from access keys: their limits may differ. */
function layOutLanes(ages: readonly CredentialAge[]): readonly Lane[] {
  const max = axisMax(ages);
  const lanes: Lane[] = [];
  for (const name of ["Passwords", "Access keys"]) {
    const own = ages.filter(({ credential }) => (credential === "password") === (name === "Passwords"));
    if (own.length === 0) continue;
    const bins = groupBy(own, ({ ageDays }) =>
      String(Math.min(binCount - 1, Math.floor(logShare(ageDays, max) * binCount))),
    );
    const tallest = Math.max(...[...bins.values()].map((bin) => bin.length));
    lanes.push({
      name,
      top: lanes.reduce((sum, lane) => sum + lane.height, 0),
      height: laneHead + (ages.length > markLimit ? barHeight : Math.max(2, tallest) * (markSize + 1)) + 14,
      ages: own,
      limits: [...new Set(limitsOf(own))].toSorted((a, b) => a - b),
      bins,
    });
  }
  return lanes;
}

function LaneMarks({
  lane,
  max,
  dense,
}: {
  readonly lane: Lane;
  readonly max: number;
  readonly dense: boolean;
}): JSX.Element {
  const bottom = lane.top + lane.height - 12;
  const [limit] = lane.limits;
  return (
    <g>
      {limit === undefined ? null : (
        <rect
          className="past"
          x={at(limit, max)}
          width={percent(1 - axisStart - logShare(limit, max) * axisSpan)}
          y={lane.top + laneHead - 8}
          height={bottom - lane.top - laneHead + 8}
        />
      )}
      <text className="lane" x="0" y={lane.top + 14}>
        {`${lane.name} (${formatCount(lane.ages.length)})`}
      </text>
      {lane.limits.slice(0, 3).map((days) => (
        <g key={days}>
          <line className="limit" x1={at(days, max)} x2={at(days, max)} y1={lane.top + 4} y2={bottom} />
          <text className="limit-label" x={at(days, max)} dx="5" y={lane.top + 14}>
            {`limit ${formatCount(days)} days`}
          </text>
        </g>
      ))}
      <line className="axis" x1="0" x2="100%" y1={bottom} y2={bottom} />
      {dense ? <LaneBars lane={lane} max={max} bottom={bottom} /> : <LaneDots lane={lane} max={max} bottom={bottom} />}
    </g>
  );
}

interface LaneBox {
  readonly lane: Lane;
  readonly max: number;
  readonly bottom: number;
}

function LaneDots({ lane, max, bottom }: LaneBox): JSX.Element {
  return (
    <>
      {[...lane.bins.values()].flatMap((bin) =>
        bin.map((age, row) => (
          <use
            key={`${age.user} ${age.credential}`}
            className={`dot tone-${shapeOf(age)}`}
            href={`#shape-${shapeOf(age)}`}
            x={at(age.ageDays, max)}
            y={bottom - 3 - (row + 1) * (markSize + 1)}
            width={markSize}
            height={markSize}
            transform={`translate(${-markSize / 2} 0)`}
          >
            <title>{`${bounded(age.user)}, ${age.credential}: ${daysInWords(age.ageDays)} old, ${lastUsed(age)}`}</title>
          </use>
        )),
      )}
    </>
  );
}

function LaneBars({ lane, bottom }: LaneBox): JSX.Element {
  const tallest = Math.max(...[...lane.bins.values()].map((bin) => bin.length));
  return (
    <>
      {[...lane.bins].map(([bin, ages]) => {
        const height = Math.max(2, (ages.length / tallest) * barHeight);
        const past = ages.every(isPast);
        return (
          <rect
            key={bin}
            className={past ? "density over" : "density"}
            x={percent(axisStart + (Number(bin) / binCount) * axisSpan)}
            width={percent((0.86 / binCount) * axisSpan)}
            y={bottom - height}
            height={height}
          >
            <title>{`${plural(ages.length, "credential")}, up to ${daysInWords(Math.max(...ages.map(({ ageDays }) => ageDays)))} old`}</title>
          </rect>
        );
      })}
    </>
  );
}

const axisStart = 0.015;
const axisSpan = 0.965;

function at(days: number, max: number): string {
  return percent(axisStart + logShare(days, max) * axisSpan);
}

/** Room for the oldest, and for the limit to lie well inside. */
function axisMax(ages: readonly CredentialAge[]): number {
  return ages.reduce((most, { ageDays }) => Math.max(most, ageDays), Math.max(365, ...new Set(limitsOf(ages))) * 1.5);
}

function limitsOf(ages: readonly CredentialAge[]): readonly number[] {
  return ages.flatMap(({ limitDays }) => (limitDays !== undefined && Number.isFinite(limitDays) ? [limitDays] : []));
}

function isPast({ ageDays, limitDays }: CredentialAge): boolean {
  return limitDays !== undefined && ageDays >= limitDays;
}

function ticks(max: number): readonly (readonly [number, string])[] {
  const all: readonly (readonly [number, string])[] = [
    [1, "1 day"],
    [7, "7 days"],
    [30, "30 days"],
    [90, "90 days"],
    [365, "1 year"],
    [1095, "3 years"],
    [3650, "10 years"],
  ];
  return all.filter(([days]) => days <= max);
}

function shapeOf({ lastUsedDays }: CredentialAge): ShapeName {
  if (lastUsedDays === undefined || !Number.isFinite(lastUsedDays)) return "never";
  return lastUsedDays <= 30 ? "recent" : lastUsedDays <= 90 ? "earlier" : "stale";
}

function lastUsed({ lastUsedDays }: CredentialAge): string {
  return lastUsedDays === undefined || !Number.isFinite(lastUsedDays)
    ? "never used"
    : `used ${daysInWords(lastUsedDays)} ago`;
}

function sentence(ages: readonly CredentialAge[]): string {
  const past = ages.filter(isPast).length;
  const never = ages.filter(({ lastUsedDays }) => lastUsedDays === undefined).length;
  const oldest = ages[0];
  const who =
    oldest === undefined
      ? ""
      : ` The oldest is ${oldest.credential} of ${bounded(oldest.user)}: ${daysInWords(oldest.ageDays)}.`;
  return `${plural(ages.length, "active credential")}: ${formatCount(past)} at or past a limit, ${formatCount(never)} never used.${who}`;
}
