import { type ActionPattern, actionGlob, actionsCover, actionsMeet } from "./action-pattern.ts";
import { readActionName } from "./data/aws-managed-policies.ts";
import type { Glob } from "./glob.ts";
import type { CompiledPolicy, PolicyGap } from "./policy-library.ts";
import type { Access, CountsStatement, GrantedStatement, StatementRef } from "./principal-access.ts";
import {
  lastSegments,
  type ResourceGlob,
  type ResourcePattern,
  resourceGlob,
  resourcesCover,
  resourcesInclude,
  resourcesMet,
  takesAllOrNone,
} from "./resource-pattern.ts";

/** A statement with its patterns compiled for one principal. */
export interface ReadyStatement extends GrantedStatement {
  readonly actions: ActionPattern;
  readonly resources: ResourcePattern;
}

/** All layers that are known of a principal. */
export interface Layers {
  /** The identity policies, then the boundary. */
  readonly policies: readonly HeldPolicy[];
  /** Undefined: no boundary. */
  readonly boundary?: readonly ReadyStatement[];
  readonly gaps: readonly PolicyGap[];
  readonly boundaryGaps: readonly PolicyGap[];
  /** Filled by {@link about}. */
  readonly byAction: Map<string, StatementsAbout>;
}

/** A policy as one principal has it. */
export interface HeldPolicy {
  readonly about: CompiledPolicy["about"];
  readonly statements: readonly ReadyStatement[];
}

interface StatementsAbout {
  readonly allows: readonly ReadyStatement[];
  readonly denies: readonly ReadyStatement[];
  /** {@link lastSegments} of the Allow statements. */
  readonly reach: readonly string[] | undefined;
}

export interface Question {
  readonly action: Glob;
  readonly resource: Glob;
  /** Everything that the patterns cover, or some of it. */
  readonly every: boolean;
  readonly counts?: CountsStatement;
}

export function question(action: string, resource: string, every: boolean, counts?: CountsStatement): Question {
  return { action: actionGlob(action), resource: resourceGlob(resource), every, ...(counts && { counts }) };
}

/**
 * Explicit Deny, then the boundary, then Allow.
 *
 * Deny is subtracted by whole regions: it removes what an Allow gives when one Deny pattern covers it, not when several
 * do together. So a permission may be shown that a mosaic of Denies takes away, never the other way round.
 *
 * Source: IAM User Guide, "Policy evaluation logic".
 */
export function decide(layers: Layers, asked: Question): Access {
  const { allows, denies } = about(layers, asked.action);
  if (allows.length === 0 && denies.length === 0 && layers.gaps.length === 0) return notAllowed;
  const grants = allows.flatMap((allow) => (asked.counts?.(allow) === false ? [] : regions(allow, asked)));
  const capped =
    layers.boundary === undefined ? grants : grants.filter((grant) => isWithin(grant, layers.boundary ?? []));
  const left = capped.filter((grant) => !denies.some((deny) => removes(deny, grant)));

  if (left.length > 0) {
    const allowedBy = refsOf(left.map((grant) => grant.by));
    return {
      verdict: "allowed",
      allowedBy,
      onlyConditionally: left.every((grant) => grant.isConditional),
      conditionalDenies: refsOf(denies.filter((deny) => annotates(deny, left))),
      because: `${refText(allowedBy[0])} allows it`,
    };
  }
  const removal = denies.find((deny) => isDeniedWhole(deny, asked));
  if (removal !== undefined) {
    return { verdict: "denied", ...nothing, deniedBy: removal.ref, because: `${refText(removal.ref)} denies it` };
  }
  const unknown = [...layers.gaps, ...layers.boundaryGaps].filter((gap) => couldMatter(gap, asked));
  // A boundary that is not known can only take away, so it matters where something was granted.
  const [gap] = grants.length > 0 ? unknown : unknown.filter((item) => layers.gaps.includes(item));
  if (gap !== undefined) return { verdict: "unknown", ...nothing, because: gap.text };
  if (grants.length === 0) return notAllowed;
  if (capped.length === 0)
    return { verdict: "denied", ...nothing, because: "the permissions boundary does not allow it" };
  const remover = denies.find((deny) => capped.some((grant) => removes(deny, grant)));
  return {
    verdict: "denied",
    ...nothing,
    ...(remover && { deniedBy: remover.ref }),
    because: `${refText(remover?.ref)} denies what ${refText(capped[0]?.by.ref)} allows`,
  };
}

const nothing = { allowedBy: [], onlyConditionally: false, conditionalDenies: [] } as const;

const notAllowed: Access = { verdict: "denied", ...nothing, because: "no policy allows it" };

/** Could {@link decide} allow the action on this one resource? A quick no, before the question is put. */
export function mayReach(layers: Layers, action: string, resource: string): boolean {
  return about(layers, actionGlob(action)).allows.some(({ resources }) => resourcesInclude(resources, resource));
}

/**
 * Does {@link decide} give one and the same answer for each single resource that the pattern covers? It does when no
 * statement about the action tells them apart.
 */
export function isSameOnAll(layers: Layers, action: string, resources: string): boolean {
  const asked = actionGlob(action);
  const covered = resourceGlob(resources);
  const { allows, denies } = about(layers, asked);
  const caps = (layers.boundary ?? []).filter((cap) => actionsMeet(cap.actions, asked));
  return [allows, denies, caps].every((statements) =>
    statements.every((statement) => takesAllOrNone(statement.resources, covered)),
  );
}

/** What stands after the last slash of the ARNs on which {@link decide} could allow the action; undefined: anything. */
export function reachOf(layers: Layers, action: string): readonly string[] | undefined {
  return about(layers, actionGlob(action)).reach;
}

/** Statements that have something to do with the action, found once. */
function about(layers: Layers, action: Glob): StatementsAbout {
  const known = layers.byAction.get(action.source);
  if (known !== undefined) return known;
  // Plain loops: this is asked for every action of every principal.
  const statements: ReadyStatement[] = [];
  for (const policy of layers.policies) {
    for (const index of policy.about(action)) {
      const statement = policy.statements[index];
      if (statement !== undefined) statements.push(statement);
    }
  }
  // Most actions: not kept, since to find it again costs less than a large account's memory of it.
  if (statements.length === 0) return nothingAbout;
  const found = sorted(statements);
  layers.byAction.set(action.source, found);
  return found;
}

const nothingAbout: StatementsAbout = { allows: [], denies: [], reach: [] };

function sorted(statements: readonly ReadyStatement[]): StatementsAbout {
  const isAllow = ({ statement }: ReadyStatement): boolean => statement.effect === "Allow";
  // An Allow of the boundary gives nothing; its Deny counts like any other.
  const allows = statements.filter((ready) => isAllow(ready) && ready.ref.via !== "boundary");
  const segments = allows.map(({ resources }) => lastSegments(resources));
  const reach = segments.every((names) => names !== undefined) ? segments.flat() : undefined;
  return { allows, denies: statements.filter((ready) => !isAllow(ready)), reach };
}

/** `statement "Admin" of policy ...`: where a statement stands, for a sentence. */
export function refText(ref: StatementRef | undefined): string {
  if (ref === undefined) return "a statement";
  const name = /^statement \d+$/.test(ref.statement) ? ref.statement : `statement "${ref.statement}"`;
  const group = ref.group === undefined ? "" : ` (group ${ref.group})`;
  if (ref.via === "boundary") return `${name} of the permissions boundary ${ref.policy}`;
  return `${name} of ${ref.policy.startsWith("arn:") ? "" : "inline "}policy ${ref.policy}${group}`;
}

interface Grant {
  readonly by: ReadyStatement;
  readonly region: ResourceGlob;
  readonly asked: Question;
  readonly isConditional: boolean;
}

function regions(allow: ReadyStatement, asked: Question): readonly Grant[] {
  if (asked.every && !actionsCover(allow.actions, asked.action)) return [];
  const found = asked.every
    ? resourcesCover(allow.resources, asked.resource)
      ? [{ glob: asked.resource, exact: true }]
      : []
    : resourcesMet(allow.resources, asked.resource);
  return found.map((region) => ({
    by: allow,
    region,
    asked,
    isConditional: allow.ref.conditional || !region.exact,
  }));
}

function isWithin({ by, region, asked }: Grant, boundary: readonly ReadyStatement[]): boolean {
  return boundary.some((cap) =>
    asked.every
      ? actionsCover(cap.actions, asked.action) && resourcesCover(cap.resources, asked.resource)
      : actionsMeet(cap.actions, asked.action) &&
        actionsOverlap(cap.actions, by.actions, asked.action) &&
        resourcesMet(cap.resources, asked.resource).length > 0 &&
        resourcesMet(cap.resources, region.glob).length > 0,
  );
}

/** For a question about a pattern of actions: do Allow and boundary have one in common? */
function actionsOverlap(cap: ActionPattern, allow: ActionPattern, asked: Glob): boolean {
  if (asked.shape === "literal" || allow.not) return true;
  return allow.globs.some((glob) => actionsMeet(cap, glob));
}

function removes(deny: ReadyStatement, { by, region, asked }: Grant): boolean {
  if (deny.ref.conditional) return false;
  const coversActions =
    actionsCover(deny.actions, asked.action) ||
    (!by.actions.not && by.actions.globs.every((glob) => actionsCover(deny.actions, glob)));
  return (
    coversActions && (resourcesCover(deny.resources, region.glob) || resourcesCover(deny.resources, asked.resource))
  );
}

function annotates(deny: ReadyStatement, left: readonly Grant[]): boolean {
  const isLimit = deny.ref.conditional || deny.resources.patterns.some(({ exact }) => !exact);
  return isLimit && left.some(({ region }) => resourcesMet(deny.resources, region.glob).length > 0);
}

function isDeniedWhole(deny: ReadyStatement, asked: Question): boolean {
  return (
    !deny.ref.conditional && actionsCover(deny.actions, asked.action) && resourcesCover(deny.resources, asked.resource)
  );
}

function couldMatter(gap: PolicyGap, { action, every }: Question): boolean {
  if (!gap.readsOnly) return true;
  return action.shape === "literal" ? readActionName.test(action.prefix) : !every;
}

function refsOf(statements: readonly GrantedStatement[]): readonly StatementRef[] {
  return [...new Set(statements.map(({ ref }) => ref))];
}
