import { type LintContext, type PlacedText, type StatementNode, textsOf } from "./lint-context.ts";
import { type Note, warning } from "./lint-message.ts";

/** Policy variables where they are plain text: in documents of the version 2008-10-17. */
export function lintVariables({ elements }: StatementNode, { version }: LintContext): readonly Note[] {
  if (version === "2012-10-17") return [];
  const condition = elements.get("Condition")?.value;
  const operators = condition?.kind === "object" ? condition.members : [];
  const values = operators.flatMap(({ value }) => (value.kind === "object" ? value.members : []));
  const texts: readonly PlacedText[] = [
    ...textsOf(elements.get("Resource")?.value),
    ...textsOf(elements.get("NotResource")?.value),
    ...values.flatMap(({ value }) => textsOf(value)),
  ];
  return texts
    .filter(({ text }) => /\$\{[^{}]*\}/.test(text))
    .map(({ at }) => warning("variable.literal", at, message));
}

const message =
  "Policy variables are plain text in the version 2008-10-17, so that this matches nothing but itself. Version 2012-10-17 fills them in.";
