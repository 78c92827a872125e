import type { Operations } from "../../call.ts";
import { analyzerOperations } from "./analyzers.ts";
import { findingOperations } from "./findings.ts";

/** IAM Access Analyzer: analyzers of access from outside, and what they find in the policies of this world. */
export const accessAnalyzerOperations: Operations = { ...analyzerOperations, ...findingOperations };
