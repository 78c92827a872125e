import { closedTrails } from "../trails/closed-trails.ts";
import type { TrailFlow } from "../trails/flows.ts";
import type { TrailState } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

/** What GetTrailStatus tells of deliveries. `at`: ISO 8601. */
export function noteDelivery(world: World, of: TrailFlow, what: "logs" | "digest", at: string): void {
  change(world, of, what === "logs" ? { delivery: { lastAt: at, attemptAt: at } } : { digest: { lastAt: at } });
}

/** `error`: S3's code, as `AccessDenied` or `NoSuchBucket`. */
export function noteFailure(world: World, of: TrailFlow, what: "logs" | "digest", error: string, at: string): void {
  const { delivery, digest } = trailNow(world, of) ?? of.trail;
  change(
    world,
    of,
    what === "logs"
      ? { delivery: { ...delivery, attemptAt: at, lastError: error } }
      : { digest: { ...digest, lastError: error } },
  );
}

/** Of the log group: when it was written to last, or why it was not. */
export function noteLogGroup(
  world: World,
  of: TrailFlow,
  what: { readonly lastAt: string } | { readonly lastError: string },
): void {
  const before = (trailNow(world, of) ?? of.trail).logGroupDelivery;
  const kept = "lastError" in what && before?.lastAt !== undefined ? { lastAt: before.lastAt } : {};
  change(world, of, { logGroupDelivery: { ...kept, ...what } });
}

/** `error`: SNS's code; undefined: the topic was told. */
export function noteNotification(world: World, of: TrailFlow, error: string | undefined, at: string): void {
  const before = (trailNow(world, of) ?? of.trail).notification;
  const kept = before?.lastAt === undefined ? {} : { lastAt: before.lastAt };
  change(world, of, {
    notification: error === undefined ? { lastAt: at, attemptAt: at } : { ...kept, attemptAt: at, lastError: error },
  });
}

function change(world: World, of: TrailFlow, changes: Partial<TrailState>): void {
  const trail = trailNow(world, of);
  if (trail === undefined) return;
  const own = of.account.trails.get(trail.arn) === undefined ? closedTrails(world, of.account) : of.account.trails;
  own.put(trail.arn, { ...trail, ...changes });
}

/** It may have been changed since the flow was read. */
function trailNow(world: World, { trail: { arn }, account }: TrailFlow): TrailState | undefined {
  return account.trails.get(arn) ?? closedTrails(world, account).get(arn);
}
