import type { Account } from "../../world/world.ts";

/** How many users, groups and roles have a policy attached, and how many users and roles as their boundary. */
export interface PolicyUses {
  attachments(arn: string): number;
  boundaries(arn: string): number;
}

/** As of now; counted once for all policies that are asked for. */
export function policyUses({ users, groups, roles }: Account): PolicyUses {
  const attached = new Map<string, number>();
  const boundaries = new Map<string, number>();
  for (const entity of [...users.values(), ...roles.values()]) {
    if (entity.boundary !== undefined) count(boundaries, entity.boundary);
    for (const arn of entity.attached) count(attached, arn);
  }
  for (const group of groups.values()) for (const arn of group.attached) count(attached, arn);
  return { attachments: (arn) => attached.get(arn) ?? 0, boundaries: (arn) => boundaries.get(arn) ?? 0 };
}

function count(counts: Map<string, number>, arn: string): void {
  counts.set(arn, (counts.get(arn) ?? 0) + 1);
}
