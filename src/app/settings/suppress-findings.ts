import { compileGlob, type Glob, globMatches } from "../../iam/index.ts";
import { type Finding, formatLocation, type SourceLocation } from "../../model/index.ts";

/** Findings that somebody takes on himself for a while. */
export interface Suppression {
  /** Id of a check or of a rule. */
  readonly source: string;
  /** ARN, `*` allowed; of findings of rules also what else they are about, such as an address. */
  readonly resource: string;
  readonly owner: string;
  readonly reason: string;
  /** From then on it is void. ISO 8601, UTC. */
  readonly expires: string;
  readonly place: SourceLocation;
}

export interface SuppressedFindings {
  /** All of them, in their order; nothing is left out. */
  readonly findings: readonly Finding[];
  /** Suppressions that have ended, and those of checks that fit nothing: a sentence each, with its place. */
  readonly notes: readonly string[];
}

/**
 * A finding FAIL or UNKNOWN that a suppression fits becomes SUPPRESSED: its reason says by whom, why and until when, and
 * still what was found. What passes stays as it is.
 *
 * @param kind - whose findings these are; suppressions of the other kind are no business of this run.
 * @param now - the clock of the findings, ISO 8601; empty: there is none, so that nothing ends.
 */
export function suppressFindings(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  kind: "check" | "rule",
  now: string,
): SuppressedFindings {
  const own = suppressions.filter(({ source }) => (kind === "check") === isCheckId(source));
  const asked = own.map((suppression) => ({ suppression, glob: compileGlob(suppression.resource) }));
  const valid = asked.filter(({ suppression }) => !hasEnded(suppression, now));
  const fitting = new Set<Suppression>();
  const result = findings.map((finding) => {
    const found = valid.filter((one) => fits(one, finding));
    for (const { suppression } of found) fitting.add(suppression);
    const [first] = found;
    return first === undefined ? finding : suppressed(finding, first.suppression);
  });
  const ended = asked.filter(({ suppression }) => hasEnded(suppression, now));
  return {
    findings: result,
    notes: [
      ...ended.map((one) => endedNote(one, findings)),
      // A rule that found nothing this time is no reason to forget what is known about it.
      ...(kind === "rule"
        ? []
        : valid.filter(({ suppression }) => !fitting.has(suppression)).map((one) => idleNote(one, findings))),
    ],
  };
}

/** `CRED-04`; ids of rules look otherwise. */
export function isCheckId(id: string): boolean {
  return /^[A-Z]+-\d+$/.test(id);
}

interface Asked {
  readonly suppression: Suppression;
  readonly glob: Glob;
}

function hasEnded({ expires }: Suppression, now: string): boolean {
  return now !== "" && Date.parse(expires) <= Date.parse(now);
}

function isAbout({ suppression, glob }: Asked, { source, resource }: Finding): boolean {
  return source.id === suppression.source && globMatches(glob, resource.arn);
}

function fits(asked: Asked, finding: Finding): boolean {
  return (finding.status === "FAIL" || finding.status === "UNKNOWN") && isAbout(asked, finding);
}

function suppressed(finding: Finding, { owner, reason, expires }: Suppression): Finding {
  const { status } = finding;
  if (status !== "FAIL" && status !== "UNKNOWN") return finding;
  return {
    ...finding,
    status: "SUPPRESSED",
    reason: `Suppressed by ${owner} until ${expires}: ${withStop(reason)} Otherwise ${status}: ${finding.reason}`,
    suppression: { owner, reason, expires, status },
  };
}

function endedNote(asked: Asked, findings: readonly Finding[]): string {
  const { suppression } = asked;
  const count = findings.filter((finding) => fits(asked, finding)).length;
  const left =
    count === 0 ? "nothing needs it any more" : `${count === 1 ? "1 finding counts" : `${count} findings count`} again`;
  return `${said(suppression)} by ${suppression.owner} ended at ${suppression.expires}; ${left}.`;
}

function idleNote(asked: Asked, findings: readonly Finding[]): string {
  const { suppression } = asked;
  const settled = findings.filter((finding) => isAbout(asked, finding));
  const why =
    settled.length === 0
      ? "there is no such finding"
      : `${settled.length === 1 ? "the finding has" : "the findings have"} settled`;
  return `${said(suppression)} by ${suppression.owner} fits nothing: ${why}. Remove it.`;
}

function said({ source, resource, place }: Suppression): string {
  return `${formatLocation(place)}: The suppression of ${source} for ${resource}`;
}

function withStop(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
