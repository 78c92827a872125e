/** A rightsize plan as people read it. Nothing here is computed by a format. */
export interface RightsizeView {
  /** `user/analyst` */
  readonly principal: string;
  readonly asOf: string;
  readonly windowDays: number;
  readonly level: string;
  /** Where the plan was written. */
  readonly file: string;
  readonly changes: readonly RightsizeChangeView[];
  /** The principal is disabled by an inline policy of this name. */
  readonly disable?: { readonly name: string; readonly why: readonly string[] };
  /** By state and reason, the longest first. */
  readonly kept: readonly {
    readonly state: string;
    readonly reason: string;
    readonly what: string;
    readonly actions: number;
  }[];
  readonly refusals: readonly { readonly where: string; readonly reason: string }[];
  /** What is measured, and how much of it. */
  readonly measure: readonly { readonly what: string; readonly before: number; readonly after: number }[];
  readonly checks: readonly RightsizeCheckView[];
}

export interface RightsizeChangeView {
  readonly policy: string;
  /** What happens to it: `a copy takes its place`. */
  readonly how: string;
  readonly removed: number;
  readonly why: readonly string[];
}

export interface RightsizeCheckView {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** There was nothing to show: it is no success. */
  readonly nothing?: true;
}
