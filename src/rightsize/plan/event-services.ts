import type { ActionCatalogue } from "../../iam/index.ts";
import { prefixOfSource, sourceName } from "../activity/event-table.ts";

/** Prefix of the actions that an event source's calls need, `s3` of `s3.amazonaws.com`; undefined: not known. */
export function serviceOfSource(eventSource: string, catalogue: ActionCatalogue): string | undefined {
  return catalogue.service(prefixOfSource(sourceName(eventSource)))?.prefix;
}
