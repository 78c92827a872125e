import type { JSX } from "react";
import type { Json } from "../../model/index.ts";
import { formatCount } from "../text/words.ts";

/** Names with values, such as evidence or matched fields. Long values and long lists are cut, and say so. */
export function Facts({
  facts,
}: {
  readonly facts: readonly (readonly [name: string, value: Json])[];
}): JSX.Element | null {
  if (facts.length === 0) return null;
  const more = facts.length - factLimit;
  return (
    <ul className="evidence">
      {facts.slice(0, factLimit).map(([name, value], at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is rendered once and never changes
        <li key={at}>
          <span>{bounded(name)}</span> ={" "}
          <code>{bounded(typeof value === "string" ? value : JSON.stringify(value))}</code>
        </li>
      ))}
      {more > 0 ? <li>and {formatCount(more)} more</li> : null}
    </ul>
  );
}

/** Text of the outside in a length that leaves room for the rest of the page. */
export function bounded(text: string, limit = 600): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}… (${formatCount(text.length - limit)} more characters)`;
}

const factLimit = 6;
