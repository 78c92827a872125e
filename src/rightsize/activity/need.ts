import type { ActionCatalogue, CatalogueAction } from "../../iam/index.ts";
import type { CloudTrailEvent, JsonObject } from "../../model/index.ts";

/** One permission that a call needed. */
export interface Need {
  readonly action: CatalogueAction;
  /** `inferred`: the event is not of this action, but its parameters show that it was needed as well. */
  readonly evidence: "event" | "inferred";
  /** Undefined: those that the event names for the action. Empty: the event does not tell. */
  readonly resources?: readonly string[];
  /** Of the request for this permission, beside what holds for the whole event. */
  readonly context?: { readonly [key: string]: string };
}

/** An event while its needs are looked for. */
export interface Call {
  readonly event: CloudTrailEvent;
  /** `s3` of `s3.amazonaws.com` */
  readonly source: string;
  /** Name of the event, in lower case and without a version of the API. */
  readonly name: string;
  readonly catalogue: ActionCatalogue;
  /** Undefined where the event has none or CloudTrail left them out. */
  readonly parameters: JsonObject | undefined;
}

/** Needs of actions by their names; those that the catalogue does not have are left out. */
export function needs(
  { catalogue }: Pick<Call, "catalogue">,
  names: readonly string[],
  evidence: Need["evidence"],
  more: Pick<Need, "resources" | "context"> = {},
): readonly Need[] {
  return names.flatMap((name) => {
    const action = catalogue.action(name);
    return action === undefined ? [] : [{ action, evidence, ...more }];
  });
}
