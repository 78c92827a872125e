/** QUESTION: did something bad happen? Rules over events; events to detections, detections to findings. */
export { type ActivityCounter, createActivityCounter, type EventSpan, hourMs } from "./activity.ts";
export { contentHash } from "./content-hash.ts";
export { createDetector, type Detector } from "./detector.ts";
export { detectionUid, groupDetections } from "./group.ts";
export { hashId, type IdHash } from "./id-hash.ts";
export { createIdTable, type Sighting } from "./id-table.ts";
export { instantOf } from "./instant.ts";
export { compareDetections } from "./order.ts";
