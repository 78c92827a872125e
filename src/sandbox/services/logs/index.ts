import type { Operations } from "../../call.ts";
import { logGroupOperations } from "./log-groups.ts";
import { metricFilterOperations } from "./metric-filters.ts";
import { lineOperations } from "./read-lines.ts";
import { tagOperations } from "./tags.ts";

/** Amazon CloudWatch Logs: log groups, and reading what trails wrote to them. */
export const logsOperations: Operations = {
  ...logGroupOperations,
  ...metricFilterOperations,
  ...lineOperations,
  ...tagOperations,
};
