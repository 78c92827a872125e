import { type ActionCatalogue, actionCatalogue } from "../catalogue/index.ts";
import type { LintContext, LintUse } from "./lint-context.ts";
import { error, type LintMessage, type Note, quoted, warning } from "./lint-message.ts";
import { lintNames } from "./lint-names.ts";
import { duplicateSids, lintStatement } from "./lint-statement.ts";
import { nearest, suggestion } from "./nearest.ts";
import { lintSize, type PolicyPlace } from "./policy-size.ts";
import { isMistake, type JsonMember, type JsonNode, readJson } from "./read-json.ts";

export interface LintOptions {
  /** `identity` where it is not said. */
  readonly use?: LintUse;
  /** What the document is stored as, for its size; not said: the size is not looked at. */
  readonly place?: PolicyPlace;
  /** The one that comes with the package where it is not said. */
  readonly catalogue?: ActionCatalogue;
}

/**
 * What is wrong with the text of a policy document, in the order of its lines. An empty list: nothing was found.
 * Any text may be given; what the catalogue does not know is a warning, since it may be younger than the catalogue.
 *
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language" and "IAM JSON policy elements reference";
 * Service Authorization Reference.
 */
export function lintPolicy(text: string, options: LintOptions = {}): readonly LintMessage[] {
  return placed(notesOf(text, options), text);
}

/** Whatever AWS stores has at most a fifth of it, but for white space. */
const maxLength = 200_000;
/** More help nobody. */
const maxMessages = 500;
const maxSuggestions = 50;
/** Three times what the largest policies that AWS itself manages take; about half a second. */
const maxSteps = 75_000_000;

function notesOf(text: string, options: LintOptions): readonly Note[] {
  if (text.length > maxLength) {
    return [error("document.too-long", 0, `The document has ${text.length} characters; no policy of AWS is so long.`)];
  }
  const root = readJson(text);
  if (isMistake(root)) return [error("json.syntax", root.at, root.message)];
  if (root.kind !== "object") return [error("json.wrong-type", root.at, "A policy document is a JSON object.")];
  const elements = new Map(root.members.map((member) => [member.name, member]));
  const version = elements.get("Version");
  const context: LintContext = {
    catalogue: options.catalogue ?? actionCatalogue(),
    use: options.use ?? "identity",
    version: version?.value.kind === "text" && version.value.value === "2012-10-17" ? "2012-10-17" : "2008-10-17",
    budget: { steps: maxSteps, suggestions: maxSuggestions },
    expansions: new Map(),
  };
  return [
    ...lintSize(text, options.place),
    ...lintNames(root),
    ...root.members.filter(({ name }) => !policyElements.includes(name)).map(unknownElement),
    ...lintVersion(version, root.at),
    ...lintId(elements.get("Id")),
    ...lintStatements(elements.get("Statement"), root.at, context),
    ...unchecked(context, root.at),
  ];
}

const policyElements: readonly string[] = ["Version", "Id", "Statement"];

function unknownElement({ name, at }: JsonMember): Note {
  const better = suggestion(nearest(name, policyElements));
  return error("element.unknown", at, `A policy document has no element ${quoted(name)}.${better}`);
}

function lintVersion(version: JsonMember | undefined, at: number): readonly Note[] {
  if (version === undefined) {
    const message = "Without a Version the document counts as 2008-10-17, in which policy variables are plain text.";
    return [warning("version.missing", at, message)];
  }
  const { value } = version;
  if (value.kind === "text" && (value.value === "2012-10-17" || value.value === "2008-10-17")) return [];
  return [error("version.unknown", value.at, "Version is neither 2012-10-17 nor 2008-10-17.")];
}

function lintId(id: JsonMember | undefined): readonly Note[] {
  return id === undefined || id.value.kind === "text" ? [] : [error("json.wrong-type", id.value.at, "Id is not text.")];
}

function lintStatements(statement: JsonMember | undefined, at: number, context: LintContext): readonly Note[] {
  if (statement === undefined) return [error("element.missing", at, "The document has no Statement.")];
  const { value } = statement;
  const nodes: readonly JsonNode[] = value.kind === "list" ? value.items : [value];
  if (nodes.length === 0)
    return [warning("element.empty", value.at, "Without a statement the document has no effect.")];
  return [
    ...nodes.flatMap((node, index) => lintStatement(node, context).map((note) => ({ ...note, statement: index + 1 }))),
    ...duplicateSids(nodes),
  ];
}

function unchecked({ budget }: LintContext, at: number): readonly Note[] {
  if (budget.steps > 0) return [];
  const message = "The document is so large that not all of its actions and resources were looked up.";
  return [warning("document.unchecked", at, message)];
}

/** In the order of the text, with lines and columns. */
function placed(notes: readonly Note[], text: string): readonly LintMessage[] {
  const sorted = notes.toSorted((a, b) => a.offset - b.offset);
  const shown = sorted.slice(0, maxMessages);
  const next = sorted[maxMessages];
  if (next !== undefined) {
    const more = `${sorted.length - maxMessages} more messages are not shown.`;
    shown.push(warning("document.unchecked", next.offset, more));
  }
  let [line, lineStart, at] = [1, 0, 0];
  return shown.map(({ severity, code, message, offset, statement }) => {
    for (; at < offset; at += 1) {
      if (text[at] === "\n") [line, lineStart] = [line + 1, at + 1];
    }
    return {
      severity,
      code,
      message,
      line,
      column: offset - lineStart + 1,
      ...(statement !== undefined && { statement }),
    };
  });
}
