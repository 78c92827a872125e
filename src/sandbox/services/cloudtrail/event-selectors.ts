import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Output } from "../../call.ts";
import type { TrailState } from "../../world/nouns.ts";
import { checkedAdvancedSelectors } from "./advanced-selectors.ts";
import { checkedBasicSelectors } from "./basic-selectors.ts";
import { changeTrail, needOnTrail, trailToChange, trailToRead } from "./find-trail.ts";
import { optionalList, requiredText } from "./input.ts";

/** Basic and advanced selectors replace each other. */
export const putEventSelectors: Operation = { needs: needOnTrail("TrailName"), run: runPut };
export const getEventSelectors: Operation = { needs: needOnTrail("TrailName"), run: runGet };

function runPut(call: Call): Output {
  const { input } = call;
  const name = requiredText(input, "TrailName");
  const basic = optionalList(input, "EventSelectors");
  const advanced = optionalList(input, "AdvancedEventSelectors");
  if ((basic === undefined) === (advanced === undefined)) {
    const message = "Give either EventSelectors or AdvancedEventSelectors, and not both.";
    throw new AwsError("InvalidEventSelectorsException", message);
  }
  const eventSelectors = basic && checkedBasicSelectors(basic);
  const advancedSelectors = advanced && checkedAdvancedSelectors(advanced);
  const trail = trailToChange(call, name);
  return answer(changeTrail(call, trail, { eventSelectors, advancedSelectors }));
}

function runGet(call: Call): Output {
  return answer(trailToRead(call, requiredText(call.input, "TrailName")));
}

function answer({ arn, eventSelectors, advancedSelectors }: TrailState): Output {
  return advancedSelectors === undefined
    ? { TrailARN: arn, EventSelectors: eventSelectors ?? defaultSelectors }
    : { TrailARN: arn, AdvancedEventSelectors: advancedSelectors };
}

const defaultSelectors: readonly object[] = [
  { ReadWriteType: "All", IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] },
];
