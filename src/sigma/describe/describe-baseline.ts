import { describeDuration } from "../parse/duration.ts";
import type { BaselineQuestion, BaselineRule } from "../rule.ts";
import { describeCondition } from "./describe.ts";

/** A baseline in words, one paragraph. */
export function describeBaseline({ condition, groupBy, question, ...memory }: BaselineRule): string {
  const { learningMs, minimumEvents, forgetMs } = memory;
  const groups = groupBy.length === 0 ? "all events together" : `each ${groupBy.join(" and ")}`;
  const needed = [
    ...(learningMs > 0 ? [describeDuration(learningMs)] : []),
    ...(minimumEvents > 1 ? [`${minimumEvents} events`] : []),
  ];
  const learning = needed.length === 0 ? "" : ` Nothing is said of a group before ${needed.join(" and ")}.`;
  return (
    `${describeQuestion(question)}, for ${groups}, among events where ${describeCondition(condition)}.` +
    `${learning} What was not seen for ${describeDuration(forgetMs)} is forgotten.`
  );
}

function describeQuestion(question: BaselineQuestion): string {
  switch (question.kind) {
    case "first_seen":
      return `A value of ${question.fields.join(" and ")} that was not seen before`;
    case "rare":
      return `A value of ${question.fields.join(" and ")} that makes up less than ${percent(question.share)} of the events`;
    case "dormant":
      return `An event after none for ${describeDuration(question.afterMs)}`;
    case "silence":
      return (
        `No event for ${describeDuration(question.afterMs)} where there were always some, and for ${question.factor} times ` +
        "as long as ever before"
      );
    case "spike": {
      const what = question.sumOf === undefined ? "events" : `as the sum of ${question.sumOf}`;
      const span = describeDuration(question.spanMs);
      return `More than ${question.factor} times what is usual at most in ${span}, and at least ${question.atLeast} ${what}`;
    }
    case "travel":
      return (
        `Two places more than ${question.kilometers} km apart, with less time between them than it takes at ` +
        `${question.kilometersPerHour} km/h`
      );
  }
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(6))} %`;
}
