/** Frameworks as data, and which of their controls a check answers. Pure. */
export { controlsOf } from "./controls-by-check.ts";
export { parseFramework } from "./framework.ts";
