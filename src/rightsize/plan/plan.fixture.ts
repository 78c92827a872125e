import { type ActionCatalogue, actionCatalogue, type CatalogueAction, type CatalogueService } from "../../iam/index.ts";
import type {
  Activity,
  IamGroup,
  IamPolicy,
  IamRole,
  IamUser,
  Identities,
  Json,
  LastAccessed,
  RecordedCall,
  ServiceAccess,
  StoredDocument,
} from "../../model/index.ts";
import type { RightsizeFacts } from "./inputs.ts";
import { defaultPlanOptions } from "./inputs.ts";
import type { PlanOptions } from "./plan.ts";

/** Builders for tests of plans: what is not said is empty, old enough and not in the way. */
export const account = "111122223333";
export const asOf = "2026-11-21T12:00:00Z";
export const analyst: string = arn("user/analyst");
export const options: PlanOptions = { asOf, ...defaultPlanOptions };

export function arn(resource: string): string {
  return `arn:aws:iam::${account}:${resource}`;
}

export function allow(action: Json, more: { readonly [name: string]: Json } = {}): Json {
  return { Effect: "Allow", Action: action, Resource: "*", ...more };
}

export function deny(action: Json, more: { readonly [name: string]: Json } = {}): Json {
  return { Effect: "Deny", Action: action, Resource: "*", ...more };
}

export function document(...statements: readonly Json[]): Json {
  return { Version: "2012-10-17", Statement: statements };
}

export function stored(...statements: readonly Json[]): StoredDocument {
  return { json: document(...statements) };
}

/** With one inline policy of these statements, named `own`. */
export function user(name: string, statements: readonly Json[] = [], parts: Partial<IamUser> = {}): IamUser {
  return { ...holder("user", "AIDA", name, statements), groups: [], tags: {}, ...parts };
}

export function role(name: string, statements: readonly Json[] = [], parts: Partial<IamRole> = {}): IamRole {
  const trustPolicy = stored({
    Effect: "Allow",
    Principal: { Service: "lambda.amazonaws.com" },
    Action: "sts:AssumeRole",
  });
  return { ...holder("role", "AROA", name, statements), trustPolicy, instanceProfiles: [], tags: {}, ...parts };
}

export function group(name: string, statements: readonly Json[] = [], parts: Partial<IamGroup> = {}): IamGroup {
  return { ...holder("group", "AGPA", name, statements), ...parts };
}

/** Attached once, for years. */
export function policy(name: string, statements: readonly Json[], parts: Partial<IamPolicy> = {}): IamPolicy {
  const content = stored(...statements);
  return {
    ...entity("policy", "ANPA", name),
    attachmentCount: 1,
    boundaryCount: 0,
    defaultVersion: "v1",
    document: content,
    versions: [{ id: "v1", isDefault: true, createdAt: "2024-01-01T00:00:00Z", document: content }],
    ...parts,
  };
}

export function attached(...arns: readonly string[]): Pick<IamUser, "attachedPolicies"> {
  return { attachedPolicies: arns.map((of) => ({ name: of.split("/").at(-1) ?? "", arn: of })) };
}

export function identities(parts: Partial<Identities>): Identities {
  return { users: [], groups: [], roles: [], policies: [], ...parts };
}

/** An answer of today about services by namespace: when last used, or by action. */
export function advisor(
  of: string,
  services: { readonly [namespace: string]: string | undefined | { readonly [action: string]: string | undefined } },
  parts: Partial<LastAccessed> = {},
): LastAccessed {
  return {
    arn: of,
    jobStatus: "COMPLETED",
    level: "action",
    completedAt: "2026-11-21T11:00:00Z",
    isTruncated: false,
    services: Object.entries(services).map(([namespace, used]): ServiceAccess => {
      if (typeof used !== "object") return { namespace, name: namespace, ...(used && { lastAuthenticated: used }) };
      const last = Object.values(used)
        .filter((time) => time !== undefined)
        .toSorted()
        .at(-1);
      return {
        namespace,
        name: namespace,
        ...(last && { lastAuthenticated: last }),
        actions: Object.entries(used).map(([name, time]) => ({ name, ...(time && { lastAccessed: time }) })),
      };
    }),
    ...parts,
  };
}

export function call(action: string, parts: Partial<RecordedCall> = {}): RecordedCall {
  return {
    action,
    resources: ["*"],
    outcome: "done",
    evidence: "event",
    context: {},
    count: 1,
    first: "2026-11-20T10:00:00Z",
    last: "2026-11-20T10:00:00Z",
    example: "11111111-0000-4000-8000-000000000001",
    ...parts,
  };
}

export function activity(
  calls: { readonly [arn: string]: readonly RecordedCall[] },
  parts: Partial<Activity> = {},
): Activity {
  return {
    principals: Object.entries(calls).map(([of, its]) => ({ arn: of, ids: [], calls: its, unmapped: [] })),
    coverage: {
      from: "2026-08-01T00:00:00Z",
      to: "2026-11-21T11:30:00Z",
      emptyDays: [],
      regions: ["us-east-1"],
      accounts: [account],
      events: 1000,
      duplicates: 0,
      dataEventSources: [],
    },
    ...parts,
  };
}

export function facts(parts: Partial<RightsizeFacts>): RightsizeFacts {
  return {
    identities: identities({}),
    identityGaps: [],
    lastAccessed: [],
    catalogue: actionCatalogue(),
    inputs: [{ source: "authorization-details", file: "details.json", sha256: "0".repeat(64) }],
    ...parts,
  };
}

function holder(kind: string, prefix: string, name: string, statements: readonly Json[]) {
  const inlinePolicies = statements.length === 0 ? [] : [{ name: "own", document: stored(...statements) }];
  return { ...entity(kind, prefix, name), inlinePolicies, attachedPolicies: [] };
}

function entity(kind: string, prefix: string, name: string) {
  return {
    name,
    arn: arn(`${kind}/${name}`),
    id: `${prefix}${name.toUpperCase()}EXAMPLE`,
    path: "/",
    createdAt: "2024-01-01T00:00:00Z",
  };
}

/** The same catalogue with a few services only: quick to go through many times. */
export function smallCatalogue(...prefixes: readonly string[]): ActionCatalogue {
  const whole = actionCatalogue();
  const actions: CatalogueAction[] = [];
  const services = whole.services
    .filter(({ prefix }) => prefixes.includes(prefix))
    .map((service): CatalogueService => {
      const own = service.actions.map(
        ({ name, service: of, accessLevels, resources, conditionKeys, dependentActions }, index): CatalogueAction => ({
          name,
          service: of,
          position: actions.length + index,
          accessLevels,
          resources,
          conditionKeys,
          dependentActions,
        }),
      );
      actions.push(...own);
      return { prefix: service.prefix, title: service.title, actions: own, resourceTypes: service.resourceTypes };
    });
  const byName = new Map(actions.map((action) => [action.name.toLowerCase(), action]));
  const byPrefix = new Map(services.map((service) => [service.prefix, service]));
  return {
    ...whole,
    services,
    actions,
    action: (name) => byName.get(name.toLowerCase()),
    service: (prefix) => byPrefix.get(prefix.toLowerCase()),
  };
}
