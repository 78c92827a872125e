import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { CloudTrailClient, CreateTrailCommand } from "@aws-sdk/client-cloudtrail";
import { IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AwsError } from "../aws-error.ts";
import { startTestServer, type TestServer } from "./server.fixture.ts";

let server: TestServer;
let verifying: TestServer;

beforeAll(async () => {
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
  server = await startTestServer();
  verifying = await startTestServer({ verifySignatures: true });
});
beforeEach(() => {
  for (const each of [server, verifying]) {
    each.calls.length = 0;
    each.bugs.length = 0;
    each.reply = {};
  }
});
afterAll(async () => {
  await Promise.all([server.close(), verifying.close()]);
});

describe("errors as clients see them", () => {
  const config = (
    each: TestServer,
  ): {
    endpoint: string;
    region: string;
    maxAttempts: number;
    credentials: { accessKeyId: string; secretAccessKey: string };
  } => ({
    endpoint: each.endpoint,
    region: "us-east-1",
    maxAttempts: 1,
    credentials: { accessKeyId: each.accessKeyId, secretAccessKey: each.secretAccessKey },
  });

  it("query: the model's code and status", async () => {
    server.reply = new AwsError("NoSuchEntityException", "The user with name <a> cannot be found.");
    await expect(new IAMClient(config(server)).send(new ListUsersCommand({}))).rejects.toMatchObject({
      name: "NoSuchEntityException",
      message: "The user with name <a> cannot be found.",
      Error: { Type: "Sender", Code: "NoSuchEntity" },
      $metadata: { httpStatusCode: 404, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
  });

  it("JSON: the shape's name, and 400", async () => {
    server.reply = new AwsError("TrailNotFoundException", "Unknown trail: x");
    const command = new CreateTrailCommand({ Name: "x", S3BucketName: "y" });
    await expect(new CloudTrailClient(config(server)).send(command)).rejects.toMatchObject({
      name: "TrailNotFoundException",
      message: "Unknown trail: x",
      $metadata: { httpStatusCode: 400 },
    });
  });

  it("S3: code and key, and no body for HEAD", async () => {
    const client = new S3Client(config(server));
    const place = { Bucket: "b-1", Key: "a/b" };
    server.reply = new AwsError("NoSuchKey", "The specified key does not exist.");
    await expect(client.send(new GetObjectCommand(place))).rejects.toMatchObject({ name: "NoSuchKey", Key: "a/b" });
    await expect(client.send(new HeadObjectCommand(place))).rejects.toMatchObject({
      name: "NotFound",
      $metadata: { httpStatusCode: 404 },
    });
  });

  it("a bug of ours is a 500 and told behind the answer", async () => {
    server.reply = {
      get Users(): never {
        throw new TypeError("oops");
      },
    };
    await expect(new IAMClient(config(server)).send(new ListUsersCommand({}))).rejects.toMatchObject({
      name: "InternalFailure",
      $metadata: { httpStatusCode: 500 },
    });
    expect(server.bugs).toEqual([new TypeError("oops")]);
  });

  it("a wrong secret is refused where signatures are verified, and not elsewhere", async () => {
    const wrong = { credentials: { accessKeyId: verifying.accessKeyId, secretAccessKey: "wrong" } };
    const trail = new CreateTrailCommand({ Name: "x", S3BucketName: "y" });
    await expect(
      new IAMClient({ ...config(verifying), ...wrong }).send(new ListUsersCommand({})),
    ).rejects.toMatchObject({
      name: "SignatureDoesNotMatch",
      $metadata: { httpStatusCode: 403 },
    });
    await expect(new CloudTrailClient({ ...config(verifying), ...wrong }).send(trail)).rejects.toMatchObject({
      name: "InvalidSignatureException",
    });
    expect(verifying.calls).toEqual([]);
    const unchecked = { credentials: { accessKeyId: server.accessKeyId, secretAccessKey: "wrong" } };
    await new IAMClient({ ...config(server), ...unchecked }).send(new ListUsersCommand({}));
    expect(server.calls).toHaveLength(1);
  });

  it("a signature of long ago is refused where signatures are verified", async () => {
    const client = new IAMClient({ ...config(verifying), systemClockOffset: -3_600_000 * 24 * 365 });
    await expect(client.send(new ListUsersCommand({}))).rejects.toMatchObject({
      name: "SignatureDoesNotMatch",
      message: expect.stringContaining("Signature expired"),
    });
  });

  it("streams come in chunks with a checksum behind them, and are put together and checked", async () => {
    const body = Buffer.from("0123456789".repeat(20_000));
    for (const ChecksumAlgorithm of ["CRC32", "CRC32C", "SHA1", "SHA256"] as const) {
      verifying.calls.length = 0;
      const command = new PutObjectCommand({
        Bucket: "b-1",
        Key: "k",
        Body: Readable.from([body.subarray(0, 70_000), body.subarray(70_000)]),
        ContentLength: body.length,
        ContentEncoding: "gzip",
        ChecksumAlgorithm,
      });
      await new S3Client(config(verifying)).send(command);
      const [call] = verifying.calls;
      const { input = {}, http } = call ?? {};
      expect(md5(input["Body"])).toBe(md5(body));
      expect(input).toMatchObject({ ContentEncoding: "gzip", [`Checksum${ChecksumAlgorithm}`]: expect.any(String) });
      expect(http?.bytesIn).toBe(body.length);
    }
  });
});

function md5(bytes: unknown): string {
  return createHash("md5")
    .update(bytes as Uint8Array)
    .digest("hex");
}
