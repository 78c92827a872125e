import { featurePermissions, organizationActions } from "../../collect/index.ts";
import type { CollectFeature, JsonObject } from "../../model/index.ts";

export interface PermissionRow {
  readonly feature: string;
  readonly actions: readonly string[];
}

/** The actions by feature; with `orgRole` those that reach other accounts, too. */
export function permissionRows(features: readonly CollectFeature[], orgRole?: string): readonly PermissionRow[] {
  return [
    ...featurePermissions(features),
    ...(orgRole === undefined ? [] : [{ feature: "org", actions: organizationActions }]),
  ];
}

/**
 * A policy that allows just these. Nearly all of them are asked of the account as a whole, and IAM lets none of the others be
 * limited to what is not known beforehand; only the role is.
 */
export function leastPolicy(features: readonly CollectFeature[], orgRole?: string): JsonObject {
  const statements = featurePermissions(features).map(({ feature, actions }) => ({
    Sid: `Trailproof${feature.charAt(0).toUpperCase()}${feature.slice(1)}`,
    Effect: "Allow",
    Action: actions,
    Resource: "*",
  }));
  const ofOrganization = [
    { Sid: "TrailproofOrg", Effect: "Allow", Action: ["organizations:ListAccounts"], Resource: "*" },
    {
      Sid: "TrailproofOrgRole",
      Effect: "Allow",
      Action: ["sts:AssumeRole"],
      Resource: `arn:aws:iam::*:role/${orgRole}`,
    },
  ];
  return { Version: "2012-10-17", Statement: [...statements, ...(orgRole === undefined ? [] : ofOrganization)] };
}
