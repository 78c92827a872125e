import type { JSX } from "react";
import type { Finding } from "../../model/index.ts";
import { plural, resourceName } from "../text/words.ts";
import { bounded } from "./facts.tsx";
import { Showing } from "./parts.tsx";

/** Those beyond the table: on a line each, with reason and evidence, as far as there is room; then by name, so that none can be missed. */
export function RestOfResources({
  findings,
  room,
  total,
}: {
  readonly findings: readonly Finding[];
  readonly room: Room;
  readonly total: number;
}): JSX.Element | null {
  if (findings.length === 0) return null;
  const lines = linesWithin(findings, room.characters);
  const told = lines.reduce((sum, { names }) => sum + names.length, 0);
  const beyond = findings.slice(told);
  const named = beyond.slice(0, room.names);
  return (
    <>
      {lines.length === 0 ? null : (
        <>
          <p className="showing">{plural(told, "more resource")}:</p>
          <ul className="rest lined">
            {lines.map(({ names, reason, facts }) => (
              <li key={names[0]}>
                <b>{names.length === 1 ? names[0] : plural(names.length, "resource")}</b> {reason} <code>{facts}</code>
                {names.length === 1 ? null : <small className="hint">{names.join(", ")}</small>}
              </li>
            ))}
          </ul>
        </>
      )}
      {beyond.length === 0 ? null : (
        <>
          <p className="showing">
            {plural(beyond.length, "more resource")}, whose reasons are in the JSON and CSV outputs:
          </p>
          <ul className="rest">
            {named.map(({ uid, resource }) => (
              <li key={uid}>{bounded(resourceName(resource), 80)}</li>
            ))}
          </ul>
        </>
      )}
      <Showing shown={total - beyond.length + named.length} total={total} what="resources" />
    </>
  );
}

/** What a check's findings beyond its table may take of the page. */
export interface Room {
  /** Of lines that say why. */
  readonly characters: number;
  readonly names: number;
}

/** Resources of which the same is to be said. */
interface Line {
  readonly names: readonly string[];
  readonly reason: string;
  readonly facts: string;
}

/** As many from the start as there is room for. */
function linesWithin(findings: readonly Finding[], characters: number): readonly Line[] {
  const lines = new Map<string, { readonly line: Omit<Line, "names">; readonly names: string[] }>();
  let left = characters;
  for (const finding of findings) {
    const line = { reason: bounded(finding.reason, 300), facts: factsInOne(finding) };
    const name = bounded(resourceName(finding.resource), 80);
    const key = `${line.reason}\n${line.facts}`;
    const known = lines.get(key);
    left -= name.length + (known === undefined ? key.length + markup : 2);
    if (left < 0) break;
    if (known === undefined) lines.set(key, { line, names: [name] });
    else known.names.push(name);
  }
  return [...lines.values()].map(({ line, names }) => ({ ...line, names }));
}

function factsInOne({ evidence }: Finding): string {
  const facts = evidence
    .slice(0, 4)
    .map(({ field, value }) => `${field}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const more = evidence.length > facts.length ? [`and ${evidence.length - facts.length} more`] : [];
  return bounded([...facts, ...more].join(", "), 200);
}

/** What a line has around its words. */
const markup = 36;
