import type { Framework } from "../model/index.ts";

/** Turns frameworks around: a function from a check's id to its controls, as sorted `framework:control` texts. */
export function controlsOf(frameworks: readonly Framework[]): (checkId: string) => readonly string[] {
  const byCheck = new Map<string, Set<string>>();
  for (const { id, controls } of frameworks) {
    for (const control of controls) {
      for (const checkId of control.answeredBy) {
        const names = byCheck.get(checkId) ?? new Set();
        byCheck.set(checkId, names.add(`${id}:${control.id}`));
      }
    }
  }
  const sorted = new Map([...byCheck].map(([checkId, names]) => [checkId, [...names].sort()]));
  return (checkId) => sorted.get(checkId) ?? [];
}
