import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

export interface BrokenProxy {
  readonly endpoint: string;
  /** Requests that came, also those that were answered with a fault. */
  readonly requests: () => number;
  close(): Promise<void>;
}

export type Fault = "none" | "reset" | "unavailable" | "throttled";

/** Hands requests on, but for those that `fault` picks by their number, from 1, and their path. */
export async function startBrokenProxy(
  target: string,
  fault: (count: number, path: string) => Fault,
): Promise<BrokenProxy> {
  const { hostname, port } = new URL(target);
  let requests = 0;
  const server = createServer((incoming, outgoing) => {
    requests += 1;
    const kind = fault(requests, incoming.url ?? "");
    if (kind === "reset") {
      incoming.socket.destroy();
      return;
    }
    if (kind !== "none") {
      incoming.resume();
      outgoing.writeHead(kind === "throttled" ? 429 : 503, { "content-type": "text/plain" }).end("not now");
      return;
    }
    const headers = { ...incoming.headers, host: `${hostname}:${port}` };
    const onward = request({ hostname, port, method: incoming.method, path: incoming.url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  // A server that listens on a port has an address and a port.
  const address = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    requests: () => requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
