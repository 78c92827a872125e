import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { get, raw, signedBy, statusOf } from "./raw-http.fixture.ts";
import { startTestServer, type TestServer } from "./server.fixture.ts";

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(() => {
  server.calls.length = 0;
  server.bugs.length = 0;
  server.reply = {};
});
afterAll(() => server.close());

describe("hosts", () => {
  const hosts = [
    ["127.0.0.1:PORT", 200],
    ["localhost:PORT", 200],
    ["my-bucket.localhost:PORT", 200],
    ["127.0.0.1", 403],
    ["127.0.0.1:1", 403],
    ["evil.example:PORT", 403],
    ["127.0.0.1:PORT.evil.example", 403],
    ["localhost.evil.example:PORT", 403],
    ["a_b/../c.localhost:PORT", 403],
    ["", 403],
  ] as const;
  it.each(hosts)("Host: %s gets %d", async (host, status) => {
    const head = `GET /b HTTP/1.1\r\nHost: ${host.replace("PORT", String(server.port))}\r\nConnection: close\r\n`;
    expect(statusOf(await raw(server, `${head}${signedBy(server, "s3")}\r\n`))).toBe(status);
    expect(server.calls).toHaveLength(status === 200 ? 1 : 0);
  });

  const pages = [
    ["Sec-Fetch-Site: cross-site", 403],
    ["Origin: https://evil.example", 403],
    ["Origin: null", 403],
    ["Sec-Fetch-Site: none", 200],
  ] as const;
  it.each(pages)("what a browser sends with %s gets %d", async (header, status) => {
    expect(statusOf(await raw(server, get("/b", `${signedBy(server, "s3")}${header}\r\n`)))).toBe(status);
  });

  it("the bucket of bucket.localhost is the same as one in the path", async () => {
    const head = `GET /a/b%20c?acl HTTP/1.1\r\nHost: my-bucket.localhost:${server.port}\r\nConnection: close\r\n`;
    await raw(server, `${head}${signedBy(server, "s3")}\r\n`);
    expect(server.calls[0]).toMatchObject({ operation: "GetObjectAcl", input: { Bucket: "my-bucket", Key: "a/b c" } });
  });
});
