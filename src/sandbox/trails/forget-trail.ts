import type { Account, World } from "../world/world.ts";
import { closedTrails } from "./closed-trails.ts";
import { flowTable } from "./flows.ts";

/** A trail of the same name is another trail: nothing of a deleted one goes into its files or its digests. */
export function forgetTrail(world: World, account: Account, arn: string): void {
  closedTrails(world, account).delete(arn);
  const flows = flowTable(world, account);
  for (const key of [...flows.entries()].map(([key]) => key)) if (key.startsWith(`${arn}|`)) flows.delete(key);
}
