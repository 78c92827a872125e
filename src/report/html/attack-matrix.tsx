import type { JSX } from "react";
import type { DetectionGroup } from "../text/summary.ts";
import { formatCount, plural } from "../text/words.ts";
import { tacticsInOrder, tacticsOfTechnique, techniqueNames } from "./attack-names.ts";
import { bounded } from "./facts.tsx";
import { Section } from "./parts.tsx";
import { shownGroups } from "./report-view.ts";

/** Detections by ATT&CK tactic and technique, as the tags of the rules say; each count leads to the rules. */
export function AttackMatrix({ groups }: { readonly groups: readonly DetectionGroup[] }): JSX.Element | null {
  const columns = columnsOf(groups.slice(0, shownGroups.rules));
  if (columns.length === 0) return null;
  const empty = tacticsInOrder.filter((tactic) => tactic.inCloud && !columns.some(({ name }) => name === tactic.name));
  const untagged = groups.filter(({ rule }) => tacticsOf(rule.tags).length === 0).length;
  return (
    <Section
      id="attack"
      title="ATT&CK"
      lead={[
        "Tactics in their order, with the techniques that the rules name. A rule with several stands in each.",
        ...(empty.length > 0 ? [`Nothing was detected for ${empty.map(({ name }) => name).join(", ")}.`] : []),
        ...(untagged > 0 ? [`${plural(untagged, "rule names no tactic", "rules name no tactic")}.`] : []),
      ].join(" ")}
    >
      <ul className="matrix">
        {columns.map(({ name, detections, techniques }) => (
          <li key={name}>
            <h3>{name}</h3>
            <p className="quiet">{plural(detections, "detection")}</p>
            <ul>
              {techniques.slice(0, techniqueLimit).map(({ id, detections: count, rules }) => (
                <li key={id}>
                  <p>
                    <strong className="id">{id}</strong> {nameOf(id)}{" "}
                    <span className="number">{formatCount(count)}</span>
                  </p>
                  <ul>
                    {rules.slice(0, ruleLimit).map(({ place, title }) => (
                      <li key={place}>
                        <a href={`#${place}`}>{bounded(title, 120)}</a>
                      </li>
                    ))}
                    {rules.length > ruleLimit ? <li className="quiet">and {rules.length - ruleLimit} more</li> : null}
                  </ul>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Section>
  );
}

const techniqueLimit = 16;
const ruleLimit = 12;

export interface Technique {
  readonly id: string;
  readonly detections: number;
  readonly rules: readonly { readonly place: string; readonly title: string }[];
}

export interface AttackColumn {
  readonly name: string;
  readonly detections: number;
  readonly techniques: readonly Technique[];
}

/** Tactics that rules name which fired; none where no rule names one. */
export function columnsOf(groups: readonly DetectionGroup[]): readonly AttackColumn[] {
  const placed = groups.map((group, at) => ({ group, place: `detection-${at}` }));
  return tacticsInOrder.flatMap(({ tag, name }) => {
    const own = placed.filter(({ group }) => tacticsOf(group.rule.tags).includes(tag));
    if (own.length === 0) return [];
    const ids = [...new Set(own.flatMap(({ group }) => techniquesUnder(tag, group.rule.tags)))];
    const techniques = ids.map((id): Technique => {
      const naming = own.filter(({ group }) => techniquesUnder(tag, group.rule.tags).includes(id));
      return {
        id,
        detections: sum(naming.map(({ group }) => group)),
        rules: naming.map(({ group: { rule }, place }) => ({ place, title: rule.title })),
      };
    });
    return [
      {
        name,
        detections: sum(own.map(({ group }) => group)),
        techniques: techniques.toSorted((a, b) => b.detections - a.detections || (a.id < b.id ? -1 : 1)),
      },
    ];
  });
}

function sum(groups: readonly DetectionGroup[]): number {
  return groups.reduce((total, { detections }) => total + detections.length, 0);
}

function tacticsOf(tags: readonly string[]): readonly string[] {
  const own = tags.map((tag) => tag.toLowerCase().replaceAll("_", "-"));
  return tacticsInOrder.flatMap(({ tag }) => (own.includes(`attack.${tag}`) ? [tag] : []));
}

function nameOf(id: string): string {
  if (id === "") return "no technique of this tactic named";
  return techniqueNames.get(id) ?? techniqueNames.get(id.split(".")[0] ?? "") ?? "";
}

/** Techniques of a rule that ATT&CK has under the tactic, or that are not known here; `""` where there is none. */
function techniquesUnder(tactic: string, tags: readonly string[]): readonly string[] {
  const fitting = techniquesOf(tags).filter(
    (id) => tacticsOfTechnique.get(id.split(".")[0] ?? "")?.includes(tactic) ?? true,
  );
  return fitting.length === 0 ? [""] : fitting;
}

function techniquesOf(tags: readonly string[]): readonly string[] {
  return [...new Set(tags.flatMap((tag) => /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag)?.[1]?.toUpperCase() ?? []))];
}
