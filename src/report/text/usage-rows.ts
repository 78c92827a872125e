import {
  countStates,
  type UsageFacts,
  type UsagePrincipal,
  type UsageState,
  usageStates,
} from "../views/usage-report.ts";
import { compareText } from "./summary.ts";
import { formatCount, plural } from "./words.ts";

/** Services of a principal that a reader can take as one. */
export interface StateRow {
  readonly state: UsageState;
  readonly lastUsed?: string;
  readonly days?: number;
  readonly source: UsageFacts["source"];
  /** Names of services or actions. */
  readonly text: string;
  /** For what is neither used nor unused. */
  readonly reason?: string;
}

/** `user/ana: 3 of 12 services can go, 4 used, 5 unknown`. */
export function principalTitle({ type, name, services }: UsagePrincipal): string {
  const { unused, used, unknown, protected: kept } = countStates(services);
  const parts = [
    `${formatCount(unused)} of ${plural(services.length, "service")} unused`,
    `${formatCount(used)} used`,
    ...(unknown > 0 ? [`${formatCount(unknown)} unknown`] : []),
    ...(kept > 0 ? [`${formatCount(kept)} protected`] : []),
  ];
  return `${type}/${name}: ${parts.join(", ")}`;
}

/**
 * What can go first: services that were never used together in one row, then unused actions of services in use; what
 * is unknown or protected by its reason; what is used one by one, the longest unused first.
 */
export function stateRows({ services }: UsagePrincipal, namesLimit: number): readonly StateRow[] {
  const groups = new Map<string, { readonly row: Omit<StateRow, "text">; readonly names: string[] }>();
  for (const service of services) {
    add(service.state === "used" ? `used ${service.namespace}` : "services", service, service.namespace);
    // Of a service that is unused or unknown, the row of the service says it for its actions.
    for (const action of service.state === "used" ? service.actions : []) {
      if (action.state === "unused") add(`actions ${service.namespace}`, action, action.action);
    }
  }
  return [...groups.values()]
    .map(({ row, names }) => ({ ...row, text: named(names, namesLimit) }))
    .toSorted(
      (a, b) =>
        usageStates.indexOf(a.state) - usageStates.indexOf(b.state) || compareText(a.lastUsed ?? "", b.lastUsed ?? ""),
    );

  function add(kind: string, { state, source, lastUsed, lastUsedDays, reason }: UsageFacts, name: string): void {
    const isOpen = state === "unknown" || state === "protected";
    const key = JSON.stringify([kind, state, isOpen ? reason : lastUsed]);
    const group = groups.get(key);
    if (group !== undefined) {
      group.names.push(name);
      return;
    }
    const dates = {
      ...(lastUsed !== undefined && { lastUsed }),
      ...(lastUsedDays !== undefined && { days: lastUsedDays }),
    };
    groups.set(key, { row: { state, source, ...(isOpen ? { reason } : dates) }, names: [name] });
  }
}

function named(names: readonly string[], limit: number): string {
  const shown = names.slice(0, limit).join(", ");
  const more = names.length - limit;
  const count = names.length > 1 ? `${formatCount(names.length)}: ` : "";
  return `${count}${shown}${more > 0 ? ` and ${formatCount(more)} more` : ""}`;
}
