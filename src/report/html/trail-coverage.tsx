import type { JSX } from "react";
import type { CoverageCell, TrailCoverage } from "../views/report-trail-coverage.ts";
import { bounded } from "./facts.tsx";
import { Section } from "./parts.tsx";
import { Shape, type ShapeName } from "./shapes.tsx";

/** What the trails record by class of event and by place: what is not recorded cannot be found later. */
export function TrailCoverageSection({
  coverage,
}: {
  readonly coverage: TrailCoverage | undefined;
}): JSX.Element | null {
  if (coverage === undefined) return null;
  const { places, classes, notes } = coverage;
  return (
    <Section id="coverage" title="What the trails record" lead={sentence(coverage)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable with the keyboard */}
      <section className="scroll" tabIndex={0} aria-label="Table of what the trails record">
        <table className="coverage">
          <caption>Events by class and place, and whether a trail records them</caption>
          <thead>
            <tr>
              <th scope="col">Class of events</th>
              {places.map(({ name, regions }) => (
                <th key={name} scope="col">
                  {name}
                  {regions.length > 2 && !name.includes("all") ? (
                    <small className="hint">{bounded(regions.join(", "), 200)}</small>
                  ) : null}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {classes.map(({ group, name, cells }) => (
              <tr key={`${group} ${name}`}>
                <th scope="row">
                  {name}
                  <small className="hint">{group}</small>
                </th>
                {places.map((place, at) => (
                  <td key={place.name}>
                    <StateCell cell={cells[at]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {notes.length === 0 ? null : (
        <ul className="notes">
          {notes.slice(0, noteLimit).map((note) => (
            <li key={note}>{bounded(note)}</li>
          ))}
        </ul>
      )}
    </Section>
  );
}

const noteLimit = 20;
const trailLimit = 4;

function sentence({ classes }: TrailCoverage): string {
  const states = (group: string): readonly string[] =>
    classes.filter((one) => one.group === group).flatMap(({ cells }) => cells.map(({ state }) => state));
  const management = states("Management events");
  const whole = management.every((state) => state === "recorded");
  const first = whole
    ? "All management events are recorded."
    : management.every((state) => state === "not")
      ? "No management event is recorded."
      : "Not all management events are recorded for certain.";
  const data = states("Data events").filter((state) => state !== "none");
  return `${first} ${data.every((state) => state === "not") ? "No data event of S3, Lambda or DynamoDB is recorded." : "Data events are recorded as far as the table says."} What is not recorded cannot be looked up later.`;
}

const words: { readonly [state in CoverageCell["state"]]: readonly [ShapeName, string] } = {
  recorded: ["pass", "recorded"],
  partly: ["medium", "partly"],
  not: ["never", "not recorded"],
  unknown: ["unknown", "not known"],
  none: ["neutral", "no such events"],
};

function StateCell({ cell }: { readonly cell: CoverageCell | undefined }): JSX.Element {
  const { state, trails } = cell ?? { state: "unknown" as const, trails: [] };
  const [shape, text] = words[state];
  const more = trails.length - trailLimit;
  return (
    <>
      <span className="mark">
        <Shape name={shape} />
        {text}
      </span>
      {trails.length === 0 ? null : (
        <small className="hint">
          {bounded(trails.slice(0, trailLimit).join(", "), 200)}
          {more > 0 ? ` and ${more} more` : ""}
        </small>
      )}
    </>
  );
}
