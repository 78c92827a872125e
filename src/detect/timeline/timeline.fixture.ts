import { type CloudTrailEvent, type Detection, ownText } from "../../model/index.ts";
import { compileMatcher, type RuleSet } from "../../sigma/index.ts";
import { type Feed, type FeedMatch, feedMatch, feedsOf, type SharedMatch } from "../feeds.ts";
import { instantOf } from "../instant.ts";
import { createObservationBatch, type ObservationBatch, type ObservedEvent } from "../observation-batch.ts";
import { packUuid } from "../uuid-words.ts";
import { createTimeline, type Timeline, type TimelineOptions, type TimelineResult } from "./timeline.ts";
import { createTimelineEngines } from "./timeline-engines.ts";

/** What a rule set makes of events, which come in the order of delivery, all in one file. */
export function runEvents(set: RuleSet, events: readonly CloudTrailEvent[]): readonly Detection[] {
  return runFiles(set, [events]).detections;
}

/** The same, of several files in the order of delivery. */
export function runFiles(
  set: RuleSet,
  files: readonly (readonly CloudTrailEvent[])[],
  options: Partial<TimelineOptions> = {},
): TimelineResult {
  const timeline = timelineOf(set, options);
  addFiles(timeline, set, files);
  return timeline.finish();
}

export function timelineOf(set: RuleSet, options: Partial<TimelineOptions> = {}): Timeline {
  const feeds = feedsOf(set);
  return createTimeline(set, feeds, createTimelineEngines(set, feeds), { latenessMs: 15 * 60_000, ...options });
}

export function addFiles(
  timeline: Timeline,
  set: RuleSet,
  files: readonly (readonly CloudTrailEvent[])[],
  prefix: string = "events",
): void {
  const feeds = feedsOf(set);
  for (const [at, events] of files.entries()) timeline.add(observe(feeds, events), `${prefix}-${at}.json`);
}

/** What events say to feeds, as a scan finds it. */
export function observe(feeds: readonly Feed[], events: readonly CloudTrailEvent[]): ObservationBatch {
  const batch = createObservationBatch(feeds);
  const matchers = feeds.map(({ condition }) => compileMatcher(condition));
  for (const [index, event] of events.entries()) {
    for (const [position, feed] of feeds.entries()) {
      const match = matchers[position]?.(event) ? feedMatch(feed, position, event) : undefined;
      if (match === undefined) continue;
      const ms = instantOf(ownText(event, "eventTime") ?? "");
      batch.add(sharedMatch(match), observedEvent(ms, ownText(event, "eventID") ?? "", index));
    }
  }
  return batch.take();
}

export function sharedMatch({ feed, group, value, context, number }: FeedMatch): SharedMatch {
  const [caller, call] = [{ text: context }, { text: "" }];
  return { feed, group: { text: group }, value: { text: value }, caller, call, number };
}

export function observedEvent(ms: number, eventId: string, index: number): ObservedEvent {
  return { ms, eventId, index, packId: (words, at) => packUuid(eventId, words, at) };
}
