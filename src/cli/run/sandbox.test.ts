import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSandbox, tamperKinds } from "../../sandbox/index.ts";
import { tamperKinds as namedKinds } from "../commands/sandbox.ts";
import type { Io } from "../io.ts";
import { runSandboxControl } from "./sandbox.ts";

describe("commands to a running sandbox", () => {
  let sandbox: Awaited<ReturnType<typeof startSandbox>>;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  it("say what it does not take, and where there is none", async () => {
    const options = { endpointUrl: sandbox.endpoint };
    await expect(runSandboxControl("seed", { name: "x" }, options, io())).rejects.toMatchObject({
      code: "cli.usage",
      message: "There is one seed: aerosecure.",
    });
    await expect(runSandboxControl("stop", {}, { endpointUrl: "http://127.0.0.1:1" }, io())).rejects.toMatchObject({
      code: "input.nothing",
    });
    await expect(runSandboxControl("stop", {}, {}, io())).rejects.toMatchObject({ code: "cli.usage" });
    await expect(runSandboxControl("stop", {}, { endpointUrl: "nowhere" }, io())).rejects.toMatchObject({
      code: "cli.usage",
    });
  });

  it("the help of tamper names the kinds that there are", () => {
    expect(namedKinds).toEqual(tamperKinds);
  });
});

function io(env: Record<string, string> = {}): Io & { readonly out: string[] } {
  const out: string[] = [];
  return { stdin: process.stdin, stdout: { write: (text) => out.push(text) }, stderr: { write() {} }, env, out };
}
