/** EDGE: the bytes of CloudTrail, from files and standard input, to events. */
export type { Archive, ListedObject } from "./archive/archive.ts";
export { openCloudTrail, type TrailPlace } from "./archive/cloudtrail.ts";
export { openFolder } from "./archive/folder-archive.ts";
export { openBucket } from "./archive/s3-archive.ts";
export { unpackObject } from "./archive/unpack-object.ts";
export { type FoundLogFiles, findLogFiles } from "./find-log-files.ts";
export type { ReadLimits } from "./limits.ts";
export { parseRow } from "./parse-row.ts";
export { type LogFileSummary, type ReadOptions, readLogFile } from "./read-log-file.ts";
export { type Projection, type RecordRows, rowWord } from "./record-rows.ts";
export { statOf, walk } from "./walk.ts";
