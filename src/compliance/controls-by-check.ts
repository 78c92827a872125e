import type { Framework } from "../model/index.ts";

/**
 * Turns frameworks around: a function from a check's id to the controls that it answers, wholly or in part, as sorted
 * `framework:control` texts. Controls that a person judges are not among them: a finding decides nothing there.
 */
export function controlsOf(frameworks: readonly Framework[]): (checkId: string) => readonly string[] {
  const byCheck = new Map<string, Set<string>>();
  for (const { id, controls } of frameworks) {
    for (const control of controls) {
      if (control.coverage !== "direct" && control.coverage !== "partial") continue;
      for (const checkId of control.answeredBy) {
        const names = byCheck.get(checkId) ?? new Set();
        byCheck.set(checkId, names.add(`${id}:${control.id}`));
      }
    }
  }
  const sorted = new Map([...byCheck].map(([checkId, names]) => [checkId, [...names].sort()]));
  return (checkId) => sorted.get(checkId) ?? [];
}
