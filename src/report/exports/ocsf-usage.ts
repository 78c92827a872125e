import { hash } from "node:crypto";
import type { JsonObject } from "../../model/index.ts";
import type { EscalationPrincipal } from "../views/escalation-view.ts";
import { allActions, countStates, type UsagePrincipal, type UsageReport } from "../views/usage-report.ts";
import { timeMs } from "./export-time.ts";
import { ocsfLine } from "./ocsf-event.ts";

/**
 * IAM Analysis Findings (2008) of OCSF 1.6.0, one a line: one for each principal with what it is granted and does not
 * use, one for each with ways to more permissions. Only `unused` counts as unused; what nobody can know is told apart.
 */
export function* renderUsageOcsf(report: UsageReport): Iterable<string> {
  for (const principal of report.principals) yield usageLine(principal, report);
  for (const principal of report.escalation?.principals ?? []) yield escalationLine(principal, report);
}

function usageLine(principal: UsagePrincipal, report: UsageReport): string {
  const { arn, name, type, services } = principal;
  const counts = countStates(services);
  const actions = countStates(allActions(services));
  const lastUsed = services
    .flatMap((service) => timeMs(service.lastUsed ?? "") ?? [])
    .reduce((latest, ms) => Math.max(latest, ms), 0);
  return ocsfLine({
    ...head(arn, "usage", report),
    title: `Granted against used: ${type} ${name}`,
    message: `${services.length} services granted: ${counts.used} used, ${counts.unused} unused for ${report.windowDays} days, ${counts.unknown} unknown, ${counts.protected} protected.`,
    severity: counts.unused > 0 ? "low" : "informational",
    members: {
      user: identity(principal),
      permission_analysis_results: [
        {
          granted_privileges: services.map(({ namespace }) => namespace),
          unused_services_count: counts.unused,
          unused_privileges_count: actions.unused,
        },
      ],
      ...(lastUsed > 0 && { identity_activity_metrics: { last_seen_time: lastUsed } }),
      resources: [{ uid: arn, name, type }],
    },
    unmapped: {
      services: services.map(({ namespace, state, grantedActions, reason }) => ({
        namespace,
        state,
        grantedActions,
        reason,
      })),
    },
  });
}

function escalationLine(principal: EscalationPrincipal, report: UsageReport): string {
  const { arn, name, type, ways, isCut, cuts } = principal;
  const isAdministrator = ways.some(({ power }) => power === "administrator");
  return ocsfLine({
    ...head(arn, "escalation", report),
    title: `Ways to more permissions: ${type} ${name}`,
    message: `${isCut ? "At least " : ""}${ways.length} ways to more permissions${isAdministrator ? ", to those of an administrator among them" : ""}; ${cuts.length} actions close what can be closed for nothing.`,
    severity: isAdministrator ? "high" : "medium",
    members: {
      user: identity(principal),
      permission_analysis_results: [
        {
          granted_privileges: [
            ...new Set(ways.flatMap(({ hops }) => hops.flatMap(({ actions }) => actions.map(({ action }) => action)))),
          ],
        },
      ],
      resources: [{ uid: arn, name, type }],
    },
    unmapped: {
      ways: ways.map(({ behaviour, power, certainty, hops }) => ({
        behaviour,
        power,
        certainty,
        hops: hops.map(({ by, method, target = "", how }) => ({ by, method, target, how })),
      })),
      cuts: cuts.map(({ principal: who, action, reason }) => ({ principal: who, action, reason })),
    },
  });
}

function head(
  arn: string,
  question: string,
  { account, asOf, toolVersion }: UsageReport,
): Pick<
  Parameters<typeof ocsfLine>[0],
  "class" | "uid" | "status" | "account" | "region" | "toolVersion" | "time" | "firstSeen" | "asOf" | "findingInfo"
> {
  return {
    class: 2008,
    uid: hash("sha256", [account, question, arn].join("\n"), "hex").slice(0, 32),
    status: { id: 1, name: "New" },
    account,
    region: "",
    toolVersion,
    time: asOf,
    firstSeen: asOf,
    asOf,
    findingInfo: {},
  };
}

function identity({
  arn,
  name,
  type,
}: {
  readonly arn: string;
  readonly name: string;
  readonly type: string;
}): JsonObject {
  return { uid: arn, name, type_id: type === "user" ? 1 : 99, type: type === "user" ? "User" : type };
}
