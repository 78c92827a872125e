import { type LintMessage, lintPolicy } from "../../iam/index.ts";
import type { Evidence, Json } from "../../model/index.ts";
import type { HeldDocument } from "../document-holders.ts";

/** A mistake in a stored document, and where. */
export interface DocumentMistake {
  /** `statement 2 of inline policy own`. */
  readonly where: string;
  readonly message: string;
}

/** What lint says of a document; each document once, however often it is asked. */
export function mistakesOf(held: HeldDocument): readonly LintMessage[] {
  if ("unreadable" in held.document) return [];
  const known = messages.get(held.document);
  if (known !== undefined) return known;
  const found = lintJson(held.document.json, held.use);
  messages.set(held.document, found);
  return found;
}

/** Documents are stored as values, so that lines and columns are those of no file: only statements are named. */
export function lintJson(json: Json, use: HeldDocument["use"]): readonly LintMessage[] {
  return lintPolicy(JSON.stringify(json), { use });
}

/** A clause without its full stop: `AWS lists no action "iam:CreateAccessKeys" (did you mean iam:CreateAccessKey)`. */
export function mistakeText({ message }: LintMessage): string {
  return message.replace(/\. Did you mean (.*)\?$/, " (did you mean $1)").replace(/\.$/, "");
}

export function mistakeEvidence({ where, message }: DocumentMistake): Evidence {
  return { source: "authorization-details", field: where, value: message };
}

const messages: WeakMap<object, readonly LintMessage[]> = new WeakMap();
