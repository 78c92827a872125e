import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** What becomes of one answer: an error in its place, other headers, or only its first bytes, which are said to be all. */
export interface ObjectFault {
  readonly status?: number;
  readonly code?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly bytes?: number;
}

/**
 * Hands requests on, but for the answers that `fault` changes, by the key of the object that is got (empty for any other call) and
 * the number of the request, from 1.
 */
export async function startObjectFaults(
  target: string,
  fault: (key: string, count: number) => ObjectFault | undefined,
): Promise<{ readonly endpoint: string; close(): Promise<void> }> {
  const { hostname, port } = new URL(target);
  let count = 0;
  const server = createServer((incoming, outgoing) => {
    count += 1;
    const { pathname } = new URL(incoming.url ?? "/", target);
    const key = incoming.method === "GET" ? decodeURIComponent(pathname.split("/").slice(2).join("/")) : "";
    const { status, code = "", headers = {}, bytes } = fault(key, count) ?? {};
    if (status !== undefined) {
      incoming.resume();
      const isJson = incoming.method === "POST";
      const text = isJson ? JSON.stringify({ __type: code, message: code }) : `<Error><Code>${code}</Code></Error>`;
      const type = isJson ? "application/x-amz-json-1.1" : "application/xml";
      outgoing.writeHead(status, { "content-type": type }).end(text);
      return;
    }
    const onward = request(
      {
        hostname,
        port,
        method: incoming.method,
        path: incoming.url,
        headers: { ...incoming.headers, host: `${hostname}:${port}` },
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => parts.push(chunk));
        answer.on("end", () => {
          const body = Buffer.concat(parts).subarray(0, bytes);
          const length = bytes === undefined ? {} : { "content-length": String(body.length) };
          outgoing.writeHead(answer.statusCode ?? 500, { ...answer.headers, ...headers, ...length }).end(body);
        });
      },
    );
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
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
