import { setImmediate as nextTurn } from "node:timers/promises";
import { adminKey } from "./admin.ts";
import { setDeliveryOptions, type Tampering, tamper, tamperKinds, tick } from "./deliver/index.ts";
import type { SandboxParts } from "./parts.ts";
import { saveClock } from "./saved-clock.ts";
import { seedAerosecure } from "./seed/seed-aerosecure.ts";
import { ControlFault, type Controls } from "./server/index.ts";
import type { World } from "./world/world.ts";

type Asked = Readonly<Record<string, unknown>>;

/** What a sandbox's owner may ask for. `stop` is called once the answer is on its way. */
export function createControls(parts: SandboxParts, stop: () => void): Controls {
  const { world } = parts;
  return {
    health: () => ({ status: "ok", pid: process.pid, now: timeOf(world), accounts: [...world.accounts.keys()] }),
    tick: (asked) => tickFor(parts, asked),
    seed: (asked) => seed(parts, asked),
    tamper: (asked) => tamperWith(world, asked),
    delivery: (asked) => changeDelivery(world, asked),
    account: (asked) => addAccount(world, asked),
    stop() {
      setTimeout(stop, 50);
      return { status: "stopping" };
    },
  };
}

/** `{"ms": 300000}`: moves the clock. Calls that come meanwhile are answered between its hours. */
async function tickFor(parts: SandboxParts, { ms }: Asked): Promise<object> {
  if (typeof ms !== "number" || !Number.isInteger(ms) || ms < 0 || ms > maxTickMs) {
    throw new ControlFault(`ms must be a whole number from 0 to ${maxTickMs}.`);
  }
  for (let left = ms; left > 0; left -= hourMs) {
    tick(parts, Math.min(left, hourMs));
    await nextTurn();
  }
  saveClock(parts.world);
  return { now: timeOf(parts.world) };
}

const hourMs = 3_600_000;
/** Ten years. */
const maxTickMs = 3650 * 24 * hourMs;

/** `{"name": "aerosecure"}` */
function seed(parts: SandboxParts, { name = "aerosecure" }: Asked): object {
  if (name !== "aerosecure") throw new ControlFault("There is one seed: aerosecure.");
  if (parts.world.accounts.get("111122223333")?.users.get("developer-1") !== undefined) {
    throw new ControlFault("The account has been seeded before.");
  }
  return seedAerosecure(parts);
}

/** `{"kind": "modify-log", "bucket": "...", "key": "..."}`; without a bucket: the one that trails deliver to. */
function tamperWith(world: World, { kind, bucket, key }: Asked): object {
  if (!isTampering(kind)) throw new ControlFault(`kind must be one of: ${tamperKinds.join(", ")}.`);
  if (key !== undefined && typeof key !== "string") throw new ControlFault("key must be text.");
  try {
    return tamper(world, kind, typeof bucket === "string" ? bucket : trailBucket(world), key);
  } catch (error) {
    world.store.rollback();
    throw new ControlFault(error instanceof Error ? error.message : String(error));
  }
}

function isTampering(kind: unknown): kind is Tampering {
  return (tamperKinds as readonly unknown[]).includes(kind);
}

function trailBucket(world: World): string {
  const buckets = new Set(
    [...world.accounts.values()].flatMap(({ trails }) => [...trails.values()].map((trail) => trail.bucket)),
  );
  const [only, another] = buckets;
  if (only === undefined || another !== undefined)
    throw new Error("Which bucket? There is not one that all trails deliver to.");
  return only;
}

/** `{"duplicates": true, "disorder": true, "backfill": true}`, or some of them. */
function changeDelivery(world: World, { duplicates, disorder, backfill }: Asked): object {
  const options = Object.entries({ duplicates, disorder, backfill }).filter(([, value]) => value !== undefined);
  if (!options.every(([, value]) => typeof value === "boolean")) throw new ControlFault("Each is true or false.");
  setDeliveryOptions(world, Object.fromEntries(options));
  world.store.commit();
  return Object.fromEntries(options);
}

/** `{"id": "444455556666"}`: adds an account, and answers a key that may do everything in it. */
function addAccount(world: World, { id }: Asked): object {
  if (typeof id !== "string" || !/^\d{12}$/.test(id)) throw new ControlFault("id must be twelve digits.");
  const key = adminKey(world, id);
  world.store.commit();
  return { account: id, accessKeyId: key.id, secretAccessKey: key.secret };
}

function timeOf({ clock }: World): string {
  return new Date(clock.now()).toISOString();
}
