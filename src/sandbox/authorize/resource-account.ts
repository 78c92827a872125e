import { parseArn } from "../../model/index.ts";
import type { Need } from "../call.ts";

/** The account that a resource is in; of one whose ARN names none, the caller's own. */
export function resourceAccount({ resource, resourcePolicy }: Need, own: string): string {
  return resourcePolicy?.account ?? (parseArn(resource)?.account || own);
}
