import type { SourceLocation } from "../../model/index.ts";
import type { FieldPath } from "../condition.ts";
import { didYouMean } from "../nearest.ts";
import type { LintWarning } from "./lint-warning.ts";
import { derivedFields, innerFields, isRecordField, recordFields } from "./record-fields.ts";

/** Warnings about the name of a field alone. */
export function lintFieldName(field: FieldPath, location: SourceLocation): readonly LintWarning[] {
  if (/\[(?:any|all|all_or_empty|none|-?\d+)\]/.test(field)) {
    const message = `'${field}' has a bracket, which is part of the name in documents before Sigma 3.`;
    return [{ check: "array-syntax", message, location, hint: "Write 'sigma-version: 3' at the top of the document." }];
  }
  const [first = "", second] = field.split(".");
  if (first === "derived") {
    if (derivedFields.has(field)) return [];
    const message = `There is no field '${field}' that is derived from records.`;
    const names = [...derivedFields].join(", ");
    const hint = second === undefined ? undefined : didYouMean(field, derivedFields);
    return [{ check: "unknown-field", message, location, hint: hint ?? `There are ${names}.` }];
  }
  if (isRecordField(field)) return lintInnerName(first, second, location);
  const hint = didYouMean(first, recordFields);
  const message = `'${field}' does not begin with a field of CloudTrail's records.`;
  return [{ check: "unknown-field", message, location, ...(hint !== undefined && { hint }) }];
}

function lintInnerName(outer: string, inner: string | undefined, location: SourceLocation): readonly LintWarning[] {
  const known = innerFields.get(outer);
  if (known === undefined || inner === undefined || known.has(inner)) return [];
  const message = `'${outer}' has no field '${inner}' in CloudTrail's records.`;
  const hint = didYouMean(inner, known) ?? `There are ${[...known].join(", ")}.`;
  return [{ check: "unknown-field", message, location, hint }];
}
