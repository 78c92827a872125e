import { createDeriver, derivedFieldNames } from "../../src/detect/index.ts";
import { type CloudTrailEvent, ownObject } from "../../src/model/index.ts";

const derive = createDeriver(derivedFieldNames);

/** An event as rules see it, without a database; examples may bring what one would say. */
export function derivedEvent(event: CloudTrailEvent): CloudTrailEvent {
  const derived = { ...ownObject(derive?.(event) ?? {}, "derived"), ...ownObject(event, "derived") };
  return { ...event, derived };
}
