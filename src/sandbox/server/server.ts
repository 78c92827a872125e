import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { AwsError } from "../aws-error.ts";
import type { WireRequest, WireResponse } from "../wire/index.ts";
import { answer, type Backend, refuse } from "./answer.ts";
import { answerControl, type Controls, controlPrefix } from "./control.ts";
import { checkHost, type HostFacts } from "./hosts.ts";
import { readBody } from "./read-body.ts";
import { readSigned, type Signed } from "./sigv4.ts";
import { serviceOf } from "./target.ts";

export interface ServerOptions {
  /** 0: any that is free. */
  readonly port?: number;
  /** Of S3; other services take a quarter of it at most. */
  readonly maxBodyBytes?: number;
  /** In place of {@link defaultLimits}; milliseconds and bytes, as node:http names them. */
  readonly limits?: Partial<typeof defaultLimits>;
  readonly backend: Backend;
  readonly controls: Controls;
}

export interface Listening {
  readonly port: number;
  /** Lets no more in, ends idle connections at once and the others soon. */
  close(): Promise<void>;
}

/** Serves the sandbox on 127.0.0.1; rejects where the port is taken. */
export async function listen(options: ServerOptions): Promise<Listening> {
  const { port = 0, maxBodyBytes = 64 << 20, limits, backend, controls } = options;
  const server = createServer({ ...defaultLimits, ...limits });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  // A listening TCP server has an address with a port.
  const bound = (server.address() as AddressInfo).port;
  const context: Context = { port: bound, maxBodyBytes, backend, controls };
  server.on("request", (request, response) => {
    // A client that went away needs no answer.
    serve(context, request, response).catch((error: unknown) => {
      if (!request.destroyed) backend.onBug(error);
      response.destroy();
    });
  });
  return { port: bound, close: () => closed(server) };
}

/** Headers within 10 s, all of a request within a minute: slow clients cannot hold connections for long. */
const defaultLimits: Readonly<Record<Limit, number>> = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 30_000,
  maxHeaderSize: 32 << 10,
};

type Limit = "headersTimeout" | "requestTimeout" | "connectionsCheckingInterval" | "keepAliveTimeout" | "maxHeaderSize";

interface Context {
  readonly port: number;
  readonly maxBodyBytes: number;
  readonly backend: Backend;
  readonly controls: Controls;
}

async function serve(context: Context, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const { backend } = context;
  response.sendDate = false;
  // Virtual: clients and codes of MFA devices go by it.
  response.setHeader("date", new Date(backend.world.clock.now()).toUTCString());
  const host = checkHost(message, context.port);
  if (typeof host === "string") return send(response, plain(403, host), true);
  const [path = "/", rawQuery = ""] = splitUrl(message.url ?? "/");
  if (!path.startsWith("/")) return send(response, plain(400, "The request target is no path."), true);
  const request = headOf(message, path, rawQuery, host);
  if (path.startsWith(controlPrefix)) return serveControl(context, message, response, request);
  let signed: Signed | undefined;
  let service: ReturnType<typeof serviceOf> = "s3";
  try {
    service = serviceOf(request, undefined);
    signed = readSigned({ ...request, body: nothing });
    service = serviceOf(request, signed);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return send(response, refuse(backend, service, error, request), true);
  }
  const maxBytes = service === "s3" ? context.maxBodyBytes : context.maxBodyBytes >> 2;
  const body = await readBody(message, maxBytes);
  if (body === undefined) return send(response, refuse(backend, service, tooLarge(service, maxBytes), request), true);
  const answered = answer(backend, { service, signed, request: { ...request, body }, rawQuery, host: host.host });
  if (answered === undefined) message.socket.destroy();
  else send(response, answered, false);
}

const nothing = new Uint8Array();

async function serveControl(
  { backend, controls }: Context,
  message: IncomingMessage,
  response: ServerResponse,
  request: Omit<WireRequest, "body">,
): Promise<void> {
  const body = await readBody(message, 1 << 20);
  if (body === undefined) return send(response, plain(413, "The body is too long."), true);
  try {
    send(response, await answerControl(controls, { ...request, body }), false);
  } catch (error) {
    backend.onBug(error);
    send(response, plain(500, "The sandbox has a bug; stderr tells more."), false);
  }
}

function splitUrl(url: string): readonly string[] {
  const at = url.indexOf("?");
  return at === -1 ? [url] : [url.slice(0, at), url.slice(at + 1)];
}

function headOf(
  message: IncomingMessage,
  path: string,
  rawQuery: string,
  { bucket }: HostFacts,
): Omit<WireRequest, "body"> {
  const headers: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = typeof value === "string" ? value : value.join(", ");
  }
  return {
    method: message.method ?? "GET",
    path,
    query: rawQuery === "" ? [] : [...new URLSearchParams(rawQuery)],
    headers,
    ...(bucket !== undefined && { hostBucket: bucket }),
  };
}

function tooLarge(service: string, maxBytes: number): AwsError {
  const message = `Your proposed upload exceeds the maximum allowed size: the sandbox takes ${maxBytes} bytes.`;
  return new AwsError(
    service === "s3" ? "EntityTooLarge" : "RequestEntityTooLarge",
    message,
    service === "s3" ? 400 : 413,
  );
}

function plain(status: number, text: string): WireResponse {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body: `${text}\n` };
}

/** `last`: the rest of the request is of no interest, so the connection cannot be used again. */
function send(response: ServerResponse, { status, headers, body }: WireResponse, last: boolean): void {
  if (last) response.setHeader("connection", "close");
  const withLength =
    "content-length" in headers || status === 204 || status === 304
      ? headers
      : { ...headers, "content-length": String(Buffer.byteLength(body)) };
  response.writeHead(status, withLength);
  response.end(body);
  if (last) {
    const { socket } = response;
    // Time for the client to read why, also when it is still sending.
    response.once("finish", () => setTimeout(() => socket?.destroy(), 500).unref());
  }
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 500).unref();
  });
}
