import type { JSX } from "react";
import { parseArn } from "../../model/index.ts";
import { compareText, groupBy } from "../text/summary.ts";
import { formatCount, plural } from "../text/words.ts";
import type { UsageCell } from "../views/report.ts";
import { bounded } from "./facts.tsx";
import { DataTable, Fold, Section } from "./parts.tsx";

/**
 * Which granted services each principal used, and how long ago. It is a real table, so that it reads the same without
 * its shades; those with the most unused grants come first.
 */
export function UsageMap({ cells }: { readonly cells: readonly UsageCell[] }): JSX.Element | null {
  if (cells.length === 0) return null;
  const rows = [...groupBy(cells, ({ principal }) => principal).entries()].map(toRow).toSorted(byUnused);
  const services = [...groupBy(cells, ({ service }) => service).entries()]
    .toSorted(([a, x], [b, y]) => y.length - x.length || compareText(a, b))
    .map(([service]) => service);
  const never = rows.reduce((sum, { unused }) => sum + unused.length, 0);
  return (
    <Section
      id="usage"
      title="Granted and used"
      lead={`${formatCount(never)} of ${plural(cells.length, "grant")} of a service to a principal were never used. Numbers are days since the last use.`}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable with the keyboard */}
      <section className="scroll" tabIndex={0} aria-label="Map of granted and used services">
        <Grid rows={rows.slice(0, mapLimit)} services={services.slice(0, mapLimit).toSorted(compareText)} />
      </section>
      <OmittedNote rows={rows.length} services={services.length} />
      <ul className="legend">
        {legend
          .filter(([bucket]) => bucket !== "open" || cells.some(({ state }) => state))
          .map(([bucket, words]) => (
            <li key={bucket}>
              <span className={`key ${bucket}`} aria-hidden="true" /> {words}
            </li>
          ))}
      </ul>
      <Fold summary="Show as table" className="as-table">
        <DataTable
          caption="Services granted and used, by principal"
          columns={[
            { header: "Principal" },
            { header: "Granted", numeric: true },
            { header: "Used in 90 days", numeric: true },
            { header: "Never used", numeric: true },
            { header: "Which were never used" },
          ]}
          rows={rows
            .slice(0, mapLimit)
            .map((row) => [
              principalLabel(row.principal),
              formatCount(row.lastUse.size),
              formatCount([...row.lastUse.values()].filter((days) => days !== undefined && days <= 90).length),
              formatCount(row.unused.length),
              row.unused.length > namesLimit
                ? `${row.unused.slice(0, namesLimit).join(", ")} and ${row.unused.length - namesLimit} more`
                : row.unused.join(", "),
            ])}
        />
      </Fold>
    </Section>
  );
}

const mapLimit = 40;
const namesLimit = 12;

const legend = [
  ["used-30", "used in the last 30 days"],
  ["used-90", "30 to 90 days ago"],
  ["used-old", "longer ago"],
  ["unused", "granted, never used"],
  ["open", "? not known, ! must stay"],
  ["none", "not granted"],
] as const;

interface UsageRow {
  readonly principal: string;
  /** Service to days since its last use; undefined: granted and never used. */
  readonly lastUse: ReadonlyMap<string, number | undefined>;
  /** Services of which nobody can say that they are unused. */
  readonly open: ReadonlyMap<string, "unknown" | "protected">;
  readonly unused: readonly string[];
}

function toRow([principal, cells]: readonly [string, readonly UsageCell[]]): UsageRow {
  const lastUse = new Map<string, number | undefined>();
  for (const { service, lastUsedDays } of cells) {
    const known = lastUse.get(service);
    lastUse.set(service, known === undefined ? lastUsedDays : Math.min(known, lastUsedDays ?? known));
  }
  const open = new Map(cells.flatMap(({ service, state }) => (state === undefined ? [] : [[service, state] as const])));
  const unused = [...lastUse]
    .filter(([service, days]) => days === undefined && !open.has(service))
    .map(([service]) => service);
  return { principal, lastUse, open, unused: unused.toSorted(compareText) };
}

function byUnused(a: UsageRow, b: UsageRow): number {
  return b.unused.length - a.unused.length || compareText(a.principal, b.principal);
}

function Grid({
  rows,
  services,
}: {
  readonly rows: readonly UsageRow[];
  readonly services: readonly string[];
}): JSX.Element {
  return (
    <table className={services.length > 26 ? "map dense" : "map"}>
      <caption>Days since the last use of each granted service</caption>
      <thead>
        <tr>
          <th scope="col">Principal</th>
          {services.map((service) => (
            <th key={service} scope="col" className="upright">
              <span>{bounded(service)}</span>
            </th>
          ))}
          <th scope="col" className="number">
            Unused
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.principal}>
            <th scope="row">{principalLabel(row.principal)}</th>
            {services.map((service) => (
              <UseCell
                key={service}
                granted={row.lastUse.has(service)}
                days={row.lastUse.get(service)}
                open={row.open.get(service)}
              />
            ))}
            <td className="number">{`${row.unused.length}/${row.lastUse.size}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function UseCell({
  granted,
  days,
  open,
}: {
  readonly granted: boolean;
  readonly days: number | undefined;
  readonly open: "unknown" | "protected" | undefined;
}): JSX.Element {
  if (!granted) {
    return (
      <td className="none">
        <span className="unseen">not granted</span>
      </td>
    );
  }
  if (open !== undefined) {
    return (
      <td className="open">
        <span aria-hidden="true">{open === "unknown" ? "?" : "!"}</span>
        <span className="unseen">{open}</span>
      </td>
    );
  }
  if (days === undefined) {
    return (
      <td className="unused">
        <span className="unseen">never used</span>
      </td>
    );
  }
  return <td className={days <= 30 ? "used-30" : days <= 90 ? "used-90" : "used-old"}>{Math.floor(days)}</td>;
}

function OmittedNote({ rows, services }: { readonly rows: number; readonly services: number }): JSX.Element | null {
  const left = [
    rows > mapLimit && plural(rows - mapLimit, "more principal"),
    services > mapLimit && plural(services - mapLimit, "more service"),
  ].filter((part) => typeof part === "string");
  return left.length === 0 ? null : <p className="showing">Not shown: {left.join(" and ")}.</p>;
}

function principalLabel(arn: string): string {
  return bounded(parseArn(arn)?.resource ?? arn);
}
