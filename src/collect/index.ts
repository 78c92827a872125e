/** Answers of AWS, saved or live, to a Snapshot. */
export { assembleSnapshot } from "./assemble.ts";
export { type AnswerValues, type SnapshotPart, type SnapshotParts, savedParsers } from "./parts.ts";
export { parseJsonText } from "./saved/json-text.ts";
export { decodeText } from "./saved/text.ts";
export { snapshotJsonSchema, snapshotSchema } from "./snapshot-schema.ts";
