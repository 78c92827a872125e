import type { SourceLocation } from "../model/index.ts";
import { type Condition, type ConditionAlgebra, type FieldPath, foldCondition, type ValueTest } from "./condition.ts";
import { fieldsOf } from "./fields.ts";
import { plainText } from "./glob.ts";
import { didYouMean } from "./nearest.ts";
import { isRecordField, recordFields } from "./record-fields.ts";
import type { Rule } from "./rule.ts";

/** Something about a rule that is allowed and is likely a mistake. */
export interface LintWarning {
  readonly check: LintCheck;
  readonly message: string;
  /** The field in question, else the rule. */
  readonly location: SourceLocation;
  readonly hint?: string;
}

export type LintCheck =
  | "value-is-field-path"
  | "unknown-field"
  | "event-source"
  | "missing-attribute"
  | "no-examples"
  | "tag";

/** Warnings about a rule, those about its condition first. */
export function lintRule(rule: Rule): readonly LintWarning[] {
  return [...lintFields(rule), ...lintValues(rule), ...lintAttributes(rule), ...lintTags(rule)];
}

function lintFields(rule: Rule): readonly LintWarning[] {
  return [...fieldsOf(rule.condition)]
    .filter((field) => !isRecordField(field))
    .map((field) => {
      const hint = didYouMean(field.split(".")[0] ?? "", recordFields);
      const message = `'${field}' does not begin with a field of CloudTrail's records.`;
      return { check: "unknown-field", message, location: place(rule, field), ...(hint !== undefined && { hint }) };
    });
}

function lintValues(rule: Rule): readonly LintWarning[] {
  return leavesOf(rule.condition).flatMap(({ field, test }): readonly LintWarning[] => {
    const text = textIn(test);
    if (text === undefined) return [];
    const location = place(rule, field);
    if (isRecordField(text) && text.includes(".")) {
      const message = `'${field}' is compared with the text '${text}', which looks like the name of a field.`;
      const hint = `Write '${field}|fieldref: ${text}' to compare two fields.`;
      return [{ check: "value-is-field-path", message, location, hint }];
    }
    const isExact = test.kind === "glob" && plainText(test.glob) !== undefined;
    if (field === "eventSource" && isExact && !text.toLowerCase().endsWith(".amazonaws.com")) {
      const message = `No AWS service writes '${text}' as its 'eventSource'.`;
      return [{ check: "event-source", message, location, hint: `Did you mean '${text}.amazonaws.com'?` }];
    }
    return [];
  });
}

function lintAttributes(rule: Rule): readonly LintWarning[] {
  const { location } = rule;
  const missing = [
    ...(rule.omits ?? []),
    ...(rule.tags.length === 0 ? ["tags"] : []),
    ...(rule.falsePositives.length === 0 ? ["falsepositives"] : []),
  ];
  const attributes = missing.map(
    (key) => ({ check: "missing-attribute", message: `The rule has no '${key}'.`, location }) as const,
  );
  if (rule.examples.length > 0) return attributes;
  const message = "The rule has no examples, so nothing shows that it matches what it should.";
  return [...attributes, { check: "no-examples", message, location }];
}

/** Source: Sigma's JSON schema for detection rules, `tags`. */
function lintTags(rule: Rule): readonly LintWarning[] {
  return rule.tags
    .filter((tag) => !/^[a-z0-9_-]+\.[a-z0-9._-]+$/.test(tag))
    .map((tag) => ({
      check: "tag",
      message: `The tag '${tag}' is not of the form 'namespace.name' in lower case.`,
      location: rule.location,
    }));
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
};

/** The text of a test that has just one, wildcards around it aside. */
function textIn(test: ValueTest): string | undefined {
  if (test.kind !== "glob") return undefined;
  const texts = test.glob.filter((part) => typeof part === "string");
  return texts.length === 1 ? texts[0] : undefined;
}

function place(rule: Rule, field: FieldPath): SourceLocation {
  return rule.fieldLocations?.get(field) ?? rule.location;
}
