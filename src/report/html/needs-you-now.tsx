import type { JSX } from "react";
import { compareSeverity, isAtLeast, type Severity } from "../../model/index.ts";
import type { DetectionGroup, FindingGroup } from "../text/summary.ts";
import { formatCount, formatTime, plural, resourceName } from "../text/words.ts";
import { bounded } from "./facts.tsx";
import { Section } from "./parts.tsx";
import type { ReportView } from "./report-view.ts";
import { SeverityMark } from "./shapes.tsx";

/** The critical and high findings and detections, worst first, a line each; at most twelve. */
export function NeedsYouNow({ view }: { readonly view: ReportView }): JSX.Element {
  // Of equal severity, what somebody does comes before what is set up badly.
  const items = [
    ...view.detections.map(detectionItem),
    ...view.failed.map((group, at) => findingItem(group, at, view.added)),
  ]
    .filter(({ severity }) => isAtLeast(severity, "high"))
    .toSorted((a, b) => compareSeverity(b.severity, a.severity));
  const shown = items.slice(0, itemLimit);
  return (
    <Section id="now" title="What needs you now">
      {shown.length === 0 ? <p>{calmSentence(view)}</p> : null}
      <ol className="now">
        {shown.map(({ key, severity, title, href, who, reason, isNew }) => (
          <li key={key}>
            <SeverityMark severity={severity} />
            <div>
              <h3>
                <a href={href}>{bounded(title)}</a>
                {isNew ? <span className="new">new</span> : null}
              </h3>
              <p>{bounded(reason)}</p>
              <p className="quiet">{bounded(who)}</p>
            </div>
          </li>
        ))}
      </ol>
      {items.length > shown.length ? (
        <p className="showing">
          And{" "}
          <a href={view.failed.length > 0 ? "#findings" : "#detections"} data-level="2">
            {formatCount(items.length - shown.length)} more of high severity or above
          </a>
          , listed below.
        </p>
      ) : null}
    </Section>
  );
}

const itemLimit = 12;
const nameLimit = 4;

interface Item {
  readonly key: string;
  readonly severity: Severity;
  readonly title: string;
  readonly href: string;
  readonly who: string;
  readonly reason: string;
  readonly isNew: boolean;
}

function findingItem(group: FindingGroup, at: number, added: ReadonlySet<string>): Item {
  const [first] = group.findings;
  const grave = group.findings.filter(({ severity }) => isAtLeast(severity, "high"));
  return {
    key: `finding-${at}`,
    severity: group.severity,
    title: group.source.title,
    href: `#finding-${at}`,
    who: whoseReason(grave, first?.reason),
    reason: first?.reason ?? "",
    isNew: grave.some(({ uid }) => added.has(uid)),
  };
}

/** The reason is said of those whom it is true of; of others there are other reasons to read below. */
function whoseReason(grave: FindingGroup["findings"], reason: string | undefined): string {
  const nameOf = ({ resource }: FindingGroup["findings"][number]): string => resourceName(resource);
  const same = grave.filter((finding) => finding.reason === reason).map(nameOf);
  const others = grave.filter((finding) => finding.reason !== reason).map(nameOf);
  return others.length === 0 ? someOf(same) : `${someOf(same)}; for other reasons ${someOf(others)}`;
}

function detectionItem(group: DetectionGroup, at: number): Item {
  const times = [...new Set([formatTime(group.first, "minute"), formatTime(group.last, "minute")])];
  return {
    key: `detection-${at}`,
    severity: group.rule.level,
    title: group.rule.title,
    href: `#detection-${at}`,
    who: `${someOf(group.principals.map(({ value }) => value))}, from ${someOf(group.sourceIps.map(({ value }) => value))}`,
    reason: `Seen ${group.detections.length === 1 ? "once" : `${formatCount(group.detections.length)} times`}: ${times.join(" to ")}.`,
    isNew: false,
  };
}

function someOf(names: readonly string[]): string {
  if (names.length === 0) return "an unknown place";
  const more = names.length - nameLimit;
  return `${names.slice(0, nameLimit).join(", ")}${more > 0 ? ` and ${formatCount(more)} more` : ""}`;
}

/** Silence is no all-clear: what could not be looked at is said in the same breath. */
function calmSentence({ report, summary }: ReportView): string {
  const unknown = summary.byStatus.UNKNOWN;
  if (report.kind !== "detect" && report.findings.length === 0 && summary.hidden === 0) {
    return "No check was asked, so this says nothing about how the account is configured.";
  }
  const limits = [
    unknown > 0 && `${plural(unknown, "question")} could not be answered`,
    summary.problems > 0 && `${plural(summary.problems, "problem")} kept inputs from being read`,
    summary.hidden > 0 && `a filter left out ${plural(summary.hidden, "finding")}`,
  ].filter((limit) => typeof limit === "string");
  const looked = report.kind === "detect" ? "detection" : "finding";
  return `No ${looked} of high or critical severity${limits.length === 0 ? "." : `; but ${limits.join(", and ")}.`}`;
}
