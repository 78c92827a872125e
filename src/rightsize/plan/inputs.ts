import type { ActionCatalogue } from "../../iam/index.ts";
import type { Activity, CredentialReport, Gap, Identities, LastAccessed } from "../../model/index.ts";
import type { PlanInput, PlanOptions } from "./plan.ts";
import type { WholeLogs } from "./whole-logs.ts";

/** Everything that a plan is made from. Nothing else is asked, so that the same facts give the same plan. */
export interface RightsizeFacts {
  readonly identities: Identities;
  /** Why the identities are not known wholly; then nobody can tell who else has a policy. */
  readonly identityGaps: readonly Gap[];
  readonly lastAccessed: readonly LastAccessed[];
  /** Tells of passwords and access keys, which somebody may use without any call that Access Advisor sees. */
  readonly credentialReport?: CredentialReport;
  readonly activity?: Activity;
  /** What of the logs could not be read, clauses: a call that is not seen is one that would be lost. */
  readonly logGaps?: readonly string[];
  /** Only where resources may be narrowed. */
  readonly wholeLogs?: WholeLogs;
  readonly catalogue: ActionCatalogue;
  readonly inputs: readonly PlanInput[];
}

export const defaultPlanOptions: Omit<PlanOptions, "asOf"> = {
  level: "action",
  windowDays: 90,
  graceDays: 14,
  protect: [],
  allowNotAction: false,
  shared: "union",
};
