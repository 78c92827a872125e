import { adminKey } from "./admin.ts";
import { clientEnvironment } from "./client-environment.ts";
import { createControls } from "./controls.ts";
import { deliverDue, tick } from "./deliver/index.ts";
import type { SandboxParts } from "./parts.ts";
import { refuseIfRunning, removeRunning, writeRunning } from "./running-file.ts";
import { saveClock, savedTime } from "./saved-clock.ts";
import {
  type ChaosOptions,
  type Controls,
  createChaos,
  createEventualConsistency,
  createThrottle,
  type Listening,
  listen,
} from "./server/index.ts";
import { services } from "./services/index.ts";
import { loadServiceModels } from "./wire/index.ts";
import { createFolderStore } from "./world/folder-store.ts";
import { createMemoryStore } from "./world/memory-store.ts";
import { createWorld } from "./world/world.ts";

export interface SandboxOptions {
  /** 0: any that is free. */
  readonly port?: number;
  /** Where the state lies; undefined: in memory only. */
  readonly dir?: string;
  readonly verifySignatures?: boolean;
  /** Refuses calls above AWS's rates. */
  readonly throttle?: boolean;
  readonly chaos?: ChaosOptions;
  /** Virtual seconds in a real one; 0: time moves only by {@link Sandbox.tick}. */
  readonly speed?: number;
  /** Virtual time at the beginning, milliseconds since 1970. A folder's clock never goes back behind where it was. */
  readonly startsAt?: number;
  /** Makes ids, keys among them, the same in each run. */
  readonly seed?: string;
  /** Longest body that S3 takes. */
  readonly maxBodyBytes?: number;
  /** What the owner may ask for beside what every sandbox has. */
  readonly controls?: (parts: SandboxParts) => Controls;
  /** Told of what went wrong behind the answers. */
  readonly log?: (line: string) => void;
}

export interface Sandbox extends SandboxParts {
  /** `http://127.0.0.1:4566` */
  readonly endpoint: string;
  /** For AWS CLI, boto3 and the SDKs: where the sandbox is, and the key of its `sandbox-admin`. */
  readonly env: { readonly [name: string]: string };
  /** Moves the virtual clock and delivers what is due on the way. */
  tick(ms: number): void;
  /** Again and again is the same as once. */
  close(): Promise<void>;
  /** Resolves when it is closed, by whom ever. */
  readonly closed: Promise<void>;
}

/** The account that every sandbox has. */
export const firstAccount = "111122223333";

/** Starts a sandbox in this process; rejects where the port is taken or the folder cannot be used. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { dir, speed = 1, log = (line: string): void => void process.stderr.write(`${line}\n`) } = options;
  if (dir !== undefined) await refuseIfRunning(dir);
  const store = dir === undefined ? createMemoryStore() : createFolderStore(dir);
  const world = createWorld({
    store,
    clock: { startsAt: Math.max(options.startsAt ?? Date.now(), savedTime(store) ?? 0), speed },
    ...(options.seed !== undefined && { seed: options.seed }),
  });
  const key = adminKey(world, firstAccount);
  store.commit();
  const parts: SandboxParts = { world, services, models: loadServiceModels() };
  let ended = (): void => {};
  const closed = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const listening = await serve(options, parts, () => void close(), log).catch((error: unknown) => {
    store.close();
    throw error;
  });
  const timer = setInterval(() => deliverInTime(parts, speed, log), deliveryMs).unref();

  let closing: Promise<void> | undefined;
  function close(): Promise<void> {
    closing ??= (async () => {
      clearInterval(timer);
      await listening.close();
      saveClock(world);
      store.close();
      if (dir !== undefined) removeRunning(dir);
      ended();
    })();
    return closing;
  }
  const endpoint = `http://127.0.0.1:${listening.port}`;
  if (dir !== undefined) writeRunning(dir, { endpoint, pid: process.pid });
  return {
    ...parts,
    endpoint,
    env: clientEnvironment(endpoint, key.id, key.secret),
    tick(ms) {
      tick(parts, ms);
      saveClock(world);
    },
    close,
    closed,
  };
}

/** How often it is looked whether something is to be delivered; real milliseconds. */
const deliveryMs = 1000;

function serve(
  { port, maxBodyBytes, verifySignatures = false, throttle, chaos, controls }: SandboxOptions,
  parts: SandboxParts,
  stop: () => void,
  log: (line: string) => void,
): Promise<Listening> {
  return listen({
    ...(port !== undefined && { port }),
    ...(maxBodyBytes !== undefined && { maxBodyBytes }),
    controls: { ...createControls(parts, stop), ...controls?.(parts) },
    backend: {
      ...parts,
      verifySignatures,
      ...(throttle === true && { throttle: createThrottle() }),
      ...(chaos !== undefined && {
        mishap: createChaos(chaos),
        consistency: createEventualConsistency(chaos.consistencyMs),
      }),
      onBug: (error) => log(`sandbox: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    },
  });
}

function deliverInTime(parts: SandboxParts, speed: number, log: (line: string) => void): void {
  try {
    deliverDue(parts);
    // Where time is the machine's, a restart finds it again without a word.
    if (speed > 1) saveClock(parts.world);
  } catch (error) {
    parts.world.store.rollback();
    log(`sandbox: delivery failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}
