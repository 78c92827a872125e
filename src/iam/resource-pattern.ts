import { compileGlob, type Glob, globMatches, globOf, globsIntersect, many, tokensOf } from "./glob.ts";
import { globCovers } from "./glob-covers.ts";
import type { ResourceElement } from "./policy.ts";

/** `Resource` or `NotResource`, ready to be asked. ARNs do not ignore case. */
export interface ResourcePattern {
  readonly not: boolean;
  readonly patterns: readonly ResourceGlob[];
}

export interface ResourceGlob {
  readonly glob: Glob;
  /** False when a policy variable stands for something unknown and was read as `*`. */
  readonly exact: boolean;
}

/** Lower-case name of a policy variable to its value; `undefined`: the principal has no such value, so nothing matches. */
export type PolicyVariables = ReadonlyMap<string, string | undefined>;

/**
 * Variables that are known get their value, others count as "could be anything". `variables` undefined: the document
 * is of a version in which they are plain text.
 *
 * A wildcard may run over the colons of an ARN, as AWS does for a `*` that ends a segment.
 *
 * Source: IAM User Guide, "IAM policy elements: Variables and tags".
 */
export function compileResources(element: ResourceElement, variables: PolicyVariables | undefined): ResourcePattern {
  return {
    not: element.kind === "NotResource",
    patterns: element.patterns.flatMap((pattern) => {
      if (variables === undefined || !pattern.includes("${")) return [{ glob: compileGlob(pattern), exact: true }];
      return resolved(pattern, variables) ?? [];
    }),
  };
}

/** What is asked about. Of patterns only a few are asked, each of every principal. */
export function resourceGlob(resource: string): Glob {
  const known = asked.get(resource);
  if (known !== undefined) return known;
  const glob = compileGlob(resource);
  if (glob.shape !== "literal" && asked.size < maxAsked) asked.set(resource, glob);
  return glob;
}

const asked: Map<string, Glob> = new Map();
const maxAsked = 5000;

/** True when the element holds a variable, so that it has to be compiled for each principal. */
export function hasVariables(element: ResourceElement): boolean {
  return element.patterns.some((pattern) => pattern.includes("${"));
}

/**
 * The part of the resources of the question that the statement is about, as a pattern that holds it all;
 * undefined when there is none.
 */
export function resourcesMet(pattern: ResourcePattern, asked: Glob): readonly ResourceGlob[] {
  if (pattern.not) {
    const isExcluded = pattern.patterns.some(({ glob, exact }) => exact && globCovers(glob, asked));
    return isExcluded ? [] : [{ glob: asked, exact: true }];
  }
  return pattern.patterns
    .filter(({ glob }) => globsIntersect(glob, asked))
    .map((met) => (asked.shape === "literal" ? { glob: asked, exact: met.exact } : met));
}

/** Is the statement about this one resource? */
export function resourcesInclude({ not, patterns }: ResourcePattern, arn: string): boolean {
  return not
    ? !patterns.some(({ glob, exact }) => exact && globMatches(glob, arn))
    : patterns.some(({ glob }) => globMatches(glob, arn));
}

/** Is the statement about every resource of the question? A single pattern must cover it, not several together. */
export function resourcesCover(pattern: ResourcePattern, asked: Glob): boolean {
  return pattern.not
    ? !pattern.patterns.some(({ glob }) => globsIntersect(glob, asked))
    : pattern.patterns.some(({ glob, exact }) => exact && globCovers(glob, asked));
}

/** True when each of the patterns matches either all or none of what the question covers. */
export function takesAllOrNone({ patterns }: ResourcePattern, asked: Glob): boolean {
  return patterns.every(({ glob }) => globCovers(glob, asked) || !globsIntersect(glob, asked));
}

/**
 * What stands after the last slash of all ARNs that the statement is about; undefined when some pattern leaves it open.
 */
export function lastSegments({ not, patterns }: ResourcePattern): readonly string[] | undefined {
  if (not) return undefined;
  const segments: string[] = [];
  for (const { glob } of patterns) {
    const end = glob.tokens.slice(glob.tokens.findLastIndex((token) => token < 0) + 1);
    const slash = end.lastIndexOf(slashUnit);
    if (slash === -1) return undefined;
    segments.push(String.fromCharCode(...end.slice(slash + 1)));
  }
  return segments;
}

const slashUnit = 0x2f;

/** Undefined when a variable is known to have no value. */
function resolved(pattern: string, variables: PolicyVariables): readonly ResourceGlob[] | undefined {
  const tokens: number[] = [];
  let exact = true;
  let rest = 0;
  for (const match of pattern.matchAll(/\$\{([^{}]*)\}/g)) {
    const value = variableValue((match[1] ?? "").trim(), variables);
    if (value === "absent") return undefined;
    if (value === "unknown") exact = false;
    tokens.push(...tokensOf(pattern.slice(rest, match.index)), ...(value === "unknown" ? [many] : unitsOf(value.text)));
    rest = match.index + match[0].length;
  }
  tokens.push(...tokensOf(pattern.slice(rest)));
  return [{ glob: globOf(pattern, tokens), exact }];
}

/** Of `${name}`, where the name may be an escaped wildcard, or have a default as in `${key, 'value'}`. */
function variableValue(name: string, variables: PolicyVariables): "absent" | "unknown" | { readonly text: string } {
  if (name === "*" || name === "?" || name === "$") return { text: name };
  const [key = "", ...fallback] = name.split(",");
  const known = key.trim().toLowerCase();
  if (!variables.has(known)) return "unknown";
  const text = variables.get(known) ?? /^\s*'(.*)'\s*$/s.exec(fallback.join(","))?.[1];
  return text === undefined ? "absent" : { text };
}

function unitsOf(text: string): number[] {
  return Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}
