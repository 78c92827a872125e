import type { AccountRegion } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { entriesAt } from "./entries.ts";
import { textAt } from "./fields.ts";
import { type Parsed, startReading } from "./reading.ts";

/** `aws account list-regions`. */
export function parseRegions(answer: Answer): Parsed<readonly AccountRegion[]> {
  if (answer.kind === "error") return refusal(answer, "regions");
  const reading = startReading(answer.file);
  const regions = entriesAt(answerObject(answer, "regions"), "Regions", reading, (entry, at) => ({
    name: textAt(entry, "RegionName", at),
    status: textAt(entry, "RegionOptStatus", at),
  }));
  return reading.result(regions);
}
