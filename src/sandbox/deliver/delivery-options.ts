import type { World } from "../world/world.ts";

/** What makes deliveries worse than they must be, as they are at times in AWS. All are off unless they are set. */
export interface DeliveryOptions {
  /** Each log file comes twice, with the same events, under another name. */
  readonly duplicates: boolean;
  /** Events of a file are in no order. */
  readonly disorder: boolean;
  /** The last log file of an hour is missing in its digest, and named by a backfill digest an hour later. */
  readonly backfill: boolean;
}

export function deliveryOptions(world: World): DeliveryOptions {
  return table(world).get("options") ?? { duplicates: false, disorder: false, backfill: false };
}

export function setDeliveryOptions(world: World, options: Partial<DeliveryOptions>): void {
  table(world).put("options", { ...deliveryOptions(world), ...options });
}

function table(world: World): ReturnType<typeof world.store.table<DeliveryOptions>> {
  return world.store.table<DeliveryOptions>("delivery-options");
}
