/** Requests decided by policies: all layers together, or one of them by itself. */
export { type CompiledLayers, compileLayers, evaluate } from "./evaluate.ts";
export { type CompiledLayer, compileLayer, layerOutcome } from "./layer.ts";
export { type PrincipalLayers, principalLayers, trustLayer } from "./principal-layers.ts";
export * from "./request.ts";
export { type RequestContextOptions, requestContext } from "./request-context.ts";
