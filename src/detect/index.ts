/** QUESTION: did something bad happen? Rules over events; events to detections, detections to findings. */
export { type ActivityCounter, createActivityCounter, type EventSpan, hourMs } from "./activity.ts";
export { contentHash } from "./content-hash.ts";
export { createDeriver, derivedFieldNames, derivedReads, type GeoLookup, needsGeo } from "./facts/derived.ts";
export { canonicalAddress, isPrivateAddress, networkOf } from "./facts/network.ts";
export { agentFamily } from "./facts/user-agent.ts";
export { type Feed, feedFields, feedMatch, feedsOf, type SharedMatch } from "./feeds.ts";
export { detectionUid, groupDetections } from "./group.ts";
export { hashId, type IdHash } from "./id-hash.ts";
export { createIdTable, type Sighting } from "./id-table.ts";
export { instantOf, isoSecond } from "./instant.ts";
export { createJudge, type Judge, type JudgeSink } from "./judge/judge.ts";
export {
  buffers,
  createObservationBatch,
  type ObservationBatch,
  type ObservationBatchWriter,
  type ObservedEvent,
} from "./observation-batch.ts";
export { compareDetections } from "./order.ts";
export { createTimeline, type Timeline } from "./timeline/timeline.ts";
export { createTimelineEngines } from "./timeline/timeline-engines.ts";
export { toDetection } from "./to-detection.ts";
export { packUuid, packUuidBytes } from "./uuid-words.ts";
