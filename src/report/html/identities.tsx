import type { JSX } from "react";
import { compareSeverity, type Finding, type Severity, worse } from "../../model/index.ts";
import { groupBy } from "../text/summary.ts";
import { formatCount, plural } from "../text/words.ts";
import type { CredentialFact } from "../views/identity-view.ts";
import type { IdentityRow, LastUse } from "../views/report-identities.ts";
import { bounded } from "./facts.tsx";
import { DataTable, Section, Showing } from "./parts.tsx";
import type { ReportView } from "./report-view.ts";
import { daysInWords } from "./scale.ts";
import { Shape, type ShapeName } from "./shapes.tsx";

/** Who there is: MFA, keys, last use, privileges, and what was found of each; those with the worst findings first. */
export function IdentitiesSection({ view }: { readonly view: ReportView }): JSX.Element | null {
  const { identities = [], findings } = view.report;
  if (identities.length === 0) return null;
  const failed = groupBy(
    findings.filter(({ status }) => status === "FAIL"),
    ({ resource }) => resource.arn,
  );
  const rows = identities
    .map((identity) => ({ identity, own: ownFindings(identity, failed.get(identity.arn) ?? []) }))
    .toSorted(byWorst);
  return (
    <Section id="identities" title="Identities" lead={sentence(identities)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable with the keyboard */}
      <section className="scroll wide" tabIndex={0} aria-label="Table of identities">
        <DataTable
          caption="Identities, those with the worst findings first"
          columns={[
            { header: "Identity" },
            { header: "MFA" },
            { header: "Credentials" },
            { header: "Last use" },
            { header: "Privileges" },
            { header: "Services used" },
            { header: "Failed findings" },
          ]}
          rows={rows
            .slice(0, rowLimit)
            .map(({ identity, own }) => [
              <NameCell key="name" identity={identity} />,
              <MfaCell key="mfa" identity={identity} />,
              <CredentialCell key="credentials" credentials={identity.credentials} type={identity.type} />,
              lastUse(identity.lastUse),
              <PowerCell key="power" identity={identity} />,
              servicesWords(identity),
              <FindingCell key="findings" name={identity.name} own={own} view={view} />,
            ])}
        />
      </section>
      <Showing shown={Math.min(rowLimit, rows.length)} total={rows.length} what="identities" />
    </Section>
  );
}

const rowLimit = 250;
const linkLimit = 5;

interface RankedIdentity {
  readonly identity: IdentityRow;
  readonly own: readonly Finding[];
}

/** A finding of the account has root's ARN, but is not about root. */
function ownFindings({ type }: IdentityRow, findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ resource }) => resource.type === `iam.${type}` || resource.type.startsWith("AWS::IAM"));
}

function byWorst(a: RankedIdentity, b: RankedIdentity): number {
  const worst = ({ own }: RankedIdentity): Severity | undefined =>
    own.length === 0 ? undefined : own.map(({ severity }) => severity).reduce(worse);
  const [first, second] = [worst(a), worst(b)];
  if (first !== second) return first === undefined ? 1 : second === undefined ? -1 : compareSeverity(second, first);
  return b.own.length - a.own.length || (a.identity.arn < b.identity.arn ? -1 : 1);
}

function sentence(identities: readonly IdentityRow[]): string {
  const count = (wanted: (identity: IdentityRow) => boolean): number => identities.filter(wanted).length;
  const administrators = count(({ administrator }) => administrator === "yes");
  const open = count((identity) => identity.mfa === "no" && hasPassword(identity));
  const unsure = count(({ administrator, type }) => administrator === "unknown" && type !== "root");
  return `${plural(
    count(({ type }) => type === "user"),
    "user",
  )} and ${plural(
    count(({ type }) => type === "role"),
    "role",
  )}: ${plural(administrators, "administrator")} with root${unsure > 0 ? `, ${formatCount(unsure)} of whom nobody can say` : ""}, ${plural(open, "password")} without MFA.`;
}

function hasPassword({ credentials = [] }: IdentityRow): boolean {
  return credentials.some(({ credential, state }) => credential === "password" && state === "active");
}

function NameCell({ identity: { type, name } }: { readonly identity: IdentityRow }): JSX.Element {
  return (
    <>
      {bounded(name, 200)}
      {type === "root" ? null : <small className="hint">{type}</small>}
    </>
  );
}

function MfaCell({ identity }: { readonly identity: IdentityRow }): JSX.Element {
  const { mfa } = identity;
  if (mfa === undefined) return <Dash words="no MFA of its own" />;
  if (mfa === "yes") return <Mark shape="pass" text="yes" />;
  if (mfa === "unknown") return <Mark shape="unknown" text="not known" />;
  return hasPassword(identity) || identity.type === "root" ? (
    <Mark shape="never" text="no" />
  ) : (
    <span className="quiet">no, and no password</span>
  );
}

/** What does not arise; the words are for those who hear it. */
function Dash({ words }: { readonly words: string }): JSX.Element {
  return (
    <>
      <span className="quiet" aria-hidden="true">
        –
      </span>
      <span className="unseen">{words}</span>
    </>
  );
}

function Mark({ shape, text }: { readonly shape: ShapeName; readonly text: string }): JSX.Element {
  return (
    <span className="mark">
      <Shape name={shape} />
      {text}
    </span>
  );
}

function CredentialCell({
  credentials,
  type,
}: {
  readonly credentials: readonly CredentialFact[] | undefined;
  readonly type: IdentityRow["type"];
}): JSX.Element {
  if (type === "role") return <Dash words="sessions only" />;
  if (credentials === undefined) return <Mark shape="unknown" text="not known" />;
  if (credentials.length === 0) return <span className="quiet">none</span>;
  return (
    <ul className="lines">
      {credentials.map(({ credential, state, ageDays, lastUsedDays, neverUsed }) => (
        <li key={credential} className={state === "inactive" ? "quiet" : undefined}>
          {credential}
          {state === "active" ? "" : ` (${state})`}
          {ageDays === undefined ? "" : `, ${daysInWords(ageDays)} old`}
          {neverUsed === true
            ? ", never used"
            : lastUsedDays === undefined
              ? ""
              : `, used ${daysInWords(lastUsedDays)} ago`}
        </li>
      ))}
    </ul>
  );
}

function lastUse(use: LastUse): JSX.Element {
  if (use.kind === "unknown") return <Mark shape="unknown" text="not known" />;
  return (
    <>
      {use.kind === "never" ? "never" : use.days < 1 / 24 ? "within the hour" : `${daysInWords(use.days)} ago`}
      <small className="hint">{use.from}</small>
    </>
  );
}

function PowerCell({
  identity: { administrator, because, ways, type },
}: {
  readonly identity: IdentityRow;
}): JSX.Element {
  return (
    <>
      {administrator === "yes" ? (
        <Mark shape="critical" text={type === "root" ? "root" : "administrator"} />
      ) : administrator === "unknown" ? (
        <Mark shape="unknown" text="not known" />
      ) : (
        <span className="quiet">no administrator</span>
      )}
      {administrator === "no" || type === "root" ? null : <small className="hint">{bounded(because, 160)}</small>}
      {ways === undefined || ways === 0 ? null : (
        <small className="hint">
          <a href="#escalation">{plural(ways, "way")} to more</a>
        </small>
      )}
    </>
  );
}

function servicesWords({ services, type }: IdentityRow): JSX.Element {
  if (services === undefined) return <span className="quiet">{type === "root" ? "all may be used" : "not known"}</span>;
  const { used, unused, unknown } = services;
  const total = used + unused + unknown;
  if (total === 0) return <span className="quiet">none granted</span>;
  return (
    <>
      {`${formatCount(used)} of ${formatCount(total)}`}
      <small className="hint">
        {[unused > 0 && `${formatCount(unused)} unused`, unknown > 0 && `${formatCount(unknown)} not known`]
          .filter((part) => typeof part === "string")
          .join(", ")}
      </small>
    </>
  );
}

function FindingCell({
  name,
  own,
  view,
}: {
  readonly name: string;
  readonly own: readonly Finding[];
  readonly view: ReportView;
}): JSX.Element {
  if (own.length === 0) return <span className="quiet">0</span>;
  const sources = [...groupBy(own, ({ source }) => source.id).values()]
    .map(([first, ...more]) => ({
      source: first.source,
      severity: [first, ...more].map(({ severity }) => severity).reduce(worse),
    }))
    .toSorted((a, b) => compareSeverity(b.severity, a.severity));
  return (
    <ul className="lines links">
      {sources.slice(0, linkLimit).map(({ source, severity }) => {
        const place = view.placeOf(source.id);
        const text = bounded(source.title, 80);
        return (
          <li key={source.id}>
            <Shape name={severity} /> <span className="unseen">{severity}</span>
            {place === undefined ? text : <a href={`#${place}`}>{text}</a>}
          </li>
        );
      })}
      {sources.length > linkLimit ? (
        <li className="all">
          <a href="#findings" data-find={bounded(name, 200)} aria-label={`All findings of ${bounded(name, 200)}`}>
            and {sources.length - linkLimit} more
          </a>
        </li>
      ) : null}
    </ul>
  );
}
