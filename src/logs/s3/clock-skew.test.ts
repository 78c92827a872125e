import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openObjectStore } from "./object-store.ts";

let server: Server;
let asked: string[] = [];
let refusals: string[] = [];

beforeAll(async () => {
  server = createServer(({ method, url }, response) => {
    asked.push(`${method} ${url?.replace(/\?.*/, "")}`);
    response.sendDate = false;
    response.setHeader("date", new Date(Date.now() - 86_400_000).toUTCString());
    if (method === "HEAD") return void response.writeHead(200).end();
    const code = refusals.shift() ?? "NoSuchKey";
    const status = code === "NoSuchKey" ? 404 : 403;
    response.writeHead(status, { "content-type": "application/xml" }).end(`<Error><Code>${code}</Code></Error>`);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
});
afterAll(() => server.close());
beforeEach(() => {
  asked = [];
});

test.each([
  [["NoSuchKey"], 1],
  [["AccessDenied"], 1],
  // The clock is put right with the answer, and the next signature is of the right time.
  [["RequestTimeTooSkewed", "NoSuchKey"], 2],
])("where this machine's clock is a day ahead, for the answers %j it is asked so often: %i", async (codes, times) => {
  refusals = [...codes];
  // A server that listens on a port has an address and a port.
  const { port } = server.address() as AddressInfo;
  const credentials = async () => ({ accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "example" });
  const store = await openObjectStore({ endpointUrl: `http://127.0.0.1:${port}`, region: "us-east-1", credentials });
  const answer = store.get("logs", "missing.json.gz");
  if (codes.includes("NoSuchKey")) expect(await answer).toBeUndefined();
  else await expect(answer).rejects.toMatchObject({ code: "aws.denied" });
  store.close();
  expect(asked.filter((one) => one === "GET /logs/missing.json.gz")).toHaveLength(times);
});
