import {
  type AccessDecision,
  type AccessRequest,
  type CompiledLayers,
  compileLayers,
  evaluate,
  type MatchedStatement,
  type NamedPolicy,
  type RequestPrincipal,
  requestContext,
} from "../../../iam/index.ts";
import { knownPolicy } from "../../authorize/index.ts";
import type { Output } from "../../call.ts";
import { statementRanges } from "./statement-ranges.ts";

/** A document and the name that the results give it. */
export interface SimulatedPolicy {
  readonly name: string;
  readonly document: string;
}

/** What is simulated. */
export interface Simulation {
  readonly principal: RequestPrincipal;
  readonly identity: readonly SimulatedPolicy[];
  readonly boundary?: readonly SimulatedPolicy[];
  readonly resource?: SimulatedPolicy;
  /** From the organisation's root to the account. */
  readonly organization?: readonly (readonly SimulatedPolicy[])[];
  readonly resourceAccount?: string;
  readonly context: { readonly [key: string]: readonly string[] };
}

/** One result for each action with each resource, in that order. */
export function simulate(
  simulation: Simulation,
  actions: readonly string[],
  resources: readonly string[],
): readonly Output[] {
  const policies = allPolicies(simulation);
  const layers = layersOf(simulation);
  return actions.flatMap((action) =>
    resources.map((resource) => resultOf(simulation, layers, policies, action, resource)),
  );
}

function layersOf({ identity, boundary, resource, organization }: Simulation): CompiledLayers {
  return compileLayers({
    identity: identity.map(named),
    ...(boundary && { boundary: boundary.map(named) }),
    ...(resource && { resource: [named(resource)] }),
    ...(organization && { serviceControl: organization.map((level) => level.map(named)) }),
  });
}

function allPolicies({ identity, boundary = [], resource, organization = [] }: Simulation): readonly SimulatedPolicy[] {
  return [...identity, ...boundary, ...(resource ? [resource] : []), ...organization.flat()];
}

function named({ name, document }: SimulatedPolicy): NamedPolicy {
  return { name, policy: knownPolicy(document).policy };
}

function resultOf(
  simulation: Simulation,
  layers: CompiledLayers,
  policies: readonly SimulatedPolicy[],
  action: string,
  resource: string,
): Output {
  const { principal, context, resourceAccount } = simulation;
  const request = (complete: boolean): AccessRequest => ({
    principal,
    action,
    resource,
    ...(resourceAccount !== undefined && { resourceAccount }),
    context: requestContext(context, { principal, complete }),
  });
  const decision = evaluate(layers, request(true));
  const layer = (name: string): AccessDecision["layers"][number] | undefined =>
    decision.layers.find((outcome) => outcome.layer === name);
  const [organization, boundary] = [layer("serviceControl"), layer("boundary")];
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: decisions[decision.verdict],
    MatchedStatements: matched(decision).flatMap((statement) => statementView(statement, policies)),
    MissingContextValues: asWritten(evaluate(layers, request(false)).unknownKeys, policies),
    ...(organization && {
      OrganizationsDecisionDetail: { AllowedByOrganizations: organization.verdict === "allow" },
    }),
    ...(boundary && {
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: boundary.verdict === "allow" },
    }),
  };
}

/** The evaluator ignores case; AWS names a key as the policy does. */
function asWritten(keys: readonly string[], policies: readonly SimulatedPolicy[]): readonly string[] {
  if (keys.length === 0) return [];
  const written = policies.flatMap(({ document }) =>
    knownPolicy(document).policy.statements.flatMap(({ conditions }) => conditions.map(({ key }) => key)),
  );
  return keys.map((key) => written.find((each) => each.toLowerCase() === key) ?? key);
}

/** Keys that are missing count as absent, so that nothing stays unknown but what cannot be decided. */
const decisions: Readonly<Record<AccessDecision["verdict"], string>> = {
  allow: "allowed",
  explicitDeny: "explicitDeny",
  implicitDeny: "implicitDeny",
  unknown: "implicitDeny",
};

/** The statements that decided. */
function matched({ verdict, layers }: AccessDecision): readonly MatchedStatement[] {
  if (verdict !== "allow" && verdict !== "explicitDeny") return [];
  const effect = verdict === "allow" ? "Allow" : "Deny";
  const told =
    verdict === "allow" ? layers.filter(({ layer }) => layer === "identity" || layer === "resource") : layers;
  return told
    .flatMap(({ statements }) => statements)
    .filter((statement) => statement.effect === effect && statement.applies === "yes");
}

function statementView(
  { policy, statement }: MatchedStatement,
  policies: readonly SimulatedPolicy[],
): readonly Output[] {
  const found = policies.find(({ name }) => name === policy);
  if (found === undefined) return [];
  const { statements } = knownPolicy(found.document).policy;
  const position = statements.find((each) => (each.sid ?? `statement ${each.position}`) === statement)?.position ?? 1;
  const range = statementRanges(found.document)[position - 1];
  return [
    {
      SourcePolicyId: policy,
      SourcePolicyType: "IAM Policy",
      ...(range && { StartPosition: range.start, EndPosition: range.end }),
    },
  ];
}
