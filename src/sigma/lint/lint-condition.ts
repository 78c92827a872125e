import { type Condition, type ConditionAlgebra, type FieldPath, foldCondition, type ValueTest } from "../condition.ts";
import type { EventNames } from "../event-names.ts";
import { fieldsOf } from "../fields.ts";
import { isMany, plainText } from "../glob.ts";
import { lintContradictions } from "./lint-contradictions.ts";
import { lintEventNames } from "./lint-event-names.ts";
import { lintFieldName } from "./lint-field-name.ts";
import { type Asking, type LintWarning, placeOf } from "./lint-warning.ts";
import { isRecordField } from "./record-fields.ts";

/** Warnings about a condition: what can never match, and what is compared in a way that nobody means. */
export function lintCondition(rule: Asking, eventNames: EventNames | undefined): readonly LintWarning[] {
  const ofFields = [...fieldsOf(rule.condition)].flatMap((field) => lintFieldName(field, placeOf(rule, field)));
  return [
    ...ofFields,
    ...lintValues(rule),
    ...(eventNames === undefined ? [] : lintEventNames(rule, eventNames)),
    ...lintContradictions(rule),
  ];
}

function lintValues(rule: Asking): readonly LintWarning[] {
  return leavesOf(rule.condition).flatMap(({ field, test }): readonly LintWarning[] => {
    const text = textIn(test);
    if (text === undefined) return [];
    const location = placeOf(rule, field);
    if (isRecordField(text) && text.includes(".")) {
      const message = `'${field}' is compared with the text '${text}', which looks like the name of a field.`;
      const hint = `Write '${field}|fieldref${relationOf(test)}: ${text}' to compare two fields.`;
      return [{ check: "value-is-field-path", message, location, hint }];
    }
    if (/^%[a-z_][\w-]+%$/i.test(text)) {
      const message = `'${field}' is compared with the text '${text}' itself: without 'expand' it is no placeholder.`;
      return [{ check: "unexpanded-placeholder", message, location, hint: `Write '${field}|expand' to fill it.` }];
    }
    const isExact = test.kind === "glob" && plainText(test.glob) !== undefined;
    if (field === "eventSource" && isExact && !text.toLowerCase().endsWith(".amazonaws.com")) {
      const message = `No AWS service writes '${text}' as its 'eventSource'.`;
      return [{ check: "event-source", message, location, hint: `Did you mean '${text}.amazonaws.com'?` }];
    }
    return [];
  });
}

/** How the rule compares the text, as a modifier that stands behind another one. */
function relationOf(test: ValueTest): string {
  const glob = test.kind === "glob" ? test.glob : [];
  const [before, behind] = [glob[0], glob.at(-1)].map((part) => part !== undefined && isMany(part));
  if (before && behind) return "|contains";
  if (before) return "|endswith";
  return behind ? "|startswith" : "";
}

interface Leaf {
  readonly field: FieldPath;
  readonly test: ValueTest;
}

function leavesOf(condition: Condition): readonly Leaf[] {
  return foldCondition(condition, leaves);
}

const leaves: ConditionAlgebra<readonly Leaf[]> = {
  and: (operands) => operands.flat(),
  or: (operands) => operands.flat(),
  not: (operand) => operand,
  field: (field, test) => [{ field, test }],
  keyword: () => [],
  element: (node, inner) => inner.map(({ field, test }) => ({ field: node.field + field, test })),
};

/** The text of a test that has just one, wildcards around it aside. */
function textIn(test: ValueTest): string | undefined {
  if (test.kind !== "glob") return undefined;
  const texts = test.glob.filter((part) => typeof part === "string");
  return texts.length === 1 ? texts[0] : undefined;
}
