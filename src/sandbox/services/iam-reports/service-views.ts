import { actionCatalogue, type CatalogueAction } from "../../../iam/index.ts";
import type { Call, Output } from "../../call.ts";
import type { AccessJob, Use } from "../../world/nouns.ts";
import type { AdvisedEntity } from "./advised-entity.ts";
import { grantedActions } from "./granted-actions.ts";

/** `ServiceLastAccessed` of an answer. */
export interface ServiceView extends Output {
  readonly ServiceNamespace: string;
}

/** One for each service that is granted, used or not. */
export function serviceViews(call: Call, job: AccessJob, entity: AdvisedEntity): readonly ServiceView[] {
  const uses = groupBy(usesBy(call, job, entity.principals), ({ service }) => service);
  const granted = groupBy(grantedActions(entity.documents), ({ service }) => service);
  return [...granted].map(([service, actions]) => serviceView(service, actions, uses.get(service) ?? [], job));
}

/** What the principals used within the window before the job, oldest first. */
export function usesBy(
  { account }: Call,
  { createdAt }: AccessJob,
  principals: readonly { readonly arn: string }[],
): readonly Use[] {
  const arns = new Set(principals.map(({ arn }) => arn));
  const from = Date.parse(createdAt) - windowMs;
  return [...account.uses.values()]
    .filter(({ principal, lastAt }) => arns.has(principal) && Date.parse(lastAt) >= from)
    .sort((a, b) => Date.parse(a.lastAt) - Date.parse(b.lastAt));
}

const windowMs = 400 * 24 * 60 * 60 * 1000;

function serviceView(
  service: string,
  actions: readonly CatalogueAction[],
  uses: readonly Use[],
  { granularity }: AccessJob,
): ServiceView {
  const last = uses.at(-1);
  return {
    ServiceName: actionCatalogue().service(service)?.title ?? service,
    ...(last !== undefined && { LastAuthenticated: new Date(last.lastAt) }),
    ServiceNamespace: service,
    ...(last !== undefined && { LastAuthenticatedEntity: last.principal, LastAuthenticatedRegion: last.region }),
    TotalAuthenticatedEntities: new Set(uses.map(({ principal }) => principal)).size,
    ...(granularity === "ACTION_LEVEL" &&
      tracked.has(service) && { TrackedActionsLastAccessed: actions.map((action) => actionView(action, uses)) }),
  };
}

/** AWS tracks the actions of some services only; here it is those whose calls are recorded. */
const tracked: ReadonlySet<string> = new Set(["iam", "sts", "s3", "cloudtrail", "organizations"]);

function actionView({ name }: CatalogueAction, uses: readonly Use[]): Output {
  const ActionName = name.slice(name.indexOf(":") + 1);
  const last = uses.filter(({ action }) => action.toLowerCase() === ActionName.toLowerCase()).at(-1);
  if (last === undefined) return { ActionName };
  return {
    ActionName,
    LastAccessedEntity: last.principal,
    LastAccessedTime: new Date(last.lastAt),
    LastAccessedRegion: last.region,
  };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
