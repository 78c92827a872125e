import { compareSeverity, type Detection, type Severity } from "../../model/index.ts";
import { jsonText } from "../text/sanitize.ts";
import { compareText, countValues } from "../text/summary.ts";
import { formatCount, plural, worstFirst } from "../text/words.ts";
import type { Report } from "../views/report.ts";
import { attackTags, attackVersion } from "./attack-tags.ts";
import { exportLine } from "./export-text.ts";

/**
 * A layer of ATT&CK Navigator, format 4.5: the techniques of the rules that matched. The score is the worst level of a
 * technique's detections, so that one stopped trail outweighs a thousand listings; how many there were is said beside it.
 */
export function* renderNavigator(report: Report): Iterable<string> {
  const byTechnique = new Map<string, Detection[]>();
  let untagged = 0;
  for (const detection of report.detections) {
    const { techniques } = attackTags(detection.rule.tags);
    if (techniques.length === 0) untagged += 1;
    for (const technique of techniques) {
      const group = byTechnique.get(technique);
      if (group === undefined) byTechnique.set(technique, [detection]);
      else group.push(detection);
    }
  }
  const total = plural(report.detections.length, "detection");
  const rest = untagged === 0 ? "" : ` ${formatCount(untagged)} of rules without a technique are not here.`;
  yield `${jsonText(
    {
      name: exportLine(report.title, 200),
      versions: { attack: attackVersion, navigator: "5.1.0", layer: "4.5" },
      domain: "enterprise-attack",
      description: exportLine(`${total}, as of ${report.asOf}. The score is the worst level.${rest}`, 1_000),
      sorting: 3,
      layout: {
        layout: "side",
        showID: true,
        showName: true,
        showAggregateScores: true,
        aggregateFunction: "max",
        countUnscored: false,
        expandedSubtechniques: "annotated",
      },
      hideDisabled: false,
      techniques: [...byTechnique].sort(([a], [b]) => compareText(a, b)).map(([id, group]) => technique(id, group)),
      gradient: { colors: ["#ffffff", "#fdd49e", "#fc8d59", "#b30000"], minValue: 0, maxValue: 100 },
      legendItems: worstFirst.map((level) => ({ label: `${scores[level]}: ${level}`, color: colors[level] })),
      selectTechniquesAcrossTactics: true,
      selectSubtechniquesWithParent: false,
      metadata: [
        { name: "made by", value: `trailproof ${exportLine(report.toolVersion, 64)}` },
        { name: "account", value: exportLine(report.account, 64) || "several or none" },
      ],
    },
    2,
  )}\n`;
}

function technique(techniqueID: string, group: readonly Detection[]): object {
  const level = group
    .map(({ rule }) => rule.level)
    .reduce((worst, each) => (compareSeverity(each, worst) > 0 ? each : worst));
  const rules = countValues(group.map(({ rule }) => rule.title));
  const named = rules.slice(0, maxRules).map(({ value, count }) => `${exportLine(value, 200)} (${formatCount(count)})`);
  const more = rules.length > maxRules ? [`and ${plural(rules.length - maxRules, "more rule")}`] : [];
  return {
    techniqueID,
    score: scores[level],
    comment: `${plural(group.length, "detection")}: ${[...named, ...more].join(", ")}`,
    enabled: true,
    metadata: [
      { name: "detections", value: String(group.length) },
      { name: "worst level", value: level },
    ],
  };
}

const maxRules = 10;

const scores: { readonly [level in Severity]: number } = {
  critical: 100,
  high: 75,
  medium: 50,
  low: 25,
  informational: 10,
};

/** Where the scores lie on the gradient. */
const colors: { readonly [level in Severity]: string } = {
  critical: "#b30000",
  high: "#d65232",
  medium: "#fdb17c",
  low: "#fddfb8",
  informational: "#fef2e0",
};
