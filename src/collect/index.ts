/** Answers of AWS, saved or live, to a Snapshot. */
export { assembleSnapshot } from "./assemble.ts";
export { type CollectedAccount, collectAccount } from "./live/collect-account.ts";
export type { AdvisorSubject, KeptAnswers } from "./live/collector.ts";
export { type ConnectionOptions, connect } from "./live/connection.ts";
export { inParallel } from "./live/in-parallel.ts";
export { featurePermissions, organizationActions } from "./live/least-policy.ts";
export { organizationAccounts } from "./live/organization-accounts.ts";
export { type FeatureProbe, probeFeatures } from "./live/probe-features.ts";
export { regionStatus } from "./live/region-status.ts";
export { startSession } from "./live/session.ts";
export { type Caller, whoAmI } from "./live/who-am-i.ts";
export { upgradeSnapshot } from "./older-snapshot.ts";
export { type AnswerValues, type SnapshotPart, type SnapshotParts, savedParsers } from "./parts.ts";
export { sourceNames } from "./saved/catalogue.ts";
export { parseJsonText } from "./saved/json-text.ts";
export { decodeText } from "./saved/text.ts";
export { snapshotJsonSchema, snapshotSchema } from "./snapshot-schema.ts";
export { trailVerificationSchema } from "./trail-verification-schema.ts";
