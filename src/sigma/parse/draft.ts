import { Problem } from "../../model/index.ts";
import type { Glob, ValueTest } from "../condition.ts";
import { parseGlob } from "../glob.ts";
import { decimal } from "../numbers.ts";

/** A value on its way through the modifiers of its field. */
export type Draft = Written | Bytes | ValueTest;

/** As the rule writes it: wildcards are not read yet, since a regular expression has none. */
export interface Written {
  readonly kind: "written";
  readonly type: "text" | "number" | "boolean" | "null";
  readonly text: string;
}

/** What an encoding made of text, until Base64 or the end makes it text again. */
interface Bytes {
  readonly kind: "bytes";
  readonly bytes: Uint8Array;
}

type GlobTest = Extract<ValueTest, { kind: "glob" }>;

/** What is asked when no modifier is left. */
export function finishDraft(draft: Draft): ValueTest {
  switch (draft.kind) {
    case "written":
      return finishWritten(draft);
    case "bytes":
      // One character a byte, as text with the code points 0 to 255.
      return { kind: "glob", glob: [Buffer.from(draft.bytes).toString("latin1")], cased: false };
    default:
      return draft;
  }
}

/** Text with wildcards; numbers and booleans are their text. Throws a {@link Problem} that names `modifier`. */
export function toGlobTest(draft: Draft, modifier: string): GlobTest {
  if (draft.kind === "glob") return draft;
  if (draft.kind === "written" && draft.type !== "null") return textTest(parseGlob(draft.text));
  throw misused(modifier, "needs text", draft);
}

/** The value as the rule writes it. Throws a {@link Problem} when another modifier came first or the value is null. */
export function toWritten(draft: Draft, modifier: string): Written {
  if (draft.kind === "written" && draft.type !== "null") return draft;
  throw misused(modifier, "needs the value as it is written", draft);
}

export function misused(modifier: string, needs: string, draft: Draft): Problem {
  const given = draft.kind === "written" ? describeWritten(draft) : `already a ${draft.kind} test`;
  const hint =
    draft.kind === "written" ? undefined : "Modifiers are applied from left to right; check their order and company.";
  return new Problem(
    "rule.syntax",
    `'${modifier}' ${needs}, but the value is ${given}.`,
    hint === undefined ? {} : { hint },
  );
}

function finishWritten({ type, text }: Written): ValueTest {
  if (type === "null") return { kind: "null" };
  // Above 15 digits two numbers may look equal to JavaScript that are not.
  if (type === "number" && decimal.test(text) && text.replace(/\D/g, "").length <= 15) {
    return { kind: "number", value: Number(text), text };
  }
  return textTest(parseGlob(text));
}

function textTest(glob: Glob): GlobTest {
  return { kind: "glob", glob, cased: false };
}

function describeWritten({ type, text }: Written): string {
  if (type === "null") return "null";
  const shown = text.length > 60 ? `${text.slice(0, 60)}...` : text;
  return type === "text" ? `the text '${shown}'` : `the ${type} ${shown}`;
}
