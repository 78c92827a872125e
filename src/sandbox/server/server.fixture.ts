import { adminKey } from "../admin.ts";
import { AwsError } from "../aws-error.ts";
import type { Call, Operation, Output, ServiceName } from "../call.ts";
import type { Services } from "../dispatch.ts";
import { loadServiceModels } from "../wire/index.ts";
import { createMemoryStore } from "../world/memory-store.ts";
import { createWorld, type World } from "../world/world.ts";
import type { Backend } from "./answer.ts";
import type { Controls } from "./control.ts";
import { type Listening, listen, type ServerOptions } from "./server.ts";

/** A server whose operations answer what a test tells them. */
export interface TestServer extends Listening {
  readonly world: World;
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Calls that came through, in order. */
  readonly calls: Call[];
  readonly bugs: unknown[];
  /** What the next calls are answered; an error is thrown. */
  reply: Output | AwsError;
}

export interface TestServerOptions extends Partial<Backend> {
  readonly controls?: Controls;
  readonly maxBodyBytes?: number;
  readonly limits?: NonNullable<ServerOptions["limits"]>;
}

const models = loadServiceModels();

export async function startTestServer({
  controls = {},
  maxBodyBytes,
  limits,
  ...backend
}: TestServerOptions = {}): Promise<TestServer> {
  const world = createWorld({
    store: createMemoryStore(),
    clock: { startsAt: Date.parse("2026-11-21T20:00:00Z"), speed: 0 },
    seed: "test",
  });
  const key = adminKey(world, "111122223333");
  world.store.commit();
  const calls: Call[] = [];
  const bugs: unknown[] = [];
  const state = { reply: {} as Output | AwsError };
  const operation: Operation = {
    run(call) {
      calls.push(call);
      if (state.reply instanceof AwsError) throw state.reply;
      return state.reply;
    },
  };
  const listening = await listen({
    controls,
    ...(maxBodyBytes !== undefined && { maxBodyBytes }),
    ...(limits !== undefined && { limits }),
    backend: {
      world,
      models,
      services: everything(operation),
      verifySignatures: false,
      onBug: (error) => bugs.push(error),
      ...backend,
    },
  });
  return Object.assign(state, listening, {
    world,
    endpoint: `http://127.0.0.1:${listening.port}`,
    accessKeyId: key.id,
    secretAccessKey: key.secret,
    calls,
    bugs,
  });
}

/** The same operation under all names. */
function everything(operation: Operation): Services {
  const of = (service: ServiceName): Record<string, Operation> =>
    Object.fromEntries([...(models.get(service)?.operations.keys() ?? [])].map((name) => [name, operation]));
  const signin = Object.fromEntries(
    ["Authenticate", "GetSigninToken", "Login", "SwitchRole", "Logout"].map((name) => [name, operation]),
  );
  return {
    iam: of("iam"),
    sts: of("sts"),
    cloudtrail: of("cloudtrail"),
    organizations: of("organizations"),
    s3: of("s3"),
    signin,
    kms: of("kms"),
    logs: of("logs"),
    sns: of("sns"),
    events: of("events"),
    "access-analyzer": of("access-analyzer"),
    account: of("account"),
  };
}
