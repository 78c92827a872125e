import { ageOf, formatDays } from "../age.ts";

/** Whether something granted was used within a window; `doubt` when its date has no age. */
export type Use =
  | { readonly kind: "used" }
  | { readonly kind: "unused"; readonly text: string }
  | { readonly kind: "doubt"; readonly because: string };

/** Reaching the window counts as unused; no date means that nothing was recorded within AWS's tracking period. */
export function useWithin(lastUsed: string | undefined, now: number, windowDays: number): Use {
  if (lastUsed === undefined) return { kind: "unused", text: "never" };
  const age = ageOf(lastUsed, now);
  if (age.kind === "unknown") return { kind: "doubt", because: age.because };
  return age.days >= windowDays ? { kind: "unused", text: `${formatDays(age.days)} ago` } : { kind: "used" };
}

/**
 * True for names that by AWS's custom only read. Access Advisor tracks management actions and does not say what they do.
 */
export function readsOnly(action: string): boolean {
  return /^(BatchGet|BatchDescribe|Check|Describe|Discover|Estimate|Get|Head|List|Lookup|Preview|Query|Read|Search|Select|Simulate|Test|Validate|View)/.test(
    action,
  );
}
