import { connect } from "node:net";
import type { TestServer } from "./server.fixture.ts";

/** Requests as text: `HOST` and the line `SIGNED` are filled in when they are sent or before. */
export function signedBy({ accessKeyId }: TestServer, service: string): string {
  const scope = `${accessKeyId}/20261121/us-east-1/${service}/aws4_request`;
  return `Authorization: AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00\r\n`;
}

export function get(path: string, headers = "SIGNED\r\n"): string {
  return `GET ${path} HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n${headers}\r\n`;
}

export function post(path: string, headers: string, body: string): string {
  const length = `Content-Length: ${body.length}\r\n`;
  return `POST ${path} HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\nSIGNED\r\n${length}${headers}\r\n${body}`;
}

export function put(path: string, body: string, headers = ""): string {
  return post(path, headers, body).replace("POST", "PUT");
}

/** Sends bytes as they are and gives back all that comes. */
export function raw({ port }: TestServer, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("close", () => resolve(Buffer.concat(chunks).toString("utf8")));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE" && error.code !== "ECONNRESET") reject(error);
    });
    socket.write(request.replace("HOST", `127.0.0.1:${port}`), "latin1");
  });
}

export function cutOff({ port }: TestServer, request: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.write(request.replace("HOST", `127.0.0.1:${port}`), () => socket.destroy());
    socket.on("close", () => resolve());
  });
}

export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
}
