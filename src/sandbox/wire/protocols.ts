import { AwsError } from "../aws-error.ts";
import type { Input, Output } from "../call.ts";
import { readJson } from "./json-read.ts";
import { toJson } from "./json-write.ts";
import type { Ids, WireRequest, WireResponse } from "./message.ts";
import { missingMembers, missingMessage } from "./missing-members.ts";
import { readForm } from "./query-read.ts";
import { readRest, routeRest, writeRestJson } from "./rest-json.ts";
import { readS3 } from "./s3-read.ts";
import { addressOf, routeS3 } from "./s3-route.ts";
import { writeS3 } from "./s3-write.ts";
import type { OperationModel, ServiceModel } from "./service-models.ts";
import { shapeOf } from "./shape.ts";
import { WireFault } from "./wire-fault.ts";
import { element, structureContent } from "./xml-write.ts";

/** A request whose operation is known and whose input can be read. */
export interface Understood {
  readonly operation: string;
  /** Throws an {@link AwsError} where the request does not fit the operation's shape. */
  readonly readInput: () => Input;
}

/** Which operation of a service a request asks for; throws an {@link AwsError} where the model has none. */
export function understand(model: ServiceModel, request: WireRequest): Understood {
  switch (model.protocol) {
    case "awsQuery":
      return understandQuery(model, request);
    case "awsJson1.1":
      return understandJson(model, request);
    case "restXml": {
      const address = addressOf(request);
      const operation = routeS3(model, request, address);
      return { operation: operation.name, readInput: () => readS3(operation, request, address) };
    }
    case "restJson1":
      return understandRest(model, request);
  }
}

/** The answer to a call that was done. */
export function writeOutput(model: ServiceModel, operation: string, output: Output, ids: Ids): WireResponse {
  const shape = model.operations.get(operation);
  if (shape === undefined) throw new Error(`the model of ${model.name} has no ${operation}`);
  switch (model.protocol) {
    case "awsQuery":
      return writeQuery(model, shape, output, ids);
    case "awsJson1.1":
      return {
        status: 200,
        headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": ids.requestId },
        body: JSON.stringify(toJson(shapeOf(shape.output), output) ?? {}),
      };
    case "restJson1":
      return writeRestJson(shape, output, ids);
    case "restXml": {
      const response = writeS3(shape, model.namespace ?? "", output, ids.head);
      return {
        ...response,
        headers: { ...response.headers, "x-amz-request-id": ids.requestId, "x-amz-id-2": "sandbox" },
      };
    }
  }
}

function understandQuery(model: ServiceModel, { body, query }: WireRequest): Understood {
  const fields = [...query, ...new URLSearchParams(Buffer.from(body).toString("utf8"))];
  const value = (name: string): string => fields.find(([field]) => field === name)?.[1] ?? "";
  const action = value("Action");
  if (action === "") throw new AwsError("MissingAction", "The request must contain the parameter Action.", 400);
  const operation = model.operations.get(action);
  const version = value("Version") || model.version;
  if (operation === undefined || version !== model.version) {
    throw new AwsError("InvalidAction", `Could not find operation ${action} for version ${version}`, 400);
  }
  return {
    operation: action,
    readInput: () => checked(operation, () => readForm(shapeOf(operation.input), fields), "MalformedInput"),
  };
}

function understandJson(model: ServiceModel, { headers, body }: WireRequest): Understood {
  // `CloudTrail_20131101.CreateTrail`; AWS CLI puts a package before it.
  const name = headers["x-amz-target"]?.split(".").at(-1) ?? "";
  const operation = model.operations.get(name);
  if (operation === undefined) throw new AwsError("InvalidAction", `There is no operation ${name}.`, 400);
  return {
    operation: name,
    readInput: () => checked(operation, () => readJson(shapeOf(operation.input), parseJson(body)), "MalformedInput"),
  };
}

function understandRest(model: ServiceModel, request: WireRequest): Understood {
  const { operation, labels } = routeRest(model, request);
  return {
    operation: operation.name,
    readInput: () =>
      checked(operation, () => readRest(operation, request, labels, parseJson(request.body)), "MalformedInput"),
  };
}

function parseJson(body: Uint8Array): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new WireFault("", "The request body is not JSON.");
  }
}

function checked(operation: OperationModel, read: () => unknown, fault: string): Input {
  const input = readOrFault(read, fault);
  const shape = shapeOf(operation.input);
  const missing = shape.kind === "structure" ? missingMembers(shape, input) : [];
  if (missing.length > 0) throw new AwsError("ValidationError", missingMessage(missing), 400);
  return input;
}

function readOrFault(read: () => unknown, fault: string): Input {
  try {
    // Inputs of operations are structures.
    return read() as Input;
  } catch (error) {
    if (error instanceof WireFault) throw new AwsError(fault, error.message, 400);
    // JSON that is nested deeper than the stack reaches.
    if (error instanceof RangeError) throw new AwsError(fault, "The request is nested too deep.", 400);
    throw error;
  }
}

function writeQuery(
  model: ServiceModel,
  { name, output: schema }: OperationModel,
  output: Output,
  ids: Ids,
): WireResponse {
  const shape = shapeOf(schema);
  const hasResult = shape.kind === "structure" && shape.members.length > 0;
  const result = hasResult ? element(`${name}Result`, "", structureContent(shape, output, "iso")) : "";
  const metadata = `<ResponseMetadata><RequestId>${ids.requestId}</RequestId></ResponseMetadata>`;
  return {
    status: 200,
    headers: { "content-type": "text/xml", "x-amzn-requestid": ids.requestId },
    body: `${element(`${name}Response`, ` xmlns="${model.namespace ?? ""}"`, result + metadata)}\n`,
  };
}
