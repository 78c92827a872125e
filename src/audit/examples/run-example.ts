import type { Snapshot } from "../../model/index.ts";
import { type Check, type CheckExample, defaultAuditSettings, type SubjectKind, type Verdict } from "../check.ts";
import { contextMaker } from "../context.ts";
import { snapshot } from "./example-builders.ts";

/** A check's own answer to one of its examples, at the clock of examples. */
export function runExample(check: Check, example: CheckExample<SubjectKind>): Verdict {
  // Only the kind of the check, which both were defined for, tells what `given` is.
  const given = check.subject === "account" ? (example.given as Snapshot) : snapshot(example.snapshot);
  const settings = { ...defaultAuditSettings, ...example.settings };
  const context = contextMaker(given, settings, example, () => example.regressions ?? [])(check);
  const cause = check.unanswerable?.(context);
  if (cause !== undefined) return { status: "UNKNOWN", reason: cause };
  return check.evaluate(example.given, context);
}
