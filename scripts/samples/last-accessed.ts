import type { JsonObject } from "../../src/model/index.ts";
import { policies } from "../../src/sandbox/seed/aerosecure/policies.ts";
import { groups, user, userArn } from "./account.ts";
import { serviceNames } from "./service-names.ts";
import { cliTime, reportGeneratedAt, secondMs } from "./time.ts";
import type { ServiceUse, Usage, Use } from "./usage.ts";

/** What `aws iam get-service-last-accessed-details` prints for a user: every service that a policy grants, used or not. */
export function lastAccessed(name: string, level: "SERVICE_LEVEL" | "ACTION_LEVEL", usage: Usage): JsonObject {
  const used = usage.services.get(userArn(name));
  return {
    JobStatus: "COMPLETED",
    JobType: level,
    JobCreationDate: jobTime(reportGeneratedAt + 20 * secondMs),
    ServicesLastAccessed: grantedServices(name).map((namespace) => {
      const use = used?.get(namespace);
      const actions =
        level === "ACTION_LEVEL" && use !== undefined ? { TrackedActionsLastAccessed: trackedActions(name, use) } : {};
      return { ServiceName: serviceNames.get(namespace) ?? namespace, ...accessOf(name, namespace, use), ...actions };
    }),
    JobCompletionDate: jobTime(reportGeneratedAt + 23 * secondMs),
    IsTruncated: false,
  };
}

/** Namespaces in the user's policies and groups, sorted; an administrator has all that the sample knows. */
export function grantedServices(name: string): readonly string[] {
  const { policies: own, groups: memberOf, inline } = user(name);
  const inherited = groups.filter((group) => memberOf.includes(group.name)).flatMap((group) => group.policies);
  const statements = policies
    .filter((policy) => [...own, ...inherited].includes(policy.name))
    .flatMap((policy) => policy.versions.at(-1)?.statements ?? []);
  const actions = [...statements, ...(inline?.statements ?? [])]
    .flatMap((statement) => statement["Action"] ?? [])
    .map(String);
  if (actions.includes("*")) return [...serviceNames.keys()].sort();
  return [...new Set(actions.map((action) => action.slice(0, action.indexOf(":"))))].sort();
}

function accessOf(name: string, ServiceNamespace: string, use: Use | undefined): JsonObject {
  if (use === undefined) return { ServiceNamespace, TotalAuthenticatedEntities: 0 };
  return {
    LastAuthenticated: cliTime(use.at),
    ServiceNamespace,
    LastAuthenticatedEntity: userArn(name),
    LastAuthenticatedRegion: use.region,
    TotalAuthenticatedEntities: 1,
  };
}

/** Management actions that were used; those that never were have a name only, and the sample leaves them out but for two. */
function trackedActions(name: string, use: ServiceUse): readonly JsonObject[] {
  const done = [...use.actions].map(([ActionName, { at, region }]) => ({
    ActionName,
    LastAccessedEntity: userArn(name),
    LastAccessedTime: cliTime(at),
    LastAccessedRegion: region,
  }));
  return [...done, ...neverDone(use).map((ActionName) => ({ ActionName }))].sort((a, b) =>
    a.ActionName < b.ActionName ? -1 : 1,
  );
}

function neverDone({ service, actions }: ServiceUse): readonly string[] {
  const candidates: { readonly [namespace: string]: readonly string[] } = {
    iam: ["CreateSAMLProvider", "DeleteRole", "PutRolePermissionsBoundary", "UpdateAccountPasswordPolicy"],
    s3: ["CreateBucket", "DeleteBucket", "PutBucketPolicy"],
    cloudtrail: ["CreateTrail", "DeleteTrail", "StopLogging", "UpdateTrail"],
  };
  return (candidates[service] ?? []).filter((action) => !actions.has(action));
}

/** Times of the job have fractions of a second. */
function jobTime(time: number): string {
  return cliTime(time).replace("+", ".412000+");
}
