import { AwsError } from "./aws-error.ts";
import type { Call, Caller, Input, Output, ServiceName } from "./call.ts";
import { dispatch } from "./dispatch.ts";
import { services } from "./services/index.ts";
import { loadServiceModels } from "./wire/service-models.ts";
import { createMemoryStore } from "./world/memory-store.ts";
import { createWorld, type World } from "./world/world.ts";

export const accountId = "111122223333";
/** May do everything. */
export const root: Caller = { kind: "root", account: accountId, accessKeyId: "AKIASANDBOXROOT00000" };

export interface TestSandbox {
  readonly world: World;
  /** One call without HTTP; throws the AwsError that a client would see. */
  ask(service: ServiceName, operation: string, input?: Input, options?: AskOptions): Output;
  /** The error's shape and message; fails when the call does not. */
  refusal(
    service: ServiceName,
    operation: string,
    input?: Input,
    options?: AskOptions,
  ): { shape: string; message: string };
}

export interface AskOptions {
  readonly as?: Caller;
  readonly region?: string;
  readonly sourceIp?: string;
  readonly userAgent?: string;
}

const models = loadServiceModels();

/** An empty account at 2026-11-21T20:00:00Z whose clock stands still; the same ids in each run. */
export function createTestSandbox(startsAt = "2026-11-21T20:00:00Z"): TestSandbox {
  const world = createWorld({
    store: createMemoryStore(),
    clock: { startsAt: Date.parse(startsAt), speed: 0 },
    seed: "test",
  });
  world.addAccount(accountId);
  world.store.commit();

  function ask(service: ServiceName, operation: string, input: Input = {}, options: AskOptions = {}): Output {
    return dispatch(callOf(world, service, operation, input, options), services, models);
  }
  return {
    world,
    ask,
    refusal(service, operation, input, options) {
      try {
        ask(service, operation, input, options);
      } catch (error) {
        if (error instanceof AwsError) return { shape: error.shape, message: error.message };
        throw error;
      }
      throw new Error(`${service}:${operation} was answered`);
    },
  };
}

function callOf(
  world: World,
  service: ServiceName,
  operation: string,
  input: Input,
  { as = root, region = "us-east-1", sourceIp = "192.0.2.10", userAgent = "aws-cli/2.33.0" }: AskOptions,
): Call {
  return {
    service,
    operation,
    input,
    caller: as,
    world,
    account: world.addAccount("account" in as ? as.account : accountId),
    region,
    requestId: world.ids.uuid(),
    sourceIp,
    userAgent,
    http: { host: "127.0.0.1:4566", method: "POST", path: "/", query: [], headers: {}, bytesIn: 0 },
    time: new Date(world.clock.now()).toISOString().replace(/\.\d+Z$/, "Z"),
  };
}
