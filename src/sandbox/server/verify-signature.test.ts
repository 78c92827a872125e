import { describe, expect, it } from "vitest";
import type { WireRequest } from "../wire/index.ts";
import { readSigned } from "./sigv4.ts";
import { verifySignature } from "./verify-signature.ts";

/** "Signature calculations for the Authorization header" and "Authenticating requests: using query parameters", S3 API Reference. */
const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const clocks = [Date.parse("2013-05-24T00:00:00Z")];
const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const credential = "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";

function request(method: string, target: string, headers: Record<string, string>, body = ""): [WireRequest, string] {
  const [path = "", rawQuery = ""] = target.split("?");
  const query = [...new URLSearchParams(rawQuery)];
  const all = { host: "examplebucket.s3.amazonaws.com", ...headers };
  return [{ method, path, query, headers: all, body: Buffer.from(body) }, rawQuery];
}

function authorization(signedHeaders: string, signature: string): Record<string, string> {
  const value = `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${signedHeaders},Signature=${signature}`;
  return { authorization: value, "x-amz-date": "20130524T000000Z" };
}

const examples: readonly (readonly [name: string, ...ReturnType<typeof request>])[] = [
  [
    "GET of an object",
    ...request("GET", "/test.txt", {
      range: "bytes=0-9",
      "x-amz-content-sha256": empty,
      ...authorization(
        "host;range;x-amz-content-sha256;x-amz-date",
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
      ),
    }),
  ],
  [
    "PUT of an object",
    ...request(
      "PUT",
      "/test%24file.text",
      {
        date: "Fri, 24 May 2013 00:00:00 GMT",
        "x-amz-storage-class": "REDUCED_REDUNDANCY",
        "x-amz-content-sha256": "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
        ...authorization(
          "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
          "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
      },
      "Welcome to Amazon S3.",
    ),
  ],
  [
    "GET of a subresource",
    ...request("GET", "/?lifecycle", {
      "x-amz-content-sha256": empty,
      ...authorization(
        "host;x-amz-content-sha256;x-amz-date",
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
      ),
    }),
  ],
  [
    "a presigned URL",
    ...request(
      "GET",
      `/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(credential)}&X-Amz-Date=20130524T000000Z` +
        "&X-Amz-Expires=86400&X-Amz-SignedHeaders=host" +
        "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
      {},
    ),
  ],
];

describe.each(examples)("AWS's example: %s", (_name, message, rawQuery) => {
  const signed = readSigned(message);
  if (signed === undefined) throw new Error("unsigned");

  it("is valid with the right secret and no other", () => {
    expect(() => verifySignature(signed, { secret, request: message, rawQuery, clocks })).not.toThrow();
    expect(() => verifySignature(signed, { secret: "other", request: message, rawQuery, clocks })).toThrow(
      "does not match",
    );
  });

  it("is not valid for another path or query", () => {
    const other = { ...message, path: `${message.path}x` };
    expect(() => verifySignature(signed, { secret, request: other, rawQuery, clocks })).toThrow("does not match");
    expect(() => verifySignature(signed, { secret, request: message, rawQuery: `${rawQuery}&a=b`, clocks })).toThrow();
  });

  it("is good for its time by any of the clocks", () => {
    const late = clocks.map((now) => now + 2 * 86_400_000);
    expect(() => verifySignature(signed, { secret, request: message, rawQuery, clocks: late })).toThrow(
      expect.objectContaining({ status: 403 }),
    );
    expect(() =>
      verifySignature(signed, { secret, request: message, rawQuery, clocks: [...late, ...clocks] }),
    ).not.toThrow();
  });
});

it("a body that is not the one whose hash was signed is refused", () => {
  const [, message, rawQuery] = examples[1] ?? [];
  const signed = message === undefined ? undefined : readSigned(message);
  if (message === undefined || signed === undefined || rawQuery === undefined) throw new Error("no example");
  const other = { ...message, body: Buffer.from("Welcome to Amazon S4.") };
  expect(() => verifySignature(signed, { secret, request: other, rawQuery, clocks })).toThrow(
    expect.objectContaining({ shape: "XAmzContentSHA256Mismatch" }),
  );
});
