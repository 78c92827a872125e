import type { JSX, ReactNode } from "react";
import { formatCount } from "../text/words.ts";
import { bounded } from "./facts.tsx";

/** A landmark with a heading. `lead` says in a sentence what the reader is looking at. */
export function Section({
  id,
  title,
  lead,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children?: ReactNode;
}): JSX.Element {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {lead === undefined ? null : <p className="lead">{lead}</p>}
      {children}
    </section>
  );
}

export interface TableColumn {
  readonly header: string;
  readonly numeric?: boolean;
  /** Width, where the content does not decide it. */
  readonly size?: "narrow" | "time" | "level";
}

/** A table whose first cell of each row is its header. */
export function DataTable({
  caption,
  columns,
  rows,
}: {
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly ReactNode[])[];
}): JSX.Element {
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ header, numeric, size }) => (
            <th key={header} scope="col" className={cellClass(numeric, size)}>
              {header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((cells, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are rendered once and never change
          <tr key={row}>
            {columns.map(({ header, numeric }, at) =>
              at === 0 ? (
                <th key={header} scope="row" className={cellClass(numeric)}>
                  {cells[at]}
                </th>
              ) : (
                <td key={header} className={cellClass(numeric)}>
                  {cells[at]}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Something folded away; the summary says what and how much. */
export function Fold({
  summary,
  open = false,
  className,
  id,
  children,
}: {
  readonly summary: ReactNode;
  readonly open?: boolean;
  readonly className?: string;
  readonly id?: string;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <details open={open} className={className} id={id}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}

/** A number that leads to its rows; 0 leads nowhere. */
export function LinkedCount({
  count,
  place,
  of,
}: {
  readonly count: number;
  /** An id on the page. */
  readonly place: string | undefined;
  /** What is counted, for those who hear the link alone. */
  readonly of: string;
}): JSX.Element {
  const text = formatCount(count);
  if (count === 0 || place === undefined) return <>{text}</>;
  return (
    <a href={`#${place}`} aria-label={`${text} ${of}`}>
      {text}
    </a>
  );
}

/** Text of the outside that leads to a place on the page, where there is one. */
export function PlaceLink({ place, text }: { readonly place: string | undefined; readonly text: string }): JSX.Element {
  return place === undefined ? <span>{bounded(text)}</span> : <a href={`#${place}`}>{bounded(text)}</a>;
}

/** Says how many of how many are shown; nothing when all are. */
export function Showing({
  shown,
  total,
  what,
}: {
  readonly shown: number;
  readonly total: number;
  readonly what: string;
}): JSX.Element | null {
  if (shown >= total) return null;
  return (
    <p className="showing">
      Showing {formatCount(shown)} of {formatCount(total)} {what}. The JSON and CSV outputs have them all.
    </p>
  );
}

function cellClass(numeric: boolean | undefined, size?: string): string | undefined {
  const names = [numeric === true ? "number" : "", size ?? ""].filter((name) => name !== "");
  return names.length === 0 ? undefined : names.join(" ");
}
