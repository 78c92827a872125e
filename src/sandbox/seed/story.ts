import type { Caller, HttpFacts, Input, Output, ServiceName } from "../call.ts";
import { dispatch } from "../dispatch.ts";
import type { SandboxParts } from "../parts.ts";
import type { Account, World } from "../world/world.ts";

/** Something that happened: real calls, made at their time. */
export interface Step {
  /** Milliseconds since 1970, in the time of the story. */
  readonly at: number;
  /** Throws when a call is refused that should not be. */
  readonly act: (scene: Scene) => void;
}

/** The account at the time of one step. */
export interface Scene {
  readonly world: World;
  readonly account: Account;
  /** Milliseconds since 1970, virtual. */
  readonly now: number;
  ask(caller: Caller, service: ServiceName, operation: string, input?: Input): Output;
}

export interface StorySettings {
  readonly account: string;
  /** When the story ends: that becomes the present. Milliseconds since 1970. */
  readonly endsAt: number;
  readonly sourceIp: (caller: Caller) => string;
  readonly userAgent: (caller: Caller) => string;
}

/**
 * Plays steps in order of time, each with the clock set back to when it happened, so that ages, last uses and records come out as if
 * the account had lived. The world's own clock does not move.
 */
export function playStory(parts: SandboxParts, steps: readonly Step[], settings: StorySettings): void {
  const { world, services, models } = parts;
  const shift = world.clock.now() - settings.endsAt;
  const account = world.addAccount(settings.account);
  for (const { at, act } of [...steps].sort((a, b) => a.at - b.at)) {
    const now = at + shift;
    const then: World = { ...world, clock: { now: () => now, advance() {} } };
    act({
      world: then,
      account,
      now,
      ask: (caller, service, operation, input = {}) =>
        dispatch(
          {
            service,
            operation,
            input,
            caller,
            world: then,
            account,
            region: "us-east-1",
            requestId: world.ids.uuid(),
            sourceIp: settings.sourceIp(caller),
            userAgent: settings.userAgent(caller),
            http,
            time: `${new Date(now).toISOString().slice(0, 19)}Z`,
          },
          services,
          models,
        ),
    });
  }
}

const http: HttpFacts = { host: "127.0.0.1", method: "POST", path: "/", query: [], headers: {}, bytesIn: 0 };
