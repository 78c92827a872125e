import { type CatalogueAction, expandElement, type Statement } from "../../iam/index.ts";
import type { RecordedCall } from "../../model/index.ts";
import { narrowableServices } from "../activity/narrowable-services.ts";
import { activityOf } from "./activity-of.ts";
import { actionsWhere } from "./granted-actions.ts";
import type { RightsizeFacts } from "./inputs.ts";
import type { Known } from "./known.ts";
import { narrowPatterns } from "./narrow-patterns.ts";
import { patternsOfPlace, placesOf } from "./narrow-places.ts";
import type { PlanOptions } from "./plan.ts";
import { windowStart } from "./window.ts";

/** The patterns that take the place of a statement's `Resource`, or why it stays as it is, a clause. */
export type NarrowedResource =
  | { readonly patterns: readonly string[]; readonly services: readonly string[] }
  | { readonly stays: string };

/**
 * Where else could a statement end than at what was touched? Only where every action that is left of it was recorded with
 * resources that are certain, for everybody who has it, its resources are narrowed to these, within what they were. Undefined: there is
 * nothing to narrow, since it is no Allow of actions on resources.
 */
export function narrowStatement(
  statement: Statement,
  affects: readonly string[],
  facts: RightsizeFacts,
  options: PlanOptions,
  { judge }: Pick<Known, "judge">,
): NarrowedResource | undefined {
  const { effect, action, resource } = statement;
  if (effect !== "Allow" || action.kind !== "Action" || resource?.kind !== "Resource") return undefined;
  if (statement.principal !== undefined) return undefined;
  const { actions, unknown, empty } = expandElement(action, facts.catalogue);
  const [stranger] = [...unknown, ...empty];
  if (stranger !== undefined) return { stays: `the catalogue knows no action ${stranger}` };
  const left = actionsOf();
  const unfit = left.map(unfitBecause).find((why) => why !== undefined);
  if (unfit !== undefined) return { stays: unfit };
  const services = [...new Set(left.map(({ service }) => service))].toSorted();
  const wanted: string[] = [];
  for (const service of services) {
    const found = placesOf(service, affects, facts, options);
    if ("unknown" in found) return { stays: found.unknown };
    if (narrowableServices.get(service)?.isSeenAbroad === false && !isHere(resource.patterns)) {
      return { stays: `calls of ${service} on resources of other accounts may not be recorded, and it allows them` };
    }
    wanted.push(...found.places.flatMap((place) => patternsOfPlace(service, place)));
  }
  const patterns = narrowPatterns(resource.patterns, wanted);
  return patterns.length === 0 ? { stays: "no recorded call is about its resources" } : { patterns, services };

  function actionsOf(): readonly CatalogueAction[] {
    const found: CatalogueAction[] = [];
    actionsWhere(actions, (one) => found.push(one) > 0);
    return found;
  }

  /** A clause. */
  function unfitBecause(one: CatalogueAction): string | undefined {
    const { name, service, resources } = one;
    if (!narrowableServices.has(service)) return `what ${name} is done to cannot be told for certain from its events`;
    if (resources.length === 0) return `${name} knows no resources`;
    if (/^\w+:(Create|Import|Restore)/.test(name)) return `${name} makes resources that have no name yet`;
    for (const arn of affects) {
      const { state = "unknown" } = judge.of(arn)?.action(name) ?? {};
      if (state === "unused") continue;
      if (state !== "used") return `${name} of ${arn} is ${state}`;
      if (!isRecorded(name, arn)) return `${arn} used ${name}, and the logs of the window hold no call of it`;
    }
    return undefined;
  }

  function isRecorded(name: string, arn: string): boolean {
    const from = windowStart(options);
    const isIt = ({ action: of, evidence, last }: RecordedCall): boolean =>
      of === name && evidence === "event" && Date.parse(last) >= from;
    return activityOf(facts.activity, arn).some(({ calls }) => calls.some(isIt));
  }

  function isHere(patterns: readonly string[]): boolean {
    return patterns.every((pattern) => pattern.split(":")[4] === facts.wholeLogs?.account);
  }
}
