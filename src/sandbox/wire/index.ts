/** Bytes of requests to inputs, outputs and errors to bytes of answers, in the three protocols of AWS that the sandbox speaks. */

export { writeError } from "./errors.ts";
export type { WireRequest, WireResponse } from "./message.ts";
export { understand, writeOutput } from "./protocols.ts";
export { addressOf } from "./s3-route.ts";
export { loadServiceModels, type ServiceModel } from "./service-models.ts";
