import type { Detection, Json } from "../../model/index.ts";
import type { PlacedObservation } from "../over-time.ts";
import type { Watched } from "./watched.ts";

/** What one kind of question adds to the engine: which habit it remembers of a group, and what breaks it. */
export interface Question<G extends Watched> {
  /** Fills what a group that is new, or that `state` describes, has beyond being watched; undefined for a wrong state. */
  open(watched: Watched, state: Json): G | undefined;
  /** What {@link Question.open} needs for a group that is new. */
  readonly empty: Json;
  save(group: G): Json;
  /** An observation of a group whose hour has been rolled to it; its events are not counted in yet. */
  see(group: G, observation: PlacedObservation, isNewHour: boolean): Alert | undefined;
  /** Event time has come to `ms`, before anything at `ms` is seen. */
  advance?(ms: number, groups: ReadonlyMap<string, G>): readonly Alert[];
  /** A group was opened or came back from a saved state, under its name. */
  added?(name: string, group: G): void;
  /** Forgets what was not seen for so long by `ms`; what is forgotten makes no difference to any answer. */
  forget?(group: G, ms: number): void;
  /** By `ms` nothing of the group counts any more. */
  isOver?(group: G, ms: number): boolean;
  /** How many values it remembers of the group. */
  weigh?(group: G): number;
}

/** A habit was broken. What it says is made when it is told: most of what is learned never is. */
export interface Alert {
  readonly trigger: PlacedObservation;
  /** Observations before the trigger that belong to it. */
  readonly context?: readonly PlacedObservation[];
  readonly match: Detection["match"] | (() => Detection["match"]);
  /** Too little is known yet: it is counted and not said. */
  readonly held: boolean;
}
