import type { IncomingMessage } from "node:http";

/** Whom a request says that it asks. */
export interface HostFacts {
  /** `127.0.0.1:4566` */
  readonly host: string;
  /** Of `bucket.localhost:4566`. */
  readonly bucket?: string;
}

/**
 * Accepts requests that name this server by a name that only this machine has, and refuses what a page of another site sends
 * through a browser: DNS can point any name at 127.0.0.1.
 *
 * @returns why it is refused, or what the host is
 */
export function checkHost(request: IncomingMessage, port: number): HostFacts | string {
  const { host = "", origin } = request.headers;
  const site = request.headers["sec-fetch-site"];
  if (site === "cross-site" || site === "same-site") return "The sandbox answers no pages of other sites.";
  if (origin !== undefined && origin !== `http://${host}`) return "The sandbox answers no pages of other origins.";
  if (host === `127.0.0.1:${port}` || host === `localhost:${port}`) return { host };
  const suffix = `.localhost:${port}`;
  if (host.endsWith(suffix) && isBucketLike.test(host.slice(0, -suffix.length))) {
    return { host, bucket: host.slice(0, -suffix.length) };
  }
  return `The sandbox answers only as 127.0.0.1:${port} and localhost:${port}.`;
}

const isBucketLike = /^[a-z0-9][a-z0-9._-]{1,253}[a-z0-9]$/;
