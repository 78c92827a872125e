import type { ServiceName } from "./call.ts";
import type { Services } from "./dispatch.ts";
import type { ServiceModel } from "./wire/service-models.ts";
import type { World } from "./world/world.ts";

/** A world and what can be done in it: what controls, delivery and seeds work on. */
export interface SandboxParts {
  readonly world: World;
  readonly services: Services;
  readonly models: ReadonlyMap<ServiceName, ServiceModel>;
}
