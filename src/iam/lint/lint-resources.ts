import { type CatalogueAction, patternMeetsFormat } from "../catalogue/index.ts";
import { compileGlob, globOf, many, tokensOf as unitsOf } from "../glob.ts";
import { expanded, type LintContext, type PlacedText, type StatementNode, textsOf } from "./lint-context.ts";
import { error, type Note, quoted, warning } from "./lint-message.ts";

/** The form of the resources, and whether the actions of the statement know them. */
export function lintResources(statement: StatementNode, context: LintContext): readonly Note[] {
  const { elements } = statement;
  const notes = ["Resource", "NotResource"].flatMap((name) => textsOf(elements.get(name)?.value).flatMap(lintForm));
  const unexpected = context.use === "trust" ? (elements.get("Resource") ?? elements.get("NotResource")) : undefined;
  if (unexpected !== undefined) {
    const message = `A trust policy has no ${unexpected.name}: it stands for its role.`;
    return [error("element.conflict", unexpected.at, message)];
  }
  return notes.length > 0 ? notes : lintFit(statement, context);
}

function lintForm({ text, at }: PlacedText): readonly Note[] {
  if (text === "*" || text.startsWith("${")) return [];
  const fields = text.split(":");
  const mayBeMore = fields.some((field) => field.includes("*"));
  if (fields[0] === "arn" && (fields.length >= 6 || mayBeMore)) return [];
  const message = `${quoted(text)} is neither * nor an ARN (arn:partition:service:region:account:resource).`;
  return [error("resource.form", at, message)];
}

/** Only where the catalogue knows all actions can it be told that none of them knows a resource. */
function lintFit(statement: StatementNode, context: LintContext): readonly Note[] {
  const asked = textsOf(statement.elements.get("Action")?.value);
  const resources = textsOf(statement.elements.get("Resource")?.value);
  if (asked.length === 0 || resources.length === 0 || resources.some(({ text }) => /^[*?]+$/.test(text))) return [];
  const lists = asked.map(({ text }) => actionsOf(text, context));
  if (lists.some((list) => list.length === 0)) return [];

  const fit = fitFinder(resources, context);
  const used = new Set<number>();
  const isIdle = lists.map((list) => {
    const found = [...formatsOf(list)].flatMap(fit);
    for (const resource of found) used.add(resource);
    return found.length === 0;
  });
  if (context.budget.steps <= 0) return [];
  // Actions that take no resource at all say nothing about the resources.
  const areJudged = lists.some((list) => formatsOf(list).size > 0);
  return [
    ...asked.flatMap((action, index) => (isIdle[index] ? noResource(action, lists[index] ?? [], resources) : [])),
    ...resources.filter((_, index) => areJudged && !used.has(index)).map(unmatchedNote),
  ];
}

function actionsOf(pattern: string, context: LintContext): readonly CatalogueAction[] {
  const positions = expanded(pattern, context)?.actions.positions() ?? [];
  const actions = positions.flatMap((position) => context.catalogue.actions[position] ?? []);
  return actions.some(isHalfKnown) ? [] : actions;
}

/** Two services share this prefix, and of actions that both have the catalogue knows only the resources of the older one. */
function isHalfKnown({ service, resources }: CatalogueAction): boolean {
  return service === "elasticloadbalancing" && resources.some(({ type }) => type.name === "loadbalancer");
}

function formatsOf(actions: readonly CatalogueAction[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { resources } of new Set(actions)) {
    for (const { type } of resources) for (const format of type.arnFormats) found.add(format);
  }
  return found;
}

/** Positions of the resources that a format may stand for, each format looked at once. */
function fitFinder(resources: readonly PlacedText[], context: LintContext): (format: string) => readonly number[] {
  const ready = resources.map(({ text }) => ({ tokens: tokensOf(text, context), service: serviceOf(text) }));
  const known = new Map<string, readonly number[]>();
  return (format) => {
    const before = known.get(format);
    if (before !== undefined) return before;
    const found = ready.flatMap(({ tokens, service }, index) => {
      const other = serviceOf(format);
      if (service !== undefined && other !== undefined && service !== other) return [];
      context.budget.steps -= tokens.length * format.length;
      return context.budget.steps > 0 && patternMeetsFormat(tokens, format) ? [index] : [];
    });
    known.set(format, found);
    return found;
  };
}

/** Of an ARN, where no wildcard or variable comes into question; a partition may be a variable of a format. */
function serviceOf(arn: string): string | undefined {
  return /^arn:(?:[\w-]*|\$\{Partition\}):([\w-]+):/.exec(arn)?.[1];
}

/** A policy variable may stand for anything. */
function tokensOf(text: string, { version }: LintContext): readonly number[] {
  if (version === "2008-10-17" || !text.includes("${")) return compileGlob(text).tokens;
  const units = text.split(/\$\{[^{}]*\}/).map(unitsOf);
  return globOf(
    text,
    units.flatMap((part, index) => (index === 0 ? part : [many, ...part])),
  ).tokens;
}

function noResource(
  { text, at }: PlacedText,
  actions: readonly CatalogueAction[],
  resources: readonly PlacedText[],
): readonly Note[] {
  const formats = [...formatsOf(actions)];
  if (formats.length > 0) {
    const takes = `It takes ${formats.slice(0, 3).join(" or ")}${formats.length > 3 ? ", ..." : ""}.`;
    const message = `No resource of the statement is one that ${quoted(text)} takes, so that it does not apply to it. ${takes}`;
    return [warning("action.no-resource", at, message)];
  }
  // Services ask about everything that they have (`arn:aws:s3:::*`) where AWS lists no resource.
  const isWide = resources.some((resource) => /^arn:[^:]*:[^:]*:[^:]*:[^:]*:\*$/.test(resource.text));
  if (isWide) return [];
  const message = `AWS lists no resource for ${quoted(text)} but *, so that the statement may not apply to it.`;
  return [warning("action.no-resource", at, message)];
}

function unmatchedNote({ text, at }: PlacedText): Note {
  return warning("resource.unmatched", at, `No action of the statement takes a resource like ${quoted(text)}.`);
}
