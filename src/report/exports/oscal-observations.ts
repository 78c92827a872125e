import type { Evidence, Finding, Resource } from "../../model/index.ts";
import { plural } from "../text/words.ts";
import type { ComplianceReport } from "../views/compliance-report.ts";
import { oneLine, property, uuidOf } from "./oscal-text.ts";

/** Resources by type and ARN, each with the UUID of its inventory item. */
export type Subjects = ReadonlyMap<string, { readonly uuid: string; readonly resource: Resource }>;

export interface ObservationInput {
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  readonly subjects: Subjects;
  /** UUIDs of the result, of the tool and of the document. */
  readonly place: string;
  readonly tool: string;
  readonly root: string;
  readonly report: ComplianceReport;
}

/** The resources that an observation of its own names. */
export function subjectsOf(findings: readonly Finding[], place: string): Subjects {
  const subjects = new Map<string, { uuid: string; resource: Resource }>();
  for (const { resource } of findings.filter(isFault)) {
    const key = subjectKey(resource);
    if (!subjects.has(key)) subjects.set(key, { uuid: uuidOf(place, "subject", key), resource });
  }
  return subjects;
}

/** For each check one with its counts, and one for each finding that is not in order. */
export function observationsOf(input: ObservationInput): readonly object[] {
  return [...input.findings].flatMap(([check, findings]) => [
    countObservation(check, findings, input),
    ...findings.filter(isFault).map((finding) => faultObservation(finding, input)),
  ]);
}

/** The same UUIDs as {@link observationsOf} gives them. */
export function observationUuids(check: string, findings: readonly Finding[], place: string): readonly string[] {
  if (findings.length === 0) return [];
  return [
    uuidOf(place, "check", check),
    ...findings.filter(isFault).map((finding) => uuidOf(place, "observation", finding.uid)),
  ];
}

function isFault({ status }: Finding): boolean {
  return status !== "PASS" && status !== "NOT_APPLICABLE";
}

function subjectKey({ type, arn }: Resource): string {
  return `${type} ${arn}`;
}

function countObservation(check: string, findings: readonly Finding[], input: ObservationInput): object {
  const counts = new Map<string, number>();
  for (const { status } of findings) counts.set(status, (counts.get(status) ?? 0) + 1);
  const words = [...counts].map(([status, count]) => `${count} ${status}`).join(", ");
  return {
    uuid: uuidOf(input.place, "check", check),
    title: oneLine(`${check} ${findings[0]?.source.title ?? ""}`),
    description: oneLine(`${plural(findings.length, "answer")}: ${words}.`),
    props: [property("check", check), ...[...counts].map(([status, count]) => property(`count-${status}`, `${count}`))],
    ...common(input),
  };
}

/** UNKNOWN is an observation too: its description is the cause. */
function faultObservation(finding: Finding, input: ObservationInput): object {
  const { uid, source, status, severity, resource, reason, evidence } = finding;
  const subject = input.subjects.get(subjectKey(resource));
  return {
    uuid: uuidOf(input.place, "observation", uid),
    title: oneLine(`${source.id} ${source.title}`),
    description: oneLine(reason),
    props: [
      property("check", source.id),
      property("status", status),
      property("severity", severity),
      property("uid", uid),
    ],
    ...common(input),
    types: ["finding"],
    ...(subject && { subjects: [{ "subject-uuid": subject.uuid, type: "inventory-item" }] }),
    ...(evidence.length > 0 && { "relevant-evidence": evidence.map((fact) => evidenceOf(fact, input)) }),
  };
}

function common({ tool, report }: ObservationInput): object {
  return {
    methods: ["TEST"],
    origins: [{ actors: [{ type: "tool", "actor-uuid": tool }] }],
    collected: report.asOf,
  };
}

/** Points at the input by its source where there is only one: its hash stands in the back matter. */
function evidenceOf({ source, field, value }: Evidence, { report, root }: ObservationInput): object {
  const [input, ...others] = report.inputs.filter((each) => each.source === source);
  const at = input && others.length === 0 ? `#${uuidOf(root, "input", input.source, input.file, input.sha256)}` : "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return { ...(at !== "" && { href: at }), description: oneLine(`${source} ${field} = ${text}`) };
}
