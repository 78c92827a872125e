import type { Json } from "../../model/index.ts";
import type { WholeLogs } from "./whole-logs.ts";

/**
 * What a principal may lose, why, and the proof that nothing it used is among it. A file to be reviewed, checked again
 * offline and applied; all of it follows from its inputs, so that the same inputs give the same bytes.
 */
export interface RightsizePlan {
  /** Raised when a reader of older plans would misread newer ones. */
  readonly schemaVersion: 1;
  readonly kind: "rightsize-plan";
  readonly principal: PlannedPrincipal;
  readonly options: PlanOptions;
  readonly catalogue: { readonly date: string; readonly actions: number };
  readonly evidence: PlanEvidence;
  readonly inputs: readonly PlanInput[];
  readonly changes: readonly PolicyChange[];
  /** The principal is disabled as a whole; absent where that was not asked for, or is not shown to hurt nobody. */
  readonly disable?: Disablement;
  /** What stays, in order of the names; of a disabled principal what its policies still say. */
  readonly kept: readonly KeptAction[];
  /** What could not be judged or cut, and why. One of the scope `principal` means that nothing is cut. */
  readonly refusals: readonly Refusal[];
  readonly measure: Measure;
  readonly proof: Proof;
  /** Of all of the above, written as compact JSON in this order. Hex. */
  readonly sha256: string;
}

export interface PlannedPrincipal {
  readonly arn: string;
  readonly type: "user" | "role" | "unknown";
  readonly name: string;
  /** `AIDA...`, `AROA...`: another principal of the same name has another one. Empty: not in the inputs. */
  readonly id: string;
}

/** What the user asked for; `verify` plans with the same again. */
export interface PlanOptions {
  /** The clock. ISO 8601, UTC. */
  readonly asOf: string;
  /**
   * `report`: cut nothing. `service`: only whole services. `action`: single actions, too. `resource`: also narrow the resources of
   * what is left to those that were touched, where logs that are known to be whole show them.
   */
  readonly level: PlanLevel;
  /** Whole days without use after which an action may go. */
  readonly windowDays: number;
  /** Grants that are younger than this stay. */
  readonly graceDays: number;
  /** Action patterns and ARNs (with wildcards) of principals that are left alone, in order. */
  readonly protect: readonly string[];
  /** Cut Allow statements with `NotAction`, too, which then no longer grant the actions that AWS adds later. */
  readonly allowNotAction: boolean;
  /** Customer-managed policies that others have, too: cut for all of them, or give this principal a copy of its own. */
  readonly shared: "union" | "fork";
  /** Disable the principal where nothing at all was used in the window. Absent: it was not asked for. */
  readonly disableUnused?: true;
}

export type PlanLevel = "report" | "service" | "action" | "resource";

/** Whether single actions may go at this level. */
export function cutsActions(level: PlanLevel): boolean {
  return level === "action" || level === "resource";
}

export interface PlanInput {
  /** `authorization-details`, `service-last-accessed`, `logs`. */
  readonly source: string;
  /** Without its folders: the same inputs elsewhere give the same plan. */
  readonly file: string;
  /** Of its bytes as stored. Hex. */
  readonly sha256: string;
}

/** What the plan rests on, so that a reader can tell how much it saw. */
export interface PlanEvidence {
  readonly window: { readonly from: string; readonly to: string };
  readonly accessAdvisor: readonly {
    readonly principal: string;
    readonly level: "service" | "action";
    readonly jobStatus: string;
    readonly completedAt?: string;
    readonly services: number;
  }[];
  readonly logs?: {
    readonly from?: string;
    readonly to?: string;
    readonly emptyDays: number;
    readonly regions: readonly string[];
    readonly events: number;
    readonly dataEventSources: readonly string[];
    /** Distinct calls of the principal. */
    readonly calls: number;
  };
  /** Where a user is disabled: when AWS made the report that tells of its password and keys. ISO 8601, UTC. */
  readonly credentialReport?: string;
  /** What shows that the logs are whole; only at the level `resource`. */
  readonly wholeLogs?: Omit<WholeLogs, "problems">;
}

/** A new inline policy of the principal that denies everything: one call, and one call takes it back. */
export interface Disablement {
  /** ARN of the user or role. */
  readonly holder: string;
  /** Of the inline policy; there is none of this name yet. */
  readonly name: string;
  readonly document: Json;
  /** Characters, as in {@link PolicyChange}. */
  readonly size: { readonly before: number; readonly after: number; readonly limit: number };
  /** What shows that nothing was used: one sentence for each source. */
  readonly why: readonly string[];
}

export interface PolicyChange {
  readonly policy: PolicyName;
  /**
   * `edit`: the document is replaced where it is. `copy`: a new customer-managed policy with the document takes the
   * place of the attachment. `delete`: nothing is left of the inline policy; `detach`: nothing is left of the managed one.
   */
  readonly how: "edit" | "copy" | "delete" | "detach";
  /** ARN of the user, role or group where that happens; absent for a customer-managed policy, which changes for all. */
  readonly holder?: string;
  /** ARNs of the users, roles and groups that such a policy is attached to: where `detach` happens. */
  readonly attachedTo?: readonly string[];
  /** Name of the new policy, for `copy`. */
  readonly copy?: string;
  /** ARNs of all users and roles whose permissions change. */
  readonly affects: readonly string[];
  /** As stored. */
  readonly before: Json;
  /** Null: nothing is left. */
  readonly after: Json | null;
  /** Characters without whitespace, as AWS counts them; `limit` for the sum of inline policies of their holder. */
  readonly size: { readonly before: number; readonly after: number; readonly limit: number };
  /** `wildcards`: a list of names would be longer than AWS stores; these stand for exactly the same actions. */
  readonly form: "names" | "wildcards";
  readonly statements: readonly StatementChange[];
  /** As the catalogue writes them, in order. */
  readonly removedActions: readonly string[];
  /** One sentence for each service or action that goes. */
  readonly why: readonly string[];
}

export interface PolicyName {
  readonly name: string;
  /** Of a managed policy its own; of an inline one that of the user, role or group that holds it. */
  readonly arn: string;
  /** `group`: an inline policy of a group. */
  readonly type: "inline" | "managed" | "group";
}

export interface StatementChange {
  /** Sid, or `statement 2`. */
  readonly statement: string;
  /** `same`: byte for byte. `narrowed`: nothing but its resources. */
  readonly change: "same" | "cut" | "dropped" | "narrowed";
  /** `Action` or `NotAction` as written, and what takes its place. Absent for `same`. */
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  /** Where its resources are narrowed. */
  readonly resources?: NarrowedResources;
}

export interface NarrowedResources {
  /** `Resource` as written, and what takes its place. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** What may be done to fewer resources, by the names of the catalogue. */
  readonly actions: readonly string[];
  /** A sentence. */
  readonly why: string;
}

export interface KeptAction {
  /** As the catalogue writes it; a pattern of a policy where the catalogue knows nothing that it matches. */
  readonly action: string;
  readonly service: string;
  readonly state: "used" | "unknown" | "protected";
  readonly reason: string;
}

export interface Refusal {
  /** `disable`: why the principal is not disabled though it was asked for; it says nothing about what is cut.
   * `resources`: why resources stay as they are; actions may go all the same. */
  readonly scope: "principal" | "policy" | "statement" | "disable" | "resources";
  readonly policy?: PolicyName;
  readonly statement?: string;
  readonly reason: string;
}

/** What the principal may do before and after, by its identity policies; boundary, SCPs and resource policies aside. */
export interface Measure {
  readonly actions: BeforeAfter;
  readonly services: BeforeAfter;
  /** Actions, each with the weight of its access level. */
  readonly risk: BeforeAfter;
  readonly weights: { readonly [level: string]: number };
  readonly byLevel: readonly (BeforeAfter & { readonly level: string })[];
  readonly administrator: { readonly before: boolean; readonly after: boolean };
  /** Ways to more permissions in one step, by their ids. For an administrator it is all that are known. */
  readonly escalation: BeforeAfter & { readonly removed: readonly string[]; readonly left: readonly string[] };
}

export interface BeforeAfter {
  readonly before: number;
  readonly after: number;
}

export interface Proof {
  readonly holds: boolean;
  readonly checks: readonly ProofCheck[];
  readonly replay: Replay;
  readonly freshness: Freshness;
}

/** One sentence with the numbers; where it fails, with the first thing that is wrong. */
export interface ProofCheck {
  readonly name: ProofCheckName;
  readonly ok: boolean;
  readonly detail: string;
}

/** `resources`: only at the level of that name. `disable`: only where the plan disables the principal. */
export type ProofCheckName =
  | "replay"
  | "structure"
  | "no-new-access"
  | "effective"
  | "evidence"
  | "size"
  | "resources"
  | "disable";

/** Recorded calls, each decided by the identity policies before and after. */
export interface Replay {
  /** Successful calls in the logs, and how many distinct ones they are. */
  readonly calls: number;
  readonly distinct: number;
  /** Distinct ones that are no event of their own, but were needed by one, as `iam:PassRole`. They are decided as well. */
  readonly inferred: number;
  /** Requests (a call on each of its resources) that were decided twice. */
  readonly requests: number;
  /** Distinct ones whose outcome differs. */
  readonly lost: number;
  /** Calls that prove no need and were not decided. */
  readonly excluded: readonly { readonly reason: string; readonly calls: number; readonly distinct: number }[];
}

export interface Freshness {
  /** Each changed policy as it is now; whoever applies the plan must find it so. */
  readonly policies: readonly { readonly policy: string; readonly sha256: string }[];
  /** When the oldest evidence was collected. */
  readonly oldestEvidence?: string;
  /** Evidence is good for a day. ISO 8601, UTC; absent without evidence that has a date. */
  readonly expires?: string;
}
