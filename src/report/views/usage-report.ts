import type { LogCoverage, ProblemRecord } from "../../model/index.ts";
import type { EscalationView } from "./escalation-view.ts";

/** Granted against used: what `usage` prints. Nothing here is computed by a format. */
export interface UsageReport {
  readonly title: string;
  readonly toolVersion: string;
  /** Twelve digits, or empty where no input named the account. */
  readonly account: string;
  /** The clock. ISO 8601, UTC. */
  readonly asOf: string;
  readonly windowDays: number;
  readonly graceDays: number;
  /** The day of the catalogue of actions. */
  readonly catalogueDate: string;
  readonly principals: readonly UsagePrincipal[];
  /** What the logs can tell; undefined without logs. */
  readonly logs?: LogCoverage;
  /** Ways to more permissions; undefined: not asked for. */
  readonly escalation?: EscalationView;
  readonly notes: readonly string[];
  readonly problems: readonly ProblemRecord[];
  readonly inputs: readonly { readonly source: string; readonly file: string; readonly sha256: string }[];
}

export interface UsagePrincipal {
  readonly arn: string;
  readonly name: string;
  readonly type: "user" | "role" | "group" | "policy";
  readonly services: readonly UsedService[];
}

export type UsageState = "used" | "unused" | "unknown" | "protected";

export interface UsageFacts {
  readonly state: UsageState;
  /** ISO 8601, UTC. */
  readonly lastUsed?: string;
  /** Whole days. */
  readonly lastUsedDays?: number;
  readonly lastRegion?: string;
  readonly calls?: { readonly done: number; readonly denied: number };
  readonly source: "access-advisor" | "cloudtrail" | "both" | "none";
  readonly evidenceAgeDays?: number;
  readonly reason: string;
}

export interface UsedService extends UsageFacts {
  /** `s3` */
  readonly namespace: string;
  /** `Amazon S3`; the namespace where nobody names it. */
  readonly title: string;
  /** How many of its actions are granted. */
  readonly grantedActions: number;
  /** Those of which more is known than of the service. May be made each time when it is asked for: ask once. */
  readonly actions: readonly UsedAction[];
}

export interface UsedAction extends UsageFacts {
  /** `s3:ListBucket` */
  readonly action: string;
}

/** What can go first. */
export const usageStates: readonly UsageState[] = ["unused", "unknown", "protected", "used"];

export type StateCounts = { readonly [state in UsageState]: number };

export function countStates(facts: Iterable<Pick<UsageFacts, "state">>): StateCounts {
  const counts = { unused: 0, unknown: 0, protected: 0, used: 0 };
  for (const { state } of facts) counts[state] += 1;
  return counts;
}

/** Of all principals, one at a time. */
export function* allServices(principals: readonly UsagePrincipal[]): Iterable<UsedService> {
  for (const { services } of principals) yield* services;
}

export function* allActions(services: Iterable<UsedService>): Iterable<UsedAction> {
  for (const { actions } of services) yield* actions;
}
