/** EDGE: the bytes of CloudTrail, from files and standard input, to events. */
export { type FoundLogFiles, findLogFiles } from "./find-log-files.ts";
export type { ReadLimits } from "./limits.ts";
export { parseRow } from "./parse-row.ts";
export { type LogFileSummary, type ReadOptions, readLogFile } from "./read-log-file.ts";
export { type Projection, type RecordRows, rowWord } from "./record-rows.ts";
export { statOf, walk } from "./walk.ts";
