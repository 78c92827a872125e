import type { JsonObject } from "../../../src/model/index.ts";
import type { OracleCase } from "./random-case.ts";

/** A case in the form that `runSimulation` of iam-simulate takes, as its README describes it. */
export function simulationOf(oracleCase: OracleCase): JsonObject {
  const { principal, action, resource, resourceAccount, context } = oracleCase;
  const { boundary, session, resourcePolicy, endpoint } = oracleCase;
  return {
    request: {
      principal: principal.arn,
      action,
      resource: { resource, accountId: resourceAccount },
      contextVariables: Object.fromEntries(
        Object.entries(context).map(([key, values]) => [key, listKeys.has(key) ? values : (values[0] ?? "")]),
      ),
    },
    identityPolicies: named("identity", oracleCase.identity),
    serviceControlPolicies: levels(oracleCase.serviceControl),
    resourceControlPolicies: levels(oracleCase.resourceControl),
    ...(resourcePolicy && { resourcePolicy }),
    ...(boundary && { permissionBoundaryPolicies: named("boundary", [boundary]) }),
    ...(session && { sessionPolicy: session }),
    ...(endpoint && { vpcEndpointPolicies: named("endpoint", [endpoint]) }),
  };
}

const listKeys: ReadonlySet<string> = new Set(["aws:CalledVia", "dynamodb:LeadingKeys", "dynamodb:Attributes"]);

function levels(policies: readonly (readonly JsonObject[])[]): readonly JsonObject[] {
  return policies.map((level, index) => ({ orgIdentifier: `ou-${index}`, policies: named("level", level) }));
}

function named(name: string, policies: readonly JsonObject[]): readonly JsonObject[] {
  return policies.map((policy, index) => ({ name: `${name}-${index}`, policy }));
}
