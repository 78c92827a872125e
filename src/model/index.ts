/** The nouns of the whole project. No package and no I/O; every other layer may import them. */
export * from "./activity.ts";
export * from "./age.ts";
export * from "./arn.ts";
export * from "./control.ts";
export * from "./credential-report.ts";
export * from "./detection.ts";
export * from "./event.ts";
export * from "./finding.ts";
export * from "./finding-status.ts";
export * from "./identities.ts";
export * from "./json.ts";
export * from "./last-accessed.ts";
export * from "./principal.ts";
export * from "./problem.ts";
export * from "./severity.ts";
export * from "./snapshot.ts";
export * from "./trail.ts";
