/**
 * Where the account stands, seen from a step. `made`: id of the version that the step made. `isGone`: what holds it is not there.
 */
export type Seen =
  | { readonly at: "before" }
  | { readonly at: "after"; readonly made?: string }
  | { readonly at: "elsewhere"; readonly why: string; readonly isGone?: boolean };
