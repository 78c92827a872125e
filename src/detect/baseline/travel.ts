import type { Json } from "../../model/index.ts";
import type { BaselineQuestion } from "../../sigma/index.ts";
import { hourMs } from "../activity.ts";
import type { PlacedObservation } from "../over-time.ts";
import { kilometersBetween, type Place, parsePlace } from "./places.ts";
import type { Question } from "./question.ts";
import { readObservation, saveObservation } from "./saved-observation.ts";
import type { IsLearning, Watched } from "./watched.ts";

interface Traveller extends Watched {
  previous: PlacedObservation | undefined;
}

/** Who is at two places that nobody travels between in the time? Two places at the same instant are such. */
export function travelQuestion(
  { kilometersPerHour, kilometers: atLeast }: Extract<BaselineQuestion, { kind: "travel" }>,
  isLearning: IsLearning,
): Question<Traveller> {
  return {
    empty: null,
    open(watched, state) {
      const previous = readObservation(state);
      return state === null || placeOf(previous) !== undefined ? { ...watched, previous } : undefined;
    },
    save: ({ previous }) => (previous === undefined ? null : saveObservation(previous)),
    see(group, observation) {
      const to = placeOf(observation);
      if (to === undefined) return undefined;
      const { previous } = group;
      group.previous = observation;
      const from = placeOf(previous);
      if (previous === undefined || from === undefined) return undefined;
      const kilometers = kilometersBetween(from, to);
      const hours = (observation.ms - previous.ms) / hourMs;
      if (kilometers <= atLeast || kilometers <= kilometersPerHour * hours) return undefined;
      const match = { from: from.text, to: to.text, kilometers: Math.round(kilometers), hours: rounded(hours) };
      return { trigger: observation, context: [previous], match, held: isLearning(group, observation.ms) };
    },
  };
}

function placeOf(observation: PlacedObservation | undefined): Place | undefined {
  if (observation === undefined) return undefined;
  // JSON of a list of texts, written by the feed or checked when it was restored.
  const [text]: readonly Json[] = JSON.parse(observation.value);
  return typeof text === "string" ? parsePlace(text) : undefined;
}

function rounded(hours: number): number {
  return Math.round(hours * 100) / 100;
}
