import { compileGlob, type Glob, globMatches } from "../glob.ts";
import type { ResourceElement } from "../policy.ts";
import type { RequestContext } from "./request.ts";
import { compileTemplate, fillIn, pieceGlob, type Template, variablesOf } from "./template.ts";
import { either, maybe, no, opposite, type Truth, yes } from "./truth.ts";

/** `Resource` or `NotResource`, ready to be asked about one resource. */
export interface CompiledResource {
  matches(resource: string, context: RequestContext): Truth;
  /** Condition keys that its policy variables stand for. */
  readonly keys: readonly string[];
}

/**
 * A wildcard runs over slashes and colons. A pattern with a variable that has no value matches nothing; what `NotResource`
 * makes of that is not documented, so that it stays open.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Resource" and "IAM policy elements: Variables and tags".
 */
export function compileResource({ kind, patterns }: ResourceElement, version: string): CompiledResource {
  const not = kind === "NotResource";
  const templates = patterns.flatMap((pattern) => compileTemplate(pattern, version) ?? []);
  const sources = new Set(templates.map(({ source }) => source));
  const globs = patterns.filter((pattern) => !sources.has(pattern)).map(compileGlob);
  const listed = listing(globs, templates, not ? maybe : no);
  return {
    keys: templates.flatMap(variablesOf),
    matches: not ? (resource, context) => opposite(listed(resource, context)) : listed,
  };
}

function listing(
  globs: readonly Glob[],
  templates: readonly Template[],
  unresolved: Truth,
): (resource: string, context: RequestContext) => Truth {
  return (resource, context) => {
    for (const glob of globs) if (globMatches(glob, resource)) return yes;
    let answer: Truth = no;
    for (const template of templates) {
      const pieces = fillIn(template, context);
      if (pieces === "unknown") answer = either(answer, maybe);
      else if (pieces === "absent") answer = either(answer, unresolved);
      else if (globMatches(pieceGlob(template.source, pieces), resource)) return yes;
    }
    return answer;
  };
}
