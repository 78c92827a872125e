import { AwsError } from "../../aws-error.ts";
import type { Input } from "../../call.ts";
import { optionalList, optionalText, optionalTexts } from "./input.ts";

/**
 * Throws InvalidEventSelectorsException.
 * Source: CloudTrail API Reference, "AdvancedEventSelector" and "AdvancedFieldSelector".
 */
export function checkedAdvancedSelectors(selectors: readonly Input[]): readonly object[] {
  if (selectors.length === 0) throw invalid("A trail needs an event selector.");
  const checked = selectors.map(checkedSelector);
  const conditions = checked.flatMap(({ FieldSelectors }) => FieldSelectors).flatMap((field) => valuesOf(field));
  if (conditions.length > 500) throw invalid("A trail can have up to 500 conditions in its advanced event selectors.");
  return checked;
}

interface AdvancedSelector {
  readonly Name?: string;
  readonly FieldSelectors: readonly Field[];
}

type Field = { readonly Field: string } & { readonly [operator in Operator]?: readonly string[] };
type Operator = "Equals" | "StartsWith" | "EndsWith" | "NotEquals" | "NotStartsWith" | "NotEndsWith";

const operators: readonly Operator[] = [
  "Equals",
  "StartsWith",
  "EndsWith",
  "NotEquals",
  "NotStartsWith",
  "NotEndsWith",
];

/** Fields by category; the last two have no more values than one each. */
const fieldsOf: Readonly<Record<string, readonly string[]>> = {
  Management: ["eventSource", "eventName", "eventType", "sessionCredentialFromConsole", "userIdentity.arn", "readOnly"],
  Data: [
    "eventSource",
    "eventName",
    "eventType",
    "sessionCredentialFromConsole",
    "userIdentity.arn",
    "resources.ARN",
    "resources.type",
    "readOnly",
  ],
  NetworkActivity: ["eventSource", "eventName", "errorCode", "vpcEndpointId"],
};

function checkedSelector(selector: Input): AdvancedSelector {
  const name = optionalText(selector, "Name");
  if (name !== undefined && name.length > 1000) throw invalid("The name of a selector has up to 1000 characters.");
  const fields = (optionalList(selector, "FieldSelectors") ?? []).map(checkedField);
  const category = one(fields, "eventCategory");
  const allowed = category !== undefined && Object.hasOwn(fieldsOf, category) ? fieldsOf[category] : undefined;
  if (category === undefined || allowed === undefined) {
    throw invalid(`A selector needs the field eventCategory that equals one of: ${Object.keys(fieldsOf).join(", ")}.`);
  }
  requireFields(fields, category, allowed);
  return { ...(name !== undefined && { Name: name }), FieldSelectors: fields };
}

function requireFields(fields: readonly Field[], category: string, allowed: readonly string[]): void {
  const names = fields.map(({ Field }) => Field);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw invalid(`The field ${twice} is given twice.`);
  const wrong = names.find((name) => name !== "eventCategory" && !allowed.includes(name));
  if (wrong !== undefined) throw invalid(`The field ${wrong} is not valid for events of the category ${category}.`);
  const needed = category === "Data" ? "resources.type" : category === "NetworkActivity" ? "eventSource" : undefined;
  if (needed !== undefined && one(fields, needed) === undefined) {
    throw invalid(`A selector of the category ${category} needs the field ${needed} that equals one value.`);
  }
  const readOnly = fields.find(({ Field }) => Field === "readOnly");
  if (readOnly !== undefined && !["true", "false"].includes(one(fields, "readOnly") ?? "")) {
    throw invalid("The field readOnly equals true or false.");
  }
}

/** The one value that a field equals, where it has no other condition. */
function one(fields: readonly Field[], name: string): string | undefined {
  const field = fields.find((some) => some.Field === name);
  if (field === undefined || field.Equals?.length !== 1 || valuesOf(field).length !== 1) return undefined;
  return field.Equals[0];
}

function checkedField(input: Input): Field {
  const name = optionalText(input, "Field") ?? "";
  const given = operators.flatMap((operator) => {
    const values = optionalTexts(input, operator);
    if (values?.some((value) => value.length < 1 || value.length > 2048)) {
      throw invalid(`A value of the field ${name} has 1 to 2048 characters.`);
    }
    return values === undefined || values.length === 0 ? [] : [[operator, values] as const];
  });
  if (name === "" || given.length === 0) throw invalid("A field selector needs a field and a condition with a value.");
  return { Field: name, ...Object.fromEntries(given) };
}

function valuesOf(field: Field): readonly string[] {
  return operators.flatMap((operator) => field[operator] ?? []);
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidEventSelectorsException", message);
}
