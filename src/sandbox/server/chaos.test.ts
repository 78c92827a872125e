import { describe, expect, it } from "vitest";
import type { Call } from "../call.ts";
import { createChaos, parseChaos } from "./chaos.ts";
import { createEventualConsistency } from "./eventual-consistency.ts";

describe("mishaps", () => {
  const draw = (rate: number, seed: number, count = 4000): readonly string[] => {
    const next = createChaos({ rate, seed });
    return Array.from({ length: count }, next);
  };

  it("are the same for the same seed, and others for another", () => {
    expect(draw(0.2, 7)).toEqual(draw(0.2, 7));
    expect(draw(0.2, 7)).not.toEqual(draw(0.2, 8));
  });

  it("happen as often as said, each kind about as often as the others", () => {
    const drawn = draw(0.2, 1);
    const of = (kind: string): number => drawn.filter((each) => each === kind).length;
    expect(of("none") / 4000).toBeCloseTo(0.8, 1);
    for (const kind of ["throttled", "unavailable", "reset-before", "reset-after"])
      expect(of(kind)).toBeGreaterThan(140);
    expect(new Set(draw(0, 1))).toEqual(new Set(["none"]));
    expect(draw(1, 1)).not.toContain("none");
  });

  const texts = [
    ["0.1", { rate: 0.1, seed: 1 }],
    [".25,42", { rate: 0.25, seed: 42 }],
    ["1", { rate: 1, seed: 1 }],
    ["2", undefined],
    ["-1", undefined],
    ["0.1,", undefined],
    ["a", undefined],
  ] as const;
  it.each(texts)("--chaos %s", (text, options) => {
    if (options === undefined) expect(parseChaos(text)).toBeUndefined();
    else expect(parseChaos(text)).toMatchObject(options);
  });
});

describe("new things are seen late", () => {
  const call = (service: string, operation: string, input: object, caller: object = {}): Call =>
    // All that it looks at.
    ({ service, operation, input, caller, account: { id: "111122223333" } }) as Call;

  it("a user, by whatever call names it", () => {
    let now = 0;
    const { check, note } = createEventualConsistency(1000, () => now);
    note(call("iam", "CreateUser", { UserName: "Alice" }), {});
    const get = call("iam", "GetUser", { UserName: "alice" });
    expect(() => check(get)).toThrow("The user with name alice cannot be found.");
    expect(() => check(call("iam", "GetUser", { UserName: "bob" }))).not.toThrow();
    expect(() => check(call("iam", "CreateUser", { UserName: "alice" }))).not.toThrow();
    now = 1000;
    expect(() => check(get)).not.toThrow();
  });

  it("a policy of a bucket, by CreateTrail, and a key by what it signs", () => {
    const { check, note } = createEventualConsistency(1000, () => 0);
    note(call("s3", "PutBucketPolicy", { Bucket: "logs" }), {});
    expect(() => check(call("cloudtrail", "CreateTrail", { S3BucketName: "logs" }))).toThrow(
      expect.objectContaining({ shape: "InsufficientS3BucketPolicyException" }),
    );
    note(call("iam", "CreateAccessKey", {}), { AccessKey: { AccessKeyId: "AKIASANDBOXAAAAAAAAA" } });
    const caller = { kind: "user", accessKeyId: "AKIASANDBOXAAAAAAAAA" };
    expect(() => check(call("sts", "GetCallerIdentity", {}, caller))).toThrow(
      expect.objectContaining({ shape: "InvalidClientTokenId" }),
    );
  });
});
