import type { ExplainedEvents } from "../app/explain/explain-event.ts";
import type { ExplainedSequence } from "../app/explain/explain-sequence.ts";
import type { AnyRule } from "../app/rules/describe.ts";
import { jsonText } from "../report/index.ts";

/** What `explain RULE EVENT -o json` prints, as schemas/explanation.schema.json has it. */
export function explanationJson(
  { id, title, level, tags }: AnyRule,
  file: string,
  explained: ExplainedEvents | ExplainedSequence,
): string {
  return document({ kind: "explanation", rule: { id, title, level, tags }, file, ...explained });
}

/** The words about a subject, without an event. */
export function descriptionJson(type: "check" | "rule" | "problem", id: string, title: string, text: string): string {
  return document({ kind: "description", type, id, title, text });
}

function document(value: object): string {
  return `${jsonText({ schemaVersion: 1, ...value }, 2)}\n`;
}
