/** The sandbox over HTTP: what comes in is checked and bounded here, and becomes calls. */
export { type ChaosOptions, createChaos, parseChaos } from "./chaos.ts";
export { ControlFault, type Controls } from "./control.ts";
export { createEventualConsistency } from "./eventual-consistency.ts";
export { type Listening, listen } from "./server.ts";
export { createThrottle } from "./throttle.ts";
