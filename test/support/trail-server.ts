import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { MadeObject, MadePublicKeys, MadeTrail } from "./made-trail.ts";

/** A bucket and a CloudTrail that answer over HTTP what AWS CLI and the SDK ask to verify a trail; nothing else. */
export interface TrailServer {
  readonly url: string;
  /** GETs of objects. */
  readonly reads: () => number;
  readonly close: () => void;
}

export interface TrailServerOptions {
  /** Before each answer. */
  readonly latencyMs?: number;
  /** Gives an error in place of an object: its code and status. */
  readonly fail?: (
    key: string,
    read: number,
  ) => { readonly code: string; readonly status: number } | "reset" | "cut" | undefined;
}

export async function serveTrail(
  { bucket, publicKeys }: Pick<MadeTrail, "bucket" | "publicKeys">,
  objects: ReadonlyMap<string, MadeObject>,
  { latencyMs = 0, fail = () => undefined }: TrailServerOptions = {},
): Promise<TrailServer> {
  const keys = [...objects.keys()].sort();
  let reads = 0;
  const server = createServer((request, response) => {
    setTimeout(() => answer(request, response), latencyMs);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    reads: () => reads,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const [, name = "", ...rest] = decodeURIComponent(url.pathname).split("/");
    const key = rest.join("/");
    const target = String(request.headers["x-amz-target"] ?? "");
    if (target.endsWith("ListPublicKeys")) json(response, listPublicKeys(publicKeys));
    else if (target.endsWith("DescribeTrails")) json(response, { trailList: [trailOf(bucket)] });
    else if (name !== bucket) error(response, "NoSuchBucket", 404);
    else if (key !== "") object(response, key);
    else if (request.method === "HEAD") response.writeHead(200, { "x-amz-bucket-region": "us-east-1" }).end();
    else if (url.searchParams.has("location")) xml(response, `<LocationConstraint ${namespace}/>`);
    else list(response, url.searchParams);
  }

  function object(response: ServerResponse, key: string): void {
    reads += 1;
    const failure = fail(key, reads);
    const found = objects.get(key);
    if (failure === "reset") response.socket?.destroy();
    else if (failure !== undefined && failure !== "cut") error(response, failure.code, failure.status);
    else if (found === undefined) error(response, "NoSuchKey", 404);
    else {
      const metadata = Object.entries(found.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]);
      const headers = { ...Object.fromEntries(metadata), "Content-Length": found.bytes.length };
      response.writeHead(200, headers);
      if (failure === undefined) response.end(found.bytes);
      else response.write(found.bytes.subarray(0, 20), () => response.socket?.destroy());
    }
  }

  function list(response: ServerResponse, query: URLSearchParams): void {
    const prefix = query.get("prefix") ?? "";
    const after = query.get("continuation-token") ?? query.get("start-after") ?? query.get("marker") ?? "";
    const delimiter = query.get("delimiter");
    const below = keys.filter((key) => key.startsWith(prefix) && key > after);
    const folderOf = (key: string): string => {
      const end = delimiter === null ? -1 : key.indexOf(delimiter, prefix.length);
      return end < 0 ? "" : key.slice(0, end + 1);
    };
    // Of folders there are never more than fit on a page.
    const folders = new Set(below.map(folderOf).filter((folder) => folder !== ""));
    const files = below.filter((key) => folderOf(key) === "");
    const contents = files.slice(0, 1000);
    const isTruncated = files.length > contents.length;
    const last = contents.at(-1) ?? "";
    const items = contents.map((key) => {
      const time = new Date(objects.get(key)?.storedAt ?? 0).toISOString();
      return `<Contents><Key>${key}</Key><LastModified>${time}</LastModified><ETag>"0"</ETag><Size>1</Size><StorageClass>STANDARD</StorageClass></Contents>`;
    });
    const prefixes = [...folders].map((folder) => `<CommonPrefixes><Prefix>${folder}</Prefix></CommonPrefixes>`);
    const next = isTruncated
      ? `<NextMarker>${last}</NextMarker><NextContinuationToken>${last}</NextContinuationToken>`
      : "";
    xml(
      response,
      `<ListBucketResult ${namespace}><Name>${bucket}</Name><Prefix>${prefix}</Prefix><MaxKeys>1000</MaxKeys><IsTruncated>${isTruncated}</IsTruncated>${next}${items.join("")}${prefixes.join("")}</ListBucketResult>`,
    );
  }
}

const namespace = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

/** The trail that all made-up objects are of. */
export const madeTrailArn = "arn:aws:cloudtrail:us-east-1:111122223333:trail/lab-trail";

function trailOf(bucket: string): object {
  return {
    Name: "lab-trail",
    S3BucketName: bucket,
    IncludeGlobalServiceEvents: true,
    IsMultiRegionTrail: true,
    HomeRegion: "us-east-1",
    TrailARN: madeTrailArn,
    LogFileValidationEnabled: true,
    IsOrganizationTrail: false,
  };
}

function listPublicKeys({ PublicKeyList }: MadePublicKeys): object {
  const seconds = (time: string | number): number => (typeof time === "number" ? time : Date.parse(time) / 1000);
  return {
    PublicKeyList: PublicKeyList.map((key) => ({
      ...key,
      ValidityStartTime: seconds(key.ValidityStartTime),
      ValidityEndTime: seconds(key.ValidityEndTime),
    })),
  };
}

function json(response: ServerResponse, value: object): void {
  response.writeHead(200, { "Content-Type": "application/x-amz-json-1.1" }).end(JSON.stringify(value));
}

function xml(response: ServerResponse, text: string): void {
  response.writeHead(200, { "Content-Type": "application/xml" }).end(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`);
}

function error(response: ServerResponse, code: string, status: number): void {
  response
    .writeHead(status, { "Content-Type": "application/xml" })
    .end(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}
