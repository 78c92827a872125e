import { actionCatalogue } from "../../iam/index.ts";
import type { Activity, CloudTrailEvent } from "../../model/index.ts";
import { type ActivityCounter, createActivityCounter } from "../../rightsize/index.ts";

/** Counts who used which permission in events that somebody else reads; the catalogue is loaded with the first of them. */
export function countedEvents(): { see(event: CloudTrailEvent): void; take(): Activity } {
  let counter: ActivityCounter | undefined;
  const made = (): ActivityCounter => (counter ??= createActivityCounter({ catalogue: actionCatalogue() }));
  return { see: (event) => made().see(event), take: () => made().take() };
}
