import type { ActionCatalogue, CatalogueAction } from "../../iam/index.ts";
import { prefixOfSource, renamedAction, sourceName, type WithoutAction, withoutAction } from "./event-table.ts";

/** What the source and name of an event alone say. */
export interface EventMapping {
  /** `s3` of `s3.amazonaws.com` */
  readonly source: string;
  /** Name of the event in lower case, without a version of the API that is no part of an action's name. */
  readonly name: string;
  readonly silent?: WithoutAction;
  readonly found?: { readonly action: CatalogueAction; readonly rule: NameRule };
}

/**
 * How the action was found. `same-name`: the event is called like it. `source-prefix`: so, but the service's prefix is
 * not the source's name. `version-suffix`: so, without the version of the API. `renamed`: by the table.
 */
export type NameRule = "same-name" | "source-prefix" | "version-suffix" | "renamed";

/** Looked up once for each source and name: logs hold few of them. */
export function mappingOf(eventSource: string, eventName: string, catalogue: ActionCatalogue): EventMapping {
  const bySource = known.get(catalogue) ?? new Map<string, Map<string, EventMapping>>();
  known.set(catalogue, bySource);
  const byName = bySource.get(eventSource) ?? new Map<string, EventMapping>();
  const mapping = byName.get(eventName) ?? readMapping(eventSource, eventName, catalogue);
  // Only what exists is kept, so that invented names do not fill the memory.
  if (mapping.found !== undefined && !byName.has(eventName)) {
    if (byName.size < maxNames) byName.set(eventName, mapping);
    if (bySource.size < maxNames) bySource.set(eventSource, byName);
  }
  return mapping;
}

const known = new WeakMap<ActionCatalogue, Map<string, Map<string, EventMapping>>>();
const maxNames = 5000;

/** Names are tried as they are first: `CreateClusterV2` is an action of its own. */
function readMapping(eventSource: string, eventName: string, catalogue: ActionCatalogue): EventMapping {
  const source = sourceName(eventSource);
  const name = eventName.toLowerCase();
  const silent = withoutAction(source, name);
  if (silent !== undefined) return { source, name, silent };
  const direct = byName(source, name, catalogue);
  if (direct !== undefined) return { source, name, found: direct };
  const bare = name.replace(versionSuffix, "");
  const stripped = bare === name ? undefined : byName(source, bare, catalogue);
  if (stripped === undefined) return { source, name };
  return { source, name: bare, found: { ...stripped, rule: "version-suffix" } };
}

/** Lambda's `20150331v2` and CloudFront's `2020_05_31`. */
const versionSuffix = /(20\d{6}(v\d+)?|20\d\d_\d\d_\d\d)$/;

function byName(source: string, name: string, catalogue: ActionCatalogue): EventMapping["found"] {
  const other = renamedAction(source, name);
  const renamed = other === undefined ? undefined : catalogue.action(other);
  if (renamed !== undefined) return { action: renamed, rule: "renamed" };
  const prefix = prefixOfSource(source);
  const action = catalogue.action(`${prefix}:${name}`);
  return action && { action, rule: prefix === source ? "same-name" : "source-prefix" };
}
