import { isIP } from "node:net";
import { resolveCaller } from "../authorize/index.ts";
import { AwsError } from "../aws-error.ts";
import type { Call, Caller, HttpFacts, Input, Output, ServiceName } from "../call.ts";
import { dispatch, type Services } from "../dispatch.ts";
import {
  addressOf,
  type ServiceModel,
  understand,
  type WireRequest,
  type WireResponse,
  writeError,
  writeOutput,
} from "../wire/index.ts";
import type { World } from "../world/world.ts";
import { accountAskedFor } from "./account-asked-for.ts";
import { unchunk } from "./aws-chunked.ts";
import { type Mishap, throwMishap } from "./chaos.ts";
import { checkChecksums } from "./checksums.ts";
import type { EventualConsistency } from "./eventual-consistency.ts";
import { readSignin, writeSignin, writeSigninError } from "./signin-request.ts";
import { verifySignatureV2 } from "./sigv2.ts";
import type { Signed } from "./sigv4.ts";
import type { Throttle } from "./throttle.ts";
import { verifySignature } from "./verify-signature.ts";

/** What answers need, beside the request. */
export interface Backend {
  readonly world: World;
  readonly services: Services;
  readonly models: ReadonlyMap<ServiceName, ServiceModel>;
  readonly verifySignatures: boolean;
  readonly throttle?: Throttle;
  readonly mishap?: () => Mishap;
  readonly consistency?: EventualConsistency;
  /** Told of bugs, once each. */
  readonly onBug: (error: unknown) => void;
}

/** One request, its body read, and who is said to have signed it. */
export interface Received {
  readonly service: ServiceName;
  readonly signed: Signed | undefined;
  readonly request: WireRequest & { readonly body: Buffer };
  readonly rawQuery: string;
  readonly host: string;
}

/** The answer to one request; undefined: the connection is to break. */
export function answer(backend: Backend, received: Received): WireResponse | undefined {
  const { service } = received;
  const requestId = service === "s3" ? s3RequestId(backend.world) : backend.world.ids.uuid();
  const mishap = backend.mishap?.() ?? "none";
  if (mishap === "reset-before") return undefined;
  const response = safely(backend, received, requestId, () => {
    throwMishap(mishap);
    return done(backend, received, requestId);
  });
  return mishap === "reset-after" ? undefined : response;
}

/** The answer that tells of an error. */
export function refuse(
  backend: Backend,
  service: ServiceName,
  error: AwsError,
  request: Omit<WireRequest, "body">,
): WireResponse {
  return errorResponse(backend, service, error, request, backend.world.ids.uuid());
}

function safely(
  backend: Backend,
  { service, request }: Received,
  requestId: string,
  act: () => WireResponse,
): WireResponse {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof AwsError)) backend.onBug(error);
    const known =
      error instanceof AwsError
        ? error
        : new AwsError("InternalFailure", "The sandbox has a bug; stderr tells more.", 500);
    return errorResponse(backend, service, known, request, requestId);
  }
}

function errorResponse(
  { models }: Backend,
  service: ServiceName,
  error: AwsError,
  request: Omit<WireRequest, "body">,
  requestId: string,
): WireResponse {
  const model = models.get(service);
  if (model === undefined) return writeSigninError(error);
  return writeError(model, error, { requestId, resource: resourceOf(request), head: request.method === "HEAD" });
}

function done(backend: Backend, received: Received, requestId: string): WireResponse {
  const { world, models } = backend;
  const { service, signed } = received;
  const caller = resolveCaller(world, signed, service);
  if (backend.verifySignatures && signed !== undefined) verify(world, signed, received);
  const request = unpacked(received);
  const model = models.get(service);
  if (model === undefined) {
    const { operation, input } = readSignin(request);
    return writeSignin(run(backend, received, request, caller, operation, input, requestId));
  }
  const { operation, readInput } = understand(model, request);
  // What the sandbox cannot do has no input worth a word.
  const input = Object.hasOwn(backend.services[service], operation) ? readInput() : {};
  const output = run(backend, received, request, caller, operation, input, requestId);
  return writeOutput(model, operation, output, {
    requestId,
    resource: resourceOf(request),
    head: request.method === "HEAD",
  });
}

function verify(world: World, signed: Signed, { request, rawQuery }: Received): void {
  const { accessKeyId } = signed;
  const secret = (world.sessions.get(accessKeyId) ?? world.accessKeys.get(accessKeyId))?.secret ?? "";
  // Clients go by the machine's time until our Date header tells them another.
  const facts = { secret, request, rawQuery, clocks: [Date.now(), world.clock.now()] };
  if (signed.v2 === undefined) verifySignature(signed, facts);
  else verifySignatureV2(signed.v2, facts);
}

/** The request with its body as it was before it was put into chunks, and checked. */
function unpacked({ request }: Received): WireRequest {
  const { headers } = request;
  const encodings = headers["content-encoding"]?.split(",").map((each) => each.trim()) ?? [];
  const isChunked = encodings.includes("aws-chunked") || headers["x-amz-content-sha256"]?.startsWith("STREAMING-");
  if (!isChunked) {
    checkChecksums(request.body, headers);
    return request;
  }
  const length = headers["x-amz-decoded-content-length"];
  const { body, trailers } = unchunk(request.body, length === undefined ? undefined : Number(length));
  const plain: Record<string, string> = Object.assign(Object.create(null), headers);
  for (const [name, value] of trailers) if (name.startsWith("x-amz-checksum-")) plain[name] = value;
  const left = encodings.filter((each) => each !== "aws-chunked");
  if (left.length > 0) plain["content-encoding"] = left.join(",");
  else delete plain["content-encoding"];
  plain["content-length"] = String(body.length);
  checkChecksums(body, plain);
  return { ...request, headers: plain, body };
}

function run(
  { world, services, models, throttle, consistency }: Backend,
  { service, signed, host }: Received,
  request: WireRequest,
  caller: Caller,
  operation: string,
  input: Input,
  requestId: string,
): Output {
  const account = accountAskedFor(world, caller, service, input);
  if (account === undefined) throw new AwsError("InternalFailure", "The sandbox has no account.", 500);
  const call: Call = {
    service,
    operation,
    input,
    caller,
    world,
    account,
    region: signed?.region ?? "us-east-1",
    requestId,
    sourceIp: sourceIpOf(request.headers),
    userAgent: request.headers["user-agent"] ?? "",
    http: httpFacts(request, host),
    time: new Date(world.clock.now()).toISOString().replace(/\.\d+Z$/, "Z"),
  };
  throttle?.(call);
  consistency?.check(call);
  const output = dispatch(call, services, models);
  consistency?.note(call, output);
  return output;
}

/** From where a call is said to come: exercises tell it, since all of them come from this machine. */
function sourceIpOf(headers: WireRequest["headers"]): string {
  const told = headers["x-trailproof-source-ip"] ?? "";
  return isIP(told) === 0 ? "127.0.0.1" : told;
}

function httpFacts({ method, path, query, headers, body }: WireRequest, host: string): HttpFacts {
  return { host, method, path, query, headers, bytesIn: body.length };
}

/** `/bucket/key` of S3, as its errors name it. */
function resourceOf(request: Omit<WireRequest, "body">): string {
  try {
    const { bucket = "", key } = addressOf(request);
    return key === undefined ? `/${bucket}` : `/${bucket}/${key}`;
  } catch {
    return request.path;
  }
}

/** 16 capitals and digits, as S3 has them. */
function s3RequestId({ ids }: World): string {
  return ids.fileSuffix().toUpperCase();
}
