import type { TrailState } from "../world/nouns.ts";
import type { Account, World } from "../world/world.ts";
import { isRecord } from "./parameters.ts";

/** What selectors look at in an event. */
export interface SelectableEvent {
  readonly category: "Management" | "Data";
  readonly region: string;
  readonly source: string;
  readonly name: string;
  readonly eventType: string;
  readonly readOnly: boolean;
  readonly identityArn: string;
  readonly fromConsole: boolean;
  /** Data events: `AWS::S3::Object` and its ARN. */
  readonly resource?: { readonly type: string; readonly arn: string };
}

/**
 * ARNs of the trails that record an event of the account: its own, and those of its organization. `before`: a trail that the
 * call changed, as it was: it records that it was stopped, or told to record less.
 */
export function selectedBy(
  world: World,
  account: Account,
  event: SelectableEvent,
  before: TrailState | undefined,
): readonly string[] {
  const trails = [...trailsOver(world, account), ...(before === undefined ? [] : [before])];
  const selecting = trails.filter((trail) => trail.logging && reaches(trail, event) && selects(trail, event));
  return [...new Set(selecting.map(({ arn }) => arn))];
}

/** Trails that see the account, logging or not. */
export function trailsOver(world: World, account: Account): readonly TrailState[] {
  const own = [...account.trails.values()];
  const organization = world.organization.get("organization");
  if (organization === undefined || organization.managementAccount === account.id) return own;
  const isMember = organization.members.some((member) => member.account === account.id);
  const management = world.accounts.get(organization.managementAccount);
  if (!isMember || management === undefined) return own;
  return [...own, ...[...management.trails.values()].filter((trail) => trail.organization)];
}

/**
 * Global services write into one region, where a trail of that region alone gets them too.
 * Source: CloudTrail User Guide, "Global service events".
 */
function reaches(trail: TrailState, { region, source, category }: SelectableEvent): boolean {
  const isGlobal = category === "Management" && region === "us-east-1" && globalServices.has(source);
  return (trail.multiRegion || trail.homeRegion === region) && (!isGlobal || trail.globalEvents);
}

const globalServices: ReadonlySet<string> = new Set([
  "iam.amazonaws.com",
  "sts.amazonaws.com",
  "organizations.amazonaws.com",
  "signin.amazonaws.com",
]);

/** By its selectors; one that matches is enough. Without any: all management events. */
export function selects(trail: TrailState, event: SelectableEvent): boolean {
  if (trail.advancedSelectors !== undefined && trail.advancedSelectors.length > 0) {
    return trail.advancedSelectors.some((selector) => advancedSelects(selector, event));
  }
  return (trail.eventSelectors ?? [{}]).some((selector) => basicSelects(selector, event));
}

function basicSelects(selector: object, event: SelectableEvent): boolean {
  const {
    ReadWriteType: type = "All",
    IncludeManagementEvents: management = true,
    DataResources: data = [],
    ExcludeManagementEventSources: excluded = [],
  }: BasicSelector = selector;
  if ((type === "ReadOnly" && !event.readOnly) || (type === "WriteOnly" && event.readOnly)) return false;
  if (event.category === "Management") return management && !excluded.includes(event.source);
  const { resource } = event;
  return (
    resource !== undefined &&
    data.some(
      ({ Type, Values = [] }) => Type === resource.type && Values.some((start) => startsIn(resource.arn, start)),
    )
  );
}

interface BasicSelector {
  readonly ReadWriteType?: string;
  readonly IncludeManagementEvents?: boolean;
  readonly DataResources?: readonly { readonly Type?: string; readonly Values?: readonly string[] }[];
  readonly ExcludeManagementEventSources?: readonly string[];
}

/** `arn:aws:s3` and `arn:aws:s3:::` are all buckets, `arn:aws:s3:::a/` all of `a`, `arn:aws:s3:::a/b` what begins so. */
function startsIn(arn: string, value: string): boolean {
  return arn.startsWith(value) || value === "arn:aws:s3:::*";
}

function advancedSelects(selector: object, event: SelectableEvent): boolean {
  const { FieldSelectors: fields = [] }: { readonly FieldSelectors?: unknown } = selector;
  const conditions = Array.isArray(fields) ? fields.filter(isRecord) : [];
  return conditions.length > 0 && conditions.every((condition) => fieldHolds(condition, event));
}

function fieldHolds(condition: Readonly<Record<string, unknown>>, event: SelectableEvent): boolean {
  const value = fieldOf(String(condition["Field"]), event);
  if (value === undefined) return false;
  return Object.entries(operators).every(([name, holds]) => {
    const texts = condition[name];
    return !Array.isArray(texts) || texts.length === 0 || holds(value, texts.map(String));
  });
}

const operators: Readonly<Record<string, (value: string, texts: readonly string[]) => boolean>> = {
  Equals: (value, texts) => texts.includes(value),
  StartsWith: (value, texts) => texts.some((text) => value.startsWith(text)),
  EndsWith: (value, texts) => texts.some((text) => value.endsWith(text)),
  NotEquals: (value, texts) => !texts.includes(value),
  NotStartsWith: (value, texts) => !texts.some((text) => value.startsWith(text)),
  NotEndsWith: (value, texts) => !texts.some((text) => value.endsWith(text)),
};

function fieldOf(field: string, event: SelectableEvent): string | undefined {
  switch (field) {
    case "eventCategory":
      return event.category;
    case "readOnly":
      return String(event.readOnly);
    case "eventSource":
      return event.source;
    case "eventName":
      return event.name;
    case "eventType":
      return event.eventType;
    case "userIdentity.arn":
      return event.identityArn;
    case "sessionCredentialFromConsole":
      return String(event.fromConsole);
    case "resources.type":
      return event.resource?.type;
    case "resources.ARN":
      return event.resource?.arn;
    default:
      return undefined;
  }
}
