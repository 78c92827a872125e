import { authorize } from "./authorize/index.ts";
import { AwsError } from "./aws-error.ts";
import type { Call, Need, Operations, Output, ServiceName } from "./call.ts";
import { record } from "./record/index.ts";
import type { ServiceModel } from "./wire/service-models.ts";

export type Services = Readonly<Record<ServiceName, Operations>>;

/**
 * One call from end to end: authorized, done, recorded, written down. It happens wholly or not at all; a refused or failed one is
 * recorded where CloudTrail records it. Throws the {@link AwsError} that the client is to see.
 */
export function dispatch(call: Call, services: Services, models: ReadonlyMap<ServiceName, ServiceModel>): Output {
  const operations = services[call.service];
  if (!Object.hasOwn(operations, call.operation)) throw notImplemented(call, operations);
  // Checked the line before.
  const operation = operations[call.operation] as Operations[string];
  const { store } = call.world;
  const model = models.get(call.service);
  let needs: readonly Need[] = [];
  try {
    needs = operation.needs?.(call) ?? [];
    authorize(call, needs);
    const output = operation.run(call);
    record(call, operation, needs, { output }, model);
    store.commit();
    return output;
  } catch (error) {
    store.rollback();
    if (!(error instanceof AwsError)) throw error;
    record(call, operation, needs, { error }, model);
    store.commit();
    throw error;
  }
}

function notImplemented({ service, operation }: Call, operations: Operations): AwsError {
  const supported = Object.keys(operations).sort().join(", ");
  return new AwsError("NotImplemented", `The sandbox has no ${service}:${operation}. It has: ${supported}.`, 501);
}
