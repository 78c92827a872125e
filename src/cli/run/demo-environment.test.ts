import { describe, expect, test } from "vitest";
import { withDemoEnvironment } from "./demo-environment.ts";

const users = {
  PATH: "/usr/bin",
  AWS_PROFILE: "work",
  AWS_ENDPOINT_URL_S3: "https://s3.example.com",
  aws_access_key_id: "AKIAUSERSEXAMPLE0001",
  HTTPS_PROXY: "http://proxy.example.com",
  no_proxy: "example.com",
  TMPDIR: "/var/tmp",
};

describe("the environment of the demo", () => {
  test("has nothing of the user's AWS, and no proxy on the way to this machine", async () => {
    const environment: Record<string, string | undefined> = { ...users };
    const seen = await withDemoEnvironment(environment, "/demo", async (use) => {
      use({ AWS_ACCESS_KEY_ID: "AKIADEMOEXAMPLE00001" });
      return { ...environment };
    });
    expect(seen).toEqual({
      PATH: "/usr/bin",
      AWS_ACCESS_KEY_ID: "AKIADEMOEXAMPLE00001",
      AWS_CONFIG_FILE: "/demo/no-config",
      AWS_SHARED_CREDENTIALS_FILE: "/demo/no-credentials",
      AWS_EC2_METADATA_DISABLED: "true",
      HTTPS_PROXY: "http://proxy.example.com",
      NO_PROXY: "127.0.0.1",
      no_proxy: "127.0.0.1",
      TMPDIR: "/demo",
      TEMP: "/demo",
      TMP: "/demo",
    });
  });

  test.each([
    ["that ends well", async () => undefined],
    ["that throws", async () => Promise.reject(new Error("no"))],
  ])("is the user's again after work %s", async (_how, work) => {
    const environment: Record<string, string | undefined> = { ...users };
    await withDemoEnvironment(environment, "/demo", async (use) => {
      use({ AWS_ACCESS_KEY_ID: "AKIADEMOEXAMPLE00001" });
      await work();
    }).catch(() => undefined);
    expect(environment).toEqual(users);
  });
});
