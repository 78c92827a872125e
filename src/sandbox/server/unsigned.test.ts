import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "./server.fixture.ts";

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ controls: { health: () => ({ ok: true }), poke: (input) => input } });
});
beforeEach(() => {
  server.calls.length = 0;
  server.bugs.length = 0;
  server.reply = {};
});
afterAll(() => server.close());

describe("sign-in and what nobody signs", () => {
  it("a form for /authenticate is a call of the sign-in service", async () => {
    server.reply = { state: "SUCCESS" };
    const response = await fetch(`${server.endpoint}/authenticate`, {
      method: "POST",
      body: new URLSearchParams({
        action: "iam-user-authentication",
        account: "111122223333",
        username: "a",
        password: "b",
      }),
      headers: { "x-trailproof-source-ip": "203.0.113.9", "user-agent": "Mozilla/5.0" },
    });
    expect(await response.json()).toEqual({ state: "SUCCESS" });
    expect(server.calls[0]).toMatchObject({
      service: "signin",
      operation: "Authenticate",
      input: { username: "a", password: "b" },
      caller: { kind: "anonymous" },
      account: { id: "111122223333" },
      sourceIp: "203.0.113.9",
      userAgent: "Mozilla/5.0",
      region: "us-east-1",
      time: "2026-11-21T20:00:00Z",
    });
  });

  const gets = [
    ["/federation?Action=getSigninToken&Session=x", "GetSigninToken"],
    ["/federation?Action=login&SigninToken=x", "Login"],
    ["/switchrole?account=1&roleName=r", "SwitchRole"],
    ["/logout", "Logout"],
  ] as const;
  it.each(gets)("GET %s is %s", async (path, operation) => {
    await fetch(`${server.endpoint}${path}`);
    expect(server.calls[0]).toMatchObject({ service: "signin", operation });
  });

  it("a refused sign-in is JSON, too", async () => {
    const response = await fetch(`${server.endpoint}/federation?Action=fly`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: "InvalidAction" });
  });

  it("an address that is none does not count", async () => {
    await fetch(`${server.endpoint}/logout`, { headers: { "x-trailproof-source-ip": "1.2.3.4, evil" } });
    expect(server.calls[0]?.sourceIp).toBe("127.0.0.1");
  });

  it("the Date header is virtual time", async () => {
    const response = await fetch(`${server.endpoint}/logout`);
    expect(response.headers.get("date")).toBe("Sat, 21 Nov 2026 20:00:00 GMT");
  });
});

describe("the controls", () => {
  it("answer questions, and do something only with the header that no page can send", async () => {
    const url = `${server.endpoint}/_sandbox`;
    const headers = { "x-trailproof-control": "1" };
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ ok: true });
    expect((await fetch(`${url}/poke`, { method: "POST" })).status).toBe(403);
    expect((await fetch(`${url}/poke`, { headers })).status).toBe(405);
    expect(await (await fetch(`${url}/poke`, { method: "POST", headers, body: '{"a":1}' })).json()).toEqual({ a: 1 });
    expect((await fetch(`${url}/poke`, { method: "POST", headers, body: "[]" })).status).toBe(400);
    const unknown = await fetch(`${url}/constructor`, { method: "POST", headers });
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toEqual({ error: "There is no constructor. There is: health, poke." });
  });
});
