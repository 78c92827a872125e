import { actionCatalogue } from "../../iam/index.ts";
import {
  type Activity,
  type Identities,
  type LastAccessed,
  Problem,
  parseArn,
  type Snapshot,
} from "../../model/index.ts";
import type { UsagePrincipal, UsageReport, UsedAction, UsedService } from "../../report/index.ts";
import { createUsageJudge, type SubjectUsage, type UsageCell, type UsageJudge } from "../../rightsize/index.ts";
import { nearestName } from "../nearest-name.ts";
import { toolVersion } from "../version.ts";
import { answersFor, kindOf } from "./answers-for.ts";
import { escalationView } from "./escalation-view.ts";
import type { UsageInputs } from "./usage-inputs.ts";

export interface UsageQuestion {
  /** ARN or name; undefined: everybody. */
  readonly principal?: string;
  readonly windowDays: number;
  readonly graceDays: number;
  /** Actions and principals that must stay. */
  readonly protect: readonly string[];
  /** Ways to more permissions, too. */
  readonly escalation?: boolean;
}

/** Granted against used. Throws a {@link Problem} when the principal is not in the inputs. */
export function usageAccount(inputs: UsageInputs, question: UsageQuestion): UsageReport {
  const { snapshot, counted, asOf } = inputs;
  const { windowDays, graceDays, protect } = question;
  const catalogue = actionCatalogue();
  const lastAccessed = answersFor(question.principal, snapshot);
  const judge = createUsageJudge({
    ...(snapshot?.identities && { identities: snapshot.identities }),
    lastAccessed,
    ...(counted && { activity: counted.activity }),
    now: asOf,
    windowDays,
    graceDays,
    protect,
    catalogue,
  });
  const chosen = question.principal === undefined ? judge.subjects : [find(judge, question.principal)];
  const names = serviceNames(lastAccessed);
  const title = (prefix: string): string => names.get(prefix) ?? catalogue.service(prefix)?.title ?? prefix;
  const account = accountOf(snapshot, counted?.activity);
  // Both at once, since what is known of somebody is not kept for long.
  const told = chosen.map((usage) => ({
    principal: toPrincipal(usage, title, Date.parse(asOf)),
    gaps: gapNotes(usage),
  }));
  return {
    title: `Granted and used in ${account || "an account that no input names"}`,
    toolVersion: toolVersion(),
    account,
    asOf,
    windowDays,
    graceDays,
    catalogueDate: catalogue.date,
    principals: told.map(({ principal }) => principal).toSorted(byUnused),
    ...(counted && { logs: counted.activity.coverage }),
    ...(question.escalation === true &&
      snapshot?.identities && {
        escalation: escalationView(
          snapshot.identities,
          judge,
          question.principal === undefined ? undefined : chosen.map(({ subject }) => subject.arn),
        ),
      }),
    notes: [
      ...(question.escalation === true && snapshot?.identities === undefined
        ? ["Ways to more permissions were not looked for: that takes authorization details."]
        : []),
      ...notesOf(inputs, judge, lastAccessed),
      ...told.flatMap(({ gaps }) => gaps),
    ],
    problems: inputs.problems,
    inputs: [...originsOf(snapshot), ...(counted?.inputs ?? [])],
  };
}

function toPrincipal(usage: SubjectUsage, title: (prefix: string) => string, nowMs: number): UsagePrincipal {
  const { arn, name, kind } = usage.subject;
  const services = usage.services.map((prefix): UsedService => {
    const cell = usage.service(prefix);
    return {
      namespace: prefix,
      title: title(prefix),
      grantedActions: cell.granted ?? 0,
      ...factsOf(cell, nowMs),
      // Of a large account there are millions: who prints them has those of one service at a time.
      get actions() {
        return usage.notable(prefix).map((action): UsedAction => ({ action, ...factsOf(usage.action(action), nowMs) }));
      },
    };
  });
  return { arn, name, type: kind, services };
}

function factsOf(cell: UsageCell, nowMs: number): Omit<UsedAction, "action"> {
  const { state, lastUsed, lastRegion, calls, source, evidenceAgeDays, reason } = cell;
  return {
    state,
    ...(lastUsed !== undefined && { lastUsed, lastUsedDays: Math.floor((nowMs - Date.parse(lastUsed)) / 86_400_000) }),
    ...(lastRegion !== undefined && { lastRegion }),
    ...(calls && { calls }),
    source,
    ...(evidenceAgeDays !== undefined && { evidenceAgeDays }),
    reason,
  };
}

/** Who has most that can go comes first. */
function byUnused(a: UsagePrincipal, b: UsagePrincipal): number {
  const unused = ({ services }: UsagePrincipal): number => services.filter(({ state }) => state === "unused").length;
  return unused(b) - unused(a) || (a.arn < b.arn ? -1 : 1);
}

function find(judge: UsageJudge, wanted: string): SubjectUsage {
  const parsed = parseArn(wanted);
  if (parsed?.resource === "root" || wanted === "root") {
    throw new Problem("cli.usage", "The root user needs no permission, so that nothing of it is granted or unused.");
  }
  if (parsed !== undefined) {
    const found = judge.of(wanted);
    if (found !== undefined) return found;
  }
  const named = judge.subjects.filter(
    ({ subject }) => subject.name === wanted || `${subject.kind}/${subject.name}` === wanted,
  );
  const [only] = named;
  if (only !== undefined && named.length === 1) return only;
  if (named.length > 1) {
    const kinds = named.map(({ subject }) => `${subject.kind}/${subject.name}`).join(", ");
    throw new Problem("cli.usage", `${JSON.stringify(wanted)} is the name of several: ${kinds}.`, {
      hint: "Name the one that you mean by its ARN.",
    });
  }
  const nearest = nearestName(
    wanted,
    judge.subjects.map(({ subject }) => (parsed === undefined ? subject.name : subject.arn)),
  );
  const suggested = nearest === undefined ? "" : `Did you mean ${nearest}? `;
  throw new Problem("cli.usage", `No user or role ${JSON.stringify(wanted)} is in the inputs.`, {
    hint: `${suggested}Groups and policies are there once an Access Advisor answer about them is given.`,
  });
}

/** What is missing, since nothing is unused without it. */
function notesOf(
  { snapshot, counted }: UsageInputs,
  { subjects }: UsageJudge,
  lastAccessed: readonly LastAccessed[],
): readonly string[] {
  const { identities } = snapshot ?? {};
  const unnamed = lastAccessed.filter(({ arn }) => arn === undefined).length;
  const strangers =
    counted === undefined || identities === undefined ? [] : unknownCallers(counted.activity, identities);
  return [
    ...(identities === undefined
      ? [
          "No authorization details were given: what is granted, and since when, is not known, so that nothing is unused.",
        ]
      : []),
    ...(lastAccessed.length === 0
      ? ["No Access Advisor answer was given (--service-last-accessed): nothing else shows that something is unused."]
      : []),
    ...(unnamed > 0 ? ["One Access Advisor answer names nobody and is not used: give it as ARN=FILE."] : []),
    ...(counted === undefined
      ? ["No logs were given (--logs): use that Access Advisor does not see is not known."]
      : []),
    ...(subjects.length === 0 ? ["The inputs name no user and no role."] : []),
    ...(strangers.length > 0
      ? [
          `${strangers.length} in the logs are not in the authorization details and not shown: ${strangers.slice(0, 3).join(", ")}${strangers.length > 3 ? ", ..." : ""}.`,
        ]
      : []),
  ];
}

function unknownCallers({ principals }: Activity, { users, roles }: Identities): readonly string[] {
  const known = new Set(
    [...users, ...roles].map(({ arn, name }) => `${parseArn(arn)?.account} ${kindOf(arn)} ${name}`),
  );
  return principals
    .map(({ arn }) => arn)
    .filter((arn) => !known.has(`${parseArn(arn)?.account} ${kindOf(arn)} ${arn.slice(arn.lastIndexOf("/") + 1)}`))
    .filter((arn) => parseArn(arn)?.resource !== "root");
}

function gapNotes({ subject, gaps }: SubjectUsage): readonly string[] {
  return gaps.map((gap) => `${subject.kind}/${subject.name}: ${gap}; what it grants is not shown.`);
}

/** Access Advisor's names of services, by namespace. */
function serviceNames(answers: readonly LastAccessed[]): ReadonlyMap<string, string> {
  return new Map(
    answers.flatMap(({ services }) => services.map(({ namespace, name }) => [namespace.toLowerCase(), name])),
  );
}

function accountOf(snapshot: Snapshot | undefined, activity: Activity | undefined): string {
  if (snapshot !== undefined && snapshot.account !== "") return snapshot.account;
  const accounts = activity?.coverage.accounts ?? [];
  return accounts.length === 1 ? (accounts[0] ?? "") : "";
}

function originsOf(snapshot: Snapshot | undefined): UsageReport["inputs"] {
  return Object.entries(snapshot?.sources ?? {}).flatMap(([source, { origins }]) =>
    origins.map(({ file, sha256 }) => ({ source, file, sha256 })),
  );
}
