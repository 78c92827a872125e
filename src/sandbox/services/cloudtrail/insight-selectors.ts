import { AwsError } from "../../aws-error.ts";
import type { Call, Input, Operation, Output } from "../../call.ts";
import { selects } from "../../record/index.ts";
import type { TrailState } from "../../world/nouns.ts";
import { changeTrail, needOnTrail, trailToChange, trailToRead } from "./find-trail.ts";
import { missing, optionalList, optionalText, optionalTexts } from "./input.ts";

/** An empty list turns Insights off. */
export const putInsightSelectors: Operation = { needs: needOnTrail("TrailName"), run: runPut };
export const getInsightSelectors: Operation = { needs: needOnTrail("TrailName"), run: runGet };

function runPut(call: Call): Output {
  const trail = trailToChange(call, trailName(call));
  const selectors = optionalList(call.input, "InsightSelectors");
  if (selectors === undefined) throw missing("InsightSelectors");
  const insights = [...new Set(selectors.map(insightType))];
  for (const type of insights) requireManagementEvents(trail, type);
  return answer(changeTrail(call, trail, { insights }));
}

function runGet(call: Call): Output {
  const trail = trailToRead(call, trailName(call));
  if (trail.insights.length === 0) {
    throw new AwsError(
      "InsightNotEnabledException",
      `Trail ${trail.arn} does not have Insights enabled. Edit the trail settings to enable Insights, and then try the operation again.`,
    );
  }
  return answer(trail);
}

function answer({ arn, insights }: TrailState): Output {
  return { TrailARN: arn, InsightSelectors: insights.map((type) => ({ InsightType: type })) };
}

function trailName({ input }: Call): string {
  const name = optionalText(input, "TrailName");
  if (name !== undefined && optionalText(input, "EventDataStore") === undefined) return name;
  if (name !== undefined) {
    const message = "You can give the name of a trail or of an event data store, not both.";
    throw new AwsError("InvalidParameterCombinationException", message);
  }
  throw new AwsError("NotImplemented", "The sandbox has no event data stores. It has Insights of trails.", 501);
}

function insightType(selector: Input): string {
  const type = optionalText(selector, "InsightType") ?? "";
  if (type !== "ApiCallRateInsight" && type !== "ApiErrorRateInsight") {
    throw new AwsError("InvalidInsightSelectorsException", "The insight type is not valid.");
  }
  if (optionalTexts(selector, "EventCategories")?.includes("Data") === true) {
    throw new AwsError(
      "NotImplemented",
      "The sandbox has no Insights of data events. It has those of management events.",
      501,
    );
  }
  return type;
}

/** Call rates are of writes, error rates of reads or writes. */
function requireManagementEvents(trail: TrailState, type: string): void {
  const kinds = type === "ApiCallRateInsight" ? [false] : [true, false];
  const isRecorded = kinds.some((readOnly) =>
    selects(trail, {
      category: "Management",
      region: trail.homeRegion,
      source: "iam.amazonaws.com",
      name: "",
      eventType: "AwsApiCall",
      readOnly,
      identityArn: "",
      fromConsole: false,
    }),
  );
  if (isRecorded) return;
  const message = `${type} needs a trail that logs ${type === "ApiCallRateInsight" ? "write " : ""}management events.`;
  throw new AwsError("InvalidInsightSelectorsException", message);
}
