import type { Operations } from "../../call.ts";
import { credentialReportOperations } from "./credential-report.ts";
import { lastAccessedOperations } from "./last-accessed.ts";
import { simulateOperations } from "./simulate.ts";

/** Operations of IAM that report on what the others made. */
export const iamReportOperations: Operations = {
  ...credentialReportOperations,
  ...lastAccessedOperations,
  ...simulateOperations,
};
