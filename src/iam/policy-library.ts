import { type AttachedPolicy, type Identities, type InlinePolicy, isAwsManaged } from "../model/index.ts";
import { type ActionPattern, actionsMeet, compileActions } from "./action-pattern.ts";
import { awsManagedPolicies } from "./data/aws-managed-policies.ts";
import type { Glob } from "./glob.ts";
import { parsePolicy, parseStored } from "./parse-policy.ts";
import type { ParsedPolicy, Statement } from "./policy.ts";
import { compileResources, hasVariables, type PolicyVariables, type ResourcePattern } from "./resource-pattern.ts";

/** A policy, compiled once and shared by all who have it. */
export interface CompiledPolicy {
  readonly statements: readonly CompiledStatement[];
  /** Positions, from 0, of the statements that have something to do with the action; found once for all who have it. */
  about(action: Glob): readonly number[];
  /** Why the policy is not wholly known, or that it is. */
  readonly gap?: PolicyGap;
}

export interface PolicyGap {
  readonly text: string;
  /** True for AWS-managed policies that are known to read only: writes stay known. */
  readonly readsOnly: boolean;
}

export interface CompiledStatement {
  readonly statement: Statement;
  readonly actions: ActionPattern;
  /** Given the principal's variables; the same object for all when the statement has none. */
  resources(variables: PolicyVariables): ResourcePattern;
}

export interface PolicyLibrary {
  managed(policy: AttachedPolicy): CompiledPolicy;
  inline(policy: InlinePolicy): CompiledPolicy;
}

export function policyLibrary(identities: Identities): PolicyLibrary {
  const stored = new Map(identities.policies.map((policy) => [policy.arn, policy.document]));
  const compiled = new Map<string | InlinePolicy, CompiledPolicy>();
  return {
    managed: ({ arn }) => once(arn, () => compileManaged(arn)),
    // Members of a group share its inline policies.
    inline: (policy) => once(policy, () => compilePolicy(parseStored(policy.document), `inline policy ${policy.name}`)),
  };

  function once(key: string | InlinePolicy, compile: () => CompiledPolicy): CompiledPolicy {
    const known = compiled.get(key) ?? compile();
    compiled.set(key, known);
    return known;
  }

  function compileManaged(arn: string): CompiledPolicy {
    const document = stored.get(arn);
    const known = isAwsManaged(arn) ? awsManagedPolicies.get(arn.slice(arn.indexOf(":policy/") + 8)) : undefined;
    if (document !== undefined && !("unreadable" in document && known)) {
      return compilePolicy(parseStored(document), `policy ${arn}`);
    }
    if (known?.kind === "document") return compilePolicy(parsePolicy(known.json), `policy ${arn}`);
    return {
      statements: [],
      about: () => [],
      gap: { text: `policy ${arn}: its document is not in the snapshot`, readsOnly: known?.kind === "reads" },
    };
  }
}

function compilePolicy(policy: ParsedPolicy, name: string): CompiledPolicy {
  const statements = policy.statements.map((statement) => compileStatement(statement, policy.version));
  const compiled = { statements, about: statementsAbout(statements) };
  if (policy.problems.length === 0) return compiled;
  return { ...compiled, gap: { text: `${name}: ${policy.problems.join("; ")}`, readsOnly: false } };
}

function statementsAbout(statements: readonly CompiledStatement[]): CompiledPolicy["about"] {
  const byAction = new Map<string, readonly number[]>();
  return (action) => {
    const known = byAction.get(action.source);
    if (known !== undefined) return known;
    const found = statements.flatMap(({ actions }, index) => (actionsMeet(actions, action) ? [index] : []));
    const positions = found.length === 0 ? nowhere : found;
    byAction.set(action.source, positions);
    return positions;
  };
}

const nowhere: readonly number[] = [];

const noVariables: PolicyVariables = new Map();

function compileStatement(statement: Statement, version: ParsedPolicy["version"]): CompiledStatement {
  const actions = compileActions(statement.action);
  // Identity statements without a resource never get here: the parser turns them into problems.
  const element = statement.resource ?? { kind: "Resource", patterns: [] };
  if (version === "2012-10-17" && hasVariables(element)) {
    return { statement, actions, resources: (variables) => compileResources(element, variables) };
  }
  const resources = compileResources(element, version === "2012-10-17" ? noVariables : undefined);
  return { statement, actions, resources: () => resources };
}
