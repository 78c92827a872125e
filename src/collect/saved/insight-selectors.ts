import { ownText } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { inside, listAt, objectAt, textAt } from "./fields.ts";
import { type Parsed, startReading } from "./reading.ts";

/** Insight types that one trail records. */
export interface TrailInsights {
  readonly trailArn?: string;
  readonly insights: readonly string[];
}

/** `aws cloudtrail get-insight-selectors`. The error InsightNotEnabledException is an answer: none are recorded. */
export function parseInsightSelectors(answer: Answer): Parsed<TrailInsights> {
  const reading = startReading(answer.file);
  if (answer.kind === "error") {
    if (answer.code !== "InsightNotEnabledException") return refusal(answer, "insight-selectors");
    const trailArn = /arn:[\w-]+:cloudtrail:[\w-]+:\d{12}:trail\/[\w.-]+/.exec(answer.message)?.[0].replace(/\.$/, "");
    return reading.result({ ...(trailArn && { trailArn }), insights: [] });
  }
  const json = answerObject(answer, "insight-selectors");
  const place = { file: answer.file, path: "InsightSelectors" };
  const trailArn = ownText(json, "TrailARN");
  const insights = (listAt(json, "InsightSelectors", { ...place, path: "" }) ?? []).map((entry, index) => {
    const at = inside(place, index);
    return textAt(objectAt(entry, at), "InsightType", at);
  });
  return reading.result({ ...(trailArn && { trailArn }), insights });
}
