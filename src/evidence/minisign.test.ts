import { createHash, createPublicKey, verify } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkMinisign, readMinisignPublicKeys, readMinisignSecret, signMinisign } from "./minisign.ts";

/** The example of the library minisign-verify, which its author also wrote: a prehashed signature of `test`. */
const theirKey = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";
const theirs = `untrusted comment: signature from minisign secret key
RUQf6LRCGA9i559r3g7V1qNyJDApGip8MfqcadIgT9CuhV3EMhHoN1mGTkUidF/z7SrlQgXdy8ofjb7bNJJylDOocrCo8KLzZwo=
trusted comment: timestamp:1556193335\tfile:test
y/rUw2y8/hOUYjZU71eHp/Wo1KZ40fGy2VJEDl34XMJM+TX48Ss/17u3IvIfbVR1FkZZSNCisQbuQY+bHwhEBg==
`;
const legacy = `untrusted comment: signature from minisign secret key
RWQf6LRCGA9i59SLOFxz6NxvASXDJeRtuZykwQepbDEGt87ig1BNpWaVWuNrm73YiIiJbq71Wi+dP9eKL8OC351vwIasSSbXxwA=
trusted comment: timestamp:1555779966\tfile:test
QtKMXWyYcwdpZAlPF7tE2ENJkRd1ujvKjlj1m9RtHTBnZPa5WKU5uWRs5GoP5M/VqE81QFuMKI5k/SfNQUaOAA==
`;

/** Made by minisign 0.11: `minisign -G -W`, then `minisign -S` of `hello` and a line break. */
const ownKey = "RWSucszzNuwINFUkBCtU0VNMEjM1Q09ifCxL/205m7AYJtRHw9xaBnzy";
const ownSecret = `untrusted comment: minisign encrypted secret key
RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAArnLM8zbsCDTLdg1pzvgOeBDXsM0Ux6z3km6P77QKuxptBjXfmAd1L1UkBCtU0VNMEjM1Q09ifCxL/205m7AYJtRHw9xaBnzyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
`;
const madeByMinisign = `untrusted comment: signature from minisign secret key
RUSucszzNuwINPrLvAJksZOuoVkMPT1NlCxUX8J2qffTDDTrkfGWx6By1cHtKVy4oGGOsRNJ6jzDxrQ/T4/gJLwyTPc3MmTAQAE=
trusted comment: timestamp:1795362965\tfile:msg\thashed
l2RMeQRvqBfhtXq9XEyYPgAjLLDWQsF48l4lVq3uCEi1Nm4TIxpSf3M4dwjcJAvOXWxQa2PFJ+cEZV8o6GEfDQ==
`;

describe("signatures of minisign", () => {
  test.each([
    ["test", theirs, theirKey],
    ["hello\n", madeByMinisign, ownKey],
  ])("of %j hold", (message, signature, key) => {
    expect(checkMinisign(Buffer.from(message), signature, [theirKey, ownKey])).toEqual({ publicKey: key });
    expect(checkMinisign(Buffer.from(`${message}x`), signature, [key])).toHaveProperty("problem");
  });

  test("without their key say which one they ask for, as minisign writes its name", () => {
    expect(checkMinisign(Buffer.from("hello\n"), madeByMinisign, [theirKey])).toEqual({ keyId: "3408EC36F3CC72AE" });
  });

  test("of the old form, which is not prehashed, are refused", () => {
    expect(checkMinisign(Buffer.from("test"), legacy, [theirKey])).toEqual({
      problem: expect.stringContaining("prehashed"),
    });
  });

  test("do not hold with any other character anywhere", () => {
    fc.assert(
      fc.property(fc.nat(theirs.length - 1), fc.integer({ min: 1, max: 127 }), (at, by) => {
        const bytes = Buffer.from(theirs);
        bytes[at] = (bytes[at] ?? 0) ^ by;
        expect(checkMinisign(Buffer.from("test"), bytes.toString("latin1"), [theirKey])).not.toHaveProperty(
          "publicKey",
        );
      }),
      { seed: 11, numRuns: 400 },
    );
  });

  test("do not hold with anything before, between or behind", () => {
    for (const changed of [`\n${theirs}`, `${theirs}\n`, theirs.trimEnd(), theirs.replaceAll("\n", "\r\n"), ""]) {
      expect(checkMinisign(Buffer.from("test"), changed, [theirKey])).toHaveProperty("problem");
    }
  });

  test("of another key with the same name do not hold", () => {
    const renamed = Buffer.from(ownKey, "base64");
    Buffer.from(theirKey, "base64").copy(renamed, 2, 2, 10);
    expect(checkMinisign(Buffer.from("test"), theirs, [renamed.toString("base64")])).toHaveProperty("problem");
  });
});

describe("keys of minisign", () => {
  const signer = readMinisignSecret(ownSecret);

  test("a secret key without a password has the public key that minisign made with it", () => {
    expect(signer?.publicKey).toBe(ownKey);
    expect(readMinisignPublicKeys(`untrusted comment: minisign public key 3408EC36F3CC72AE\n${ownKey}\n`)).toEqual([
      ownKey,
    ]);
  });

  test("what it signs holds by Node's Ed25519 over BLAKE2b, and the comment with it", () => {
    if (signer === undefined) throw new Error("no key");
    const text = signMinisign(Buffer.from("a manifest"), signer);
    const [, first = "", comment = "", last = ""] = text.split("\n");
    const x = Buffer.from(ownKey, "base64").subarray(10).toString("base64url");
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    const raw = Buffer.from(first, "base64").subarray(10);
    const hashed = createHash("blake2b512").update("a manifest").digest();
    expect(verify(null, hashed, key, raw)).toBe(true);
    const whole = Buffer.concat([raw, Buffer.from(comment.slice("trusted comment: ".length))]);
    expect(verify(null, whole, key, Buffer.from(last, "base64"))).toBe(true);
    expect(checkMinisign(Buffer.from("a manifest"), text, [ownKey])).toEqual({ publicKey: ownKey });
  });

  test.each([
    ["with a password", (bytes: Buffer) => bytes.write("Sc", 2, "latin1")],
    ["of which a byte was changed", (bytes: Buffer) => bytes.writeUInt8((bytes[70] ?? 0) ^ 1, 70)],
    ["of another kind", (bytes: Buffer) => bytes.write("XX", 0, "latin1")],
  ])("a secret key %s is none", (_, change) => {
    const bytes = Buffer.from(ownSecret.split("\n")[1] ?? "", "base64");
    change(bytes);
    expect(readMinisignSecret(`untrusted comment: x\n${bytes.toString("base64")}\n`)).toBeUndefined();
  });

  test("any text is read without an error", () => {
    fc.assert(
      fc.property(fc.string(), fc.base64String({ maxLength: 300 }), (text, base64) => {
        readMinisignSecret(`untrusted comment: ${text}\n${base64}\n`);
        checkMinisign(Buffer.from(text), `${text}\n${base64}\n${text}\n${base64}\n`, [ownKey]);
        expect(readMinisignPublicKeys(`RW${text}\n${base64}`)).toEqual([]);
      }),
      { seed: 2, numRuns: 200 },
    );
  });
});
