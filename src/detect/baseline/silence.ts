import { isJsonObject, ownValue } from "../../model/index.ts";
import type { BaselineQuestion, BaselineRule } from "../../sigma/index.ts";
import { hourMs } from "../activity.ts";
import { isoSecond } from "../instant.ts";
import type { PlacedObservation } from "../over-time.ts";
import type { Alert, Question } from "./question.ts";
import { readObservation, saveObservation } from "./saved-observation.ts";
import { isCount } from "./state.ts";
import { hourOf, type Watched } from "./watched.ts";

interface Regular extends Watched {
  /** The first event of the last hour with events: of later ones, folded events do not say enough. */
  trigger: PlacedObservation | undefined;
  /** Spans with events. */
  spans: number;
  /** The longest time between the last event of an hour and the first of the next hour with events. */
  longestPause: number;
  isSilent: boolean;
}

/** Who was always there and has gone quiet? Spans are whole hours: `afterMs` rounded up. */
export function silenceQuestion(
  rule: BaselineRule,
  { afterMs, factor }: Extract<BaselineQuestion, { kind: "silence" }>,
): Question<Regular> {
  const spanHours = Math.max(1, Math.ceil(afterMs / hourMs));
  const pauseMs = Math.max(afterMs, hourMs);
  /** No group falls silent before this time. */
  let nextDue = Number.POSITIVE_INFINITY;
  /** The latest time that was answered for. */
  let now = Number.NEGATIVE_INFINITY;

  return {
    empty: { spans: 0, longestPause: 0, isSilent: false, trigger: null },
    open(watched, state) {
      if (!isJsonObject(state)) return undefined;
      const [spans, longestPause, isSilent] = ["spans", "longestPause", "isSilent"].map((key) => ownValue(state, key));
      const trigger = readObservation(ownValue(state, "trigger"));
      if (!isCount(spans) || !isCount(longestPause) || typeof isSilent !== "boolean") return undefined;
      if (trigger === undefined && spans > 0) return undefined;
      return { ...watched, spans, longestPause, isSilent, trigger };
    },
    save: ({ spans, longestPause, isSilent, trigger }) => ({
      spans,
      longestPause,
      isSilent,
      trigger: trigger === undefined ? null : saveObservation(trigger),
    }),
    added(_name, group) {
      if (group.spans > 0 && !group.isSilent) nextDue = Math.min(nextDue, dueOf(group));
    },
    see(group, observation, isNewHour) {
      const isNew = group.trigger === undefined;
      if (!isNewHour) return undefined;
      if (isNew || spanOf(observation.ms) > spanOf(group.last)) group.spans += 1;
      if (!isNew) group.longestPause = Math.max(group.longestPause, observation.ms - group.last);
      group.trigger = observation;
      group.isSilent = false;
      nextDue = Math.min(nextDue, observation.ms + limitOf(group));
      return undefined;
    },
    advance(ms, groups) {
      // The end of the input says nothing of the time after it.
      if (Number.isFinite(ms)) now = Math.max(now, ms);
      if (now < nextDue) return [];
      nextDue = Number.POSITIVE_INFINITY;
      const alerts: Alert[] = [];
      for (const group of groups.values()) {
        if (group.isSilent) continue;
        const due = dueOf(group);
        if (due > now) nextDue = Math.min(nextDue, due);
        else alerts.push(...fallSilent(group));
      }
      return alerts;
    },
    isOver: (group, ms) => group.isSilent && ms - group.last >= Math.max(rule.forgetMs, limitOf(group)),
  };

  function fallSilent(group: Regular): readonly Alert[] {
    group.isSilent = true;
    const { trigger, first, last, spans, before, here } = group;
    const isRegular = spans > 1 && spans >= nearlyAll * (spanOf(last) - spanOf(first) + 1);
    if (trigger === undefined || !isRegular) return [];
    const held = last - first < rule.learningMs || before + here < rule.minimumEvents;
    const match = { lastSeen: isoSecond(last), silentHours: Math.floor(limitOf(group) / hourMs) };
    return [{ trigger, match, held }];
  }

  function dueOf(group: Regular): number {
    return group.last + limitOf(group);
  }

  function limitOf({ longestPause }: Regular): number {
    return Math.max(pauseMs, factor * longestPause);
  }

  function spanOf(ms: number): number {
    return Math.floor(hourOf(ms) / spanHours);
  }
}

const nearlyAll = 0.9;
