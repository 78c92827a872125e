import type { BaselineQuestion } from "../../sigma/index.ts";
import { hourMs } from "../activity.ts";
import { isoSecond } from "../instant.ts";
import type { Question } from "./question.ts";
import type { IsLearning, Watched } from "./watched.ts";

/**
 * Who comes back after a long time? Pauses shorter than an hour do not show in events that are folded by the hour. Nothing is
 * forgotten by time: the longer somebody was away, the more it says.
 */
export function dormantQuestion(
  { afterMs }: Extract<BaselineQuestion, { kind: "dormant" }>,
  isLearning: IsLearning,
): Question<Watched> {
  const pauseMs = Math.max(afterMs, hourMs);
  return {
    empty: 0,
    open: (watched, state) => (state === 0 ? watched : undefined),
    save: () => 0,
    see(group, observation) {
      if (observation.ms - group.last < pauseMs) return undefined;
      const held = isLearning(group, observation.ms);
      return { trigger: observation, match: { lastSeen: isoSecond(group.last) }, held };
    },
  };
}
