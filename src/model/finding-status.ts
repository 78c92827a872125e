/** UNKNOWN (could not be asked) is never counted or shown as PASS. */
export const findingStatuses = ["FAIL", "UNKNOWN", "PASS", "NOT_APPLICABLE", "SUPPRESSED"] as const;

export type FindingStatus = (typeof findingStatuses)[number];
