import type { TrailState } from "../world/nouns.ts";
import type { Table } from "../world/table.ts";
import type { Account, World } from "../world/world.ts";

/** Trails that were deleted and have something left to deliver, by ARN. */
export function closedTrails(world: World, account: Account): Table<TrailState> {
  return world.store.table<TrailState>(`closed-trails@${account.id}`);
}

/** Keeps a deleted trail until all is delivered. `at`: ISO 8601. */
export function closeTrail(world: World, account: Account, trail: TrailState, at: string): void {
  closedTrails(world, account).put(trail.arn, { ...trail, ...(trail.logging && { stoppedAt: at }), logging: false });
}
