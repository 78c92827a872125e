import type { Random } from "../random.ts";
import { activityEvents, type Marked } from "./activities.ts";
import { guessedPassword } from "./guessed-password.ts";
import type { Intrusion } from "./intrusions.ts";
import { peopleEvents, scheduledAudit } from "./people.ts";
import { serviceEvents } from "./services.ts";
import type { TimedEvent } from "./shape.ts";
import { labTrailStopped, stolenKey } from "./stolen-key.ts";

/** Thirty days of the account. */
export interface Story {
  /** Every event that a trail recorded, in order of time. */
  readonly events: readonly TimedEvent[];
  readonly activities: readonly Marked[];
  readonly intrusions: readonly Intrusion[];
}

export function tellStory(random: Random): Story {
  const activities = activityEvents(random.fork("activities"));
  const intrusions = [stolenKey(random.fork("stolen-key")), guessedPassword(random.fork("guessed-password"))];
  const events = [
    ...peopleEvents(random.fork("people")),
    ...scheduledAudit(random.fork("audit")),
    ...serviceEvents(random.fork("services")),
    ...timed(activities),
    ...intrusions.flatMap(timed),
  ].filter(isRecorded);
  return { events: inOrder(events), activities: activities.marked, intrusions };
}

/** By time; events of the same millisecond by their id. */
export function inOrder(events: readonly TimedEvent[]): TimedEvent[] {
  return [...events].sort((a, b) => a.at - b.at || (String(a.event["eventID"]) < String(b.event["eventID"]) ? -1 : 1));
}

function timed({
  marked,
  others,
}: {
  readonly marked: readonly Marked[];
  readonly others: readonly TimedEvent[];
}): TimedEvent[] {
  return [...marked.map((mark) => mark.timed), ...others];
}

/** Only lab-trail records data events, and only until somebody stops it. */
function isRecorded({ at, event }: TimedEvent): boolean {
  return event["eventCategory"] !== "Data" || at < labTrailStopped;
}
