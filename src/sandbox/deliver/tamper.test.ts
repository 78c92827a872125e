import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { parseDigestFileKey, parseLogFileKey } from "../../integrity/index.ts";
import { readObject } from "../services/s3/object-store.ts";
import { tamper, tick } from "./index.ts";
import { bucketName, createTrailSandbox, startTrail, type TrailSandbox } from "./trail.fixture.ts";

function delivered(): TrailSandbox {
  const sandbox = createTrailSandbox();
  startTrail(sandbox);
  tick(sandbox, 2 * 3_600_000);
  return sandbox;
}

function bytesAt({ world }: TrailSandbox, key: string): Buffer | undefined {
  const bytes = readObject(world, bucketName, key)?.bytes;
  return bytes && Buffer.from(bytes);
}

describe("tampering", () => {
  it("changes, cuts or deletes the newest log file, or the one that is named", () => {
    const sandbox = delivered();
    const [oldest = ""] = sandbox.keys().filter((key) => parseLogFileKey(key) !== undefined);
    const before = bytesAt(sandbox, oldest);
    const { key } = tamper(sandbox.world, "modify-log", bucketName);
    expect(key).not.toBe(oldest);
    expect(sandbox.text(key)).toContain('"eventName":"GetCallerIdentity"');
    expect(bytesAt(sandbox, oldest)).toEqual(before);
    expect(tamper(sandbox.world, "truncate-log", bucketName, oldest).key).toBe(oldest);
    expect(() => gunzipSync(bytesAt(sandbox, oldest) ?? "")).toThrow();
    tamper(sandbox.world, "delete-log", bucketName, oldest);
    expect(sandbox.keys()).not.toContain(oldest);
  });

  it("names the file that it cannot forge, since it was cut before, and what to do", () => {
    const sandbox = delivered();
    const { key } = tamper(sandbox.world, "truncate-log", bucketName);
    for (const kind of ["plant-log", "modify-log", "append-member"] as const) {
      expect(() => tamper(sandbox.world, kind, bucketName, key)).toThrow(
        `s3://${bucketName}/${key} is no whole gzip file any more: name another object with --key`,
      );
    }
  });

  it("appends a member that some readers see and others do not", () => {
    const sandbox = delivered();
    const [key = ""] = sandbox.keys().filter((some) => parseLogFileKey(some) !== undefined);
    const before = bytesAt(sandbox, key) ?? Buffer.from("");
    tamper(sandbox.world, "append-member", bucketName, key);
    const after = bytesAt(sandbox, key) ?? Buffer.from("");
    expect(after.subarray(0, before.length)).toEqual(before);
    expect(gunzipSync(after.subarray(before.length)).toString()).toContain("GetCallerIdentity");
  });

  it("plants a file beside others, of the same minute", () => {
    const sandbox = delivered();
    const before = sandbox.keys();
    const { key } = tamper(sandbox.world, "plant-log", bucketName);
    expect(before).not.toContain(key);
    expect(sandbox.keys()).toHaveLength(before.length + 1);
    expect(JSON.parse(sandbox.text(key)).Records[0].eventName).toBe("GetCallerIdentity");
  });

  it("breaks a signature without touching the digest, and deletes digests", () => {
    const sandbox = delivered();
    const digests = sandbox.keys().filter((key) => parseDigestFileKey(key) !== undefined);
    const newest = digests.at(-1) ?? "";
    const before = readObject(sandbox.world, bucketName, newest);
    expect(tamper(sandbox.world, "break-signature", bucketName).key).toBe(newest);
    const after = readObject(sandbox.world, bucketName, newest);
    expect(after?.bytes).toEqual(before?.bytes);
    expect(after?.object.metadata["signature"]).not.toBe(before?.object.metadata["signature"]);
    // The newest one would be missed by nobody who looks backwards from what is there.
    const { key } = tamper(sandbox.world, "delete-digest", bucketName);
    expect(sandbox.keys()).not.toContain(key);
    expect(sandbox.keys()).toContain(newest);
  });

  it("leaves no record, and says what is not there", () => {
    const sandbox = delivered();
    const count = (): number => sandbox.world.store.log("events@111122223333@us-east-1").length;
    const before = count();
    tamper(sandbox.world, "delete-log", bucketName);
    expect(count()).toBe(before);
    for (const kind of ["delete-log", "modify-log"] as const) {
      expect(() => tamper(sandbox.world, kind, bucketName, "AWSLogs/nothing")).toThrow("is not there");
    }
    expect(() => tamper(createTrailSandbox().world, "break-signature", bucketName)).toThrow("has no such file");
  });
});
