import { csvRow, jsonText } from "../text/sanitize.ts";
import {
  allActions,
  allServices,
  countStates,
  type UsageFacts,
  type UsagePrincipal,
  type UsageReport,
  type UsedAction,
  type UsedService,
} from "../views/usage-report.ts";
import { escalationCsv } from "./escalation-data.ts";

/** One object; every list is whole. Services by their namespace. */
export function* renderUsageJson(report: UsageReport): Iterable<string> {
  const { asOf, windowDays, graceDays } = report;
  const from = new Date(Date.parse(asOf) - windowDays * 86_400_000).toISOString().replace(".000Z", "Z");
  const head = {
    schemaVersion: 1,
    kind: "usage",
    tool: { name: "trailproof", version: report.toolVersion },
    account: report.account,
    asOf,
    window: { days: windowDays, from, to: asOf, graceDays },
    catalogue: { date: report.catalogueDate },
    logs: report.logs ?? null,
    summary: {
      principals: report.principals.length,
      services: countStates(allServices(report.principals)),
      actions: countStates(allActions(allServices(report.principals))),
    },
  };
  yield `${jsonText(head, 2).slice(0, -"\n}".length)},\n  "principals": [`;
  for (const [index, principal] of report.principals.entries()) {
    yield `${index === 0 ? "" : ","}${jsonText([[principalJson(principal)]], 2).slice("[\n  [".length, -"\n  ]\n]".length)}`;
  }
  const { escalation } = report;
  const tail = {
    ...(escalation && { escalation }),
    notes: report.notes,
    problems: report.problems,
    inputs: report.inputs,
  };
  yield `${report.principals.length === 0 ? "" : "\n  "}],\n${jsonText(tail, 2).slice("{\n".length)}\n`;
}

/** One cell a line: a service of a principal, or one of its actions; then one way to more permissions a line. */
export function* renderUsageJsonl({ principals, escalation }: UsageReport): Iterable<string> {
  for (const principal of principals) {
    for (const service of principal.services) {
      const { arn, type } = principal;
      const { namespace, grantedActions, actions } = service;
      const head = { schemaVersion: 1, kind: "usage", principal: arn, principalType: type, namespace };
      yield `${jsonText({ ...head, grantedActions, ...factsJson(service) })}\n`;
      for (const action of actions) yield `${jsonText({ ...head, action: action.action, ...factsJson(action) })}\n`;
    }
  }
  for (const { arn, type, ways } of escalation?.principals ?? []) {
    const head = { schemaVersion: 1, kind: "escalation", principal: arn, principalType: type };
    for (const way of ways) yield `${jsonText({ ...head, ...way })}\n`;
  }
}

/** The same cells, one a row; where ways to more permissions were asked for, these in place of them. */
export function* renderUsageCsv({ principals, escalation }: UsageReport): Iterable<string> {
  if (escalation !== undefined) return yield* escalationCsv(escalation);
  yield csvRow(columns);
  for (const principal of principals) {
    for (const service of principal.services) {
      yield csvRow([...rowStart(principal, service), undefined, service.grantedActions, ...factCells(service)]);
      for (const action of service.actions) {
        yield csvRow([...rowStart(principal, service), action.action, undefined, ...factCells(action)]);
      }
    }
  }
}

const columns = [
  "principal",
  "principal_type",
  "namespace",
  "action",
  "granted_actions",
  "state",
  "last_used",
  "last_used_days",
  "last_region",
  "calls_done",
  "calls_denied",
  "source",
  "evidence_age_days",
  "reason",
] as const;

type Cells = readonly (string | number | undefined)[];

function rowStart({ arn, type }: UsagePrincipal, { namespace }: UsedService): Cells {
  return [arn, type, namespace];
}

function factCells(facts: UsageFacts): Cells {
  const { state, lastUsed, lastUsedDays, lastRegion, calls, source, evidenceAgeDays, reason } = facts;
  return [state, lastUsed, lastUsedDays, lastRegion, calls?.done, calls?.denied, source, evidenceAgeDays, reason];
}

function principalJson({ arn, name, type, services }: UsagePrincipal): object {
  return {
    arn,
    name,
    type,
    summary: countStates(services),
    services: services.map((service) => ({
      namespace: service.namespace,
      name: service.title,
      grantedActions: service.grantedActions,
      ...factsJson(service),
      actions: service.actions.map((action: UsedAction) => ({ action: action.action, ...factsJson(action) })),
    })),
  };
}

/** Exactly these keys, in their order. */
function factsJson({
  state,
  lastUsed,
  lastUsedDays,
  lastRegion,
  calls,
  source,
  evidenceAgeDays,
  reason,
}: UsageFacts): object {
  return {
    state,
    ...(lastUsed !== undefined && { lastUsed }),
    ...(lastUsedDays !== undefined && { lastUsedDays }),
    ...(lastRegion !== undefined && { lastRegion }),
    ...(calls && { calls }),
    source,
    ...(evidenceAgeDays !== undefined && { evidenceAgeDays }),
    reason,
  };
}
