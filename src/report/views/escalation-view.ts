/** Ways to more permissions, as `usage --escalation` prints them. */
export interface EscalationView {
  /** Who has most that can be closed for nothing comes first; those without a way are left out. */
  readonly principals: readonly EscalationPrincipal[];
  /** ARNs of those who are administrators already. */
  readonly administrators: readonly string[];
  /** How many methods were tried on each principal. */
  readonly methods: number;
  readonly notTried: readonly { readonly method: string; readonly reason: string }[];
}

export interface EscalationPrincipal {
  readonly arn: string;
  readonly name: string;
  readonly type: string;
  /** What can be closed for nothing first. */
  readonly ways: readonly EscalationWayView[];
  /** There may be more ways. */
  readonly isCut: boolean;
  /** What to cut, for nothing, in this order. */
  readonly cuts: readonly EscalationCut[];
}

export interface EscalationWayView {
  readonly behaviour: "unused" | "unknown" | "used";
  readonly power: "administrator" | "services" | "unknown";
  readonly certainty: "certain" | "possible";
  readonly conditional: boolean;
  readonly hops: readonly {
    readonly by: string;
    readonly method: string;
    readonly target?: string;
    readonly otherTargets: number;
    readonly how: string;
    readonly actions: readonly EscalationAction[];
  }[];
  /** Any one of these closes it. */
  readonly free: readonly { readonly principal: string; readonly action: string }[];
}

export interface EscalationAction {
  readonly action: string;
  readonly state: "used" | "unused" | "unknown" | "protected";
  readonly reason: string;
  readonly lastUsed?: string;
  readonly required: boolean;
  /** `statement 1 of inline policy own`. */
  readonly grantedBy: readonly string[];
}

export interface EscalationCut {
  readonly principal: string;
  readonly action: string;
  /** How many ways, beside those that are closed already. */
  readonly closes: number;
  readonly reason: string;
  readonly grantedBy: readonly string[];
}
