import type { JSX } from "react";
import { principalTitle, stateRows } from "../text/usage-rows.ts";
import { formatCount, formatTime, plural } from "../text/words.ts";
import type { UsageCell } from "../views/report.ts";
import { countStates, type UsagePrincipal, type UsageReport } from "../views/usage-report.ts";
import { EscalationSection } from "./escalation.tsx";
import { bounded } from "./facts.tsx";
import { InputsTable } from "./inputs-table.tsx";
import { DataTable, Fold, Section, Showing } from "./parts.tsx";
import { ProblemsSection } from "./provenance.tsx";
import { UsageMap } from "./usage-map.tsx";

/** The body of the page: counts, ways to more permissions where they were asked for, the heat map, then each principal with what can go first. */
export function UsageDocument({ report }: { readonly report: UsageReport }): JSX.Element {
  const { principals, notes, problems } = report;
  return (
    <>
      <a className="skip" href="#main">
        Skip to what was found
      </a>
      <Header report={report} />
      <main id="main" tabIndex={-1}>
        <EscalationSection escalation={report.escalation} />
        <UsageMap cells={principals.flatMap(mapCells)} />
        <Section
          id="principals"
          title="Principals"
          lead={`Who has most that can go comes first. Unused means: not used for ${plural(report.windowDays, "day")}, and it would have been seen.`}
        >
          {principals.slice(0, principalLimit).map((principal) => (
            <PrincipalFold key={principal.arn} principal={principal} />
          ))}
          <Showing shown={Math.min(principalLimit, principals.length)} total={principals.length} what="principals" />
        </Section>
        {notes.length === 0 ? null : (
          <Section id="notes" title="What is missing">
            <ul>
              {notes.slice(0, principalLimit).map((note) => (
                <li key={note}>{bounded(note)}</li>
              ))}
            </ul>
          </Section>
        )}
        <ProblemsSection problems={problems} />
        <Made report={report} />
      </main>
    </>
  );
}

const principalLimit = 200;
const namesLimit = 60;

function Header({ report }: { readonly report: UsageReport }): JSX.Element {
  const states = countStates(report.principals.flatMap(({ services }) => services));
  return (
    <header>
      <h1>{bounded(report.title)}</h1>
      <dl className="facts">
        <div>
          <dt>As of</dt>
          <dd className="number">{formatTime(report.asOf, "minute")}</dd>
        </div>
        <div>
          <dt>Window</dt>
          <dd>{plural(report.windowDays, "day")}</dd>
        </div>
        <div>
          <dt>Logs</dt>
          <dd>{report.logs === undefined ? "none" : plural(report.logs.events, "event")}</dd>
        </div>
      </dl>
      <dl className="counts">
        {(["unused", "unknown", "protected", "used"] as const).map((state) => (
          <div key={state} className={states[state] === 0 ? "zero" : undefined}>
            <dt>{state}</dt>
            <dd>{formatCount(states[state])}</dd>
          </div>
        ))}
      </dl>
    </header>
  );
}

function PrincipalFold({ principal }: { readonly principal: UsagePrincipal }): JSX.Element {
  return (
    <Fold summary={bounded(principalTitle(principal))}>
      <DataTable
        caption={`What ${bounded(principal.name)} is granted and uses`}
        columns={[
          { header: "State", size: "narrow" },
          { header: "Last used", size: "time" },
          { header: "Days", numeric: true },
          { header: "Services or actions" },
        ]}
        rows={stateRows(principal, namesLimit).map(({ state, lastUsed, days, text, reason }) => [
          state,
          lastUsed === undefined ? "" : formatTime(lastUsed, "minute"),
          days === undefined ? "" : formatCount(days),
          <>
            {bounded(text)}
            {reason === undefined ? null : <small className="hint">{bounded(reason)}</small>}
          </>,
        ])}
      />
    </Fold>
  );
}

function Made({ report }: { readonly report: UsageReport }): JSX.Element {
  const { inputs, toolVersion, asOf, catalogueDate } = report;
  return (
    <Section
      id="made"
      title="How this was made"
      lead={`trailproof ${toolVersion}, command usage, actions as AWS listed them on ${catalogueDate}. Ages count up to ${formatTime(asOf)}. Nothing was asked of AWS.`}
    >
      <InputsTable inputs={inputs} />
    </Section>
  );
}

/** A cell that is unused shows how long ago its last use was, if there was one. */
function mapCells({ arn, services }: UsagePrincipal): readonly UsageCell[] {
  return services.map(({ namespace, state, lastUsedDays }) => ({
    principal: arn,
    service: namespace,
    ...(lastUsedDays !== undefined && { lastUsedDays }),
    ...((state === "unknown" || state === "protected") && { state }),
  }));
}
