/** The question "is it used?", asked of policies, Access Advisor and logs. Pure: no I/O and no clock of its own. */
export * from "./activity/index.ts";
export * from "./escalation/index.ts";
export * from "./plan/index.ts";
export * from "./proof/index.ts";
export * from "./usage/index.ts";
