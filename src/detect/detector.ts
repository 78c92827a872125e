import type { CloudTrailEvent, Detection, EventOrigin } from "../model/index.ts";
import type { Rule } from "../sigma/index.ts";
import { createRuleIndex } from "./rule-index.ts";
import { toDetection } from "./to-detection.ts";

/** Asks rules of one event after the other. */
export interface Detector {
  /** The detections of this event, in the order of the rules. */
  see(event: CloudTrailEvent, origin: EventOrigin): readonly Detection[];
}

export function createDetector(rules: readonly Rule[]): Detector {
  const index = createRuleIndex(rules);
  return {
    see(event, origin) {
      let found: Detection[] | undefined;
      for (const { rule, matches } of index.candidates(event)) {
        if (!matches(event)) continue;
        found ??= [];
        found.push(toDetection(rule, event, origin));
      }
      return found ?? none;
    },
  };
}

const none: readonly Detection[] = [];
