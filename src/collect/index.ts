/** Answers of AWS, saved or live, to a Snapshot. */
export { assembleSnapshot } from "./assemble.ts";
export { retryOnlyTimeErrors } from "./live/clock-skew.ts";
export { type CollectedAccount, collectAccount } from "./live/collect-account.ts";
export type { KeptAnswers } from "./live/collector.ts";
export { type ConnectionOptions, connect } from "./live/connection.ts";
export { inParallel } from "./live/in-parallel.ts";
export { featurePermissions, organizationActions } from "./live/least-policy.ts";
export { organizationAccounts } from "./live/organization-accounts.ts";
export { type FeatureProbe, probeFeatures } from "./live/probe-features.ts";
export { startSession } from "./live/session.ts";
export { type Caller, whoAmI } from "./live/who-am-i.ts";
export { type AnswerValues, type SnapshotPart, type SnapshotParts, savedParsers } from "./parts.ts";
export { parseJsonText } from "./saved/json-text.ts";
export { decodeText } from "./saved/text.ts";
export { snapshotJsonSchema, snapshotSchema } from "./snapshot-schema.ts";
